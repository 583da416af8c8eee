"""Store event streams and read them again."""

DEFAULT = "sqlite:///runs.db"
