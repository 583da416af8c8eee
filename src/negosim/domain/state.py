"""The state of a run at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

Status = Literal["unopened", "open", "suspended", "signed", "over", "closed"]
TEXT = "text"


@attrs.frozen(kw_only=True, slots=False)
class State:
    """The state of a run at a moment.

    Attributes
    ----------
    status : Status
        ``unopened``, ``open``, ``suspended``, ``signed`` (phases to come), ``over`` (to be closed), ``closed``.
    round, day : int
        Of the last round opened; 0 and 0 before the first.
    stage, stage_day, base : int
        The group of issues on the table, the day it was opened, what holds without a deal.
    issues : tuple[str, ...]
        Names of the issues on the table.
    no_deal, start : Mapping[str, float]
        By party, utility of ``base`` and the aspiration at the stage's beginning.
    trust : Mapping[str, float]
        By ``mediator.party``. pressure, waiting_cost: by party. spent: effort by mediator.
    tabled, opened : Mapping[str, int]
        By party, its last and its first package of the stage.
    text, text_round : int | None, int
        The last text of the stage, or None; the round it was drafted in.
    before : tuple[int, ...]
        Packages to be answered in this round, in the order in which they came.
    answers : Mapping[int, Mapping[str, bool]]
        Of this round: every package of ``before``, then party, then whether it was accepted.
    gained : Mapping[str, tuple[Mapping[str, float], Mapping[str, float]]]
        By author, what its first and its last package of the stage are worth to each party.
    lowest : Mapping[str, float]
        By party, the least that a package of its own in the stage is worth to it.
    insight, firmness : Mapping[str, float]
        As in ``InformationRelayed``.
    struck : tuple[str, ...]
        Shocks so far.
    moved, stalled : bool, int
        Whether somebody gave something up in this round; rounds in a row, before it, in which nobody did.
    until : int
        The day on which suspended talks resume.
    package, phases_held, outcome : int, int, str
        How it ended.
    redraw : int
        Number of the chance from the next round on; 0 for that of the run itself.
    """

    status: Status = "unopened"
    parties: tuple[str, ...] = ()
    mediators: tuple[str, ...] = ()
    draw: Mapping[str, float] = attrs.field(factory=dict, repr=False)
    round: int = 0
    day: int = 0
    stage: int = -1
    stage_day: int = 0
    base: int = -1
    issues: tuple[str, ...] = ()
    no_deal: Mapping[str, float] = attrs.field(factory=dict)
    start: Mapping[str, float] = attrs.field(factory=dict)
    trust: Mapping[str, float] = attrs.field(factory=dict)
    pressure: Mapping[str, float] = attrs.field(factory=dict)
    waiting_cost: Mapping[str, float] = attrs.field(factory=dict)
    spent: Mapping[str, float] = attrs.field(factory=dict)
    tabled: Mapping[str, int] = attrs.field(factory=dict)
    opened: Mapping[str, int] = attrs.field(factory=dict)
    gained: Mapping[str, tuple[Mapping[str, float], Mapping[str, float]]] = attrs.field(factory=dict)
    lowest: Mapping[str, float] = attrs.field(factory=dict)
    text: int | None = None
    text_round: int = 0
    before: tuple[int, ...] = ()
    answers: Mapping[int, Mapping[str, bool]] = attrs.field(factory=dict)
    insight: Mapping[str, float] = attrs.field(factory=dict)
    firmness: Mapping[str, float] = attrs.field(factory=dict)
    struck: tuple[str, ...] = ()
    moved: bool = True
    stalled: int = 0
    until: int = 0
    package: int = -1
    phases_held: int = 0
    outcome: str = ""
    redraw: int = 0

    def accepted_by_all(self, package: int) -> bool:
        """Whether every party accepted a package in this round."""
        given = self.answers.get(package, {})
        return all(given.get(party, False) for party in self.parties)

    def parameter(self, name: str) -> float:
        """The current value of a parameter: trust, pressure and waiting costs as events moved them, others as drawn."""
        owner, _, kind = name.partition(".")
        if kind == "pressure":
            return self.pressure[owner]
        if kind == "waiting_cost":
            return self.waiting_cost[owner]
        if kind.startswith("trust.") and owner in self.mediators:
            return self.trust[f"{owner}.{kind.removeprefix('trust.')}"]
        return self.draw[name]
