"""Array kernel: many runs at once, with the same rules and, to the last bit, the same results as the Mesa model."""
