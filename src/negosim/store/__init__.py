"""Where event streams are kept and read again."""
