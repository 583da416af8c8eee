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
    objections : Mapping[str, str]
        For each party that refused last, the issue over which it did; none after an agreement.
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
    objections: Mapping[str, str]
    phases_held: int
    zopa: int
    draw: Mapping[str, float] = attrs.field(repr=False)


class Refused(Protocol):
    """A refusal: of which party, of which package, and by how much."""

    @property
    def party(self) -> str: ...  # noqa: D102
    @property
    def package(self) -> Any: ...  # noqa: D102
    @property
    def shortfall(self) -> float: ...  # noqa: D102


Refusal = TypeVar("Refusal", bound=Refused)


def nearest_refusals(refusals: Iterable[Sequence[Refusal]]) -> dict[str, Refusal]:
    """Return the refusal of each party that stood nearest to an agreement.

    It is that of the package which the fewest parties refused, then of the one with the party's smallest shortfall,
    then of the lowest index. Parties are not compared with each other.

    Parameters
    ----------
    refusals : iterable of sequence of Refused
        By package.

    Returns
    -------
    dict
        By party; parties that refused nothing are missing.
    """
    found: dict[str, tuple[tuple[int, float, Any], Refusal]] = {}
    for given in refusals:
        for refusal in given:
            distance = (len(given), refusal.shortfall, refusal.package)
            if refusal.party not in found or distance < found[refusal.party][0]:
                found[refusal.party] = distance, refusal
    return {party: refusal for party, (_, refusal) in found.items()}


def last_objections(events: Sequence[Event]) -> dict[str, str]:
    """Return over which issue each party refused when packages were last refused: that of its `nearest_refusals`."""
    answers: dict[int, list[AnswerGiven]] = {}
    for event in reversed(events):
        if isinstance(event, AnswerGiven) and not event.accepted:
            answers.setdefault(event.package, []).append(event)
        elif isinstance(event, RoundOpened) and answers:
            break
    return {party: refusal.issue for party, refusal in nearest_refusals(answers.values()).items()}
