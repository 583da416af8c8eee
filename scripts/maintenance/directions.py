"""Directions: what moves agreement in January 2024, one change at a time, under common random numbers.

Every run of a variant has the same draws and the same chance as the run of the same number without the change, so the
difference is paired, and its standard error is that of a mean of differences. A run ends otherwise if its ending, its
package, or the number of phases carried out is another. Prints tables in Markdown, or fills them into a page.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

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
    "exile clause not meant: Israel's consent to an end for exile is no act": {"israel.act.exile_for_end": 0},
    "exile clause meant for certain: a guaranteed end with exile is acceptable to Israel": {
        "israel.act.exile_for_end": 1
    },
    "the same, and Hamas has no red line on exile": {
        "israel.act.exile_for_end": 1,
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
    "acts that are no red lines: preferences are drawn without them": {"*.act.*": 0},
    "follow-through: every phase believed certain": {"*.follow_through": 1},
    "guarantees": {"guarantee.*": 0},
    "collapse": {"talks.collapse": 0, "talks.stall": 0},
    "stalling": {"talks.stall": 0},
    "trust lost by pressing": {"talks.press_cost": 0},
    "one issue a move: two instead": {"rules.max_moves": 2},
    "tabling by similarity: by believed value instead": {"rules.tabling": "best_believed"},
    "texts two issues from the last: one instead": {"rules.draft_moves": 1},
}


END = ["ended", "package", "held"]


def ends(path: str, settings: Mapping[str, object], runs: int, jobs: int) -> pd.DataFrame:
    """How each run ended: whether in an agreement, or a partial one (1 or 0), its package, and phases carried out."""
    frame = ns.simulate(ns.load_scenario(path, set=settings), runs, seed=7, jobs=jobs).frame
    agreed = frame["outcome"].isin(["agreement", "partial"]).astype(float)
    return pd.DataFrame(
        {"agreed": agreed, "ended": frame["outcome"], "package": frame["package"], "held": frame["phases_held"]}
    )


def paired(found: pd.Series, base: pd.Series) -> str:
    """The mean of the differences of runs of the same number, and its standard error."""
    difference = found - base
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    return f"{difference.mean():+.3f} | {error:.3f}"


def tables(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Name and text of each table."""
    base = ends(options.scenario, {}, options.runs, options.jobs)
    for name, variants in (("directions", DIRECTIONS), ("rules", TAKEN_AWAY)):
        if options.only not in (None, name):
            continue
        first = "change" if name == "directions" else "taken away"
        held = base.held.mean()
        lines = [
            f"Without a change {base.agreed.mean():.3f} of {options.runs} runs agree, partial agreements included.",
            f"{held:.3f} phases are carried out in a run, on average. Seed 7.",
            "",
            f"| {first} | agreement | difference | s.e. | phases carried out | s.e. | runs that end otherwise |",
            "|---|---|---|---|---|---|---|",
        ]
        for change, settings in variants.items():
            found = ends(options.scenario, settings, options.runs, options.jobs)
            otherwise = float(
                (found[["ended", "package", "held"]] != base[["ended", "package", "held"]]).any(axis=1).mean()
            )
            agreement, phases = paired(found.agreed, base.agreed), paired(found.held, base.held)
            lines.append(f"| {change} | {found.agreed.mean():.3f} | {agreement} | {phases} | {otherwise:.1%} |")
            print(lines[-1], file=sys.stderr, flush=True)
        yield name, "\n".join(lines)


def main() -> None:
    """Play the baseline and every variant, and print the tables or put them into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--scenario", default=JANUARY)
    parser.add_argument("--only", choices=["directions", "rules"], default=None)
    parser.add_argument("--into", type=Path, default=None, help="a page with marks for the tables, to fill in")
    options = parser.parse_args()
    for name, table in tables(options):
        if options.into is None:
            print(table, end="\n\n")
            continue
        page = options.into.read_text()
        before, rest = page.split(f"<!-- {name}:begin -->\n")
        after = rest.split(f"<!-- {name}:end -->")[1]
        options.into.write_text(f"{before}<!-- {name}:begin -->\n{table}\n<!-- {name}:end -->{after}")


if __name__ == "__main__":
    main()
