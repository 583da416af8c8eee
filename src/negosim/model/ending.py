"""End of a run: implementation in phases, and the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from negosim.domain import events as e
from negosim.domain.outcome import Outcome, last_objections
from negosim.model import asking
from negosim.rules import hazards

if TYPE_CHECKING:
    from negosim.model.negotiation import NegotiationModel


def carried_out(model: NegotiationModel, package: Mapping[str, str], day: int) -> list[e.Event]:
    """Return the phases of a signed package as events, up to the last or to the first that breaks down.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run.
    package : mapping of str to str
        Label of each issue.
    day : int
        Day of signing.

    Returns
    -------
    list of Event
        `PhaseCompleted`, or `AgreementBrokeDown` last.
    """
    phasing, draw = model.talks.phasing, model.state.draw
    phases = len(phasing.shares[package[phasing.issue]]) if phasing.issue else 1
    guarantee = draw[f"guarantee.{package[phasing.guarantee]}"] if phasing.guarantee else 0.0
    trust = min(draw[f"{p}.trust.{o}"] for p in model.board.parties for o in model.board.parties if p != o)
    lasts = 0.0
    if phasing.duration:
        issue = model.talks.issue(phasing.duration)
        lasts = issue.levels[issue.digit(package[phasing.duration])].value or 0.0
    due = [day + round(lasts * phase / phases) for phase in range(phases)]
    held = hazards.phases_held(model.chance[:phases, 0, 1], hazards.holding(trust, guarantee))
    happened: list[e.Event] = [e.PhaseCompleted(phase + 1, phases, due[phase]) for phase in range(held)]
    return happened if held == phases else [*happened, e.AgreementBrokeDown(held + 1, phases, due[held])]


def outcome_of(model: NegotiationModel, zopa: int) -> Outcome:
    """Return the outcome of a run that is over.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run.
    zopa : int
        Size of the ZOPA at the beginning, in packages.

    Returns
    -------
    Outcome
    """
    state, scenario, board = model.state, model.talks, model.board
    settled = [name for group in scenario.agenda.groups[: state.stage] for name in group]
    if state.outcome == "agreement":
        settled = [issue.name for issue in scenario.issues]
    holds = state.base if state.package < 0 else state.package
    labels = board.labels(holds)
    return Outcome(
        run=model.run_number,
        outcome=state.outcome,
        round=state.round,
        day=state.day,
        package=state.package,
        levels={name: labels[name] for name in settled},
        utilities=board.utilities(holds),
        reservations=asking.reservations(model),
        objections={} if state.outcome == "agreement" else last_objections(model.events),
        phases_held=state.phases_held,
        zopa=zopa,
        draw={p.name: state.draw[p.name] for p in scenario.uncertain},
    )
