"""The parts of a negotiation as frozen values, without input, output or decisions."""
