"""A scenario: who negotiates what, by which rules, with which parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

import attrs

from negosim.domain.acts import Act
from negosim.domain.by_name import ByName
from negosim.domain.explanations import Explanation, explain
from negosim.domain.issues import Condition, Issue
from negosim.domain.parameters import Parameter
from negosim.domain.procedure import Agenda, Phasing, Rules

DEFAULT_SEED = 7
"""Of all runs, if none is given."""
ABILITIES = ("relay", "draft", "press")
STYLES: Mapping[str, tuple[str, ...]] = {
    "facilitator": ("relay",),
    "formulator": ("relay", "draft"),
    "manipulator": ("relay", "draft", "press"),
}


@attrs.frozen(kw_only=True)
class RedLine:
    """A condition that a party refuses whatever the rest offers.

    Attributes
    ----------
    name : str
        Unique within the party; its firmness is the parameter ``<party>.red_line.<name>``.
    party : str
        Whose it is.
    issue : str
        The issue named when it is refused.
    condition : Condition
        The packages that cross it.
    act : str
        The act that it is a part of, if it is one; all lines of an act share its parameter.
    """

    name: str
    party: str
    issue: str
    condition: Condition
    act: str = ""

    @property
    def parameter(self) -> str:
        """Name of the parameter that says whether it is real."""
        return f"{self.party}.red_line.{self.act or self.name}"


@attrs.frozen(kw_only=True)
class Linkage:
    """A value that only a combination of levels has for a party.

    Attributes
    ----------
    name : str
        Unique within the party; its parameter is ``<party>.linkage.<name>``.
    party : str
        Whose it is.
    condition : Condition
        The packages that carry it.
    issue : str
        Empty if the parameter is what the combination adds, in utility; else the issue whose level the condition makes
        worth at least the parameter, a value from 0 to 1.
    """

    name: str
    party: str
    condition: Condition
    issue: str = ""

    @property
    def parameter(self) -> str:
        """Name of the parameter that says how much it is worth."""
        return f"{self.party}.linkage.{self.name}"


@attrs.frozen
class Party:
    """An agent with preferences, whose consent an agreement needs.

    Attributes
    ----------
    name : str
        Its identifier, first part of its parameters' names.
    title : str
        Its name for people.
    prefers : Mapping[str, Literal["more", "less"]]
        For each ordered issue, whether ``more`` or ``less`` of it is better (``Issue.direction``); values are kept
        monotone.
    discount : float
        What utility signed at the end of the calendar is worth of the same utility signed at once. No deal is
        discounted alike, so that it changes no decision; ``analysis.outcomes.discounting`` reckons with it.
    ranks : Mapping[str, tuple[str, ...]]
        For each unordered issue, its levels from the best to the worst; without it the status quo comes first.
    """

    name: str
    title: str
    prefers: Mapping[str, Literal["more", "less"]] = attrs.field(factory=dict)
    discount: float = 1.0
    ranks: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)


@attrs.frozen
class Mediator:
    """An agent without a vote; its abilities are the parameters ``<mediator>.relay``, ``.draft``, ``.press``.

    Attributes
    ----------
    name : str
        Its identifier.
    title : str
        Its name for people.
    """

    name: str
    title: str


@attrs.frozen(kw_only=True)
class Shock:
    """Something that strikes the talks from outside, on a date or by a hazard.

    Attributes
    ----------
    name : str
        Its identifier.
    title : str
        What happens, in a few words.
    date : dt.date | None
        The day it strikes, or None if it strikes by a hazard.
    hazard : float
        Probability per round, for a shock without a date; it strikes at most once.
    trust : Mapping[str, float]
        For each ``mediator.party``, by how much trust moves.
    pressure : Mapping[str, float]
        For each party, by how much the pressure on it moves, in utility.
    waiting_cost : Mapping[str, float]
        For each party, by how much its waiting cost moves, in utility per day.
    suspend : int
        Days for which the talks are suspended.
    claims : tuple[str, ...]
        Identifiers of the claims behind it.
    """

    name: str
    title: str
    date: dt.date | None = None
    hazard: float = 0.0
    trust: Mapping[str, float] = attrs.field(factory=dict)
    pressure: Mapping[str, float] = attrs.field(factory=dict)
    waiting_cost: Mapping[str, float] = attrs.field(factory=dict)
    suspend: int = 0
    claims: tuple[str, ...] = ()


def _issues(items: Iterable[Issue]) -> ByName[Issue]:
    return ByName(items)


def _parties(items: Iterable[Party]) -> ByName[Party]:
    return ByName(items)


def _mediators(items: Iterable[Mediator]) -> ByName[Mediator]:
    return ByName(items)


@attrs.frozen(kw_only=True, eq=False)
class Scenario:
    """Everything that, with a seed and a run number, fixes a run.

    Attributes
    ----------
    name, title, about : str
        How it is called, and what it is.
    as_of : dt.date
        No claim later than this day is used.
    start : dt.date
        Day of the first round.
    horizon : int
        Days after which the talks end without a deal.
    days_per_round : int
        Days from one round to the next.
    issues : ByName of Issue
        The issues, in canonical order; ``issues["pause"]`` is the one called so.
    infeasible : tuple[Condition, ...]
        Conditions that exclude packages.
    parties, mediators : ByName of Party, ByName of Mediator
        Who takes part, in the order of the file; ``parties["israel"]`` is the one called so.
    red_lines, linkages : tuple[RedLine, ...], tuple[Linkage, ...]
        Of all parties, in the order of the file.
    acts : tuple[Act, ...]
        What the parties did about packages, as far as it still stands.
    shocks : tuple[Shock, ...]
        From outside.
    agenda, rules, phasing : Agenda, Rules, Phasing
        The procedure of the talks.
    parameters : Mapping[str, Parameter]
        Every parameter by name, in a fixed order.
    digest : str
        SHA-256 over the resolved file, which holds all of this.
    """

    name: str
    title: str = ""
    about: str = ""
    as_of: dt.date
    start: dt.date
    horizon: int
    days_per_round: int
    issues: ByName[Issue] = attrs.field(converter=_issues)
    infeasible: tuple[Condition, ...] = ()
    parties: ByName[Party] = attrs.field(converter=_parties)
    mediators: ByName[Mediator] = attrs.field(default=(), converter=_mediators)
    red_lines: tuple[RedLine, ...] = ()
    linkages: tuple[Linkage, ...] = ()
    acts: tuple[Act, ...] = ()
    shocks: tuple[Shock, ...] = ()
    agenda: Agenda
    rules: Rules
    phasing: Phasing = attrs.field(factory=Phasing)
    parameters: Mapping[str, Parameter]
    digest: str = ""

    @property
    def rounds(self) -> int:
        """How many rounds fit into the horizon."""
        return -(-self.horizon // self.days_per_round)

    @cached_property
    def uncertain(self) -> tuple[Parameter, ...]:
        """The parameters that differ between draws."""
        return tuple(p for p in self.parameters.values() if p.distribution.uncertain)

    def issue(self, name: str) -> Issue:
        """The issue called ``name``; KeyError if there is none."""
        return self.issues[name]

    def explain(self, name: str) -> Explanation:
        """Return what a parameter stands on.

        Parameters
        ----------
        name : str
            Name of the parameter, such as ``hamas.weight.hostages``.

        Returns
        -------
        Explanation
            Its distribution and basis, the acts that inform it, and the claims behind both.

        Raises
        ------
        BadInput
            There is no such parameter.
        """
        return explain(self.parameters, self.acts, name)

    def has_feasible_package(self) -> bool:
        """Whether some package of the first group of the agenda meets no infeasible condition.

        Issues outside the group stand at their status quo.
        """
        group = self.agenda.groups[0]
        met = {(1 << len(self.infeasible)) - 1}
        for issue in self.issues:
            digits = issue.available if issue.name in group else (issue.status_quo,)
            labels = [issue.labels[digit] for digit in digits]
            admitting = [
                sum(1 << k for k, c in enumerate(self.infeasible) if label in c.levels.get(issue.name, issue.labels))
                for label in labels
            ]
            met = {before & conditions for before in met for conditions in admitting}
        return 0 in met

    def date(self, day: int) -> dt.date:
        """The date ``day`` days after the start."""
        return self.start + dt.timedelta(days=day)

    def __repr__(self) -> str:
        return (
            f"Scenario({self.name!r}, as_of={self.as_of}, {len(self.issues)} issues, "
            f"{len(self.parties)} parties, {len(self.mediators)} mediators, {len(self.parameters)} parameters)"
        )
