"""How one run ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def last_blocker(events: Sequence[Event]) -> tuple[str, str] | None:
    """Who refused, over which issue, what came closest to agreement when packages were answered for the last time.

    Closest is the package with the fewest refusals, then with the smallest shortfall in all. Among its refusals one
    because of a red line comes first, then the largest shortfall. None if nothing was ever refused.
    """
    answers: dict[int, list[AnswerGiven]] = {}
    for event in reversed(events):
        if isinstance(event, AnswerGiven) and not event.accepted:
            answers.setdefault(event.package, []).append(event)
        elif isinstance(event, RoundOpened) and answers:
            break
    if not answers:
        return None
    closest = min(answers.values(), key=lambda given: (len(given), _ascending(given), given[0].package))
    refusal = max(closest, key=lambda a: (bool(a.red_line), a.shortfall, a.party))
    return refusal.party, refusal.issue


def _ascending(given: Sequence[AnswerGiven]) -> float:
    """The shortfalls together, summed in ascending order: the same bits whatever the order of parties."""
    total = 0.0
    for shortfall in sorted(a.shortfall for a in given):
        total += shortfall
    return total
