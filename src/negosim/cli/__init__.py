"""The command line: ``negosim COMMAND``; ``run_sim.py`` is ``negosim run``."""

from negosim.cli.app import main

__all__ = ["main"]
