"""The front door: run a scenario file, print the outcome, draw the figures. The same as ``negosim run``."""

import sys

from negosim.cli import main

if __name__ == "__main__":
    main(["run", *sys.argv[1:]])
