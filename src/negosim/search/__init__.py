"""How a whole package space is searched."""
