"""How a party answers a package, and which of several accepted ones is the deal."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.rules.concession import nash_score
from negosim.rules.utility import Table
from negosim.spaces.space import Space, context_of, met


@inlined
def accepts(value: float, bias: float, reservation: float, next_aspiration: float) -> bool:
    """``U + bias >= max(reservation, next aspiration)`` (AC_next: Baarslag, Hindriks & Jonker 2013)."""
    return value + bias >= max(reservation, next_aspiration)


@compiled
def by_issue(space: Space, table: Table, party: int, digits: Ints) -> Floats:
    """What each issue of a package is worth to a party, (I,), with the linkages that lift a level of it."""
    context = context_of(space.phasing, space.guarantee, table.guarantees, digits)
    worth = np.empty(len(digits))
    for i in range(len(digits)):
        worth[i] = table.worth[party, context, i, digits[i]]
    bits, k = met(space.linkages, digits) & space.linkages_of[party], 0
    while bits:
        issue = space.linkage_issue[k]
        if bits & 1 and issue >= 0:
            worth[issue] += table.weights[party, issue] * table.lift[k, context, digits[issue]]
        bits >>= 1
        k += 1
    return worth


@compiled(standalone=True)
def objection(space: Space, table: Table, party: int, digits: Ints, wanted: Ints) -> int:
    """The issue in which a package falls furthest short of what the party wants, in its utility; ties: the first."""
    desired, offered, most = by_issue(space, table, party, wanted), by_issue(space, table, party, digits), 0
    for i in range(len(digits)):
        if desired[i] - offered[i] > desired[most] - offered[most]:
            most = i
    return most


@compiled
def preferred(gains: Floats, indices: Ints) -> int:
    """Row of the accepted package to be signed: the larger Nash score of gains (n, P), then the lowest index (n,)."""
    best, best_product = 0, 0.0
    for n in range(len(gains)):
        product = nash_score(gains[n])
        if n == 0 or product > best_product or (product == best_product and indices[n] < indices[best]):
            best, best_product = n, product
    return best
