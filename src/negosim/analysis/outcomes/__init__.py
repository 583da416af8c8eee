"""Count outcomes: summaries, competing risks, families of packages."""
