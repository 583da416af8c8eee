"""Cases: those that the package brings, found by name and copied; and the start of a new one."""
