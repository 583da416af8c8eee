"""Forks, and futures in pairs."""

from __future__ import annotations

import pandas as pd
import pytest

from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.ensemble.playing.forks import changes_of_fork, events_before, fork, play_futures
from negosim.ensemble.playing.simulate import play
from negosim.errors import BadInput
from tests.talks import talks, values

# No deal is worth more than any that both could sign, until they are pressed.
SCENARIO = talks(values(talks__collapse=0.08, north__premium=0.8, south__premium=0.8))
RUN = play(SCENARIO, 3, 2)
LAST = replay(RUN).round
PRESSED = {"*.pressure": {"add": 0.2}}


def test_the_run_under_test_is_long_enough() -> None:
    """It ends after some rounds, so that there is something to fork."""
    assert LAST > 5


def test_a_fork_without_changes_is_its_run() -> None:
    """At every round; and what it shares is what came before the round."""
    for number in range(1, LAST + 1):
        assert fork(SCENARIO, RUN, number) == RUN
        assert replay(events_before(RUN, number)).round == number - 1


def test_a_fork_needs_no_more_than_the_events_before_it() -> None:
    """The rest of its run may be unknown, but for the round itself."""
    known = (*events_before(RUN, 5), e.RoundOpened(5, 4, "2024-01-05"))
    assert fork(SCENARIO, RUN, 5, PRESSED) == fork(SCENARIO, known, 5, PRESSED)


def test_what_a_fork_changed_can_be_told_from_its_events() -> None:
    """New values by parameter, and the number of the redraw; of a fork of a fork only what is its own."""
    shared = events_before(RUN, 4)
    first = fork(SCENARIO, RUN, 4, PRESSED, redraw=7)
    assert changes_of_fork(first, len(shared)) == ({"north.pressure": 0.2, "south.pressure": 0.2}, 7)
    assert changes_of_fork(RUN, len(shared)) == ({}, 0)
    again = events_before(first, 5)
    second = fork(SCENARIO, first, 5, {"talks.collapse": 0})
    assert changes_of_fork(second, len(again)) == ({"talks.collapse": 0.0}, 0)
    assert replay(second).redraw == 7


@pytest.mark.parametrize("number", [0, -1, LAST + 1])
def test_a_round_that_the_run_does_not_have_is_refused(number: int) -> None:
    """The error names the option and the last round."""
    with pytest.raises(BadInput, match=f"^at_round: expected a round from 1 to {LAST}, .* received {number}"):
        fork(SCENARIO, RUN, number)


def test_futures_come_in_pairs_under_one_chance() -> None:
    """Each row is the fork of that redraw, with and without the changes."""
    found = play_futures(SCENARIO, RUN, 4, PRESSED, 8)
    assert len(found) == 8
    assert found.changes == {"north.pressure": 0.2, "south.pressure": 0.2}
    for row in found.frame.itertuples():
        changes = PRESSED if row.assumptions == "changed" else {}
        end = replay(fork(SCENARIO, RUN, 4, changes, redraw=row.redraw))
        assert (end.outcome, end.round, end.package) == (row.outcome, row.round, row.package)
    assert list(found.outcomes.columns) == ["unchanged", "changed"]
    rates = [found.rate(side, "agreement").share for side in found.sides]
    assert found.difference("agreement").share == pytest.approx(rates[1] - rates[0])
    assert rates[1] > rates[0]


def test_changes_of_nothing_make_no_difference() -> None:
    """With a change that moves nothing, every pair ends alike: all chance is shared."""
    found = play_futures(SCENARIO, RUN, 4, {"talks.learning": 0.9}, 6)
    assert (found.outcomes["unchanged"] == found.outcomes["changed"]).all()
    assert (found.difference("collapse").gained, found.difference("collapse").lost) == (0, 0)


def test_futures_without_changes_have_one_side() -> None:
    """Nothing is played twice, and there is no difference to ask for."""
    heard: list[tuple[int, str]] = []
    found = play_futures(SCENARIO, RUN, 4, {}, 3, each=lambda redraw, side, _: heard.append((redraw, side)))
    assert heard == [(1, "unchanged"), (2, "unchanged"), (3, "unchanged")]
    assert list(found.outcomes.columns) == ["unchanged"]
    with pytest.raises(ValueError, match="nothing was changed"):
        found.difference("agreement")


def test_futures_are_the_same_in_processes() -> None:
    """Frames are equal, and every continuation is heard of, in order and whole."""
    heard: list[tuple[int, str, int]] = []
    counts: list[int] = []
    here = play_futures(SCENARIO, RUN, 4, PRESSED, 7)
    there = play_futures(
        SCENARIO,
        RUN,
        4,
        PRESSED,
        7,
        jobs=2,
        progress=counts.append,
        each=lambda redraw, side, events: heard.append((redraw, side, replay(events).round)),
    )
    pd.testing.assert_frame_equal(here.frame, there.frame)
    assert [(redraw, side) for redraw, side, _ in heard] == [(k, s) for k in range(1, 8) for s in there.sides]
    assert sum(counts) == 7


def test_no_runs_are_refused() -> None:
    """From 1 on."""
    with pytest.raises(BadInput, match="futures: runs: expected a whole number from 1, received 0"):
        play_futures(SCENARIO, RUN, 4, {}, 0)
