"""Read models: the state after any round, and who moved how, as tables that agree with the events."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import negosim as ns
from negosim.analysis.story import history
from negosim.analysis.story.event_table import columns, rows
from negosim.analysis.story.narrative import story
from negosim.analysis.story.snapshot import snapshot
from negosim.domain import events as e
from negosim.domain.state import State
from negosim.model import NegotiationModel
from tests.cli.conftest import RIVER

river = ns.load_scenario(RIVER)
EVENTS = ns.play(river, 7, 1)
ROUNDS = max(event.round for event in EVENTS if isinstance(event, e.RoundOpened))


def test_the_state_after_each_round_is_that_of_the_run_when_it_was_played() -> None:
    """From before the first round to after the last, whatever comes later."""
    model = NegotiationModel(river, 7, 1)
    lived = [model.state]
    while model.running:
        model.step()
        lived.append(model.state)
    assert history.rounds(EVENTS) == ROUNDS == len(lived) - 1
    assert [history.state_at(EVENTS, after) for after in range(ROUNDS + 1)] == lived


@pytest.mark.parametrize("after", [-1, ROUNDS + 1, 2.5, "2", None])
def test_a_round_that_was_not_played_is_refused(after: Any) -> None:
    """With the rounds that there are."""
    with pytest.raises(ValueError, match=f"from 0 to {ROUNDS}, not {after}"):
        history.state_at(EVENTS, after)


def test_nothing_is_read_from_nothing() -> None:
    """No event is no round, and the state of the beginning."""
    assert history.rounds(()) == 0
    assert history.state_at((), 0) == State()
    assert history.changes(()).empty


CHANGES = (e.AssumptionChanged("altara.pressure", 0.25, {}), e.ChanceRedrawn(3))


def forked(at: int) -> tuple[e.Event, ...]:
    """The events with changes before a round."""
    number = next(n for n, event in enumerate(EVENTS) if isinstance(event, e.RoundOpened) and event.round == at)
    return (*EVENTS[:number], *CHANGES, *EVENTS[number:])


@pytest.mark.parametrize("at", [1, 5])
def test_what_a_fork_changed_belongs_to_the_round_that_follows(at: int) -> None:
    """Up to the round before it is its parent; the tables tell the round that a change holds from."""
    fork = forked(at)
    assert history.up_to(fork, at - 1) == EVENTS[: len(history.up_to(EVENTS, at - 1))]
    assert history.state_at(fork, at).draw["altara.pressure"] == 0.25
    expected = pd.DataFrame({"round": [at, at], "parameter": ["altara.pressure", "chance"], "value": [0.25, 3.0]})
    assert_frame_equal(expected, history.changes(fork))
    assert snapshot(river, fork, at)["redraw"] == 3


@pytest.mark.parametrize("at", [1, 5])
def test_a_story_tells_a_change_on_the_day_that_it_holds_from(at: int) -> None:
    """Even before the first round; the same number on a later day is no news."""
    date = river.date((at - 1) * river.days_per_round)
    lines = story(river, forked(at))
    told = [n for n, line in enumerate(lines) if "altara.pressure was set to 0.25" in line]
    assert len(told) == 1
    dated = next(line for line in reversed(lines[: told[0] + 1]) if line[:1].strip() or line[1:2].isdigit())
    assert dated.split()[:3] == [str(date.day), f"{date:%b}", str(date.year)]


def test_concessions_are_what_parties_tabled_in_their_own_utility() -> None:
    """One row for each package, with what its author aimed at; nobody goes below its reservation value."""
    tabled = [event for event in EVENTS if isinstance(event, e.PackageTabled)]
    frame = history.concessions(EVENTS)
    assert list(frame["utility"]) == [event.utilities[event.party] for event in tabled]
    assert list(frame["aspiration"]) == [event.aspiration for event in tabled]
    assert list(frame["package"]) == [event.package for event in tabled]
    assert (frame["utility"] >= frame["reservation"] - 1e-12).all()
    assert (frame["aspiration"] >= frame["reservation"] - 1e-12).all()
    names = ["stage", "round", "day", "party", "package", "utility", "aspiration", "reservation", "conceded"]
    assert list(frame.columns) == names


@pytest.mark.parametrize("after", [0, 1, ROUNDS // 2, ROUNDS])
def test_trust_and_pressure_hold_until_they_move(after: int) -> None:
    """The last row of each pair, up to a round, is the state after it."""
    state = history.state_at(EVENTS, after)
    trust, pressure = history.trust(EVENTS), history.pressure(EVENTS)
    last = trust[trust["round"] <= after].groupby(["mediator", "party"])["trust"].last()
    assert {f"{mediator}.{party}": value for (mediator, party), value in last.items()} == dict(state.trust)
    rows = pressure[pressure["round"] <= after].groupby("party")[["pressure", "waiting_cost"]].last()
    assert rows["pressure"].to_dict() == dict(state.pressure)
    assert rows["waiting_cost"].to_dict() == dict(state.waiting_cost)


def test_tables_without_mediators_are_empty_and_have_their_columns() -> None:
    """Alternating offers over a cake: nobody is trusted, and pressure stays."""
    cake = ns.load_scenario(RIVER.parent / "divide_a_cake.toml")
    events = ns.play(cake, 7, 0)
    assert list(history.trust(events).columns) == ["round", "day", "mediator", "party", "trust"]
    assert history.trust(events).empty
    assert len(history.pressure(events)) == 2
    assert snapshot(cake, events, 1)["trust"] == {}


@pytest.mark.parametrize("after", [0, 1, 5, ROUNDS])
def test_a_moment_is_plain_values_of_the_state(after: int) -> None:
    """As JSON, with every number finite; what parties would accept at least is what they closed with."""
    state, now = history.state_at(EVENTS, after), snapshot(river, EVENTS, after)
    assert json.loads(json.dumps(now, allow_nan=False)) == now
    assert (now["round"], now["status"], now["outcome"]) == (after, state.status, state.outcome)
    assert (now["text"] or {}).get("package") == state.text
    assert {f"{m}.{p}": v for m, trust in now["trust"].items() for p, v in trust.items()} == dict(state.trust)
    answered = {(a["package"], a["party"]): a["accepted"] for a in now["answers"]}
    assert answered.items() <= {(k, p): v for k, given in state.answers.items() for p, v in given.items()}.items()
    if after == ROUNDS:
        closed = EVENTS[-1]
        assert isinstance(closed, e.NegotiationClosed)
        assert {p: known["reservation"] for p, known in now["parties"].items()} == dict(closed.reservations)


def test_every_event_has_a_row_with_the_same_columns() -> None:
    """What it says stands in columns of their own, and all of it in its body."""
    schema = columns([river])
    found = list(rows("river", river, EVENTS))
    assert {key for row in found for key in row} <= set(schema.names)
    for event, row in zip(EVENTS, found, strict=True):
        fields = msgspec.structs.asdict(event)
        assert json.loads(row["body"]).keys() == fields.keys()
        for name in ("party", "accepted", "aspiration", "shortfall", "trust", "outcome"):
            if isinstance(fields.get(name), bool | int | float | str) and fields[name] != "":
                assert row[name] == fields[name]
