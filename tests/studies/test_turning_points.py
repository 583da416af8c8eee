"""Turning points: every change at every round."""

from __future__ import annotations

import pandas as pd
import pytest

from negosim.domain.evolution import replay
from negosim.ensemble.playing.forks import fork
from negosim.ensemble.playing.simulate import play
from negosim.errors import BadInput
from negosim.studies.turning_points import find_turning_points, likely_changes
from tests.talks import talks, values

STUBBORN = values(north__premium=0.8, south__premium=0.8, otter__budget=3, otter__leverage__north=1)
SCENARIO = talks(
    STUBBORN,
    mediators={"otter": {"style": "formulator"}},
    parties={
        "north": {"title": "North", "red_lines": {"no_water": {"when": {"water": ["4"]}, "firmness": 1}}},
        "south": {"title": "South", "red_lines": {"no_land": {"when": {"land": ["0"]}, "firmness": 0}}},
    },
)
RUN = play(SCENARIO, 3, 0)
CHANGES = {"both pressed": {"*.pressure": 1}, "nothing": {"talks.learning": {"times": 1}}, "bolder": {"*.bias": 1}}


def test_each_cell_is_how_the_fork_of_its_round_and_change_ended() -> None:
    """Outcome, round, day and package of the fork, and whether its outcome is another than the run's."""
    found = find_turning_points(SCENARIO, RUN, CHANGES)
    last = found.end.round
    assert (found.end.outcome, len(found.frame)) == ("deadline", 3 * last)
    for row in found.frame.itertuples():
        end = replay(fork(SCENARIO, RUN, row.at_round, CHANGES[row.change]))
        assert (end.outcome, end.round, end.day, end.package) == (row.outcome, row.round, row.day, row.package)
        assert row.turned == (end.outcome != "deadline")
    assert found.rounds("both pressed") == list(range(1, last + 1))
    assert found.rounds("nothing") == []


def test_turning_points_are_the_same_in_processes() -> None:
    """Frames are equal, and every fork is counted."""
    counts: list[int] = []
    here, there = (
        find_turning_points(SCENARIO, RUN, CHANGES),
        find_turning_points(SCENARIO, RUN, CHANGES, jobs=2, progress=counts.append),
    )
    pd.testing.assert_frame_equal(here.frame, there.frame)
    assert sum(counts) == len(here.frame)


def test_changes_to_try_are_what_the_draw_leaves_to_be_changed() -> None:
    """Pressure on each party, its real red lines, what mediators do and could do, trust in them; a waiting cost of 0
    has no double."""
    assert list(likely_changes(SCENARIO, RUN)) == [
        "more pressure on North",
        "more pressure on South",
        "no red line of North (water: 4)",
        "otter stops drafting",
        "otter begins pressing",
        "more trust in all mediators",
    ]
    changes = likely_changes(SCENARIO, RUN)
    assert changes["otter stops drafting"] == {"otter.draft": 0}
    assert changes["more trust in all mediators"] == {"otter.trust.*": {"add": 0.2}}
    find_turning_points(SCENARIO, RUN[:2] + RUN[2:], {name: changes[name] for name in list(changes)[:1]})


def test_without_mediation_mediators_are_left_alone() -> None:
    """Where parties make offers to each other, what mediators could do changes nothing and is not tried."""
    scenario = talks(
        values(north__waiting_cost=0.01, south__waiting_cost=-0.01),
        rules={"protocol": "alternating_offers"},
        mediators={"otter": {"style": "manipulator"}},
    )
    assert list(likely_changes(scenario, play(scenario, 0, 0))) == [
        "more pressure on north",
        "more pressure on south",
        "waiting twice as costly to north",
        "time twice as kind to south",
    ]


def test_problems_name_the_change() -> None:
    """All of them at once, before anything is played."""
    with pytest.raises(BadInput) as refused:
        find_turning_points(SCENARIO, RUN, {"one": {"north.pressure": 9}, "two": {"horizon": 1, "nobody.trust": 1}})
    starts = [str(problem).split(": expected")[0] for problem in refused.value.problems]
    assert starts == ["--change one: north.pressure", "--change two: horizon", "--change two: nobody.trust"]


def test_a_run_that_goes_on_has_no_turning_points() -> None:
    """Its end is not known."""
    with pytest.raises(BadInput, match="RUN: expected a run that has ended"):
        find_turning_points(SCENARIO, RUN[:40], CHANGES)
