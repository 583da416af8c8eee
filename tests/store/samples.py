"""Runs to be kept, and the one assertion that compares a stream with what was written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import attrs

from negosim.domain import events as e
from negosim.domain.events import Event
from negosim.domain.evolution import evolve, replay
from negosim.domain.scenario import Scenario
from negosim.domain.state import State
from negosim.store.eventstore import EventStore
from tests.talks import played, talks, values

# A mediator presses and drafts, a storm suspends the talks, a hazard may end them: most kinds of events happen.
SCENARIO = talks(
    values(talks__collapse=0.02, otter__budget=3, otter__leverage__north=1, talks__pressure_cap=0.3),
    mediators={"otter": {"style": "manipulator"}},
    shocks={"storm": {"hazard": 0.3, "suspend": 2, "trust": {"otter.south": -0.2}}},
    assumptions={"*.horizon": {"value": 14}},
)
SEED = 5


@cache
def run(number: int) -> tuple[Event, ...]:
    """The events of a run of the scenario."""
    return tuple(played(SCENARIO, SEED, number).events)


def before_round(events: Sequence[Event], number: int) -> int:
    """How many events came before a round."""
    return next(n for n, event in enumerate(events) if isinstance(event, e.RoundOpened) and event.round == number)


def changed(events: Sequence[Event], number: int, value: float = 0.05) -> list[Event]:
    """What a fork at a round holds itself: a change that moves nothing, and then the same again."""
    return [e.AssumptionChanged("talks.collapse", value, {}), *events[before_round(events, number) :]]


def keep_run(store: EventStore, number: int = 0, name: str = "") -> str:
    """Keep a run as a stream; gives its name."""
    name = name or f"talks.{number}"
    store.keep_scenario(SCENARIO)
    store.append(name, 0, run(number))
    return name


def keep_fork(store: EventStore, parent: str, number: int = 2, name: str = "", value: float = 0.05) -> str:
    """Keep a fork of a stream at a round; gives its name."""
    events = store.read(parent)
    name = name or f"{parent}@{number}"
    store.append(name, before_round(events, number), changed(events, number, value), parent=parent)
    return name


def assert_kept(store: EventStore, name: str, expected: Sequence[Event]) -> None:
    """A stream holds these events and no others, its replay is their fold, and what is told of it fits to them."""
    events = store.read(name)
    assert events == list(expected)
    state = State()
    for event in expected:
        state = evolve(state, event)
    assert replay(events) == state
    stream = store.find(name)
    assert stream is not None
    assert stream.version == len(expected)
    opened = next(event for event in expected if isinstance(event, e.NegotiationOpened))
    told = (opened.scenario, opened.digest, opened.seed, opened.run, state.round, state.day)
    assert told == (*attrs.astuple(stream.run)[:4], stream.run.round, stream.run.day)
    assert stream.run.outcome == (state.outcome if state.status == "closed" else "")
    store.verify(name)


def other() -> Scenario:
    """Other talks."""
    return talks(name="other")
