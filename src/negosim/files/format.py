"""The scenario file, as it is written (docs/scenarios.md): one class a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import attrs

from negosim.domain.issues import Delivery
from negosim.domain.parameters import Basis
from negosim.domain.scenario import AgendaMode, Rules
from negosim.evidence.codebook import Spread
from negosim.files.reading import LabelSet, written_as_number

Table = attrs.field(factory=dict)
Style = Literal["facilitator", "formulator", "manipulator"]


@attrs.frozen(kw_only=True)
class IssueEntry:
    """``[issues.NAME]``: levels in order, and which of them, or what beside them, holds without a deal."""

    levels: LabelSet
    status_quo: LabelSet
    title: str = ""
    unit: str = ""
    ordered: bool = True
    delivery: Delivery = "at_signing"
    about: str = ""


@attrs.frozen(kw_only=True)
class InfeasibleEntry:
    """``[infeasible.NAME]``: packages that cannot be."""

    when: Mapping[str, LabelSet]
    why: str = ""


@attrs.frozen(kw_only=True)
class RedLineEntry:
    """``[parties.P.red_lines.NAME]``: what a party refuses, by hand and not by the codebook."""

    when: Mapping[str, LabelSet]
    issue: str = ""
    firmness: float = 1.0


@attrs.frozen(kw_only=True)
class LinkageEntry:
    """``[parties.P.linkages.NAME]``: what a combination adds for a party (``worth``, in utility), by hand; or, with an
    ``issue``, the value that its level has at least where the condition holds."""

    when: Mapping[str, LabelSet]
    worth: Spread
    issue: str = ""


@attrs.frozen(kw_only=True)
class PartyEntry:
    """``[parties.NAME]``."""

    title: str = ""
    prefers: Mapping[str, Literal["more", "less"]] = Table
    weights: Mapping[str, float] = Table
    values: Mapping[str, Mapping[str, Spread]] = Table
    red_lines: Mapping[str, RedLineEntry] = Table
    linkages: Mapping[str, LinkageEntry] = Table


@attrs.frozen(kw_only=True)
class MediatorEntry:
    """``[mediators.NAME]``: without a style, abilities come from the claims."""

    title: str = ""
    style: Style | None = None


@attrs.frozen(kw_only=True)
class PhasingEntry:
    """``[phasing]``."""

    issue: str | None = None
    shares: Mapping[str, tuple[float, ...]] = Table
    guarantee: str | None = None
    duration: str | None = None


@attrs.frozen(kw_only=True)
class AgendaEntry:
    """``[agenda]``."""

    mode: AgendaMode = "comprehensive"
    groups: tuple[tuple[str, ...], ...] = ()


@attrs.frozen(kw_only=True)
class ShockEntry:
    """``[shocks.NAME]``."""

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
    """An entry of ``[set]``: new numbers, or what to ``add`` to, or ``times`` by what to multiply, those there are."""

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
    """``[parameters.NAME]`` of a resolved file: what the codebook, the assumptions and the overrides came to."""

    kind: Literal["fixed", "uniform", "triangular", "gamma", "chance"]
    numbers: tuple[float, ...]
    basis: Basis = "assumption"
    claims: tuple[str, ...] = ()
    why: str = ""
    unit: str = ""


@attrs.frozen(kw_only=True)
class ScenarioFile:
    """A scenario file after ``extends`` and overrides."""

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
    phasing: PhasingEntry = PhasingEntry()
    agenda: AgendaEntry = AgendaEntry()
    rules: Rules = Rules()
    shocks: Mapping[str, ShockEntry] = Table
    assumptions: Mapping[str, Spread] = Table
    set: Mapping[str, Change] = Table
    parameters: Mapping[str, ParameterEntry] = Table
    digest: str = ""
