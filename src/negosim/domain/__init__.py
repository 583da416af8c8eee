"""What a negotiation consists of: frozen values, no input or output, no arithmetic that decides."""
