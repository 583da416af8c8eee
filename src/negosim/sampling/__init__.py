"""Draws of the parameters of runs, conditioned on what the parties did."""
