"""The front door: run a scenario file, print the outcome, draw the figures. The same as ``negosim run``."""

import sys
from pathlib import Path

if __name__ == "__main__":
    words = sys.argv[1:]
    if words and words[0].isalpha() and not Path(words[0]).exists():
        told = f"run_sim.py: expected a scenario file, received {words[0]}"
        print(f"{told} (this is `negosim run` already; for other commands say `negosim COMMAND`)", file=sys.stderr)
        sys.exit(2)

    from negosim.cli import main

    sys.argv.insert(1, "run")
    main()
