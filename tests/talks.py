"""Small talks to test with, written by hand, and the one assertion that compares a run with a transcript."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from negosim.arrays import Ints
from negosim.domain import events as e
from negosim.domain.random_streams import central_draw
from negosim.domain.scenario import Scenario
from negosim.files.overrides import overlay
from negosim.files.scenario import build
from negosim.model import NegotiationModel
from negosim.rules.preferences import prepare, vector_of
from negosim.rules.utility import Table
from negosim.search.prepared import prepared
from negosim.spaces.space import Space, decode, labels_of

START = dt.date(2024, 1, 1)

# Two shores share land and water, each in four parts; a level is what the north gets, and nobody has anything
# without a deal. The north cares for land, the south for water, three to one: land 4, water 0 is worth .75 to both.
TWO_SHORES: Mapping[str, Any] = {
    "name": "two_shores",
    "start": START,
    "horizon": 20,
    "issues": {
        "land": {"levels": [0, 1, 2, 3, 4], "status_quo": "none"},
        "water": {"levels": [0, 1, 2, 3, 4], "status_quo": "none"},
    },
    "parties": {
        "north": {
            "weights": {"land": 0.75, "water": 0.25},
            "values": {"land": {"none": 0, "0": 0, "4": 1}, "water": {"none": 0, "0": 0, "4": 1}},
        },
        "south": {
            "weights": {"land": 0.25, "water": 0.75},
            "values": {"land": {"none": 0, "0": 1, "4": 0}, "water": {"none": 0, "0": 1, "4": 0}},
        },
    },
    "assumptions": {"*.horizon": {"value": 10}},
}


def tables(*changes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The tables of the two shores with changes laid over them, in order; ``False`` takes a table away."""
    result: dict[str, Any] = copy.deepcopy(dict(TWO_SHORES))
    for change in (*changes, more):
        result = overlay(result, copy.deepcopy(dict(change)))
    return result


def talks(*changes: Mapping[str, Any], **more: Any) -> Scenario:
    """Talks of the two shores with changes: tables of a scenario file, as keywords or as a mapping."""
    return build(tables(*changes, **more), "talks")


def values(**numbers: float) -> dict[str, Any]:
    """Tables that set parameters: ``values(north__bias=.1)`` sets ``north.bias``."""
    return {"set": {name.replace("__", "."): {"value": number} for name, number in numbers.items()}}


def cake(slices: int, rounds: int, **numbers: float) -> Scenario:
    """A cake in ``slices`` that two split by alternating offers; neither has anything without a deal.

    The share of the ``first`` is the level over ``slices``, that of the ``second`` the rest; both come down from
    all to nothing over the ``rounds`` of a day each.
    """
    first, last = "0", str(slices)
    split: dict[str, Any] = {
        "name": "cake",
        "start": START,
        "horizon": rounds,
        "rules": {"protocol": "alternating_offers"},
        "issues": {"cake": {"levels": list(range(slices + 1)), "status_quo": "none"}},
        "parties": {
            "first": {"weights": {"cake": 1}, "values": {"cake": {"none": 0, first: 0, last: 1}}},
            "second": {"weights": {"cake": 1}, "values": {"cake": {"none": 0, first: 1, last: 0}}},
        },
    }
    split["assumptions"] = {"*.horizon": {"value": rounds}}
    return build(overlay(split, values(**numbers)), "cake")


def arrays(scenario: Scenario) -> tuple[Space, Table]:
    """The arrays that rules take: the package space, and the preferences in the central draw."""
    ready = prepared(scenario)
    draw = vector_of(central_draw(scenario.parameters))
    return ready.space, prepare(ready.space, ready.addresses, draw)


def digits(*levels: int) -> Ints:
    """A package by its digits."""
    return np.array(levels, dtype=np.int64)


def played(scenario: Scenario, seed: int = 0, run: int = 0, **options: Any) -> NegotiationModel:
    """A run that has been played to its end."""
    model = NegotiationModel(scenario, seed, run, **options)
    model.run_model()
    return model


