"""Yardstick: what NegMAS makes of folders with GENIUS domains, loaded as it comes.

Run in the environment of ``requirements.txt``: ``negmas_genius.py FOLDER...``. Standard output is one JSON object: for
each folder's name the best utility of every party and the number of points on the frontier.
"""

import json
import sys
from pathlib import Path

from negmas import Scenario
from negmas.preferences.ops import pareto_frontier


def loaded(folder):
    """What is found in one folder."""
    scenario = Scenario.from_genius_folder(folder)
    outcomes = list(scenario.outcome_space.enumerate())
    best = [max(float(function(outcome)) for outcome in outcomes) for function in scenario.ufuns]
    frontier, _ = pareto_frontier(scenario.ufuns, outcomes)
    return {"best": best, "frontier": len(frontier)}


if __name__ == "__main__":
    print(json.dumps({Path(folder).name: loaded(folder) for folder in sys.argv[1:]}))
