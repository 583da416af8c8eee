"""Beliefs about other parties: weights, utilities of packages, and whether red lines are real."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.rules.utility import Table, linked, weighted
from negosim.spaces.space import Space


@inlined
def believed_weight(weight: float, insight: float, issues: int) -> float:
    """Return the believed weight of an issue: ``(1 - insight) / I + insight w``.

    Each relay updates ``w <- (1 - eta kappa) w + eta kappa w_true``, starting from equal weights.

    Parameters
    ----------
    weight : float
        True weight.
    insight : float
        How much the observer knows, from 0 (equal weights) to 1 (the true ones).
    issues : int
        Number of issues I.

    Returns
    -------
    float
    """
    return (1.0 - insight) / issues + insight * weight


@inlined
def believe(weights: Floats, insight: Floats, believed: Floats) -> None:
    """Compute an observer's beliefs about the weights of all parties.

    Parameters
    ----------
    weights : ndarray, shape (P, I)
        True weights.
    insight : ndarray, shape (P,)
        The observer's insight into each party, in [0, 1].
    believed : ndarray, shape (P, I)
        Output.
    """
    for p in range(len(weights)):
        for i in range(weights.shape[1]):
            believed[p, i] = believed_weight(weights[p, i], insight[p], weights.shape[1])


@compiled
def all_believed_weights(weights: Floats, insight: Floats) -> Floats:
    """Return the weights that an observer with ``insight``, shape (P,), believes all parties to have, shape (P, I)."""
    believed = np.empty(weights.shape)
    believe(weights, insight, believed)
    return believed


@inlined
def doubt(bits: int, firmness: Floats) -> float:
    """Return the believed probability that none of some red lines is real: ``prod (1 - f)``.

    Parameters
    ----------
    bits : int
        The red lines, as bits.
    firmness : ndarray, shape (R,)
        Believed probability that each red line is real.

    Returns
    -------
    float
    """
    chance = 1.0
    r = 0
    while bits:
        if bits & 1:
            chance *= 1.0 - firmness[r]
        bits >>= 1
        r += 1
    return chance


@inlined
def believed_utility(
    space: Space, table: Table, party: int, believed: Floats, context: int, digits: Ints, links: int
) -> float:
    """Return the believed utility of a package to a party.

    Parameters
    ----------
    space, table : Space, Table
        Package space and preferences.
    party : int
        Number of the party.
    believed : ndarray, shape (P, I)
        Believed weights.
    context, digits, links : int, ndarray of shape (I,), int
        Context of the package, its digits, and the linkages that it meets, as bits.

    Returns
    -------
    float
    """
    total = weighted(believed, table.delivered, party, context, digits)
    own = links & space.linkages_of[party]
    if not own:
        return total
    return linked(own, space.linkage_issue, table.lift, believed, party, context, digits, total)


@inlined
def welcome(liked: float, unopposed: float) -> float:
    """Return a believed gain discounted by red lines; a loss is not discounted.

    Parameters
    ----------
    liked : float
        Believed gain.
    unopposed : float
        Probability that the package crosses no real red line of the party (`doubt`).

    Returns
    -------
    float
    """
    return liked * unopposed if liked > 0.0 else liked


@inlined
def closeness(value: float, other: float) -> float:
    """Return the similarity of two levels of an issue: ``1 - |v_i(x) - v_i(y)|``, with v after delivery."""
    return 1.0 - abs(value - other)


@inlined
def similarity(table: Table, party: int, believed: Floats, here: int, digits: Ints, there: int, other: Ints) -> float:
    """Return the similarity of two packages in the values that a party is believed to give them.

    The weighted sum of ``closeness`` over issues, 1 for identical packages (Faratin, Sierra & Jennings 2002).

    Parameters
    ----------
    table : Table
        Preferences.
    party : int
        Number of the party.
    believed : ndarray, shape (P, I)
        Believed weights.
    here, there : int
        Contexts of the two packages.
    digits, other : ndarray, shape (I,)
        The two packages.

    Returns
    -------
    float
    """
    delivered, total = table.delivered, 0.0
    for i in range(len(digits)):
        compared = delivered[party, there, i, other[i]]
        total += believed[party, i] * closeness(delivered[party, here, i, digits[i]], compared)
    return total
