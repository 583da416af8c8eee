"""What a throw-away prototype fell into (design, section 13), so that the rules do not fall into it again.

Three more stand with their rules: delivery counts on gains (test_table), similarity does not run into corners
(test_offering), and knowledge grows with trust (tests/laws/test_8_monotony).
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain import events as e
from negosim.domain.scenario import Scenario
from negosim.model import NegotiationModel
from tests.strategies import scenario_of, scenarios, tables
from tests.talks import happened, played, talks, values


@given(tables(), st.integers(1, 40))
def test_a_longer_calendar_never_costs_an_agreement(given_tables: dict[str, Any], more: int) -> None:
    """Concession follows a private horizon, not the calendar: who agrees in less time agrees as soon in more."""
    short = played(scenario_of(given_tables)).outcome
    longer = played(scenario_of({**given_tables, "horizon": given_tables["horizon"] + more})).outcome
    if short.outcome == "agreement":
        assert (short.round, short.package) == (longer.round, longer.package)
    assert (short.outcome == "agreement") <= (longer.outcome == "agreement")


@pytest.mark.parametrize("horizon", [20, 200])
def test_what_a_party_aims_at_on_a_day_does_not_hang_on_the_deadline(horizon: int) -> None:
    """The north has come half of its way from 1 to 0 after half of its own ten days."""
    model = NegotiationModel(talks(horizon=horizon))
    assert model.parties[0].aspiration(5) == pytest.approx(0.5, abs=1e-12)


def test_misjudgement_is_drawn_once_a_run_and_not_for_every_answer() -> None:
    """All refusals of a party in a run are off by the same bias; another run has another one.

    A new error for every answer would ratchet: with many rounds somebody errs far enough to sign.
    """
    scenario = talks(
        values(north__reciprocity=0, south__reciprocity=0),
        assumptions={"*.bias": {"low": -0.2, "high": 0.2}, "*.concession": {"value": 0.1}},
    )
    seen = [biases(scenario, run) for run in range(3)]
    assert all(len(found) == 1 for run in seen for found in run.values())
    assert len({tuple(map(tuple, run.values())) for run in seen}) == 3


def biases(scenario: Scenario, run: int) -> dict[str, set[float]]:
    """By how much each party misjudged each package that it refused: what was asked, less value and shortfall."""
    model = NegotiationModel(scenario, 1, run)
    found: dict[str, set[float]] = {party.name: set() for party in model.parties}
    while model.running:
        seen = len(model.events)
        model.step()
        for event in model.events[seen:]:
            if isinstance(event, e.AnswerGiven) and not event.accepted:
                party = next(p for p in model.parties if p.name == event.party)
                asked = max(party.reservation(), party.aspiration(model.state.day + 1))
                value = model.board.utility(party.number, event.package)
                found[event.party].add(round(asked - value - event.shortfall, 9))
    return found


@given(scenarios(protocols=("mediated",)))
def test_people_move_a_piece_at_a_time(scenario: Scenario) -> None:
    """Tabling the best of the whole space would make drafting worthless: each package is near its author's last one."""
    last: dict[str, dict[str, str]] = {}
    run = played(scenario)
    for event in run.events:
        if isinstance(event, e.StageOpened):
            last = {}
        if isinstance(event, e.PackageTabled):
            package = run.board.labels(event.package)
            before = last.get(event.party, package)
            moved = [issue for issue in package if package[issue] != before[issue]]
            assert len(moved) <= scenario.rules.max_moves
            last[event.party] = package


def test_a_facilitator_makes_offers_better_aimed_and_nobody_softer() -> None:
    """Knowing what matters to the other the shores agree no later, and nobody ever aims lower than unmediated."""
    heard = talks(values(talks__learning=1, otter__trust__north=1, otter__trust__south=1), mediators={"otter": {}})
    alone, helped = played(talks()), played(heard)
    assert helped.outcome.round <= alone.outcome.round
    aims = [
        {(event.party, at): event.aspiration for at, event in enumerate(happened(run, e.PackageTabled))}
        for run in (alone, helped)
    ]
    assert all(aims[1][key] == aims[0][key] for key in aims[1])
