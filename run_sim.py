"""The front door: run a scenario file, print the outcome, draw the figures. The same as ``negosim run``."""

import sys

if __name__ == "__main__":
    from negosim.cli import main

    main(["run", *sys.argv[1:]])
