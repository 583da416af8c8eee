"""Directions: what moves agreement in January 2024, one change at a time, under common random numbers.

Every run of a variant has the same draws and the same chance as the run of the same number without the change, so the
difference is paired, and its standard error is that of a mean of differences. Prints a table in Markdown.
"""

import argparse
import os
import sys
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

import negosim as ns

MEDIATORS = ("qatar", "egypt", "united_states")
JANUARY = "scenarios/january_2024.toml"
Changes = Mapping[str, Mapping[str, object]]

DIRECTIONS: Changes = {
    "no mediation: nobody relays, drafts or presses": {"*.relay": 0, "*.draft": 0, "*.press": 0},
    "mediators as facilitators (relay)": {"*.relay": 1, "*.draft": 0, "*.press": 0},
    "mediators as formulators (relay, draft)": {"*.relay": 1, "*.draft": 1, "*.press": 0},
    "mediators as manipulators (relay, draft, press)": {"*.relay": 1, "*.draft": 1, "*.press": 1},
    "less trust in every mediator (-0.3)": {
        "qatar.trust.*": {"add": -0.3},
        "egypt.trust.*": {"add": -0.3},
        "united_states.trust.*": {"add": -0.3},
    },
    "more trust in every mediator (+0.2)": {
        "qatar.trust.*": {"add": 0.2},
        "egypt.trust.*": {"add": 0.2},
        "united_states.trust.*": {"add": 0.2},
    },
    "without Egypt": {"mediators.egypt": False},
    "exile not on the table": {"infeasible.exile.when": {"leaders": "exile"}},
    "full exile clause: a guaranteed end with exile is fully acceptable to Israel": {
        "israel.linkage.end_of_war_guaranteed_leaders_exile": 1
    },
    "the same, and Hamas has no red line on exile": {
        "israel.linkage.end_of_war_guaranteed_leaders_exile": 1,
        "hamas.red_line.leaders_exile*": 0,
    },
    "pressure on Israel alone (0.05)": {"israel.pressure": 0.05},
    "pressure on Hamas alone (0.05)": {"hamas.pressure": 0.05},
    "pressure on both (0.05)": {"*.pressure": 0.05},
    "both more patient: no waiting cost": {"*.waiting_cost": 0},
    "both more patient: private horizons x 1.5": {"*.horizon": {"times": 1.5}},
    "both tougher: exponent of concession x 0.5": {"*.concession": {"times": 0.5}},
    "longer calendar: 360 days": {"horizon": 360},
    "phase by phase: exchange first, the rest later": {
        "agenda.mode": "phase_by_phase",
        "agenda.groups": [
            ["pause", "phasing", "hostages", "prisoners_per_hostage", "aid"],
            ["end_of_war", "withdrawal", "leaders", "displaced", "governance"],
        ],
    },
}

TAKEN_AWAY: Changes = {
    "drafting": {"*.draft": 0},
    "pressing": {"*.press": 0},
    "relaying": {"*.relay": 0},
    "belief in red lines growing with refusals": {"talks.persuasion": 0},
    "learning of weights": {"talks.learning": 0},
    "reciprocity": {"*.reciprocity": 0},
    "misjudgement": {"*.bias": 0},
    "premium": {"*.premium": 0},
    "waiting cost": {"*.waiting_cost": 0},
    "red lines": {"*.red_line.*": 0},
    "linkages": {"*.linkage.*": 0},
    "follow-through: every phase believed certain": {"*.follow_through": 1},
    "guarantees": {"guarantee.*": 0},
    "collapse": {"talks.collapse": 0, "talks.stall": 0},
    "stalling": {"talks.stall": 0},
    "trust lost by pressing": {"talks.press_cost": 0},
    "one issue a move: two instead": {"rules.max_moves": 2},
    "tabling by similarity: by believed value instead": {"rules.tabling": "best_believed"},
    "texts two issues from the last: one instead": {"rules.draft_moves": 1},
}


def agreed(path: str, settings: Mapping[str, object], runs: int, jobs: int) -> NDArray[np.float64]:
    """1 for each run that ended in an agreement, or a partial one, else 0."""
    scenario = ns.load_scenario(path, set=settings)
    frame = ns.simulate(scenario, runs, seed=7, jobs=jobs).frame
    return np.asarray(frame["outcome"].isin(["agreement", "partial"]), dtype=np.float64)


def main() -> None:
    """Play the baseline and every variant, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--scenario", default=JANUARY)
    parser.add_argument("--only", choices=["directions", "rules"], default=None)
    options = parser.parse_args()
    base = agreed(options.scenario, {}, options.runs, options.jobs)
    print(f"Agreement (partial ones included) without a change: {base.mean():.3f}, {options.runs} runs, seed 7.\n")
    for title, variants in (("directions", DIRECTIONS), ("rules", TAKEN_AWAY)):
        if options.only not in (None, title):
            continue
        first = "change" if title == "directions" else "taken away"
        print(f"| {first} | agreement | difference | standard error | runs that end otherwise |")
        print("|---|---|---|---|---|")
        for name, settings in variants.items():
            found = agreed(options.scenario, settings, options.runs, options.jobs)
            paired = found - base
            error = paired.std(ddof=1) / np.sqrt(len(paired))
            print(f"| {name} | {found.mean():.3f} | {paired.mean():+.3f} | {error:.3f} | {int(np.abs(paired).sum())} |")
            sys.stdout.flush()
        print()


if __name__ == "__main__":
    main()
