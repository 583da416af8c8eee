"""Sensitivity of a response to the factors of a sweep, and scenario discovery."""
