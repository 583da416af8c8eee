"""Search of a whole package space by halves: the best package, and the one nearest above an aspiration.

Arguments that functions share: ``space``, ``halves`` and ``table``, the package space, its halves and the preferences
of a draw; ``sums``, the sums computed for that draw, input and output; ``party``, ``cell`` and ``block``, numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import fill, rank
from negosim.compiled.tuples_by_reference import lend
from negosim.rules.utility import Table, linked
from negosim.search.halves import Halves
from negosim.spaces.space import Space


class Sums(NamedTuple):
    """Utilities of the combinations of both halves in a draw, computed as needed.

    Attributes
    ----------
    peak : ndarray, shape (P, C, I, groups)
        Largest worth in each group of levels.
    highest : ndarray, shape (P, cells)
        Largest sum of each cell.
    sums, rising, ascending : ndarray, shape (P, n)
        Sums by cell; their positions within the cell in ascending order; the sums in that order.
    made, sorted : ndarray of bool, shape (P, cells)
        Whether the sums of a cell, and their order, have been computed.
    top, most : ndarray, shapes (P, B) and (P, bunches)
        Largest sum of each block, and largest utility of each bunch.
    topped : ndarray of bool, shape (P,)
        Whether ``top`` and ``most`` have been computed.
    order, within : ndarray, shape (n,)
        Scratch arrays for sorting and for counting.
    """

    peak: Floats
    highest: Floats
    sums: Floats
    made: Bools
    rising: Ints
    ascending: Floats
    sorted: Bools
    top: Floats
    most: Floats
    topped: Bools
    order: Ints
    within: Bools


def empty_sums(halves: Halves, parties: int, contexts: int) -> Sums:
    """Allocate the sums of a stage, for given numbers of parties P and contexts C."""
    issues, longest = halves.group.shape
    cells, count = len(halves.cell_class), halves.cell_starts[-1]
    sums = Sums(
        np.empty((parties, contexts, issues, longest)),
        np.empty((parties, cells)),
        np.empty((parties, count)),
        np.zeros((parties, cells), np.bool_),
        np.empty((parties, count), np.int64),
        np.empty((parties, count)),
        np.zeros((parties, cells), np.bool_),
        np.empty((parties, len(halves.high))),
        np.empty((parties, len(halves.bound) - 1)),
        np.zeros(parties, np.bool_),
        np.empty(count, np.int64),
        np.empty(count, np.bool_),
    )
    return lend(sums)


@compiled(allocates=False)
def find_peaks(halves: Halves, table: Table, sums: Sums) -> None:
    """Compute the largest worth in each group of levels, ``sums.peak``."""
    worth, group, peak = table.worth, halves.group, sums.peak
    parties, contexts, issues, longest = worth.shape
    for p in range(parties):
        for c in range(contexts):
            for i in range(issues):
                for level in range(longest):
                    peak[p, c, i, level] = -np.inf
                for level in range(longest):
                    g = group[i, level]
                    if g >= 0:
                        peak[p, c, i, g] = max(peak[p, c, i, g], worth[p, c, i, level])


@compiled(allocates=False, standalone=True)
def sum_up(space: Space, halves: Halves, table: Table, sums: Sums) -> None:
    """Start a draw: compute the largest sum of each cell, and mark all other sums as missing."""
    boxes, starts = halves.boxes, halves.box_starts
    find_peaks(halves, table, sums)
    fill(sums.made, False)
    fill(sums.sorted, False)
    fill(sums.topped, False)
    for p in range(len(sums.peak)):
        for cell in range(len(halves.cell_class)):
            k, peak, highest = halves.cell_class[cell], sums.peak[p, halves.cell_context[cell]], -np.inf
            first, last = (0, space.split) if cell < halves.high_cells else (space.split, len(space.levels))
            for box in range(starts[k], starts[k + 1]):
                total = 0.0
                for i in range(first, last):
                    total += peak[i, boxes[box, i]]
                highest = max(highest, total)
            sums.highest[p, cell] = highest


@compiled(allocates=False)
def make(space: Space, halves: Halves, table: Table, sums: Sums, party: int, cell: int) -> None:
    """Compute the sums of a cell for a party, if they are missing."""
    if sums.made[party, cell]:
        return
    sums.made[party, cell] = True
    context, start, k = halves.cell_context[cell], halves.cell_starts[cell], halves.cell_class[cell]
    first, last = (0, space.split) if cell < halves.high_cells else (space.split, len(space.levels))
    worth, digits, begin = table.worth, halves.digits, halves.starts[k]
    for n in range(halves.cell_starts[cell + 1] - start):
        total = 0.0
        for i in range(first, last):
            total += worth[party, context, i, digits[begin + n, i]]
        sums.sums[party, start + n] = total


@compiled(allocates=False)
def make_rising(space: Space, halves: Halves, table: Table, sums: Sums, party: int, cell: int) -> None:
    """Compute and sort the sums of a cell for a party, if they are missing."""
    if sums.sorted[party, cell]:
        return
    make(space, halves, table, sums, party, cell)
    sums.sorted[party, cell] = True
    start, end = halves.cell_starts[cell], halves.cell_starts[cell + 1]
    values, rising, ascending = (
        sums.sums[party, start:end],
        sums.rising[party, start:end],
        sums.ascending[party, start:],
    )
    rank(values, rising, sums.order)
    for n in range(len(values)):
        ascending[n] = values[rising[n]]


@inlined
def block_value(space: Space, halves: Halves, table: Table, party: int, block: int, high: float, low: float) -> float:
    """Return the utility of a package of a block whose halves have the sums ``high`` and ``low``."""
    return lifted(space, halves, table, party, block, high + low)


@inlined
def lifted(space: Space, halves: Halves, table: Table, party: int, block: int, both: float) -> float:
    """Return the utility of a package of a block whose halves sum to ``both``.

    Rounding is monotone: the largest sum of a bunch has its largest utility.
    """
    bits = halves.links[block] & space.linkages_of[party]
    if not bits:
        return both
    example, context = halves.example[block], halves.context[block]
    return linked(bits, space.linkage_issue, table.lift, table.weights, party, context, example, both)


@inlined
def join(halves: Halves, high: int, low: int, found: Ints) -> None:
    """Write the package of two combinations to ``found`` (I,)."""
    for i in range(len(found)):
        found[i] = halves.digits[high, i] + halves.digits[low, i]


@compiled(allocates=False, standalone=True)
def best(space: Space, halves: Halves, table: Table, sums: Sums, party: int, found: Ints) -> float:
    """Find the best package for a party that crosses none of its real red lines; ties: the lowest index.

    Parameters
    ----------
    space, halves, table, sums : Space, Halves, Table, Sums
        Package space, its halves, preferences, and sums of the draw.
    party : int
        Number of the party.
    found : ndarray, shape (I,)
        Output; unchanged if there is no such package.

    Returns
    -------
    float
        Its utility; minus infinity if there is none.
    """
    make_tops(space, halves, table, sums, party)
    top, bound, most, value = sums.top[party], halves.bound, sums.most[party], -np.inf
    for k in range(len(most)):
        value = max(value, most[k])
    if value == -np.inf:
        return value
    lowest = int(np.int64(-1))  # not a literal, which numba would specialise for
    for k in range(len(most)):
        if most[k] != value:
            continue
        for b in range(bound[k], bound[k + 1]):
            if lifted(space, halves, table, party, b, top[b]) == value:
                lowest = _lowest(space, halves, table, sums, party, b, value, lowest, found)
    return value


@compiled(allocates=False)
def make_tops(space: Space, halves: Halves, table: Table, sums: Sums, party: int) -> None:
    """Compute ``top`` and ``most`` of a party, across none of its real red lines, if they are missing."""
    if sums.topped[party]:
        return
    sums.topped[party] = True
    top, most, highest, real = sums.top[party], sums.most[party], sums.highest[party], table.real_of[party]
    highs, lows, bound = halves.high, halves.low, halves.bound
    for k in range(len(most)):
        both = -np.inf
        most[k] = -np.inf
        if not halves.lines[bound[k]] & real:
            for b in range(bound[k], bound[k + 1]):
                top[b] = highest[highs[b]] + highest[lows[b]]
                both = max(both, top[b])
            most[k] = lifted(space, halves, table, party, bound[k], both)


@compiled(allocates=False)
def _lowest(
    space: Space, halves: Halves, table: Table, sums: Sums, party: int, b: int, value: float, lowest: int, found: Ints
) -> int:
    """Return the lower of ``lowest`` and the lowest index in a block with exactly this value; -1 for none."""
    high, low = halves.high[b], halves.low[b]
    make(space, halves, table, sums, party, high)
    make(space, halves, table, sums, party, low)
    high_begin, low_begin = halves.starts[halves.cell_class[high]], halves.starts[halves.cell_class[low]]
    high_start, low_start = halves.cell_starts[high], halves.cell_starts[low]
    largest = sums.highest[party, low]
    for n in range(halves.cell_starts[high + 1] - high_start):
        one = sums.sums[party, high_start + n]
        if block_value(space, halves, table, party, b, one, largest) != value:
            continue
        for k in range(halves.cell_starts[low + 1] - low_start):
            if block_value(space, halves, table, party, b, one, sums.sums[party, low_start + k]) == value:
                index = halves.offset[high_begin + n] + halves.offset[low_begin + k]
                if lowest < 0 or index < lowest:
                    lowest = index
                    join(halves, high_begin + n, low_begin + k, found)
                break
    return lowest


@compiled(allocates=False)
def nearest(space: Space, halves: Halves, table: Table, sums: Sums, party: int, aim: float, found: Ints) -> float:
    """Find the package of the smallest utility at or above ``aim``, across no real red line; ties: the lowest index.

    Parameters
    ----------
    space, halves, table, sums : Space, Halves, Table, Sums
        Package space, its halves, preferences, and sums of the draw.
    party, aim, found : int, float, ndarray of shape (I,)
        Number of the party; aspiration, in utility; output, unchanged if there is no such package.

    Returns
    -------
    float
        Its utility; infinity if there is none.
    """
    value, lowest, highest, ascending = np.inf, -1, sums.highest[party], sums.ascending[party]
    own, issues, at, beside = space.linkages_of[party], space.linkage_issue, -1, -1
    for b in range(len(halves.high)):
        high, low = halves.high[b], halves.low[b]
        if halves.lines[b] & table.real_of[party]:
            continue
        if block_value(space, halves, table, party, b, highest[high], highest[low]) < aim:
            continue
        make_rising(space, halves, table, sums, party, high)
        make_rising(space, halves, table, sums, party, low)
        bits, context, example = halves.links[b] & own, halves.context[b], halves.example[b]
        high_begin, low_begin = halves.starts[halves.cell_class[high]], halves.starts[halves.cell_class[low]]
        high_start, above, end = halves.cell_starts[high], halves.cell_starts[low], halves.cell_starts[low + 1]
        for n in range(halves.cell_starts[high + 1] - 1, high_start - 1, -1):
            part = ascending[n]
            for k in range(above, end):
                worth = part + ascending[k]
                if bits:
                    worth = linked(bits, issues, table.lift, table.weights, party, context, example, worth)
                if worth < aim:
                    above += 1
                    continue
                if worth > value:
                    break
                one, other = high_begin + sums.rising[party, n], low_begin + sums.rising[party, k]
                index = halves.offset[one] + halves.offset[other]
                if worth < value or index < lowest:
                    value, lowest, at, beside = worth, index, one, other
            if above == end:
                break
    if lowest >= 0:
        join(halves, at, beside, found)
    return value
