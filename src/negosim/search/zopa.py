"""Size of the zone of possible agreement (ZOPA), counted by halves."""

from __future__ import annotations

from typing import Any

import numpy as np

from negosim.arrays import Bools, Floats
from negosim.compiled.compiling import plainly
from negosim.rules.utility import Table, linked
from negosim.search.best_packages import Sums
from negosim.search.halves import Halves
from negosim.search.tabulation import add_linkages
from negosim.spaces.space import Space

_linked: Any = plainly(linked)
AT_ONCE = 2**20
"""Maximum number of packages that are compared at once."""


def in_zopa_count(space: Space, halves: Halves, table: Table, sums: Sums, floors: Floats) -> int:
    """Count the packages that give all parties their reservation value and cross no real red line.

    Parameters
    ----------
    space, halves, table : Space, Halves, Table
        Package space, its halves, and preferences.
    sums : Sums
        Sums of the draw (`best_packages.sum_up`).
    floors : ndarray, shape (P,)
        Reservation values, in utility.

    Returns
    -------
    int
    """
    tops = sums.highest[:, halves.high] + sums.highest[:, halves.low]
    for p, best in enumerate(tops):
        add_linkages(space, table, p, halves.links, halves.context, halves.example, best)
    crossed = halves.lines & table.real_of[:, None] != 0
    blocks = np.flatnonzero(((tops >= floors[:, None]) & ~crossed).all(axis=0))
    return sum(_count(space, halves, table, sums, b, floors) for b in blocks.tolist())


def _count(space: Space, halves: Halves, table: Table, sums: Sums, b: int, floors: Floats) -> int:
    """Count the packages of a block in the ZOPA."""
    high, low, parties = halves.high[b], halves.low[b], range(len(floors))
    one, other = _sums(space, halves, table, high), _sums(space, halves, table, low)

    def within(p: int, both: Floats) -> Bools:
        bits, context, example = halves.links[b] & space.linkages_of[p], halves.context[b], halves.example[b]
        worth: Floats = _linked(bits, space.linkage_issue, table.lift, table.weights, p, context, example, both)
        return worth >= floors[p]

    # Rows are combinations of the first half of which the best package is in the ZOPA for each party.
    rows = np.flatnonzero(np.logical_and.reduce([within(p, one[p] + sums.highest[p, low]) for p in parties]))
    count, step = 0, max(1, AT_ONCE // other.shape[1])
    for first in range(0, len(rows), step):
        part = one[:, rows[first : first + step], None]
        count += int(np.logical_and.reduce([within(p, part[p] + other[p]) for p in parties]).sum())
    return count


def _sums(space: Space, halves: Halves, table: Table, cell: int) -> Floats:
    """Return the sums of a cell for each party, shape (P, n), added in the order of the canonical utility."""
    k, context = halves.cell_class[cell], halves.cell_context[cell]
    digits = halves.digits[halves.starts[k] : halves.starts[k + 1]]
    total = np.zeros((len(table.worth), len(digits)))
    for i in range(space.split) if cell < halves.high_cells else range(space.split, len(space.levels)):
        total += table.worth[:, context, i, digits[:, i]]
    return total
