"""Studies that play runs of their own: first moves, history matching, turning points."""
