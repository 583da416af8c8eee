"""Acceptance: how a party answers a package, and which of several accepted packages is signed."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import compiled, inlined, plainly
from negosim.rules.concession import nash_score
from negosim.rules.utility import Table
from negosim.spaces.space import Space, all_met, context_of


@inlined
def accepts(value: float, bias: float, reservation: float, next_aspiration: float) -> bool:
    """Whether a party accepts: ``U + bias >= max(reservation, next aspiration)``.

    AC_next (Baarslag, Hindriks & Jonker 2013).

    Parameters
    ----------
    value, bias : float
        Utility of the package, and the party's bias towards accepting, in utility.
    reservation : float
        Reservation value.
    next_aspiration : float
        Aspiration in the next round.

    Returns
    -------
    bool
    """
    return value + bias >= max(reservation, next_aspiration)


def by_issue(space: Space, table: Table, party: int, digits: Ints) -> Floats:
    """Return the contribution of each issue to the utility of a package, linkages on an issue included.

    Parameters
    ----------
    space, table : Space, Table
        Package space and preferences.
    party : int
        Number of the party.
    digits : ndarray, shape (I,)
        The package.

    Returns
    -------
    ndarray, shape (I,)
        In utility.
    """
    context = plainly(context_of)(space.phasing, space.guarantee, table.guarantees, digits)
    worth = table.worth[party, context, np.arange(len(digits)), digits]
    bits = all_met(space.linkages, digits[None])[0] & space.linkages_of[party]
    for k, issue in enumerate(space.linkage_issue):
        if bits >> k & 1 and issue >= 0:
            worth[issue] += table.weights[party, issue] * table.lift[k, context, digits[issue]]
    return worth


def objection(space: Space, table: Table, party: int, digits: Ints, wanted: Ints) -> int:
    """Return the issue in which a package falls furthest short of what a party wants; ties: the first.

    Parameters
    ----------
    space, table : Space, Table
        Package space and preferences.
    party : int
        Number of the party.
    digits, wanted : ndarray, shape (I,)
        The package refused, and the one that the party wants.

    Returns
    -------
    int
        Issue with the largest difference in utility.
    """
    return int(np.argmax(by_issue(space, table, party, wanted) - by_issue(space, table, party, digits)))


@compiled
def preferred(gains: Floats, indices: Ints) -> int:
    """Return which of several accepted packages is signed: the largest Nash score, then the lowest index.

    Parameters
    ----------
    gains : ndarray, shape (n, P)
        Each party's utility minus its reservation value.
    indices : ndarray of int64, shape (n,)
        Indices of the packages.

    Returns
    -------
    int
        Row in [0, n).
    """
    best, best_product = 0, 0.0
    for n in range(len(gains)):
        product = nash_score(gains[n])
        if n == 0 or product > best_product or (product == best_product and indices[n] < indices[best]):
            best, best_product = n, product
    return best
