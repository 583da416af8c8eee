"""Law 3, fork: what matters only later leaves the earlier events alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.domain.scenario import Scenario
from negosim.model import NegotiationModel
from tests.strategies import scenario_of, scenarios, tables
from tests.talks import facts, played, talks, values


def after_opening(events: list[e.Event]) -> list[Any]:
    """What happened after the opening, which names the scenario and so tells forks apart."""
    return [facts(event) for event in events[1:]]


@given(scenarios(), st.integers(0, 14))
def test_a_fork_without_a_change_repeats_the_remaining_events(scenario: Scenario, rounds: int) -> None:
    """Two runs stopped after some rounds agree on the state, and on all that follows."""
    first, second = NegotiationModel(scenario, 4, 2), NegotiationModel(scenario, 4, 2)
    for _ in range(rounds):
        first.step()
    assert replay(first.events) == first.state
    second.play()
    assert first.events == second.events[: len(first.events)]
    first.play()
    assert first.events == second.events


@given(tables(), st.integers(0, 30))
def test_a_shock_of_a_later_day_leaves_the_days_before_it_alone(given_tables: dict[str, Any], day: int) -> None:
    """All events before the round in which a further shock strikes are the same with it and without it."""
    day = min(day, given_tables["horizon"] - given_tables["days_per_round"])
    without = played(scenario_of(given_tables))
    shock = {"date": given_tables["start"] + dt.timedelta(days=day), "suspend": 1, "pressure": {"north": 0.5}}
    shocks = {**given_tables["shocks"], "late": shock}
    with_it = played(scenario_of({**given_tables, "shocks": shocks}))
    same = rounds_before(without.events, day)
    assert after_opening(without.events[:same]) == after_opening(with_it.events[:same])
    assert same == rounds_before(with_it.events, day)


def rounds_before(events: list[e.Event], day: int) -> int:
    """How many events came before the first round of a day or a later one."""
    later = [n for n, event in enumerate(events) if isinstance(event, e.RoundOpened) and event.day >= day]
    return later[0] if later else len(events)


@given(tables(), st.integers(1, 20))
def test_a_longer_calendar_only_adds_events(given_tables: dict[str, Any], more: int) -> None:
    """With a later deadline all happens as before until the old deadline."""
    short = played(scenario_of(given_tables))
    longer = played(scenario_of({**given_tables, "horizon": given_tables["horizon"] + more}))
    passed = [n for n, event in enumerate(short.events) if isinstance(event, e.DeadlinePassed)]
    if passed:
        lived = passed[0]
        assert isinstance(longer.events[lived], e.RoundOpened | e.DeadlinePassed)
    else:
        lived = len(short.events)
        assert lived == len(longer.events)
    assert after_opening(short.events[:lived]) == after_opening(longer.events[:lived])


def test_what_matters_after_signing_moves_nothing_before_it() -> None:
    """Whether the shores trust each other decides whether phases hold, and nothing until the agreement."""
    two_phases = {
        "issues": {"land": {"delivery": "by_phase"}},
        "phasing": {"issue": "water", "shares": {label: [0.5, 0.5] for label in ("none", *"01234")}},
    }
    trusting = played(talks(two_phases, values(north__trust__south=1, south__trust__north=1)))
    wary = played(talks(two_phases, values(north__trust__south=0, south__trust__north=1)))
    signed = 1 + [type(event) for event in trusting.events].index(e.AgreementReached)
    assert after_opening(trusting.events[:signed]) == after_opening(wary.events[:signed])
    assert [trusting.outcome.phases_held, wary.outcome.phases_held] == [2, 1]


def test_what_matters_in_a_later_stage_moves_nothing_before_it() -> None:
    """The north's values of water do not touch the talks on land that come first."""
    by_stage = {"agenda": {"mode": "phase_by_phase", "groups": [["land"], ["water"]]}}
    thirsty = {"parties": {"north": {"values": {"water": {"1": 0.1, "2": 0.9}}}}}
    one, other = played(talks(by_stage)), played(talks(by_stage, thirsty))
    agreed = [type(event) for event in one.events].index(e.StageAgreed)
    assert after_opening(one.events[:agreed]) == after_opening(other.events[:agreed])
    assert after_opening(one.events) != after_opening(other.events)
