"""The command line with parts of a few runs and one figure: ``python front.py SIZE COMMAND …``."""

import sys

from negosim import plots
from negosim.cli import main
from negosim.ensemble.results import manifest
from negosim.plots import saving

if __name__ == "__main__":
    manifest.PART = int(sys.argv[1])
    plots.applicable = saving.applicable = lambda *_: ("drivers",)
    del sys.argv[1]
    main()
