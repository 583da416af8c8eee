"""Coding texts into claims: quotations found in texts, claims read from tables and annotations, and appended."""
