"""The command line: ``negosim COMMAND``; ``run_sim.py`` is ``negosim run``."""

import sys

try:
    from negosim.cli.signals import main
except KeyboardInterrupt:  # before a handler is installed
    sys.stderr.write("negosim: interrupted\n")
    raise SystemExit(130) from None

__all__ = ["main"]
