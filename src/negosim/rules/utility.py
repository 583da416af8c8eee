"""What packages are worth: the one canonical utility.

``U_p(package) = sum_i w_pi [v_pi(sq_i) + (v_pi(level_i) - v_pi(sq_i)) D_pi] + linkages`` (design, section 4). The sum
is taken left to right over the first half of the issues, then over the second, then the halves are added, then the
linkages in
order: every driver uses this form and no other, because another order of additions differs in the last bit.
"""

from __future__ import annotations

from typing import NamedTuple

from negosim.arrays import Bools, Floats, Ints
from negosim.compiled.compiling import inlined
from negosim.spaces.space import Space, context_of, met


class Table(NamedTuple):
    """The preferences of all parties in one draw.

    ``weights``: (P, I). ``delivered``: (P, C, I, L), value of a level as far as the party believes it will come about,
    in context C (way of phasing x guarantee). ``worth``: (P, C, I, L), the same times the weight. ``real``: (R,),
    whether a red line is real, and ``real_of``: (P,), those of a party that are, as bits. ``lift``: (K, C, L), what a
    linkage adds by the level of its issue, before weighting; in utility if it has none. ``guarantees``: how many
    levels the guarantee has.
    """

    weights: Floats
    delivered: Floats
    worth: Floats
    real: Bools
    real_of: Ints
    lift: Floats
    guarantees: int


# The functions from here to ``weighted`` take single arrays and not the tables they come from: inside a loop over
# packages a compiled call that carries a whole table costs several times what it computes.


@inlined
def linked(
    bits: int, issues: Ints, lift: Floats, weights: Floats, party: int, context: int, digits: Ints, total: float
) -> float:
    """``total`` plus what the linkages of some ``bits`` are worth to a party with ``weights`` (P, I), added in order.

    ``lift``: (K, C, L), by the level of ``issues`` (K,), before weighting; a linkage without an issue is in utility.
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
    """The sum over issues ``first`` to before ``last``, in their order."""
    total = 0.0
    for i in range(first, last):
        total += worth[party, context, i, digits[i]]
    return total


@inlined
def additive(worth: Floats, party: int, context: int, split: int, digits: Ints) -> float:
    """The sum over issues in its canonical form: the first ``split`` issues, the others, then both."""
    return half(worth, party, context, 0, split, digits) + half(worth, party, context, split, len(digits), digits)


@inlined
def weighted(believed: Floats, delivered: Floats, party: int, context: int, digits: Ints) -> float:
    """The sum over issues with believed weights, (P, I)."""
    total = 0.0
    for i in range(len(digits)):
        total += believed[party, i] * delivered[party, context, i, digits[i]]
    return total


@inlined
def utility(space: Space, table: Table, party: int, digits: Ints) -> float:
    """``U_p``: what a package is worth to a party; the canonical form."""
    context = context_of(space.phasing, space.guarantee, table.guarantees, digits)
    return utility_in(space, table, party, context, met(space.linkages, digits), digits)


@inlined
def utility_in(space: Space, table: Table, party: int, context: int, links: int, digits: Ints) -> float:
    """The ``utility`` of a package of which the context, and the linkages that it meets, are known."""
    total = additive(table.worth, party, context, space.split, digits)
    bits = links & space.linkages_of[party]
    return linked(bits, space.linkage_issue, table.lift, table.weights, party, context, digits, total)


@inlined
def first_bit(bits: int) -> int:
    """The number of the lowest bit that is set, or -1."""
    if bits == 0:
        return -1
    number = 0
    while not bits & 1:
        bits >>= 1
        number += 1
    return number


@inlined
def crossed_red_line(space: Space, table: Table, party: int, digits: Ints) -> int:
    """The first real red line of a party that a package crosses, or -1."""
    return first_bit(met(space.red_lines, digits) & table.real_of[party])
