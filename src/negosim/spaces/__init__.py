"""Package spaces as arrays."""
