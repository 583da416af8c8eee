"""How a party answers a package, and which of several accepted ones is the deal."""

from __future__ import annotations

import numpy as np

from negosim.rules.compiling import compiled
from negosim.rules.concession import sorted_product
from negosim.rules.space import Ints, Space
from negosim.rules.table import Floats, Table, context_of


@compiled
def accepts(value: float, bias: float, reservation: float, next_aspiration: float) -> bool:
    """``U + bias >= max(reservation, next aspiration)`` (AC_next: Baarslag, Hindriks & Jonker 2013)."""
    return value + bias >= max(reservation, next_aspiration)


@compiled
def objection(space: Space, table: Table, party: int, digits: Ints, wanted: Ints) -> int:
    """The issue in which a package falls furthest short of what the party wants, in its own utility; ties: the
    first."""
    worth = table.worth
    here = context_of(space.phasing, space.guarantee, table.guarantees, digits)
    there = context_of(space.phasing, space.guarantee, table.guarantees, wanted)
    worst, worst_gap = 0, -np.inf
    for i in range(len(digits)):
        gap = worth[party, there, i, wanted[i]] - worth[party, here, i, digits[i]]
        if gap > worst_gap:
            worst, worst_gap = i, gap
    return worst


@compiled
def preferred(gains: Floats, indices: Ints) -> int:
    """Row of the accepted package to be signed: the larger product of gains (n, P), then the lowest index (n,)."""
    best, best_product = 0, 0.0
    for n in range(len(gains)):
        product = sorted_product(gains[n])
        if n == 0 or product > best_product or (product == best_product and indices[n] < indices[best]):
            best, best_product = n, product
    return best
