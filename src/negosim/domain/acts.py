"""Acts: what a party is reported to have done about a set of packages on a date."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import attrs

from negosim.domain.issues import Condition

ActKind = Literal["offered", "accepted", "open_to", "resisted", "refused", "demanded"]
CONSENTS: frozenset[str] = frozenset({"offered", "accepted", "open_to"})
"""The kinds of acts by which a party says that it would sign."""


def is_red_line(kind: ActKind, *, categorical: bool) -> bool:
    """Whether an act of some kind is a red line."""
    return kind == "refused" or (categorical and kind not in CONSENTS)


@attrs.frozen(kw_only=True)
class Act:
    """What a party did about a set of packages.

    A *consent* (offered, accepted, open to) says that every typical completion of its terms is worth at least the
    reservation value. A *refusal* (resisted, refused, demanded) says that every typical completion of what it is about
    is worth less. What was refused, or resisted or demanded categorically, is a red line besides: no gain elsewhere
    buys it. What was merely resisted or demanded can be bought by a package that is better than typical.

    Attributes
    ----------
    name : str
        Unique within the party.
    party : str
        Whose act it is.
    kind : ActKind
        What it did. A demand refuses everything without its terms.
    terms : Condition
        What it is about, by issue; of a demand, what is demanded.
    refused : tuple[Condition, ...]
        The packages that it refuses, as the union of conditions; empty for a consent.
    said_of : tuple[Condition, ...]
        The terms that it was said of, as they were said: neither worse ones nor the party's own exceptions (what it
        consented to for something in return) are thought of.
    categorical : bool
        Whether it was said to hold in any case (only, never, in no case).
    date : dt.date | None
        Of the first report of it.
    claims : tuple[str, ...]
        Identifiers of the claims that tell of it.
    """

    name: str
    party: str
    kind: ActKind
    terms: Condition
    refused: tuple[Condition, ...] = ()
    said_of: tuple[Condition, ...] = attrs.field(default=attrs.Factory(lambda self: self.refused, takes_self=True))
    categorical: bool = False
    date: dt.date | None = None
    claims: tuple[str, ...] = ()

    @property
    def consents(self) -> bool:
        """Whether it is a consent."""
        return self.kind in CONSENTS

    @property
    def parameter(self) -> str:
        """Name of the parameter that says whether the act is real: its probability is the act's credibility."""
        return f"{self.party}.{'red_line' if self.red_line else 'act'}.{self.name}"

    @property
    def red_line(self) -> bool:
        """Whether no gain elsewhere buys what it refuses."""
        return is_red_line(self.kind, categorical=self.categorical)

    def __str__(self) -> str:
        terms = str(self.terms) or "any deal"
        refused = " or ".join(f"({condition})" for condition in self.refused)
        return terms if self.consents else refused
