"""Read one run: its events as tables, as snapshots of a round, and as a dated story."""