def happened(run: NegotiationModel, kind: type[Any]) -> list[Any]:
    """The events of one kind, in order."""
    return [event for event in run.events if isinstance(event, kind)]


def facts(event: e.Event, *but: str) -> tuple[Any, ...]:
    """What an event says, to compare it with others: its name and its fields, less some; tables in no order."""
    fields = msgspec.structs.asdict(event)
    return type(event).__name__, *((key, _sorted(value)) for key, value in fields.items() if key not in but)


def _sorted(value: Any) -> Any:
    return tuple(sorted(value.items())) if isinstance(value, dict) else value


def assert_dance(run: NegotiationModel, transcript: Sequence[str | Any]) -> None:
    """Compare a negotiation with its transcript, one line an event; ``...`` stands for any events or none.

    What opens a run and what mediators relay is not told; see ``told`` for the wording of the rest.
    """
    lines = list(_lines(run))
    if not _matches(lines, transcript):
        wanted = "\n".join(f"  {line}" for line in transcript)
        got = "\n".join(f"  {line}" for line in lines)
        raise AssertionError(f"the transcript was\n{wanted}\nand what happened was\n{got}")


def _lines(run: NegotiationModel) -> Iterable[str]:
    for event in run.events:
        line = told(run.talks, event)
        if line:
            yield line


def _matches(lines: Sequence[str], wanted: Sequence[str | Any]) -> bool:
    if not wanted:
        return not lines
    if wanted[0] is ...:
        return any(_matches(lines[start:], wanted[1:]) for start in range(len(lines) + 1))
    return bool(lines) and wanted[0] == lines[0] and _matches(lines[1:], wanted[1:])


def named(scenario: Scenario, package: int) -> str:
    """Spell a package by the labels of its levels: ``4 0``."""
    return " ".join(labels_of(scenario, decode(prepared(scenario).space, package)).values())


def told(scenario: Scenario, event: e.Event) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a kind of event
    """One event as a line of a transcript; empty for what is not told."""
    match event:
        case e.StageOpened(stage=stage, issues=issues) if stage > 0:
            return f"stage {stage + 1}: {', '.join(issues)}"
        case e.RoundOpened(round=number, day=day):
            return f"round {number}, day {day}"
        case e.ShockStruck(shock=shock):
            return f"{shock} strikes"
        case e.TalksSuspended(until=until, cause=cause):
            return f"suspended by {cause} until day {until}"
        case e.TalksResumed():
            return "resumed"
        case e.PressureApplied(mediator=mediator, party=party, pressure=pressure):
            return f"{mediator} presses {party} to {pressure:.3f}"
        case e.TrustShifted(mediator=mediator, party=party, trust=trust, cause=cause):
            return f"{party} trusts {mediator} {trust:.3f}, {cause}"
        case e.PackageTabled(party=party, package=package):
            return f"{party} tables {named(scenario, package)}"
        case e.TextDrafted(mediators=mediators, package=package):
            return f"{' and '.join(mediators)} draft {named(scenario, package)}"
        case e.AnswerGiven(party=party, package=package, accepted=True):
            return f"{party} accepts {named(scenario, package)}"
        case e.AnswerGiven(party=party, package=package, issue=issue, red_line=line):
            return f"{party} refuses {named(scenario, package)} over {line or issue}"
        case e.StageAgreed(package=package):
            return f"stage agreed: {named(scenario, package)}"
        case e.AgreementReached(package=package):
            return f"agreed: {named(scenario, package)}"
        case e.PhaseCompleted(phase=phase, phases=phases, day=day):
            return f"phase {phase} of {phases} held, day {day}"
        case e.AgreementBrokeDown(phase=phase, phases=phases, day=day):
            return f"phase {phase} of {phases} broke down, day {day}"
        case e.TalksCollapsed(stalled=stalled):
            return f"collapsed after {stalled} stalled rounds"
        case e.DeadlinePassed(day=day):
            return f"deadline on day {day}"
        case e.NegotiationClosed(outcome=outcome):
            return f"closed: {outcome}"
        case _:
            return ""
