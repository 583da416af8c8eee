"""Measure what docs/validity.md claims, and write the page."""
