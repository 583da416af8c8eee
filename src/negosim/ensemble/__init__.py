"""Ensembles: play many runs, in parallel, and keep one row of outcomes per run."""
