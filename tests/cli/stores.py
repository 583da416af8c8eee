"""A store of a few runs and a fork, for the tests of the commands that read it: what is in it, by name."""

from __future__ import annotations

from pathlib import Path

import negosim as ns
from negosim.store.naming import name_of, name_of_fork

RIVER = Path(__file__).parents[2] / "scenarios" / "examples" / "three_parties.toml"
SEED, RUNS, FORKED = 7, 3, 12
river = ns.load_scenario(RIVER)
NAMES = [name_of(river, SEED, run) for run in range(RUNS)]
CHANGE = {"altara.pressure": 0.25}
FORK = name_of_fork(NAMES[1], FORKED, CHANGE)
