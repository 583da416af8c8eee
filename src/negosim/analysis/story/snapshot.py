"""Snapshot of a run after a round: offers, answers, limits, beliefs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from negosim.analysis.bargaining.valuation import values_of
from negosim.analysis.story.history import changes, up_to
from negosim.analysis.story.offers import Events, dated, reservations
from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.domain.scenario import Scenario
from negosim.domain.state import State
from negosim.domain.terms import labels_at


def snapshot(scenario: Scenario, events: Events, round_: int) -> dict[str, Any]:
    """Return a run after a round (0 for before the first) as a dict; raise ValueError if it has no such round.

    Keys: ``round``, ``day``, ``date``, ``status`` and ``outcome`` as in ``State``; ``stage`` and its ``issues``;
    ``parties``, each with what it last ``tabled`` (as a package, below; None if nothing), the ``aspiration`` that it
    tabled it with, its ``reservation`` value, ``pressure``, ``waiting_cost``; the mediators' ``text``, and the package
    ``agreed`` (None if none); ``answers`` of the round; ``trust`` by mediator and party; ``spent`` effort by mediator;
    ``insight`` and ``firmness`` by observer; shocks that ``struck``; ``changes`` by forks; ``redraw``.

    A package has its number, its ``levels`` by issue and what it is worth to each party (``utilities``, red lines left
    aside) with the parameters as they are at that moment.
    """
    past = up_to(events, round_)
    state = replay(past)
    aims = {event.party: event.aspiration for event in past if isinstance(event, e.PackageTabled)}
    floors = dict(reservations(past).groupby("party")["value"].last()) if state.round else {}
    answers = [event for now, _, event in dated(past) if now == state.round and isinstance(event, e.AnswerGiven)]
    return {
        "round": state.round,
        "day": state.day,
        "date": scenario.date(state.day).isoformat(),
        "status": state.status,
        "outcome": state.outcome,
        "stage": state.stage,
        "issues": list(state.issues),
        "parties": {
            party: {
                "tabled": _package(scenario, state, state.tabled.get(party)),
                "aspiration": aims[party] if party in state.tabled else None,
                "reservation": float(floors[party]) if party in floors else None,
                "pressure": state.pressure[party],
                "waiting_cost": state.waiting_cost[party],
            }
            for party in state.parties
        },
        "text": _package(scenario, state, state.text),
        "agreed": _package(scenario, state, state.package if state.package >= 0 else None),
        "answers": [_answer(event) for event in answers],
        "trust": _nested(state.trust),
        "spent": dict(state.spent),
        "insight": _nested(state.insight),
        "firmness": _nested(state.firmness),
        "struck": list(state.struck),
        "changes": changes(past).to_dict("records"),
        "redraw": state.redraw,
    }


def _package(scenario: Scenario, state: State, package: int | None) -> dict[str, Any] | None:
    if package is None:
        return None
    worth = values_of(scenario, state.draw, [package])[:, 0]
    return {
        "package": package,
        "levels": labels_at(scenario, package),
        "utilities": {party.name: float(value) for party, value in zip(scenario.parties, worth, strict=True)},
    }


def _answer(event: e.AnswerGiven) -> dict[str, Any]:
    return {
        "party": event.party,
        "package": event.package,
        "accepted": event.accepted,
        "shortfall": event.shortfall,
        "issue": event.issue,
        "red_line": event.red_line,
    }


def _nested(flat: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Values by ``first.rest`` as values by first, then rest."""
    nested: dict[str, dict[str, float]] = {}
    for key, value in flat.items():
        first, _, rest = key.partition(".")
        nested.setdefault(first, {})[rest] = value
    return nested


def verdicts(answers: Sequence[Mapping[str, Any]], package: int) -> dict[str, Mapping[str, Any]]:
    """Return the answers to a package, by party."""
    return {answer["party"]: answer for answer in answers if answer["package"] == package}
