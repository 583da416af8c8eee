"""Where event streams are kept and read again."""

DEFAULT = "sqlite:///runs.db"
