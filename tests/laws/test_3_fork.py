"""Law 3, fork: what matters only later leaves the earlier events alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.domain.quantities import quantities_of
from negosim.domain.scenario import Scenario
from negosim.model import NegotiationModel
from negosim.rules.utility import crossed_red_line
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
    second.run_model()
    assert first.events == second.events[: len(first.events)]
    first.run_model()
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


def beginnings(events: Sequence[e.Event]) -> list[int]:
    """Where rounds begin: the places of ``RoundOpened``."""
    return [n for n, event in enumerate(events) if isinstance(event, e.RoundOpened)]


def resumed(scenario: Scenario, events: Sequence[e.Event]) -> NegotiationModel:
    """A run played on from some of its events to its end."""
    model = NegotiationModel.resume(scenario, events)
    model.run_model()
    return model


@settings(max_examples=25)
@given(scenarios())
def test_from_any_round_on_a_run_is_repeated_by_its_events_alone(scenario: Scenario) -> None:
    """Resumed where any round begins, all that is left happens again, state and outcome with it."""
    run = played(scenario, 4, 2)
    for place in beginnings(run.events):
        again = resumed(scenario, run.events[:place])
        assert run.events == again.events
        assert (run.state, run.outcome) == (again.state, again.outcome)


@st.composite
def changed(draw: st.DrawFn, scenario: Scenario) -> dict[str, float]:
    """New values for some parameters, anywhere in what they may be."""
    known = quantities_of(scenario)
    values = {}
    for name in draw(st.lists(st.sampled_from(list(scenario.parameters)), min_size=1, max_size=3, unique=True)):
        low, high = known[name].low, min(known[name].high, 20.0)
        values[name] = draw(st.sampled_from((0.0, 1.0)) if known[name].unit == "yes or no" else st.floats(low, high))
    for party in scenario.parties:  # weights must not all become nothing
        weight = f"{party.name}.weight.{scenario.issues[0].name}"
        if any(name.startswith(f"{party.name}.weight.") for name in values):
            values[weight] = max(values.get(weight, 0.0), 0.25)
    return values


@settings(max_examples=40)
@given(st.data())
def test_a_fork_is_a_run_like_any_other(data: st.DataObject) -> None:
    """Whatever it changes, it leaves what was before alone; its events fold to its state, and repeat it from any round
    on; and no party signs what it would not."""
    scenario = data.draw(scenarios())
    parent = played(scenario, 4, 2)
    places = beginnings(parent.events)
    place = data.draw(st.sampled_from(places))
    fork = NegotiationModel.resume(scenario, parent.events[:place])
    fork.change(data.draw(changed(scenario)))
    if data.draw(st.booleans()):
        fork.redraw(data.draw(st.integers(1, 3)))
    fork.run_model()
    assert parent.events[:place] == fork.events[:place]
    assert replay(fork.events) == fork.state
    later = [n for n in beginnings(fork.events) if n > place]
    for again in data.draw(st.lists(st.sampled_from(later), max_size=3, unique=True)) if later else []:
        assert fork.events == resumed(scenario, fork.events[:again]).events
    if fork.outcome.outcome == "agreement":
        agreed = fork.outcome.package
        for party in fork.parties:
            digits = fork.board.digits(agreed)
            assert crossed_red_line(fork.board.space, fork.board.table, party.number, digits) < 0


@settings(max_examples=25)
@given(scenarios(), st.integers(0, 14))
def test_parameters_set_to_what_they_are_change_nothing(scenario: Scenario, rounds: int) -> None:
    """A fork in which every parameter stays what it was differs from its parent by its record of that alone.

    Acts say how preferences are drawn, and cannot be changed then.
    """
    parent = played(scenario, 4, 2)
    places = beginnings(parent.events)
    place = places[min(rounds, len(places) - 1)]
    fork = NegotiationModel.resume(scenario, parent.events[:place])
    names = [name for name in scenario.parameters if ".act." not in name]
    fork.change({name: fork.state.parameter(name) for name in names})
    fork.run_model()
    told = [event for event in fork.events if not isinstance(event, e.AssumptionChanged)]
    assert len(fork.events) == len(told) + len(names)
    assert parent.events == told
    assert attrs.evolve(parent.outcome, draw={}) == attrs.evolve(fork.outcome, draw={})  # shocks move what was drawn


def test_what_is_changed_for_later_leaves_the_rounds_until_then_alone() -> None:
    """In a fork that changes the north's values of water while land is negotiated, the talks on land stay as they
    are."""
    by_stage = talks({"agenda": {"mode": "phase_by_phase", "groups": [["land"], ["water"]]}})
    parent = played(by_stage)
    fork = NegotiationModel.resume(by_stage, parent.events[: beginnings(parent.events)[1]])
    fork.change({"north.value.water.4": 0.5})
    fork.run_model()
    without = [event for event in fork.events if not isinstance(event, e.AssumptionChanged)]
    agreed = [type(event) for event in parent.events].index(e.StageAgreed)
    assert parent.events[:agreed] == without[:agreed]
    assert parent.events != without


def test_each_redraw_is_another_chance_and_always_the_same() -> None:
    """Redrawn chance moves what hangs on chance; the same number gives the same again; 0 is the run's own."""
    scenario = talks(values(talks__collapse=0.2, north__concession=0.2, south__concession=0.2))
    parent = played(scenario)
    ends = []
    for number in [*range(12), *range(12)]:
        fork = NegotiationModel.resume(scenario, parent.events[: beginnings(parent.events)[1]])
        fork.redraw(number)
        ends.append(fork.run_model())
    assert ends[:12] == ends[12:]
    assert parent.outcome == ends[0]
    assert len({end.round for end in ends}) > 3
