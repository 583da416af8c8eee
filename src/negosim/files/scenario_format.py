"""The format of scenario files (docs/scenarios.md): one class for each table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import attrs

from negosim.domain.issues import Delivery, LabelSet
from negosim.domain.procedure import AgendaMode, Rules
from negosim.evidence.codebook import Spread
from negosim.files.parameter_format import Change, ParameterEntry
from negosim.files.party_format import PartyEntry
from negosim.files.toml_reading import Table

Style = Literal["facilitator", "formulator", "manipulator"]


@attrs.frozen(kw_only=True)
class IssueEntry:
    """``[issues.NAME]``: one thing negotiated.

    Attributes
    ----------
    levels : LabelSet
        What it can be settled at, in order; words or numbers.
    status_quo : LabelSet
        What holds without a deal: one of the levels, or another, which then cannot be agreed.
    title : str
        Its name for people.
    unit : str
        Of levels that are numbers.
    ordered : bool
        Whether the levels form a scale, on which values run straight between those that are known.
    delivery : Delivery
        When it comes about: ``at_signing``, ``by_phase`` or ``at_end``.
    about : str
        One sentence for readers.
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

    Attributes
    ----------
    when : Mapping[str, LabelSet]
        For each issue named, the level or levels; a package that has one of each is excluded.
    why : str
        The reason, for readers.
    """

    when: Mapping[str, LabelSet]
    why: str = ""


@attrs.frozen(kw_only=True)
class MediatorEntry:
    """``[mediators.NAME]``: an agent without a vote.

    Attributes
    ----------
    title : str
        Its name for people.
    style : Style | None
        ``facilitator`` (relays), ``formulator`` (drafts too) or ``manipulator`` (presses too); without it, abilities
        come from the claims.
    """

    title: str = ""
    style: Style | None = None


@attrs.frozen(kw_only=True)
class PhasingEntry:
    """``[phasing]``: how, and how surely, an agreement is carried out.

    Attributes
    ----------
    issue : str | None
        The issue whose levels are ways of phasing; without it everything comes in one phase.
    shares : Mapping[str, tuple[float, ...]]
        For each of its levels, the share delivered in each phase; each list adds up to 1.
    guarantee : str | None
        The issue whose level guarantees that phases follow, as far as ``guarantee.LEVEL`` says.
    duration : str | None
        The issue whose level, in days, is the time over which phases are spread.
    """

    issue: str | None = None
    shares: Mapping[str, tuple[float, ...]] = Table
    guarantee: str | None = None
    duration: str | None = None


@attrs.frozen(kw_only=True)
class AgendaEntry:
    """``[agenda]``: in which order issues are settled.

    Attributes
    ----------
    mode : AgendaMode
        ``comprehensive``, one package over all issues, or ``phase_by_phase``, groups one after another.
    groups : tuple[tuple[str, ...], ...]
        For ``phase_by_phase``, the groups of issues in order; each issue in one of them.
    """

    mode: AgendaMode = "comprehensive"
    groups: tuple[tuple[str, ...], ...] = ()


@attrs.frozen(kw_only=True)
class ShockEntry:
    """``[shocks.NAME]``: something that strikes the talks from outside, at most once.

    Attributes
    ----------
    title : str
        What happens, in a few words.
    date : dt.date | None
        The day it strikes; either this or a hazard.
    hazard : float
        The probability, each round, that it strikes.
    trust : Mapping[str, float]
        For each ``mediator.party``, by how much trust moves.
    pressure : Mapping[str, float]
        For each party, by how much the pressure on it moves, in utility.
    waiting_cost : Mapping[str, float]
        For each party, by how much its waiting cost moves, in utility per day.
    suspend : int
        Days for which the talks are suspended.
    claims : tuple[str, ...]
        Identifiers of the claims it rests on.
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
class ScenarioFile:
    """A scenario file, after ``extends`` and overrides.

    Attributes
    ----------
    name : str
        Its identifier; names the directory of outcomes.
    title : str
        What figures and tables call it.
    about : str
        One sentence for readers.
    dossier : str | None
        Path, from this file, of the dossier with the claims; without it nothing stands on claims.
    codebook : str | None
        Path, from this file, of the codebook that turns claims into numbers.
    as_of : dt.date | None
        No claim later than this day is used.
    backcast : dt.date | None
        Positions and styles voiced after the talks that are played, up to this day, are taken back.
    start : dt.date
        The day of the first round.
    horizon : int
        Days after which the talks end without a deal.
    days_per_round : int
        Days from one round to the next.
    issues : Mapping[str, IssueEntry]
        What is negotiated; the order counts for packages and tables.
    infeasible : Mapping[str, InfeasibleEntry]
        Packages that cannot be.
    parties : Mapping[str, PartyEntry]
        Whose consent is needed; at least two.
    mediators : Mapping[str, MediatorEntry]
        Who mediates, if anybody.
    phasing : PhasingEntry
        How an agreement is carried out.
    agenda : AgendaEntry
        In which order issues are settled.
    rules : Rules
        Choices of the protocol that are no quantities.
    shocks : Mapping[str, ShockEntry]
        What strikes from outside.
    assumptions : Mapping[str, Spread]
        Parameters without claims, by name or pattern such as ``*.horizon``.
    set : Mapping[str, Change]
        Overrides of any parameter, by name or pattern.
    parameters : Mapping[str, ParameterEntry]
        Of a resolved file: every parameter, in place of dossier, codebook and assumptions.
    digest : str
        Of a resolved file.
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
