"""The format of a party in a scenario file (docs/scenarios.md): one class for each table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import attrs

from negosim.domain.acts import ActKind
from negosim.domain.issues import LabelSet
from negosim.evidence.codebook import Spread
from negosim.files.toml_reading import Table


@attrs.frozen(kw_only=True)
class RedLineEntry:
    """``[parties.P.red_lines.NAME]``: what a party refuses, by hand and not by the codebook.

    Attributes
    ----------
    when : Mapping[str, LabelSet]
        For each issue named, the level or levels; a package that has one of each is refused.
    issue : str
        The issue that a refusal names; the first of ``when`` if not given.
    firmness : float
        The probability that the line is real and no posture.
    act : str
        Of a resolved file, the act that it is a part of.
    """

    when: Mapping[str, LabelSet]
    issue: str = ""
    firmness: float = 1.0
    act: str = ""


@attrs.frozen(kw_only=True)
class LinkageEntry:
    """``[parties.P.linkages.NAME]``: a value that only a combination has, by hand and not by the codebook.

    Attributes
    ----------
    when : Mapping[str, LabelSet]
        For each issue named, the level or levels; a package that has one of each carries the value.
    worth : Spread
        What the combination adds, in utility; with ``issue``, the value its level has there at least.
    issue : str
        The issue whose level the combination raises; without it, ``worth`` is simply added.
    """

    when: Mapping[str, LabelSet]
    worth: Spread
    issue: str = ""


@attrs.frozen(kw_only=True)
class ActEntry:
    """``[parties.P.acts.NAME]``: what a party did about a set of packages, by hand and not by claims.

    Attributes
    ----------
    kind : ActKind
        ``offered``, ``accepted``, ``open_to`` (consents), ``resisted``, ``refused`` or ``demanded`` (refusals).
    terms : Mapping[str, LabelSet]
        By issue, the level or levels of a consent; of a demand, what is demanded.
    refused : tuple[Mapping[str, LabelSet], ...]
        Of a refusal, the packages that it refuses: each entry names levels by issue.
    said_of : tuple[Mapping[str, LabelSet], ...]
        The terms as they were said, without worse ones; ``refused`` if not given.
    only : bool
        Whether no gain elsewhere buys what it refuses: a red line.
    date : dt.date | None
        Of the report.
    credibility : float
        The probability that the act is real and no posture.
    claims : tuple[str, ...]
        Of a resolved file, the claims that tell of it.
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

    Attributes
    ----------
    title : str
        Its name for people.
    prefers : Mapping[str, Literal["more", "less"]]
        For ordered issues, whether ``more`` or ``less`` is better, by the numbers or else by the order of the list;
        values then keep that order.
    weights : Mapping[str, float]
        How much each issue matters, by hand; all issues, adding up to 1.
    values : Mapping[str, Mapping[str, Spread]]
        By issue and level, what a level is worth from 0 to 1, by hand; what claims say of the issue is then left aside.
    red_lines : Mapping[str, RedLineEntry]
        What it refuses whatever the rest offers.
    linkages : Mapping[str, LinkageEntry]
        Values that only combinations of levels have.
    acts : Mapping[str, ActEntry]
        What it did about packages; draws of its preferences do the same.
    ranks : Mapping[str, tuple[str, ...]]
        For unordered issues, the levels from the best to the worst; without it the status quo comes first.
    discount : float
        What utility signed at the end of the calendar is worth of the same signed at once; no deal alike.
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
