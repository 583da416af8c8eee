"""Phase by phase, or everything at once: what the agenda does to the talks of November 2023 and January 2024.

One party asks for stages, the other for one agreement over everything. Both agendas play the same runs, and so
do both with more and with less belief that later phases follow; leaves a figure and a table.
"""

import argparse
import os
from pathlib import Path

import pandas as pd

import negosim as ns

SCENARIOS = {"november_2023": "November 2023", "january_2024": "January 2024"}
FIRST = ["pause", "hostages", "prisoners_per_hostage", "aid"]
REST = ["end_of_war", "phasing", "withdrawal", "leaders", "displaced", "governance"]
AGENDA: dict[str, dict[str, object]] = {
    "everything at once": {"agenda": {"mode": "comprehensive", "groups": []}},
    "phase by phase": {"agenda": {"mode": "phase_by_phase", "groups": [FIRST, REST]}},
}
BELIEF: dict[str, dict[str, object]] = {
    "less": {"*.follow_through": {"times": 0.5}},
    "as assumed": {},
    "more": {"*.follow_through": {"times": 0.5, "add": 0.5}},
}
RESPONSES = ("agreement", "partial", "agreement|partial", "collapse")


def main() -> None:
    """Play both agendas over both scenarios and three beliefs, and tell how they end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=400, help="runs of each combination")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("out/phase_by_phase_or_comprehensive"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    factors = [ns.Factor("agenda of the talks", levels=AGENDA), ns.Factor("belief in later phases", levels=BELIEF)]
    titles = {"agreement|partial": "a full or a partial agreement", "partial": "a partial agreement alone"}
    tables = []
    for name, title in SCENARIOS.items():
        path = f"scenarios/{name}.toml"
        sweep = ns.sweep(path, factors, "grid", replications=options.runs, jobs=options.jobs)
        for response in RESPONSES:
            table = ns.compare_levels(sweep, factors[0].name, response, by=factors[1].name)
            tables.append(table.assign(scenario=title, response=response))
        axes = ns.plots.levels_compared(sweep, factors[0].name, RESPONSES, titles=titles)
        axes.figure.savefig(options.out / f"{name}.png")
    told = pd.concat(tables).set_index(["scenario", "response", factors[1].name, "level"])
    told.to_csv(options.out / "agendas.csv")
    print(told.round(3).to_string())


if __name__ == "__main__":
    main()
