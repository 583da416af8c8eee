"""Claims: coded statements of documents, append-only and dated."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Literal

import attrs

from negosim.domain.issues import Issue, LabelSet
from negosim.domain.scenario import Mediator, Party

Kind = Literal["position", "stake", "fact", "relation", "pressure", "style", "audience", "participation", "expectation"]
Stance = Literal["demands", "proposes", "accepts", "open_to", "resists", "refuses", "observes"]
Attribution = Literal["on_record", "named_official", "anonymous_official", "reported", "rumoured"]
DateBasis = Literal["stated", "inferred"]
LASTING: frozenset[Kind] = frozenset({"position", "style", "stake"})
"""Kinds of claims that can be backcast: they are presumed to have held before they were voiced."""


def digest_of(text: str) -> str:
    """SHA-256 of a text, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@attrs.frozen(kw_only=True)
class Document:
    """A text that claims were coded from; the text itself is not part of the project.

    Attributes
    ----------
    id : str
        Unique in the dossier.
    file : str
        Name of the text.
    publisher : str
        Who published it.
    date : dt.date
        Of publication.
    date_basis : DateBasis
        Whether that day is stated or inferred.
    date_reason : str
        From what an inferred day follows.
    title : str
        Of the text; in the coder's words, if it has none.
    length : int
        Characters of the decoded text.
    digest : str
        SHA-256 of the text.
    """

    id: str
    file: str
    publisher: str
    date: dt.date
    date_basis: DateBasis = "stated"
    date_reason: str = ""
    title: str
    length: int
    digest: str


@attrs.frozen(kw_only=True)
class Claim:
    """One coded statement (docs/coding.md).

    Attributes
    ----------
    id : str
        Unique in the dossier.
    document : str
        Identifier of the document it stands in.
    span : tuple[int, int]
        First character and the one after the last, in the decoded text.
    digest : str
        SHA-256 of the span.
    kind : Kind
        What sort of statement it is.
    actor : str
        Who holds, does or is described.
    speaker : str
        Who said so, in the coder's words.
    toward : str
        The other side, if there is one.
    direction : int
        -1, 0 or 1: the sense of a relation, pressure, audience or expectation; less or more of it.
    issue : str
        What it is about.
    level : str
        Of the issue, by its label.
    value, unit : float | None, str
        Of the issue, as a number with its unit.
    stance : Stance
        What the actor holds of it.
    condition : Mapping[str, LabelSet]
        The level or levels, by issue, of the packages for which the stance holds: what else the deal has.
    unless : Mapping[str, LabelSet]
        Of a refusal, the levels, by issue, with which it does not hold (*only*, *short of*, *as part of*).
    only : bool
        Whether the stance is categorical: no gain elsewhere buys what it refuses (only, never, in no case).
    deal : str
        A key that ties the claims on one deal; they form one act.
    until : dt.date | None
        The day from which the deal is spent, carried out or expired; the act does not stand from then on.
    attribution : Attribution
        How well the statement is vouched for.
    date : dt.date
        When it was said or held.
    date_basis : DateBasis
        Whether that day is stated or inferred.
    emphasis : int
        1, 2 or 3; 3 if called the main obstacle or the like.
    paraphrase : str
        What it says, in the coder's words.
    note : str
        What is ambiguous about it, in the coder's words.
    """

    id: str
    document: str
    span: tuple[int, int]
    digest: str
    kind: Kind
    actor: str
    speaker: str = ""
    toward: str = ""
    direction: int = 0
    issue: str = ""
    level: str = ""
    value: float | None = None
    unit: str = ""
    stance: Stance
    condition: Mapping[str, LabelSet] = attrs.field(factory=dict)
    unless: Mapping[str, LabelSet] = attrs.field(factory=dict)
    only: bool = False
    deal: str = ""
    until: dt.date | None = None
    attribution: Attribution
    date: dt.date
    date_basis: DateBasis = "stated"
    emphasis: int = 1
    paraphrase: str
    note: str = ""


@attrs.frozen(kw_only=True)
class Dossier:
    """Documents and the claims coded from them.

    Attributes
    ----------
    documents : tuple[Document, ...]
        In the order of the file.
    claims : tuple[Claim, ...]
        In the order of the file.
    meant : tuple[str, ...]
        Words for actors and issues that are meant as they stand, although one letter makes them a name of the scenario.
    """

    documents: tuple[Document, ...] = ()
    claims: tuple[Claim, ...] = ()
    meant: tuple[str, ...] = ()

    def until(self, day: dt.date) -> tuple[Claim, ...]:
        """The claims of a day and before: the positions as of that day are a projection of these."""
        return tuple(claim for claim in self.claims if claim.date <= day)

    def claim(self, name: str) -> Claim:
        """The claim with an identifier; KeyError if there is none."""
        for claim in self.claims:
            if claim.id == name:
                return claim
        raise KeyError(name)


@attrs.frozen(kw_only=True)
class Case:
    """The issues and agents of a scenario, and the claims known about them.

    Attributes
    ----------
    issues, parties, mediators : Sequence[Issue], Sequence[Party], Sequence[Mediator]
        Of the scenario.
    claims : Sequence[Claim]
        Those that count on its date.
    backcast : frozenset[str]
        Identifiers of claims voiced later that count all the same; what rests on them alone is an assumption.
    """

    issues: Sequence[Issue]
    parties: Sequence[Party]
    mediators: Sequence[Mediator]
    claims: Sequence[Claim] = ()
    backcast: frozenset[str] = frozenset()


def known_claims(
    dossier: Dossier, as_of: dt.date, backcast: dt.date | None, end: dt.date
) -> tuple[tuple[Claim, ...], frozenset[str]]:
    """Select the claims that a scenario may use.

    Claims up to ``as_of`` count. With ``backcast``, positions, styles and stakes voiced after the simulated talks and
    up to that day count as well: where people stand is presumed to have been so before. Claims voiced during the talks
    are their history and never count.

    Parameters
    ----------
    dossier : Dossier
        With all claims.
    as_of : dt.date
        The date of the scenario.
    backcast : dt.date | None
        The last day of backcast claims; None for none.
    end : dt.date
        The last day of the simulated talks.

    Returns
    -------
    tuple[tuple[Claim, ...], frozenset[str]]
        The claims, and the identifiers of those that are backcast.
    """
    known = dossier.until(as_of)
    if backcast is None:
        return known, frozenset()
    later = tuple(c for c in dossier.until(backcast) if c.date > max(end, as_of) and c.kind in LASTING)
    return known + later, frozenset(claim.id for claim in later)
