"""Law 4, order: outcomes do not depend on the order in which runs are played, nor on where."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import attrs
from pandas.testing import assert_frame_equal

from negosim.domain.scenario import Scenario
from negosim.ensemble.playing.simulate import simulate
from tests.talks import facts, played, talks, values

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
from tests.laws.test_4_order import stormy_talks, told
print(told(stormy_talks(), list(reversed(range(6)))))
"""


def stormy_talks() -> Scenario:
    """Talks in which everything uncertain is at work: draws, hazards, abilities that are had or not."""
    return talks(
        values(talks__collapse=0.02, talks__learning=0.3),
        assumptions={
            "*.concession": {"low": 0.4, "high": 1.4},
            "*.bias": {"low": -0.1, "mode": 0, "high": 0.1},
            "otter.draft": {"value": 0.5},
            "otter.trust.*": {"low": 0, "high": 1},
        },
        mediators={"otter": {}},
        shocks={"storm": {"hazard": 0.1, "suspend": 2}},
    )


def told(scenario: Scenario, runs: list[int]) -> str:
    """All events of some runs, told in the order of their numbers, however they were played."""
    stories = {run: repr([facts(event) for event in played(scenario, 7, run).events]) for run in runs}
    return "\n".join(stories[run] for run in sorted(stories))


def test_runs_know_nothing_of_each_other() -> None:
    """Played forwards, backwards and one twice in between, each run is the same."""
    scenario = stormy_talks()
    assert told(scenario, [0, 1, 2, 3, 4, 5]) == told(scenario, [5, 3, 0, 3, 4, 2, 1])
    assert len({played(scenario, 7, run).outcome.round for run in range(6)}) > 1


def test_another_process_plays_the_same_runs() -> None:
    """A new process, with another seed of hashes, plays each run to the last digit as this one does."""
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )
    assert (told(stormy_talks(), list(range(6))), "") == (done.stdout.strip(), done.stderr)


def test_the_table_of_outcomes_does_not_hang_on_jobs_or_on_how_many_runs_follow() -> None:
    """Two worker processes give the rows of one; a larger ensemble begins with the smaller one."""
    scenario = stormy_talks()
    alone, shared = simulate(scenario, 24, seed=7), simulate(scenario, 24, seed=7, jobs=2)
    assert_frame_equal(alone.frame, shared.frame, check_exact=True)
    fewer = simulate(scenario, 7, seed=7)
    assert_frame_equal(fewer.frame, alone.frame.head(7), check_exact=True)


def test_a_row_of_the_table_is_the_outcome_of_its_run() -> None:
    """Row k of an ensemble is how run k ends, whoever plays it."""
    scenario = stormy_talks()
    frame = simulate(scenario, 6, seed=7).frame.set_index("run")
    for run in (4, 1):
        outcome = attrs.asdict(played(scenario, 7, run).outcome)
        plain = {key: outcome[key] for key in ("outcome", "round", "day", "package", "phases_held", "zopa")}
        assert plain == frame.loc[run, list(plain)].to_dict()
