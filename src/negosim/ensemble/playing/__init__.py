"""Play runs: one row each through the kernel or Mesa, and forks of single runs."""
