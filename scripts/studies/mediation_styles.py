"""Mediation styles: what the three mediators' style does to January 2024, and whose it matters most.

Every combination of the styles of Qatar, Egypt and the United States plays the same runs; leaves a figure and two
tables.
"""

import argparse
import os
from pathlib import Path

import pandas as pd

import negosim as ns

JANUARY = "scenarios/january_2024.toml"
MEDIATORS = {"qatar": "Qatar", "egypt": "Egypt", "united_states": "United States"}
STYLES = {
    "facilitator": {"relay": 1, "draft": 0, "press": 0},
    "formulator": {"relay": 1, "draft": 1, "press": 0},
    "manipulator": {"relay": 1, "draft": 1, "press": 1},
}
RESPONSES = ("agreement", "collapse", "deadline")


def main() -> None:
    """Play every combination of styles, and tell of each mediator alone, over all styles of the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=400, help="runs of each combination")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("out/mediation_styles"))
    options = parser.parse_args()
    factors = [
        ns.Factor(
            name,
            levels={
                style: {f"{name}.{ability}": value for ability, value in abilities.items()}
                for style, abilities in STYLES.items()
            },
        )
        for name in MEDIATORS
    ]
    sweep = ns.sweep(JANUARY, factors, "grid", replications=options.runs, jobs=options.jobs)
    options.out.mkdir(parents=True, exist_ok=True)

    combinations = sweep.values.assign(**{name: sweep.response(name).mean(axis=1) for name in RESPONSES})
    combinations.to_csv(options.out / "combinations.csv", index=False)
    tables = {name: ns.compare_levels(sweep, name).assign(mediator=title) for name, title in MEDIATORS.items()}
    told = pd.concat(tables.values()).set_index(["mediator", "level"])
    told.to_csv(options.out / "mediators.csv")
    print(told.round(3).to_string())

    together = sweep.where((sweep.points == sweep.points[:, :1]).all(axis=1))
    titles = {"qatar": "style of all three mediators"}
    axes = ns.plots.levels_compared(together, "qatar", RESPONSES, titles=titles)
    axes.figure.savefig(options.out / "mediation_styles.png")


if __name__ == "__main__":
    main()
