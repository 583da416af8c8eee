"""Sweeps: the same talks played at many points of what they hang on."""
