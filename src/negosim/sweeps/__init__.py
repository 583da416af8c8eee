"""Sweeps: play a scenario at many points of a design."""
