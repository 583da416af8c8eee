"""What a Mesa run is made of: ratios within one run of this script, because absolute times are the machine's.

Prints one table and keeps it, with the machine described, in ``benchmarks/mesa_run.json``. The unit is one full Mesa
run of January 2024 with all its events. What many runs cost is told by ``benchmarks/bench.py``.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import negosim as ns
from benchmarks.machine import machine_of
from negosim.domain.random_streams import draw
from negosim.rules.preferences import prepare, vector_of
from negosim.search.prepared import prepared
from negosim.search.tabulation import tabulated, utilities
from negosim.store.bodies import from_line, to_line

SEED = 7


def timed(action: Callable[[], object], repeats: int) -> float:
    """The median seconds of an action over some repeats, after one that is not counted."""
    action()
    seconds = []
    for _ in range(repeats):
        before = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - before)
    return statistics.median(seconds)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40, help="runs per measurement of a run")
    options = parser.parse_args()
    scenario = ns.load_scenario("scenarios/january_2024.toml")
    ground = prepared(scenario)
    events = ns.play(scenario, SEED, 0)
    lines = [to_line(event) for event in events]
    table = prepare(ground.space, ground.addresses, vector_of(draw(scenario.parameters.values(), SEED, 0)))
    number = iter(range(1_000_000))

    def one_run() -> None:
        ns.NegotiationModel(scenario, SEED, next(number) % 50, collect=False).run_model()

    run = timed(one_run, options.runs)
    rows = {
        "one full Mesa run, all events": run,
        "its set-up: draw, tables, chance": timed(
            lambda: ns.NegotiationModel(scenario, SEED, 0, collect=False), options.runs
        ),
        "the draw of all parameters": timed(lambda: draw(scenario.parameters.values(), SEED, 0), options.runs),
        "the utility tables of both parties, by halves": timed(
            lambda: [tabulated(ground.space, table, p, ground.first) for p in (0, 1)], options.runs
        ),
        "the same, package by package": timed(
            lambda: [utilities(ground.space, table, p, ground.first.packages) for p in (0, 1)], options.runs
        ),
        f"replaying {len(events)} events": timed(lambda: ns.replay(events), options.runs),
        "writing and reading them as lines": timed(
            lambda: [from_line(line) for line in [to_line(e) for e in events]], options.runs
        ),
        "loading the scenario": timed(lambda: ns.load_scenario("scenarios/january_2024.toml"), 5),
    }
    size = f"{len(ground.first.packages):,} packages, {len(events)} events, {sum(map(len, lines)):,} characters"
    print(f"{scenario.name}: {size}")
    for name, seconds in rows.items():
        print(f"{name:45} {1000 * seconds:9.2f} ms   {seconds / run:7.3f} of a run")
    machine = machine_of()
    kept = {"machine": machine, "seconds": rows, "ratio_to_a_run": {name: s / run for name, s in rows.items()}}
    Path(__file__).with_name("mesa_run.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
