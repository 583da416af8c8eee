"""What each kind of event changes in the state of a run, and in which states it can happen."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, NoReturn

from negosim.domain import events as e
from negosim.domain.state import State, Status

Draft = Any
"""A state whose attributes can be set, as ``evolution.replay`` makes it."""


# Folds change a draft in place, but never a mapping that an event holds.


def _refuse(event: e.Event, reason: str) -> NoReturn:
    raise e.IllegalEvent(f"{type(event).__name__} cannot follow: {reason}")


def _opened(draft: Draft, event: e.NegotiationOpened) -> None:
    draw = event.draw
    draft.status = "open"
    draft.parties = event.parties
    draft.mediators = event.mediators
    draft.draw = draw
    draft.trust = {f"{m}.{p}": draw[f"{m}.trust.{p}"] for m in event.mediators for p in event.parties}
    draft.pressure = {p: draw[f"{p}.pressure"] for p in event.parties}
    draft.waiting_cost = {p: draw[f"{p}.waiting_cost"] for p in event.parties}
    draft.spent = dict.fromkeys(event.mediators, 0.0)


def _stage_opened(draft: Draft, event: e.StageOpened) -> None:
    if event.stage != draft.stage + 1:
        _refuse(event, f"stage {event.stage} after stage {draft.stage}")
    draft.stage = event.stage
    draft.stage_day = draft.day
    draft.base = event.base
    draft.issues = event.issues
    draft.no_deal = event.no_deal
    draft.start = event.aspiration
    draft.tabled, draft.opened, draft.gained, draft.lowest = {}, {}, {}, {}
    draft.text = None
    draft.before, draft.answers = (), {}
    draft.moved, draft.stalled = True, 0


def _round_opened(draft: Draft, event: e.RoundOpened) -> None:
    if draft.stage < 0:
        _refuse(event, "no stage was opened")
    if event.round != draft.round + 1:
        _refuse(event, f"round {event.round} after round {draft.round}")
    if event.day < draft.day:
        _refuse(event, f"day {event.day} after day {draft.day}")
    if draft.status == "open" and draft.round > 0:
        draft.stalled = 0 if draft.moved else draft.stalled + 1
    draft.round = event.round
    draft.day = event.day
    draft.before, draft.answers = (), {}
    draft.moved = False


def _shock(draft: Draft, event: e.ShockStruck) -> None:
    if event.shock in draft.struck:
        _refuse(event, f"{event.shock} has struck before")
    for present, changed in (
        (draft.trust, event.trust),
        (draft.pressure, event.pressure),
        (draft.waiting_cost, event.waiting_cost),
    ):
        _known(present, changed, event)
    draft.struck = (*draft.struck, event.shock)
    draft.trust.update(event.trust)
    draft.pressure.update(event.pressure)
    draft.waiting_cost.update(event.waiting_cost)


def _known(present: Container[str], changed: Iterable[str], event: e.Event) -> None:
    unknown = [name for name in changed if name not in present]
    if unknown:
        _refuse(event, f"{', '.join(unknown)} takes no part")


def _suspended(draft: Draft, event: e.TalksSuspended) -> None:
    draft.status = "suspended"
    draft.until = max(event.until, draft.until)


def _resumed(draft: Draft, event: e.TalksResumed) -> None:
    if event.day < draft.until:
        _refuse(event, f"suspended until day {draft.until}, not {event.day}")
    draft.status = "open"
    draft.moved = True


def _pressure(draft: Draft, event: e.PressureApplied) -> None:
    if event.mediator not in draft.spent or event.party not in draft.pressure:
        _known(draft.spent, [event.mediator], event)
        _known(draft.pressure, [event.party], event)
    draft.pressure[event.party] = event.pressure
    draft.spent[event.mediator] += event.effort


def _trust(draft: Draft, event: e.TrustShifted) -> None:
    key = f"{event.mediator}.{event.party}"
    if key not in draft.trust:
        _refuse(event, f"{key} takes no part")
    draft.trust[key] = event.trust


def _tabled(draft: Draft, event: e.PackageTabled) -> None:
    party, package, utilities = event.party, event.package, event.utilities
    gained, lowest, answers = draft.gained, draft.lowest, draft.answers
    if party in gained:
        own = utilities[party]
        gained[party] = (gained[party][0], utilities)
        if own < lowest[party]:  # noqa: PLR1730 - a call costs more than all else in this function
            lowest[party] = own
        if event.conceded > 0:
            draft.moved = True
    else:
        if party not in draft.parties:
            _refuse(event, f"{party} takes no part")
        if draft.round <= 0:
            _refuse(event, "no round was opened")
        gained[party] = (utilities, utilities)
        lowest[party] = utilities[party]
        draft.opened[party] = package
        draft.moved = True
    draft.tabled[party] = package
    if package in answers:
        answers[package][party] = True
    else:
        answers[package] = {party: True}
        draft.before = (*draft.before, package)


def _text(draft: Draft, event: e.TextDrafted) -> None:
    for mediator in event.mediators:
        if mediator not in draft.spent:
            _known(draft.spent, event.mediators, event)
    text, before = event.package, draft.before
    draft.text = text
    draft.text_round = draft.round
    if text in draft.answers:
        draft.before = (text, *(other for other in before if other != text))
    else:
        draft.before = (text, *before)
        draft.answers[text] = {}


def _answer(draft: Draft, event: e.AnswerGiven) -> None:
    party, package = event.party, event.package
    if package not in draft.answers:
        _refuse(event, f"package {package} does not lie on the table")
    given = draft.answers[package]
    if party in given:
        _refuse(event, f"{party} has answered package {package} before")
    if party not in draft.parties:
        _refuse(event, f"{party} takes no part")
    given[party] = event.accepted


def _informed(draft: Draft, event: e.InformationRelayed) -> None:
    draft.insight.update(event.insight)
    draft.firmness.update(event.firmness)


def _stage_agreed(draft: Draft, event: e.StageAgreed) -> None:
    if event.stage != draft.stage:
        _refuse(event, f"stage {draft.stage} lies on the table")
    _all_accepted(draft, event)
    draft.package = draft.base = event.package


def _agreed(draft: Draft, event: e.AgreementReached) -> None:
    _all_accepted(draft, event)
    draft.package = event.package
    draft.outcome, draft.status = "agreement", "signed"


def _all_accepted(draft: Draft, event: e.StageAgreed | e.AgreementReached) -> None:
    if not State.accepted_by_all(draft, event.package):
        _refuse(event, f"not all accepted package {event.package}")


def _phase(draft: Draft, event: e.PhaseCompleted) -> None:
    _next_phase(draft, event)
    draft.phases_held = event.phase


def _broke(draft: Draft, event: e.AgreementBrokeDown) -> None:
    _next_phase(draft, event)
    draft.status = "over"


def _next_phase(draft: Draft, event: e.PhaseCompleted | e.AgreementBrokeDown) -> None:
    if event.phase != draft.phases_held + 1:
        _refuse(event, f"{draft.phases_held} phases were completed")


def _collapsed(draft: Draft, _: e.TalksCollapsed) -> None:
    _ended(draft, "collapse")


def _deadline(draft: Draft, event: e.DeadlinePassed) -> None:
    draft.day = event.day
    _ended(draft, "deadline")


def _ended(draft: Draft, how: str) -> None:
    """Without more; what a partial agreement settled is still to be carried out."""
    draft.status, draft.outcome = ("signed", "partial") if draft.package >= 0 else ("over", how)


def _changed(draft: Draft, event: e.AssumptionChanged) -> None:
    _known(draft.draw, [event.parameter], event)
    draft.draw = {**draft.draw, event.parameter: event.value}
    draft.no_deal = {**draft.no_deal, **event.no_deal}
    owner, _, kind = event.parameter.partition(".")
    if kind == "pressure":
        draft.pressure[owner] = event.value
    elif kind == "waiting_cost":
        draft.waiting_cost[owner] = event.value
    elif kind.startswith("trust.") and owner in draft.mediators:
        draft.trust[f"{owner}.{kind.removeprefix('trust.')}"] = event.value


def _redrawn(draft: Draft, event: e.ChanceRedrawn) -> None:
    draft.redraw = event.redraw


def _closed(draft: Draft, event: e.NegotiationClosed) -> None:
    if event.outcome != draft.outcome:
        _refuse(event, f"it ended as {draft.outcome or 'nothing yet'}, not {event.outcome}")
    if event.package != draft.package:
        _refuse(event, f"package {draft.package} was agreed, not {event.package}")
    draft.status = "closed"


FOLDS: Mapping[type, tuple[Callable[[Draft, Any], None], tuple[Status, ...]]] = {
    e.NegotiationOpened: (_opened, ("unopened",)),
    e.StageOpened: (_stage_opened, ("open",)),
    e.RoundOpened: (_round_opened, ("open", "suspended")),
    e.ShockStruck: (_shock, ("open", "suspended")),
    e.TalksSuspended: (_suspended, ("open", "suspended")),
    e.TalksResumed: (_resumed, ("suspended",)),
    e.PressureApplied: (_pressure, ("open",)),
    e.TrustShifted: (_trust, ("open",)),
    e.PackageTabled: (_tabled, ("open",)),
    e.TextDrafted: (_text, ("open",)),
    e.AnswerGiven: (_answer, ("open",)),
    e.InformationRelayed: (_informed, ("open",)),
    e.StageAgreed: (_stage_agreed, ("open",)),
    e.AgreementReached: (_agreed, ("open",)),
    e.PhaseCompleted: (_phase, ("signed",)),
    e.AgreementBrokeDown: (_broke, ("signed",)),
    e.TalksCollapsed: (_collapsed, ("open", "suspended")),
    e.DeadlinePassed: (_deadline, ("open", "suspended")),
    e.AssumptionChanged: (_changed, ("open", "suspended")),
    e.ChanceRedrawn: (_redrawn, ("open", "suspended")),
    e.NegotiationClosed: (_closed, ("signed", "over")),
}
