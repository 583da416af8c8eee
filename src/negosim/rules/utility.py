"""Utility of packages, in one canonical form.

``U_p(package) = sum_i w_pi [v_pi(sq_i) + (v_pi(level_i) - v_pi(sq_i)) D_pi] + linkages``, with weights w, values v,
status quo sq and delivered shares D. The sum runs left to right over the first half of the issues, then over the
second; the halves are added, then the linkages in order. All code uses this order of additions, because another one
differs in the last bit.
"""

from __future__ import annotations

from typing import NamedTuple

from negosim.arrays import Bools, Floats, Ints
from negosim.compiled.compiling import inlined
from negosim.spaces.space import Space, context_of, met


class Table(NamedTuple):
    """Preferences of all parties in one draw.

    Attributes
    ----------
    weights : ndarray, shape (P, I)
        Weights, which sum to 1.
    delivered : ndarray, shape (P, C, I, L)
        Value of each level, as far as the party believes it will be delivered in a context (phasing x guarantee).
    worth : ndarray, shape (P, C, I, L)
        Weight times delivered value.
    real : ndarray of bool, shape (R,)
        Whether each red line is real.
    real_of : ndarray of int64, shape (P,)
        Each party's real red lines, as bits.
    lift : ndarray, shape (K, C, L)
        What a linkage adds by the level of its issue, before weighting; in utility if it has no issue.
    guarantees : int
        Number of levels of the guarantee.
    """

    weights: Floats
    delivered: Floats
    worth: Floats
    real: Bools
    real_of: Ints
    lift: Floats
    guarantees: int


# The functions up to ``weighted`` take single arrays, not tables: in a loop over packages, passing a whole table costs
# several times the computation itself.


@inlined
def linked(
    bits: int, issues: Ints, lift: Floats, weights: Floats, party: int, context: int, digits: Ints, total: float
) -> float:
    """Return ``total`` plus the value of some linkages to a party, added in order.

    Parameters
    ----------
    bits : int
        The linkages, as bits.
    issues : ndarray, shape (K,)
        Issue of each linkage, or -1.
    lift : ndarray, shape (K, C, L)
        What each linkage adds (`Table`).
    weights : ndarray, shape (P, I)
        Weights.
    party, context : int
        Numbers of the party and of the context.
    digits : ndarray, shape (I,)
        The package.
    total : float
        Sum to add to.

    Returns
    -------
    float
    """
    k = 0
    while bits:
        if bits & 1:
            issue = issues[k]
            if issue < 0:
                total += lift[k, context, 0]
            else:
                total += weights[party, issue] * lift[k, context, digits[issue]]
        bits >>= 1
        k += 1
    return total


@inlined
def half(worth: Floats, party: int, context: int, first: int, last: int, digits: Ints) -> float:
    """Return the sum of ``worth`` over issues ``first`` to ``last - 1``, in order.

    Parameters
    ----------
    worth : ndarray, shape (P, C, I, L)
        Weight times delivered value.
    party, context : int
        Numbers of the party and of the context.
    first, last : int
        Range of issues.
    digits : ndarray, shape (I,)
        The package.

    Returns
    -------
    float
    """
    total = 0.0
    for i in range(first, last):
        total += worth[party, context, i, digits[i]]
    return total


@inlined
def additive(worth: Floats, party: int, context: int, split: int, digits: Ints) -> float:
    """Return the sum of ``worth`` over all issues in its canonical form: first half plus second half.

    Parameters
    ----------
    worth : ndarray, shape (P, C, I, L)
        Weight times delivered value.
    party, context : int
        Numbers of the party and of the context.
    split : int
        First issue of the second half.
    digits : ndarray, shape (I,)
        The package.

    Returns
    -------
    float
    """
    return half(worth, party, context, 0, split, digits) + half(worth, party, context, split, len(digits), digits)


@inlined
def weighted(believed: Floats, delivered: Floats, party: int, context: int, digits: Ints) -> float:
    """Return the sum over issues with believed weights.

    Parameters
    ----------
    believed, delivered : ndarray, shapes (P, I) and (P, C, I, L)
        Believed weights and delivered values.
    party, context : int
        Numbers of the party and of the context.
    digits : ndarray, shape (I,)
        The package.

    Returns
    -------
    float
    """
    total = 0.0
    for i in range(len(digits)):
        total += believed[party, i] * delivered[party, context, i, digits[i]]
    return total


@inlined
def utility(space: Space, table: Table, party: int, digits: Ints) -> float:
    """Return the utility ``U_p`` of a package to a party, in canonical form.

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
    float
    """
    context = context_of(space.phasing, space.guarantee, table.guarantees, digits)
    return utility_in(space, table, party, context, met(space.linkages, digits), digits)


@inlined
def utility_in(space: Space, table: Table, party: int, context: int, links: int, digits: Ints) -> float:
    """Return the ``utility`` of a package with known context and linkages.

    Parameters
    ----------
    space, table : Space, Table
        Package space and preferences.
    party, context, links : int
        Number of the party, context of the package, and the linkages that it meets, as bits.
    digits : ndarray, shape (I,)
        The package.

    Returns
    -------
    float
    """
    total = additive(table.worth, party, context, space.split, digits)
    bits = links & space.linkages_of[party]
    return linked(bits, space.linkage_issue, table.lift, table.weights, party, context, digits, total)


@inlined
def first_bit(bits: int) -> int:
    """Return the number of the lowest bit that is set, or -1."""
    if bits == 0:
        return -1
    number = 0
    while not bits & 1:
        bits >>= 1
        number += 1
    return number


@inlined
def crossed_red_line(space: Space, table: Table, party: int, digits: Ints) -> int:
    """Return the first real red line of a party that a package crosses, or -1.

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
    int
    """
    return first_bit(met(space.red_lines, digits) & table.real_of[party])
