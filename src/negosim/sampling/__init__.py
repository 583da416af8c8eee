"""Draws of the parameters of runs, conditioned on the parties' acts."""
