"""How events change the state of a run: ``evolve`` folds them into it, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from negosim.domain import events as e
from negosim.domain.state import State, Status


class IllegalEvent(Exception):  # noqa: N818 - it names the fact, not the class of error
    """An event that cannot follow the state."""


def replay(events: Iterable[e.Event]) -> State:
    """The state after some events: no random number, no rule."""
    state = State()
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: State, event: e.Event) -> State:
    """The state after one more event; IllegalEvent if it cannot follow."""
    fold, allowed = _FOLDS[type(event)]
    if state.status not in allowed:
        raise IllegalEvent(
            f"{type(event).__name__} cannot follow: the run is {state.status}, not {' or '.join(allowed)}"
        )
    return fold(state, event)


def _with(state: State, **changes: Any) -> State:
    """The state with some fields changed; events are many and fields too, so nothing is built anew that stays."""
    changed = object.__new__(State)
    changed.__dict__.update(state.__dict__)
    changed.__dict__.update(changes)
    return changed


def _need(true: bool, event: e.Event, reason: str) -> None:
    if not true:
        raise IllegalEvent(f"{type(event).__name__} cannot follow: {reason}")


def _opened(state: State, event: e.NegotiationOpened) -> State:
    draw = event.draw
    return _with(
        state,
        status="open",
        parties=event.parties,
        mediators=event.mediators,
        draw=draw,
        trust={f"{m}.{p}": draw[f"{m}.trust.{p}"] for m in event.mediators for p in event.parties},
        pressure={p: draw[f"{p}.pressure"] for p in event.parties},
        waiting_cost={p: draw[f"{p}.waiting_cost"] for p in event.parties},
        spent=dict.fromkeys(event.mediators, 0.0),
    )


def _stage_opened(state: State, event: e.StageOpened) -> State:
    _need(event.stage == state.stage + 1, event, f"stage {event.stage} after stage {state.stage}")
    return _with(
        state,
        stage=event.stage,
        stage_day=state.day,
        base=event.base,
        issues=event.issues,
        no_deal=event.no_deal,
        start=event.aspiration,
        tabled={},
        opened={},
        gained={},
        lowest={},
        text=None,
        before=(),
        answers={},
        moved=True,
        stalled=0,
    )


def _round_opened(state: State, event: e.RoundOpened) -> State:
    _need(state.stage >= 0, event, "no stage was opened")
    _need(event.round == state.round + 1, event, f"round {event.round} after round {state.round}")
    _need(event.day >= state.day, event, f"day {event.day} after day {state.day}")
    talked = state.status == "open" and state.round > 0
    return _with(
        state,
        round=event.round,
        day=event.day,
        before=(),
        answers={},
        stalled=state.stalled if not talked else 0 if state.moved else state.stalled + 1,
        moved=False,
    )


def _shock(state: State, event: e.ShockStruck) -> State:
    _need(event.shock not in state.struck, event, f"{event.shock} has struck before")
    _known(state.trust, event.trust, event)
    _known(state.pressure, event.pressure, event)
    _known(state.waiting_cost, event.waiting_cost, event)
    return _with(
        state,
        struck=(*state.struck, event.shock),
        trust={**state.trust, **event.trust},
        pressure={**state.pressure, **event.pressure},
        waiting_cost={**state.waiting_cost, **event.waiting_cost},
    )


def _known(present: Mapping[str, float], changed: Iterable[str], event: e.Event) -> None:
    unknown = [name for name in changed if name not in present]
    _need(not unknown, event, f"{', '.join(unknown)} takes no part")


def _suspended(state: State, event: e.TalksSuspended) -> State:
    return _with(state, status="suspended", until=max(event.until, state.until))


def _resumed(state: State, event: e.TalksResumed) -> State:
    _need(event.day >= state.until, event, f"suspended until day {state.until}, not {event.day}")
    return _with(state, status="open", moved=True)


def _pressure(state: State, event: e.PressureApplied) -> State:
    _known(state.spent, [event.mediator], event)
    _known(state.pressure, [event.party], event)
    return _with(
        state,
        pressure={**state.pressure, event.party: event.pressure},
        spent={**state.spent, event.mediator: state.spent[event.mediator] + event.effort},
    )


def _trust(state: State, event: e.TrustShifted) -> State:
    _known(state.trust, [f"{event.mediator}.{event.party}"], event)
    return _with(state, trust={**state.trust, f"{event.mediator}.{event.party}": event.trust})


def _tabled(state: State, event: e.PackageTabled) -> State:
    _need(event.party in state.parties, event, f"{event.party} takes no part")
    _need(state.round > 0, event, "no round was opened")
    given, own = {**state.answers.get(event.package, {}), event.party: True}, event.utilities[event.party]
    return _with(
        state,
        tabled={**state.tabled, event.party: event.package},
        opened=state.opened if event.party in state.opened else {**state.opened, event.party: event.package},
        gained=_gained(state, event),
        before=state.before if event.package in state.before else (*state.before, event.package),
        answers={**state.answers, event.package: given},
        lowest={**state.lowest, event.party: min(own, state.lowest.get(event.party, own))},
        moved=state.moved or event.conceded > 0 or event.party not in state.tabled,
    )


def _gained(state: State, event: e.PackageTabled) -> dict[str, tuple[float, float]]:
    gained = dict(state.gained)
    for party, value in event.utilities.items():
        key = f"{event.party}.{party}"
        gained[key] = (gained.get(key, (value, value))[0], value)
    return gained


def _text(state: State, event: e.TextDrafted) -> State:
    _known(state.spent, event.mediators, event)
    before = (event.package, *(package for package in state.before if package != event.package))
    return _with(state, text=event.package, text_round=state.round, before=before)


def _answer(state: State, event: e.AnswerGiven) -> State:
    _need(event.party in state.parties, event, f"{event.party} takes no part")
    _need(event.package in state.before, event, f"package {event.package} does not lie on the table")
    given = state.answers.get(event.package, {})
    _need(event.party not in given, event, f"{event.party} has answered package {event.package} before")
    return _with(state, answers={**state.answers, event.package: {**given, event.party: event.accepted}})


def _informed(state: State, event: e.InformationRelayed) -> State:
    return _with(state, insight={**state.insight, **event.insight}, firmness={**state.firmness, **event.firmness})


def _stage_agreed(state: State, event: e.StageAgreed) -> State:
    _need(event.stage == state.stage, event, f"stage {state.stage} lies on the table")
    _need(state.accepted_by_all(event.package), event, f"not all accepted package {event.package}")
    return _with(state, package=event.package, base=event.package)


def _agreed(state: State, event: e.AgreementReached) -> State:
    _need(state.accepted_by_all(event.package), event, f"not all accepted package {event.package}")
    return _with(state, package=event.package, outcome="agreement", status="signed")


def _phase(state: State, event: e.PhaseCompleted) -> State:
    _need(event.phase == state.phases_held + 1, event, f"{state.phases_held} phases were completed")
    return _with(state, phases_held=event.phase)


def _broke(state: State, event: e.AgreementBrokeDown) -> State:
    _need(event.phase == state.phases_held + 1, event, f"{state.phases_held} phases were completed")
    return _with(state, status="over")


def _collapsed(state: State, _: e.TalksCollapsed) -> State:
    return _ended(state, "collapse")


def _deadline(state: State, event: e.DeadlinePassed) -> State:
    return _with(_ended(state, "deadline"), day=event.day)


def _ended(state: State, how: str) -> State:
    if state.package >= 0:
        return _with(state, status="signed", outcome="partial")
    return _with(state, status="over", outcome=how)


def _changed(state: State, event: e.AssumptionChanged) -> State:
    _known(state.draw, [event.parameter], event)
    draw = {**state.draw, event.parameter: event.value}
    owner, _, kind = event.parameter.partition(".")
    changes: dict[str, Any] = {"draw": draw}
    if kind == "pressure":
        changes["pressure"] = {**state.pressure, owner: event.value}
    elif kind == "waiting_cost":
        changes["waiting_cost"] = {**state.waiting_cost, owner: event.value}
    elif kind.startswith("trust.") and owner in state.mediators:
        changes["trust"] = {**state.trust, f"{owner}.{kind.removeprefix('trust.')}": event.value}
    return _with(state, **changes)


def _closed(state: State, event: e.NegotiationClosed) -> State:
    _need(event.outcome == state.outcome, event, f"it ended as {state.outcome or 'nothing yet'}, not {event.outcome}")
    _need(event.package == state.package, event, f"package {state.package} was agreed, not {event.package}")
    return _with(state, status="closed")


_FOLDS: Mapping[type, tuple[Callable[[State, Any], State], tuple[Status, ...]]] = {
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
    e.NegotiationClosed: (_closed, ("signed", "over")),
}
