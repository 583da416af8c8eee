"""Patterns: what is known to have happened, against which runs are held."""

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

    Attributes:
        title: what happened, in a few words.
        scenario: path, from this file, of the scenario whose runs are held against it.
        half: whether it is fitted, or held out to see what the fit is worth.
        outcomes: how a run may have ended; any way if none are named.
        levels: by issue, the levels that what was signed may have; a run without a package does not match.
        no_package_until: a day until which nothing may have been signed.
        claims: identifiers of the claims that it stands on.
        why: how the claims became these conditions.
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

    Attributes:
        title: of the whole.
        about: what it is for.
        dossier: path, from this file, of the dossier that its claims stand in.
        patterns: by name.
    """

    title: str
    about: str = ""
    dossier: str
    patterns: Mapping[str, Pattern]


@attrs.frozen(eq=False)
class Patterns:
    """Patterns with the scenarios that they are about.

    Attributes:
        title, about: of the file.
        patterns: by name.
        scenarios: by the path that patterns name, in the order of the file.
        texts: by claim, its paraphrase.
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
