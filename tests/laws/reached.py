"""What happened in a run, as a count of the behaviours that another driver could get wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import numpy as np

from negosim.domain import events as e
from negosim.model import NegotiationModel
from negosim.model.board import Board
from negosim.rules import answering, concession, mediating, offering
from negosim.rules.believing import all_believed_weights
from negosim.rules.offering import appeals
from negosim.search.tabulation import utilities
from negosim.spaces.neighbours import neighbours
from negosim.spaces.space import met
from tests.talks import happened

Reached = Counter[str]


@contextmanager
def watched(seen: Reached) -> Iterator[None]:
    """Count, while runs are played, what the rules meet that events do not tell."""
    rules = {
        (Board, "best"): _best,
        (Board, "nearest"): _nearest,
        (offering, "next_package"): _next_package,
        (mediating, "first_text"): _first_text,
        (mediating, "next_text"): _next_text,
        (mediating, "furthest"): _furthest,
        (answering, "preferred"): _preferred,
        (answering, "objection"): _objection,
        (concession, "given_way"): _given_way,
        (concession, "aspiration"): _aspiration,
    }
    with ExitStack() as stack:
        for (room, name), look in rules.items():
            stack.enter_context(mock.patch.object(room, name, _spy(seen, getattr(room, name), look)))
        yield


def _spy(seen: Reached, rule: Any, look: Any) -> Any:
    def spied(*arguments: Any) -> Any:
        found = rule(*arguments)
        seen.update(look(found, *arguments))
        return found

    return spied


def _best(found: tuple[float, Any], board: Board, party: int) -> Iterator[str]:
    value, package = found
    if package is None:
        yield "rule: no package to sign" if len(board.packages) else "rule: no package at all"
    elif np.sum(board.values[party] == value) > 1:
        yield "rule: several best packages"


def _nearest(package: Any, board: Board, party: int, aim: float) -> Iterator[str]:
    if package is None:
        yield "rule: no package at or above the aim"
    elif np.sum(board.values[party] == board.utility(party, board.index(package))) > 1:
        yield "rule: several nearest packages"


def _tied(scores: Any) -> bool:
    return bool(np.sum(scores == scores.max()) > 1)


def _next_package(found: Any, space: Any, table: Any, me: int, *rest: Any) -> Iterator[str]:
    insight, firmness, lasts, free, aim, moves, by_value, *_ = rest
    if (lasts[:, 0] >= 0).sum() < 2:
        yield "rule: nobody else has tabled"
        return
    near = neighbours(space, free, lasts[me], moves)
    allowed = near[utilities(space, table, me, near) >= aim]
    if not len(allowed):
        yield "rule: no move is good enough"
        return
    believed = all_believed_weights(table.weights, insight)
    liked = appeals(space, table, me, believed, firmness, lasts, allowed, by_value)
    if _tied(liked):
        yield "rule: several most appealing packages"
    if (lasts[:, 0] < 0).any():
        yield "rule: moved before all had tabled"
    if (np.sum(allowed != found, axis=1) == 0).sum() and np.sum(found != lasts[me]) == moves > 1:
        yield "rule: as many moves as allowed, and more than one"
    if (found != lasts[me]).any() and utilities(space, table, me, found.reshape(1, -1))[0] > aim:
        yield "rule: moved to more than the aim"


def _first_text(_: Any, space: Any, table: Any, insight: Any, firmness: Any, base: Any, tabled: Any) -> Iterator[str]:
    if _tied(mediating.text_scores(space, table, insight, firmness, base, tabled)):
        yield "rule: several best first texts"


def _next_text(found: Any, space: Any, table: Any, *rest: Any) -> Iterator[str]:
    insight, firmness, base, lasts, free, text, moves, *_ = rest
    start, common = text.copy(), free & (lasts >= 0).all() & (lasts == lasts[0]).all(axis=0)
    start[common] = lasts[0][common]
    if met(space.infeasible, start):
        yield "rule: common ground that cannot be laid over the last text"
        start = mediating.first_text(space, table, insight, firmness, base, lasts)
    near = neighbours(space, free & ~common, start, moves)
    scores = mediating.text_scores(space, table, insight, firmness, base, near)
    if (start != text).any():
        yield "rule: a text takes over common ground"
    if _tied(scores):
        yield "rule: several best next texts"
    if (found != start).sum() == moves > 1:
        yield "rule: a text as far as allowed, and more than one move"
    if scores.max() <= 0.0:
        yield "rule: no text is a gain for all"


def _furthest(found: Any, *_: Any) -> Iterator[str]:
    if found.sum() > 1:
        yield "rule: several parties furthest"
    if not found.any():
        yield "rule: nobody to press before all have tabled"


def _preferred(found: int, gains: Any, indices: Any) -> Iterator[str]:
    if len(indices) > 1:
        yield "rule: several packages accepted by all"
        scores = np.array([concession.nash_score(row) for row in gains])
        if _tied(scores):
            yield "rule: several accepted packages equally good"
        if scores.max() <= 0.0:
            yield "rule: several accepted packages, none a gain for all"


def _objection(found: int, space: Any, table: Any, party: int, digits: Any, wanted: Any) -> Iterator[str]:
    short = answering.by_issue(space, table, party, wanted) - answering.by_issue(space, table, party, digits)
    if _tied(short):
        yield "rule: several issues equally short"


def _given_way(_: float, elapsed: float, _exponent: float) -> Iterator[str]:
    if elapsed > 1.0:
        yield "rule: past the private horizon"


def _aspiration(_: float, start: float, floor: float, _given: float, rho: float, share: float) -> Iterator[str]:
    if rho > 0.0 and 0.0 < share < 1.0:
        yield "rule: matched a part of what others gave"
    if start < floor:
        yield "rule: no deal has become better than the start"


def told(run: NegotiationModel) -> Iterator[str]:
    """What the events of a finished run tell."""
    yield from _ended(run)
    yield from _from_outside(run)
    yield from _rounds(run)
    yield from _mediated(run)


def _ended(run: NegotiationModel) -> Iterator[str]:
    outcome, stages = run.outcome, len(happened(run, e.StageOpened))
    yield f"end: {outcome.outcome}"
    yield f"end: in stage {stages}"
    yield from [
        f"protocol: {run.talks.rules.protocol}",
        f"agenda: {run.talks.agenda.mode}",
        f"tabling: {run.talks.rules.tabling}",
    ]
    yield f"parties: {len(run.parties)}"
    abilities = {m.name: "".join(a[0] for a in ("relay", "draft", "press") if m.can(a)) for m in run.mediators}
    yield from (f"abilities: {able or 'none'}" for able in abilities.values())
    if outcome.outcome == "partial":
        yield "end: partial after a collapse" if happened(run, e.TalksCollapsed) else "end: partial at the deadline"
    if outcome.outcome == "agreement" and outcome.round == 1:
        yield "end: agreement in the first round"
    if outcome.outcome == "agreement" and stages > 2:
        yield "end: agreement in three stages or more"
    if outcome.zopa == 0:
        yield f"zopa: empty, {outcome.outcome}"
    if not outcome.objections:
        yield "objections: none" if outcome.outcome != "agreement" else "objections: none needed"
    else:
        yield from _objected(run)
    broke = happened(run, e.AgreementBrokeDown)
    if broke:
        yield f"phases: broke down, {outcome.outcome}"
    if outcome.phases_held > 1:
        yield "phases: more than one held"


def _objected(run: NegotiationModel) -> Iterator[str]:
    refusals: dict[int, list[e.AnswerGiven]] = {}
    for event in reversed(run.events):
        if isinstance(event, e.AnswerGiven) and not event.accepted:
            refusals.setdefault(event.package, []).append(event)
        elif isinstance(event, e.RoundOpened) and refusals:
            break
        elif isinstance(event, e.StageOpened) and not refusals:
            yield "objections: of an earlier stage"
    yield f"objections: of {'all' if len(run.outcome.objections) == len(run.parties) else 'some'}"
    for party in run.outcome.objections:
        of_party = [(len(given), r) for given in refusals.values() for r in given if r.party == party]
        own = [(count, refusal.shortfall, bool(refusal.red_line)) for count, refusal in of_party]
        yield "objections: over a red line" if min(own)[2] else "objections: by shortfall"
        if len({count for count, *_ in own}) > 1:
            yield "objections: to what fewer refused"
        if sum(count == min(own)[0] for count, *_ in own) > 1:
            yield "objections: to several refused by as many"
        if own.count(min(own)) > 1:
            yield "objections: to several equally short"


def _from_outside(run: NegotiationModel) -> Iterator[str]:
    suspensions = happened(run, e.TalksSuspended)
    yield from ("shock: struck" for _ in happened(run, e.ShockStruck))
    yield from ("shock: suspended" for _ in suspensions)
    yield from ("shock: resumed" for _ in happened(run, e.TalksResumed))
    state = {"until": -1, "day": 0, "shocks": 0}
    for event in run.events:
        if isinstance(event, e.RoundOpened):
            state.update(day=event.day, shocks=0)
        if isinstance(event, e.ShockStruck):
            state["shocks"] += 1
            if state["shocks"] == 2:
                yield "shock: two in a round"
            if 0.0 in event.pressure.values():
                yield "shock: pressure down to nothing"
            if {0.0, 1.0} & set(event.trust.values()):
                yield "shock: trust to an end of its range"
        if isinstance(event, e.TalksSuspended):
            if state["until"] > state["day"]:
                yield "shock: suspended while suspended" + (", for less" if event.until < state["until"] else "")
            state["until"] = max(state["until"], event.until)
    if state["until"] > run.talks.horizon:
        yield "shock: suspended to the end"


def _rounds(run: NegotiationModel) -> Iterator[str]:
    rounds: list[dict[type, list[Any]]] = []
    for event in run.events:
        if isinstance(event, e.RoundOpened):
            rounds.append({})
        if rounds:
            rounds[-1].setdefault(type(event), []).append(event)
    for events in rounds:
        yield from _tabled(run, events)
        yield from _answered(events)
        yield from _signed(events)
    if run.state.stalled > 10:
        yield "round: more than ten stalled"


def _packages(events: Mapping[type, list[Any]], *kinds: type) -> list[int]:
    return [event.package for kind in kinds for event in events.get(kind, [])]


def _tabled(run: NegotiationModel, events: Mapping[type, list[Any]]) -> Iterator[str]:
    tabled, texts = _packages(events, e.PackageTabled), _packages(events, e.TextDrafted)
    if len({event.mediator for event in events.get(e.PressureApplied, [])}) > 1:
        yield "round: two mediators press"
    if len(set(tabled)) < len(tabled):
        yield "round: two table the same"
    if set(texts) & set(tabled):
        yield "round: the text is what somebody tables"
    if 0 < len(tabled) < len(run.parties) and run.talks.rules.protocol == "mediated":
        yield "round: not all table"
    if texts and not tabled:
        yield "round: a text alone is answered"


def _answered(events: Mapping[type, list[Any]]) -> Iterator[str]:
    refused = [(answer.party, answer.red_line) for answer in events.get(e.AnswerGiven, []) if answer.red_line]
    if any(answer.red_line and answer.shortfall < 0 for answer in events.get(e.AnswerGiven, [])):
        yield "round: good enough, but across a red line"
    if len(set(refused)) < len(refused):
        yield "round: a red line named twice"
    if any(event.stalled > 5 for event in events.get(e.TalksCollapsed, [])):
        yield "round: collapse after a long stall"


def _signed(events: Mapping[type, list[Any]]) -> Iterator[str]:
    signed, texts = _packages(events, e.StageAgreed, e.AgreementReached), _packages(events, e.TextDrafted)
    refused = {answer.package for answer in events.get(e.AnswerGiven, []) if not answer.accepted}
    if signed and texts == signed:
        yield "round: the text is signed"
        if set(_packages(events, e.PackageTabled)) - refused - set(texts):
            yield "round: the text precedes another that all accept"
    elif signed:
        yield "round: what a party tabled is signed"


def _mediated(run: NegotiationModel) -> Iterator[str]:
    if happened(run, e.TextDrafted):
        yield "mediated: a text"
    if len({event.package for event in happened(run, e.TextDrafted)}) > 1:
        yield "mediated: texts move"
    pressed = happened(run, e.PressureApplied)
    if pressed:
        yield "mediated: pressure"
    for mediator in run.mediators:
        spent = run.state.spent[mediator.name]
        if spent and spent >= mediator.quantity("budget"):
            yield "mediated: a budget spent"
        if len({event.effort for event in pressed if event.mediator == mediator.name}) > 1:
            yield "mediated: effort cut or shared"
    beliefs: dict[str, float] = {}
    for event in happened(run, e.InformationRelayed):
        yield "mediated: relayed"
        for key, belief in event.firmness.items():
            if belief != beliefs.get(key, belief):
                yield f"mediated: a red line believed {'more' if belief > beliefs[key] else 'less'}"
            beliefs[key] = belief
