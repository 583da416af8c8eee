"""Law 1, replay: folding the events of a run gives the live state; replay needs no random number."""

from __future__ import annotations

from functools import reduce
from typing import NoReturn

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain import events as e
from negosim.domain.evolution import evolve, replay
from negosim.domain.scenario import Scenario
from negosim.domain.state import State
from negosim.model import NegotiationModel
from negosim.rules import answering, concession, hazards, mediating, offering
from negosim.rules import utility as table
from negosim.spaces import space
from tests.strategies import scenarios
from tests.talks import played, talks, values


@given(scenarios())
def test_folding_the_events_of_a_run_gives_its_state_after_every_round(scenario: Scenario) -> None:
    """At each moment at which a run can be looked at, its state is the fold of the events so far."""
    model = NegotiationModel(scenario, seed=3, run=1)
    live = {len(model.events): model.state}
    while model.running:
        model.step()
        live[len(model.events)] = model.state
    state = State()
    for count, event in enumerate(model.events, start=1):
        state = evolve(state, event)
        if count in live:
            assert live.pop(count) == state
    assert live == {}


@given(scenarios(), st.integers(0, 100))
def test_a_replay_is_the_fold_of_evolve_wherever_it_is_cut(scenario: Scenario, cut: int) -> None:
    """All events at once, one by one, or in two parts: the same state."""
    events = played(scenario).events
    expected = reduce(evolve, events, State())
    assert expected == replay(events)
    assert expected == replay(events[cut:], replay(events[:cut]))


def test_replay_of_no_events_is_the_state_before_the_talks() -> None:
    """Nothing has happened before the first event."""
    assert State() == replay([])


def test_replay_needs_no_chance_and_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run with shocks, hazards, drafts and pressure is replayed where neither can be had."""
    scenario = talks(
        values(talks__collapse=0.01, otter__budget=3, otter__leverage__north=1, talks__pressure_cap=0.3),
        mediators={"otter": {"style": "manipulator"}},
        shocks={"storm": {"hazard": 0.9, "suspend": 2, "trust": {"otter.south": -0.2}}},
    )
    run = played(scenario, seed=5)
    assert {e.ShockStruck, e.TalksResumed, e.PressureApplied, e.TextDrafted} <= {type(event) for event in run.events}

    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("replay asked for chance or for a rule")

    for name in ("Generator", "Philox", "default_rng", "random"):
        monkeypatch.setattr(np.random, name, refuse)
    for room in (answering, concession, hazards, mediating, offering, space, table):
        for name in [name for name, rule in vars(room).items() if callable(rule)]:
            monkeypatch.setattr(room, name, refuse)
    assert run.state == replay(run.events)


@given(scenarios())
def test_events_hold_words_and_plain_numbers(scenario: Scenario) -> None:
    """An event is made of texts, numbers, truths, and tables and tuples of them, and so survives any store."""
    for event in played(scenario).events:
        for value in msgspec.structs.asdict(event).values():
            parts = [*value, *value.values()] if isinstance(value, dict) else value
            inner = parts if isinstance(parts, list | tuple) else [parts]
            assert {type(part) for part in inner} <= {str, int, float, bool}
