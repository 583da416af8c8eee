"""Patterns for calibration: what is known to have happened, to compare with runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import attrs

from negosim.domain.issues import LabelSet
from negosim.domain.scenario import Scenario

Half = Literal["fitted", "held_out"]


@attrs.frozen(kw_only=True)
class Pattern:
    """One thing that is known to have happened; a run matches it if all that it says holds.

    Attributes
    ----------
    title : str
        What happened, in a few words.
    scenario : str
        Path, from this file, of the scenario whose runs are compared with it.
    half : Half
        Whether it is fitted, or held out to see what the fit is worth.
    outcomes : tuple[str, ...]
        How a run may have ended; any way if none are named.
    levels : Mapping[str, LabelSet]
        By issue, the levels that what was signed may have; a run without a package does not match.
    no_package_until : dt.date | None
        A day until which nothing may have been signed.
    claims : tuple[str, ...]
        Identifiers of the claims that it stands on.
    why : str
        How the claims became these conditions.
    """

    title: str
    scenario: str
    half: Half
    outcomes: tuple[str, ...] = ()
    levels: Mapping[str, LabelSet] = attrs.field(factory=dict)
    no_package_until: dt.date | None = None
    claims: tuple[str, ...]
    why: str


@attrs.frozen(kw_only=True)
class PatternFile:
    """A file of patterns.

    Attributes
    ----------
    title : str
        Of the whole.
    about : str
        What it is for.
    dossier : str
        Path, from this file, of the dossier that its claims stand in.
    patterns : Mapping[str, Pattern]
        By name.
    """

    title: str
    about: str = ""
    dossier: str
    patterns: Mapping[str, Pattern]


@attrs.frozen(eq=False)
class Patterns:
    """Patterns with the scenarios that they are about.

    Attributes
    ----------
    title, about : str
        Of the file.
    patterns : Mapping[str, Pattern]
        By name.
    scenarios : Mapping[str, Scenario]
        By the path that patterns name, in the order of the file.
    texts : Mapping[str, str]
        By claim, its paraphrase.
    """

    title: str
    about: str
    patterns: Mapping[str, Pattern]
    scenarios: Mapping[str, Scenario]
    texts: Mapping[str, str]

    def half(self, half: Half) -> tuple[str, ...]:
        """The names of the patterns of one half."""
        return tuple(name for name, pattern in self.patterns.items() if pattern.half == half)

    def scenario(self, name: str) -> Scenario:
        """What a pattern is about; KeyError if there is none of that name."""
        return self.scenarios[self.patterns[name].scenario]
