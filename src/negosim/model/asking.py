"""Checks of what agents of one's own return."""

from __future__ import annotations

import math
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from negosim.domain.events import (
    AnswerGiven,
    Event,
    InformationRelayed,
    PackageTabled,
    PressureApplied,
    TextDrafted,
    TrustShifted,
)
from negosim.errors import BadInput, Problem, shown

if TYPE_CHECKING:
    from negosim.model.agents import MediatorAgent, PartyAgent
    from negosim.model.negotiation import NegotiationModel

PRESSED = (PressureApplied, TrustShifted, TextDrafted, InformationRelayed)
Found = Iterator[tuple[str, str]]


def tabled(party: PartyAgent) -> list[Event]:
    """Return what a party tables; raise BadInput if it is something else than packages of its own."""
    return _checked(party, "table", _called(party, "table"), (PackageTabled,))


def pressed(mediator: MediatorAgent) -> list[Event]:
    """Return the events of a mediator's turn; raise BadInput if these are no events of its own."""
    return _checked(mediator, "press", _called(mediator, "press"), PRESSED)


def answered(party: PartyAgent, package: int) -> AnswerGiven:
    """Return a party's answer to a package; raise BadInput if it is something else."""
    answer: AnswerGiven = _called(party, "answer", package)
    _checked(party, "answer", [answer], (AnswerGiven,), package)
    return answer


def reservations(model: NegotiationModel) -> dict[str, float]:
    """Return the reservation value of each party; raise BadInput if one is no number."""
    return {party.name: number(party, "reservation", _called(party, "reservation")) for party in model.parties}


def _called(agent: PartyAgent | MediatorAgent, method: str, *arguments: object) -> Any:
    """Call a method of an agent; raise BadInput if one of a class of the user's own fails."""
    try:
        return getattr(agent, method)(*arguments)
    except Exception as error:
        if not agent.model.classes.own or isinstance(error, BadInput):
            raise
        frame = traceback.extract_tb(error.__traceback__)[-1]
        received = f"{type(error).__name__}: {error}, in {Path(frame.filename).name}, line {frame.lineno}"
        raise _wrong(agent, method, "a method that raises no error", received) from error


def number(agent: PartyAgent, method: str, value: object) -> float:
    """Return the number that a method of an agent returned; raise BadInput if it is none."""
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _wrong(agent, method, "a number", shown(value)) from None
    if not math.isfinite(found):
        raise _wrong(agent, method, "a finite number", shown(value))
    return found


def _checked(
    agent: PartyAgent | MediatorAgent,
    method: str,
    returned: object,
    kinds: tuple[type[Event], ...],
    package: int | None = None,
) -> list[Event]:
    names = " or ".join(kind.__name__ for kind in kinds)
    if not isinstance(returned, Iterable):
        raise _wrong(agent, method, f"a list of {names}", shown(returned))
    events = list(returned)
    if agent.model.classes.own:
        for event in events:
            if not isinstance(event, kinds):
                raise _wrong(agent, method, names, shown(event))
            for expected, received in _problems(agent, event, package):
                raise _wrong(agent, method, f"{type(event).__name__} with {expected}", received)
    return events


def _problems(agent: PartyAgent | MediatorAgent, event: Event, package: int | None) -> Found:
    """What is wrong with the fields of an event: types first, then names and packages."""
    try:
        msgspec.convert(msgspec.structs.asdict(event), type(event))
    except msgspec.ValidationError as error:
        yield "fields of its types", f"others: {error}"
        return
    fields = msgspec.structs.asdict(event).values()
    numbers = [each for field in fields for each in (field.values() if isinstance(field, Mapping) else [field])]
    if not all(math.isfinite(each) for each in numbers if isinstance(each, float)):
        yield "finite numbers", shown(event)
    board = agent.model.board
    match event:
        case PackageTabled(party=author) | AnswerGiven(party=author) if author != agent.name:
            yield f"party {shown(agent.name)}", shown(author)
        case PressureApplied(mediator=author) | TrustShifted(mediator=author) if author != agent.name:
            yield f"mediator {shown(agent.name)}", shown(author)
        case PressureApplied(party=party) | TrustShifted(party=party) if party not in board.parties:
            yield f"a party of {', '.join(board.parties)}", shown(party)
        case TextDrafted(mediators=authors) | InformationRelayed(mediators=authors) if authors != (agent.name,):
            yield f"mediators ({agent.name!r},)", shown(authors)
    match event:
        case AnswerGiven(package=answered) if answered != package:
            yield f"package {package}", str(answered)
        case PackageTabled(package=made, utilities=worth) | TextDrafted(package=made, utilities=worth):
            packages = math.prod(map(int, board.space.levels))
            if not 0 <= made < packages:
                yield f"a package from 0 to {packages - 1}", str(made)
            if set(worth) != set(board.parties):
                yield f"utilities to {', '.join(board.parties)}", shown(sorted(worth))


def _wrong(agent: PartyAgent | MediatorAgent, method: str, expected: str, received: str) -> BadInput:
    kind, model = type(agent), agent.model
    where = f"{kind.__module__}:{kind.__qualname__}"
    when = f"in round {model.state.round} of run {model.run_number}"
    return BadInput(
        [Problem(file=where, key=f"{method} of {agent.name}", expected=expected, received=received, hint=when)]
    )
