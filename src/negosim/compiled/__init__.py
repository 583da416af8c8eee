"""Compilation with numba, and what compiled code shares: arguments by reference, array loops, random numbers."""
