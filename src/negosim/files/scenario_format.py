"""The scenario file, as it is written (docs/scenarios.md): one class a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import attrs

from negosim.domain.acts import ActKind
from negosim.domain.issues import Delivery, LabelSet
from negosim.domain.parameters import Basis
from negosim.domain.scenario import AgendaMode, Rules
from negosim.evidence.codebook import Spread
from negosim.files.toml_reading import written_as_number

Table: Any = attrs.field(factory=dict)
Style = Literal["facilitator", "formulator", "manipulator"]


@attrs.frozen(kw_only=True)
class IssueEntry:
    """``[issues.NAME]``: one thing negotiated.

    Attributes:
        levels: what it can be settled at, in order; words or numbers.
        status_quo: what holds without a deal: one of the levels, or another, which then cannot be agreed.
        title: its name for people.
        unit: of levels that are numbers.
        ordered: whether the levels form a scale, on which values run straight between those that are known.
        delivery: when it comes about: ``at_signing``, ``by_phase`` or ``at_end``.
        about: one sentence for readers.
    """

    levels: LabelSet
    status_quo: LabelSet
    title: str = ""
    unit: str = ""
    ordered: bool = True
    delivery: Delivery = "at_signing"
    about: str = ""


@attrs.frozen(kw_only=True)
class InfeasibleEntry:
    """``[infeasible.NAME]``: packages that cannot be.

    Attributes:
        when: for each issue named, the level or levels; a package that has one of each is excluded.
        why: the reason, for readers.
    """

    when: Mapping[str, LabelSet]
    why: str = ""


@attrs.frozen(kw_only=True)
class RedLineEntry:
    """``[parties.P.red_lines.NAME]``: what a party refuses, by hand and not by the codebook.

    Attributes:
        when: for each issue named, the level or levels; a package that has one of each is refused.
        issue: the issue that a refusal names; the first of ``when`` if not given.
        firmness: the probability that the line is real and no posture.
        act: of a resolved file, the act that it is a part of.
    """

    when: Mapping[str, LabelSet]
    issue: str = ""
    firmness: float = 1.0
    act: str = ""


@attrs.frozen(kw_only=True)
class LinkageEntry:
    """``[parties.P.linkages.NAME]``: a value that only a combination has, by hand and not by the codebook.

    Attributes:
        when: for each issue named, the level or levels; a package that has one of each carries the value.
        worth: what the combination adds, in utility; with ``issue``, the value its level has there at least.
        issue: the issue whose level the combination raises; without it, ``worth`` is simply added.
    """

    when: Mapping[str, LabelSet]
    worth: Spread
    issue: str = ""


@attrs.frozen(kw_only=True)
class ActEntry:
    """``[parties.P.acts.NAME]``: what a party did about a set of packages, by hand and not by claims.

    Attributes:
        kind: ``offered``, ``accepted``, ``open_to`` (consents), ``resisted``, ``refused`` or ``demanded`` (refusals).
        terms: by issue, the level or levels of a consent; of a demand, what is demanded.
        refused: of a refusal, the packages that it refuses: each entry names levels by issue.
        said_of: the terms as they were said, without worse ones; ``refused`` if not given.
        only: whether no gain elsewhere buys what it refuses: a red line.
        date: of the report.
        credibility: the probability that the act is real and no posture.
        claims: of a resolved file, the claims that tell of it.
    """

    kind: ActKind
    terms: Mapping[str, LabelSet] = Table
    refused: tuple[Mapping[str, LabelSet], ...] = ()
    said_of: tuple[Mapping[str, LabelSet], ...] = ()
    only: bool = False
    date: dt.date | None = None
    credibility: float = 1.0
    claims: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class PartyEntry:
    """``[parties.NAME]``: an agent whose consent an agreement needs.

    Attributes:
        title: its name for people.
        prefers: for ordered issues, whether ``more`` or ``less`` is better, by the numbers or else by the order of the
            list; values then keep that order.
        weights: how much each issue matters, by hand; all issues, adding up to 1.
        values: by issue and level, what a level is worth from 0 to 1, by hand; what claims say of the
            issue is then left aside.
        red_lines: what it refuses whatever the rest offers.
        linkages: values that only combinations of levels have.
        acts: what it did about packages; draws of its preferences do the same.
        ranks: for unordered issues, the levels from the best to the worst; without it the status quo comes first.
        discount: what utility signed at the end of the calendar is worth of the same signed at once; no deal alike.
    """

    title: str = ""
    prefers: Mapping[str, Literal["more", "less"]] = Table
    discount: float = 1.0
    weights: Mapping[str, float] = Table
    values: Mapping[str, Mapping[str, Spread]] = Table
    red_lines: Mapping[str, RedLineEntry] = Table
    linkages: Mapping[str, LinkageEntry] = Table
    acts: Mapping[str, ActEntry] = Table
    ranks: Mapping[str, tuple[str, ...]] = Table


@attrs.frozen(kw_only=True)
class MediatorEntry:
    """``[mediators.NAME]``: an agent without a vote.

    Attributes:
        title: its name for people.
        style: ``facilitator`` (relays), ``formulator`` (drafts too) or ``manipulator`` (presses too); without
            it, abilities come from the claims.
    """

    title: str = ""
    style: Style | None = None


@attrs.frozen(kw_only=True)
class PhasingEntry:
    """``[phasing]``: how, and how surely, an agreement is carried out.

    Attributes:
        issue: the issue whose levels are ways of phasing; without it everything comes in one phase.
        shares: for each of its levels, the share delivered in each phase; each list adds up to 1.
        guarantee: the issue whose level guarantees that phases follow, as far as ``guarantee.LEVEL`` says.
        duration: the issue whose level, in days, is the time over which phases are spread.
    """

    issue: str | None = None
    shares: Mapping[str, tuple[float, ...]] = Table
    guarantee: str | None = None
    duration: str | None = None


@attrs.frozen(kw_only=True)
class AgendaEntry:
    """``[agenda]``: in which order issues are settled.

    Attributes:
        mode: ``comprehensive``, one package over all issues, or ``phase_by_phase``, groups one after another.
        groups: for ``phase_by_phase``, the groups of issues in order; each issue in one of them.
    """

    mode: AgendaMode = "comprehensive"
    groups: tuple[tuple[str, ...], ...] = ()


@attrs.frozen(kw_only=True)
class ShockEntry:
    """``[shocks.NAME]``: something that strikes the talks from outside, at most once.

    Attributes:
        title: what happens, in a few words.
        date: the day it strikes; either this or a hazard.
        hazard: the probability, each round, that it strikes.
        trust: for each ``mediator.party``, by how much trust moves.
        pressure: for each party, by how much the pressure on it moves, in utility.
        waiting_cost: for each party, by how much its waiting cost moves, in utility per day.
        suspend: days for which the talks are suspended.
        claims: identifiers of the claims it rests on.
    """

    title: str = ""
    date: dt.date | None = None
    hazard: float = 0.0
    trust: Mapping[str, float] = Table
    pressure: Mapping[str, float] = Table
    waiting_cost: Mapping[str, float] = Table
    suspend: int = 0
    claims: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Change:
    """An entry of ``[set]``: new numbers, or how to move those there are.

    Attributes:
        value: the number, known for sure.
        low, mode, high: the lowest, the likeliest, the highest; without ``mode`` all between are alike.
        times: by what to multiply the numbers there are.
        add: what to add to them, after that.
        why: the reason, shown with the parameter.
    """

    value: float | None = None
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    add: float | None = None
    times: float | None = None
    why: str = ""

    def check(self) -> None:
        """ValueError unless it says either new numbers, or how to move those there are."""
        numbers = (self.value, self.low, self.mode, self.high)
        if self.add is None and self.times is None:
            Spread(value=self.value, low=self.low, mode=self.mode, high=self.high).distribution()
        elif any(number is not None for number in numbers):
            raise ValueError("either new numbers, or add and times")


written_as_number(Change, Change.check)


@attrs.frozen(kw_only=True)
class ParameterEntry:
    """``[parameters.NAME]`` of a resolved file: what codebook, assumptions and overrides came to.

    Attributes:
        kind: of its distribution.
        numbers: of its distribution: value; low, high; low, mode, high; shape; probability.
        basis: what it stands on.
        claims: identifiers of the claims behind it.
        why: the rule or the reason.
        unit: of its value.
        prior_kind, prior_numbers: its distribution before an override, on which acts are conditioned.
    """

    kind: Literal["fixed", "uniform", "triangular", "gamma", "chance"]
    numbers: tuple[float, ...]
    basis: Basis = "assumption"
    claims: tuple[str, ...] = ()
    why: str = ""
    unit: str = ""
    prior_kind: Literal["fixed", "uniform", "triangular", "gamma", "chance"] | None = None
    prior_numbers: tuple[float, ...] = ()


@attrs.frozen(kw_only=True)
class ScenarioFile:
    """A scenario file, after ``extends`` and overrides.

    Attributes:
        name: its identifier; names the directory of outcomes.
        title: what figures and tables call it.
        about: one sentence for readers.
        dossier: path, from this file, of the dossier with the claims; without it nothing stands on claims.
        codebook: path, from this file, of the codebook that turns claims into numbers.
        as_of: no claim later than this day is used.
        backcast: positions and styles voiced after the talks that are played, up to this day, are taken back.
        start: the day of the first round.
        horizon: days after which the talks end without a deal.
        days_per_round: days from one round to the next.
        issues: what is negotiated; the order counts for packages and tables.
        infeasible: packages that cannot be.
        parties: whose consent is needed; at least two.
        mediators: who mediates, if anybody.
        phasing: how an agreement is carried out.
        agenda: in which order issues are settled.
        rules: choices of the protocol that are no quantities.
        shocks: what strikes from outside.
        assumptions: parameters without claims, by name or pattern such as ``*.horizon``.
        set: overrides of any parameter, by name or pattern.
        parameters: of a resolved file: every parameter, in place of dossier, codebook and assumptions.
        digest: of a resolved file.
    """

    name: str
    title: str = ""
    about: str = ""
    dossier: str | None = None
    codebook: str | None = None
    as_of: dt.date | None = None
    backcast: dt.date | None = None
    start: dt.date
    horizon: int
    days_per_round: int = 1
    issues: Mapping[str, IssueEntry]
    infeasible: Mapping[str, InfeasibleEntry] = Table
    parties: Mapping[str, PartyEntry]
    mediators: Mapping[str, MediatorEntry] = Table
    phasing: PhasingEntry = attrs.field(factory=PhasingEntry)
    agenda: AgendaEntry = attrs.field(factory=AgendaEntry)
    rules: Rules = attrs.field(factory=Rules)
    shocks: Mapping[str, ShockEntry] = Table
    assumptions: Mapping[str, Spread] = Table
    set: Mapping[str, Change] = Table
    parameters: Mapping[str, ParameterEntry] = Table
    digest: str = ""
