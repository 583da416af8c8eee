"""What a projection is made of: a frame of issues, agents and claims, and parameters that stand on claims."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from negosim.domain.issues import Issue
from negosim.domain.parameters import Basis, Distribution, Parameter
from negosim.domain.scenario import Mediator, Party
from negosim.evidence.claims import Claim
from negosim.evidence.codebook import Codebook


@attrs.frozen(kw_only=True)
class Frame:
    """Of what a projection is made.

    Attributes:
        issues, parties, mediators: of the scenario.
        claims: known by its date.
        earlier: identifiers of those that are taken back from later (``backcast``); what stands on them is an
            assumption.
    """

    issues: Sequence[Issue]
    parties: Sequence[Party]
    mediators: Sequence[Mediator]
    claims: Sequence[Claim]
    earlier: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Shift:
    """By how much claims move a parameter whose distribution they do not give: a scenario or a codebook assumes it.

    Attributes:
        add: what is added to it.
        claims: identifiers of the claims.
        why: what they tell.
    """

    add: float
    claims: tuple[str, ...]
    why: str


def worth_of(codebook: Codebook, claim: Claim) -> float:
    """What a claim weighs among others: its attribution times its emphasis."""
    return codebook.attributions[claim.attribution].weight * codebook.emphasis[str(claim.emphasis)]


def stands_on(
    name: str, distribution: Distribution, claims: Sequence[Claim], why: str, unit: str = "", basis: Basis | None = None
) -> Parameter:
    """A parameter that stands on some claims; without a ``basis``, on none it is an assumption."""
    basis = basis or ("claims" if claims else "assumption")
    ids = tuple(claim.id for claim in claims)
    return Parameter(name=name, distribution=distribution, basis=basis, claims=ids, why=why, unit=unit)
