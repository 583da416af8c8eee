"""Sweeps: simulate a scenario at many points of its parameters."""
