"""Draw the pictures of the README again: what the program draws, from the runs that the README tells of."""

import os
import tempfile
from pathlib import Path

import negosim as ns
from negosim.analysis.typical import typical_run

DOCS = Path(__file__).parent.parent / "docs"
PICTURES = ("outcome_shares", "negotiation_dance", "package_landscape")


def main() -> None:
    """Play January 2024 500 times and leave the pictures in ``docs/pictures``."""
    scenario = ns.load_scenario("scenarios/january_2024.toml")
    outcomes = ns.simulate(scenario, 500, seed=7, jobs=os.cpu_count() or 1)
    events = ns.play(scenario, 7, typical_run(outcomes))
    with tempfile.TemporaryDirectory() as aside:
        for name in PICTURES:
            path = ns.plots.save_figure(name, outcomes, events, Path(aside))
            (DOCS / "pictures").mkdir(exist_ok=True)
            (DOCS / "pictures" / path.name).write_bytes(path.read_bytes())
            print(f"docs/pictures/{path.name}")


if __name__ == "__main__":
    main()
