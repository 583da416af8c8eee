"""What the outcomes say: bargaining solutions, summaries, the shape of the package space."""
