"""The exile clause: what hangs on whether a guaranteed end of the war for the exile of leaders is meant.

Varies, under the same runs, whether one party means it, and whether the other's red line on exile is real; leaves a
figure and a table.
"""

import argparse
import os
from pathlib import Path

import negosim as ns

JANUARY = "scenarios/january_2024.toml"
CLAUSE: dict[str, dict[str, object]] = {
    "not on the table": {"infeasible.exile.when": {"leaders": "exile"}},
    "as reported": {},
    "not meant": {"israel.act.exile_for_end": 0.0},
    "meant for certain": {"israel.act.exile_for_end": 1.0},
}
RED_LINE: dict[str, dict[str, object]] = {
    "red line as reported": {},
    "no red line": {"hamas.red_line.leaders_exile*": 0.0},
    "a certain red line": {"hamas.red_line.leaders_exile*": 1.0},
}
EXILE = "package:leaders=exile"


def main() -> None:
    """Play every combination, and tell of agreement and of exile in what is agreed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000, help="runs of each combination")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("out/exile_clause"))
    options = parser.parse_args()
    factors = [ns.Factor("clause", levels=CLAUSE), ns.Factor("red_line", levels=RED_LINE)]
    sweep = ns.sweep(JANUARY, factors, "grid", replications=options.runs, jobs=options.jobs)
    options.out.mkdir(parents=True, exist_ok=True)

    table = ns.compare_levels(sweep, "clause", by="red_line")
    table["with exile"] = ns.compare_levels(sweep, "clause", EXILE, by="red_line")["mean"]
    table.to_csv(options.out / "exile_clause.csv", index=False)
    print(table.round(3).to_string(index=False))

    titles = {"clause": "the exile clause", "agreement": "share of runs that agree"}
    axes = ns.plots.levels_compared(sweep, "clause", by="red_line", titles=titles)
    axes.figure.savefig(options.out / "exile_clause.png")


if __name__ == "__main__":
    main()
