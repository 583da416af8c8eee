"""How one run ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import attrs

from negosim.domain.events import AnswerGiven, Event, RoundOpened


@attrs.frozen(kw_only=True)
class Outcome:
    """How one run ended.

    Attributes
    ----------
    run : int
        Its number.
    outcome : str
        ``agreement``, ``partial``, ``collapse`` or ``deadline``.
    round, day : int
        When.
    package : int
        Index of what was agreed, or -1.
    levels : Mapping[str, str]
        For each issue settled, the label of its level.
    utilities : Mapping[str, float]
        Of each party, of what holds at the end.
    reservations : Mapping[str, float]
        Of each party, at the end.
    blocker : tuple[str, str] | None
        Party and issue of the refusal that stood last in the way, or None.
    phases_held : int
        How many phases of an agreement were carried out.
    zopa : int
        Number of packages in the ZOPA of the first stage on the first day.
    draw : Mapping[str, float]
        The value of each uncertain parameter.
    """

    run: int
    outcome: str
    round: int
    day: int
    package: int
    levels: Mapping[str, str]
    utilities: Mapping[str, float]
    reservations: Mapping[str, float]
    blocker: tuple[str, str] | None
    phases_held: int
    zopa: int
    draw: Mapping[str, float] = attrs.field(repr=False)


class Refused(Protocol):
    """A refusal: of which party, of which package, by how much, and because of which red line, if any."""

    @property
    def party(self) -> str: ...  # noqa: D102
    @property
    def package(self) -> Any: ...  # noqa: D102
    @property
    def shortfall(self) -> float: ...  # noqa: D102
    @property
    def red_line(self) -> object: ...  # noqa: D102


Refusal = TypeVar("Refusal", bound=Refused)


def blocking(refusals: Iterable[Sequence[Refusal]]) -> Refusal:
    """Return the refusal that stood last in the way.

    It is one of the package closest to agreement: the one with the fewest refusals, then with the smallest shortfall in
    all, then with the lowest index. Among these, one because of a red line comes first, then the largest shortfall.

    Parameters
    ----------
    refusals : iterable of sequence of Refused
        By package, not empty.
    """
    closest = min(refusals, key=lambda given: (len(given), _ascending(given), given[0].package))
    return max(closest, key=lambda refusal: (bool(refusal.red_line), refusal.shortfall, refusal.party))


def last_blocker(events: Sequence[Event]) -> tuple[str, str] | None:
    """Return whose refusal was `blocking` when packages were last refused, and its issue; None if none ever was."""
    answers: dict[int, list[AnswerGiven]] = {}
    for event in reversed(events):
        if isinstance(event, AnswerGiven) and not event.accepted:
            answers.setdefault(event.package, []).append(event)
        elif isinstance(event, RoundOpened) and answers:
            break
    if not answers:
        return None
    refusal = blocking(answers.values())
    return refusal.party, refusal.issue


def _ascending(given: Sequence[Refused]) -> float:
    """Return the shortfalls together, summed in ascending order: the same bits whatever the order of parties."""
    total = 0.0
    for shortfall in sorted(a.shortfall for a in given):
        total += shortfall
    return total
