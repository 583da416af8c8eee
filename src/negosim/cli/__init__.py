"""The command line: ``negosim COMMAND``; ``run_sim.py`` is ``negosim run``."""

import sys

try:
    from negosim.cli.stopping import main
except KeyboardInterrupt:  # before anybody listens
    sys.stderr.write("negosim: interrupted\n")
    raise SystemExit(130) from None

__all__ = ["main"]
