"""One contestant in a process of its own: it gets ready, then plays as many runs as it is asked to, and tells the time.

``python -m benchmarks.contestant '{"who": "kernel", "scenario": "january_2024"}'``; then ``{"runs": n}`` on standard
input plays runs 0 to n - 1 and is answered by a line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import negosim as ns
from benchmarks.domains import SEED, random_domain
from benchmarks.machine import peak_kib
from negosim.domain.scenario import Scenario

Play = Callable[[range], object]


def scenario_of(told: dict[str, Any]) -> Scenario:
    """A shipped scenario by name, or a random domain by its numbers."""
    given = told["scenario"]
    return ns.load_scenario(f"scenarios/{given}.toml") if isinstance(given, str) else random_domain(**given)


def _kernel(scenario: Scenario, _told: dict[str, Any]) -> Play:
    from negosim.ensemble.playing.kernel_rows import play_rows  # noqa: PLC0415 - its import and compilation are this one's alone

    return lambda runs: play_rows(scenario, SEED, runs)


def _mesa(scenario: Scenario, _told: dict[str, Any]) -> Play:
    return lambda runs: [ns.NegotiationModel(scenario, SEED, run, collect=False).run_model() for run in runs]


def _batch_run(scenario: Scenario, _told: dict[str, Any]) -> Play:
    import mesa  # noqa: PLC0415

    def play(runs: range) -> object:
        varied = {"scenario": scenario, "rng": [SEED], "run": runs, "collect": True}
        return mesa.batch_run(ns.NegotiationModel, varied, number_processes=1, display_progress=False)

    return play


def _simulate(scenario: Scenario, told: dict[str, Any]) -> Play:
    place = {key: told[key] for key in ("jobs", "cluster") if key in told}
    return lambda runs: ns.simulate(scenario, len(runs), SEED, **place)


def _touch_once(scenario: Scenario, _told: dict[str, Any]) -> Play:
    from benchmarks.touch_once import ready  # noqa: PLC0415

    built = ready(scenario)
    return lambda runs: built(len(runs))


WHO: dict[str, Callable[[Scenario, dict[str, Any]], Play]] = {
    "kernel": _kernel,
    "plain": _kernel,
    "mesa": _mesa,
    "batch_run": _batch_run,
    "simulate": _simulate,
    "touch_once": _touch_once,
}


def main(told: dict[str, Any]) -> None:
    """Answer what is asked for, until nothing is."""
    play = WHO[told["who"]](scenario_of(told), told)
    play(range(1))
    print("{}", flush=True)
    for line in sys.stdin:
        runs = range(json.loads(line)["runs"])
        wall, processor = time.perf_counter(), time.process_time()
        play(runs)
        processor, wall = time.process_time() - processor, time.perf_counter() - wall
        print(json.dumps({"processor": processor, "wall": wall, "peak_kib": peak_kib("self")}), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
