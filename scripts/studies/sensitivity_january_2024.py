"""Sensitivity of January 2024: what agreement hangs on, by Sobol's indices of twenty parameters and a dummy.

Each parameter varies as its own distribution says; premiums and follow-through then no longer fit the acts of their
party. Every point plays the same runs. The full budget is N = 1,024 with 32 runs a point, 1.4 million runs: an
interrupted study goes on with --resume. Leaves the sweep, a table and a figure.
"""

import argparse
import os
from pathlib import Path

import negosim as ns

JANUARY = "scenarios/january_2024.toml"
VARIED = (
    *("*.concession", "*.horizon", "*.waiting_cost", "*.premium", "*.bias", "*.reciprocity", "*.follow_through"),
    *("qatar.trust.*", "egypt.trust.*", "united_states.trust.*"),
)


def main() -> None:
    """Play Saltelli's design, and leave what it says of agreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=64, help="base points of the design, a power of two")
    parser.add_argument("--runs", type=int, default=32, help="runs at each point")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("out/sensitivity_january_2024"))
    parser.add_argument("--resume", action="store_true", help="go on with the study in the folder")
    options = parser.parse_args()
    factors = [*ns.uncertain_factors(ns.load_scenario(JANUARY), *VARIED), ns.Factor("dummy", dummy=True)]
    sweep = ns.sweep(
        JANUARY,
        factors,
        "sobol",
        options.n,
        second_order=True,
        replications=options.runs,
        jobs=options.jobs,
        out=options.out / "sweep",
        resume=options.resume,
    )
    found = ns.analyze_sensitivity(sweep)
    found.frame.to_csv(options.out / "indices.csv", index=False)
    print(f"Agreement: mean {found.base:.1%} over {found.points:,} points x {found.replications} runs")
    print(*filter(None, (found.word, *found.warnings)), sep="\n")
    if not found.word:
        orders = found.frame[found.frame["kind"].isin(["first", "total"])]
        print(orders.drop(columns="other").round(3).to_string(index=False))
        ns.plots.sobol_bars(found).figure.savefig(options.out / "sensitivity_january_2024.png")


if __name__ == "__main__":
    main()
