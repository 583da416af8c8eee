"""Exact searches of a whole package space."""
