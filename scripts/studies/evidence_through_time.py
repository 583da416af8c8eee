"""Evidence through time: the same talks, January 2024, as each document of the dossier arrives.

Nothing differs between the points but which claims are known, so what moves is what the documents said; leaves a figure
and a table.
"""

import argparse
import datetime as dt
import os
from pathlib import Path

import negosim as ns

JANUARY = "scenarios/january_2024.toml"
ARRIVALS = {
    "none": ("2024-01-24", []),
    "25 January: two services": ("2024-01-25", ["000"]),
    "26 January: before Europe": ("2024-01-26", ["000", "001"]),
    "26 January: questions": ("2024-01-26", ["000", "001", "004"]),
    "5 April: before Cairo": ("2024-04-05", ["000", "001", "004", "003"]),
    "24 May: taken up again": ("2024-05-24", ["000", "001", "004", "003", "002"]),
}
RESPONSES = ("agreement", "collapse", "deadline")


def main() -> None:
    """Play the talks with the claims known on each day, and tell what each arrival changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000, help="runs of each day")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("out/evidence_through_time"))
    options = parser.parse_args()
    known = ns.Factor("known", levels={name: laid(*arrival) for name, arrival in ARRIVALS.items()})
    sweep = ns.sweep(JANUARY, [known], "grid", replications=options.runs, jobs=options.jobs)
    options.out.mkdir(parents=True, exist_ok=True)

    table = ns.compare_levels(sweep, "known").set_index("level")
    table.to_csv(options.out / "evidence_through_time.csv")
    print(table.round(3).to_string())

    titles = {"known": "documents that have arrived"}
    axes = ns.plots.levels_compared(sweep, "known", RESPONSES, titles=titles)
    axes.figure.savefig(options.out / "evidence_through_time.png")


def laid(day: str, documents: list[str]) -> dict[str, object]:
    """What is known on a day on which these documents have arrived."""
    return {"as_of": dt.date.fromisoformat(day), "dossier.documents": documents}


if __name__ == "__main__":
    main()
