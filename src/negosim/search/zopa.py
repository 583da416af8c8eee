"""Size of the zone of possible agreement (ZOPA), counted by halves."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.rules.utility import Table
from negosim.search.best_packages import Sums
from negosim.search.halves import Halves
from negosim.search.tabulation import add_linkages
from negosim.spaces.space import Space

AT_ONCE = 2**20
"""Number of packages that are compared at once."""


def in_zopa_count(space: Space, halves: Halves, table: Table, sums: Sums, floors: Floats) -> int:
    """Count the packages that give all parties their reservation value and cross no real red line.

    Blocks are left out whose best package is not in the ZOPA for some party, and then such combinations of the first
    half.

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

    def within(block: Ints, both: Floats) -> Bools:
        """Whether packages of some blocks, whose halves sum to ``both``, (P, n), are worth enough to all parties."""
        for p in np.flatnonzero(space.linkages_of).tolist():
            add_linkages(space, table, p, halves.links[block], halves.context[block], halves.example[block], both[p])
        return np.logical_and.reduce(both >= floors[:, None], axis=0)

    highest, highs, lows, count = sums.highest, halves.high, halves.low, 0
    crossed = halves.lines & np.bitwise_or.reduce(table.real_of) != 0
    block = np.flatnonzero(~crossed & within(np.arange(len(lows)), highest[:, highs] + highest[:, lows]))
    if not len(block):
        return 0
    sizes, firsts = np.diff(halves.cell_starts), halves.starts[halves.cell_class]
    high, block = highs[block], block.repeat(sizes[highs[block]])
    ones = _sums(table, halves.context[block], halves.digits[_ranges(firsts[high], sizes[high])], 0, space.split)
    rows = np.flatnonzero(within(block, ones + highest[:, lows[block]]))
    cells, cell_of = np.unique(lows[block[rows]], return_inverse=True)
    digits, context = halves.digits[_ranges(firsts[cells], sizes[cells])], halves.cell_context[cells]
    others = _sums(table, context.repeat(sizes[cells]), digits, space.split, digits.shape[1])
    starts, lengths = np.cumsum(sizes[cells]) - sizes[cells], sizes[cells][cell_of]
    ends = np.flatnonzero(np.diff(np.cumsum(lengths) // AT_ONCE)) + 1
    for part in np.split(np.arange(len(rows)), ends):
        row = rows[part].repeat(lengths[part])
        both = ones[:, row] + others[:, _ranges(starts[cell_of[part]], lengths[part])]
        count += int(within(block[row], both).sum())
    return count


def _ranges(firsts: Ints, lengths: Ints) -> Ints:
    """Return several ranges of integers, one after another."""
    return np.arange(lengths.sum()) + (firsts - np.cumsum(lengths) + lengths).repeat(lengths)


def _sums(table: Table, context: Ints, digits: Ints, first: int, last: int) -> Floats:
    """Return each party's sums over issues ``first`` to ``last - 1`` of packages, shape (P, n), added in order."""
    total = np.zeros((len(table.worth), len(digits)))
    for i in range(first, last):
        total += table.worth[:, context, i, digits[:, i]]
    return total
