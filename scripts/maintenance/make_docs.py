"""Draw the pictures of README and docs again: what the program draws, from the runs that the pages tell of."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import negosim as ns
from negosim.analysis.outcomes.representative import representative_run
from negosim.studies.turning_points import likely_changes

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = ("outcome_shares", "negotiation_dance", "package_landscape")
# The fork that docs/branching.md tells of.
RUN, AT_ROUND, REDRAWS = 0, 54, 40
HARDER: dict[str, object] = {"united_states.effort": {"times": 3}, "united_states.budget": {"times": 3}}


def main() -> None:
    """Leave the pictures in ``docs/pictures``: those of January 2024 played 500 times, and of a fork."""
    scenario = ns.load_scenario("scenarios/january_2024.toml")
    jobs = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as aside:
        for path in (*_ensemble(scenario, jobs, Path(aside)), *_fork(scenario, jobs, Path(aside))):
            (DOCS / "pictures").mkdir(exist_ok=True)
            (DOCS / "pictures" / path.name).write_bytes(path.read_bytes())
            print(f"docs/pictures/{path.name}")


def _ensemble(scenario: ns.Scenario, jobs: int, folder: Path) -> Iterator[Path]:
    outcomes = ns.simulate(scenario, 500, seed=7, jobs=jobs)
    events = ns.play(scenario, 7, representative_run(outcomes))
    for name in PICTURES:
        yield ns.plots.save_figure(name, outcomes, events, folder)


def _fork(scenario: ns.Scenario, jobs: int, folder: Path) -> Iterator[Path]:
    events = ns.play(scenario, 7, RUN)
    other = ns.fork(scenario, events, AT_ROUND, HARDER)
    futures = ns.play_futures(scenario, events, AT_ROUND, HARDER, REDRAWS, jobs=jobs)
    changes = {"Washington presses three times as hard": HARDER, **likely_changes(scenario, events)}
    points = ns.find_turning_points(scenario, events, changes, jobs=jobs)
    yield ns.plots.save_page(
        lambda: ns.plots.fork_and_parent(scenario, events, other, AT_ROUND, futures=futures)[0].figure,
        folder / "fork.png",
    )
    yield ns.plots.save_page(
        lambda: ns.plots.turning_map(points, run=f"Run {RUN}, seed 7, ").figure, folder / "turning_points.png"
    )


if __name__ == "__main__":
    main()
