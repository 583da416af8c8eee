"""Searching a whole package space by halves: the best package, the nearest above an aim, the size of the ZOPA."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.rules.arrays import rank, smallest
from negosim.rules.compiling import compiled, lean, lean_inlined, lean_inner
from negosim.rules.halves import Halves
from negosim.rules.lending import lend
from negosim.rules.space import Bools, Ints, Space
from negosim.rules.table import Floats, Table, linked


class Sums(NamedTuple):
    """What the combinations of the halves are worth to the parties in a draw, made as far as somebody asks for them.

    ``peak``: (P, C, I, G), the largest worth in each group of levels, and ``highest``: (P, cells), the largest sum of
    each cell. ``sums``: (P, n), by cell; ``made``: (P, cells), whether they are there. ``rising``: (P, n), the places
    of a cell's sums from its beginning, in ascending order of the sums; ``sorted``: (P, cells), whether they are there.
    ``top``: (B,), room for a value of each block; ``order``: (n,), room for sorting.
    """

    peak: Floats
    highest: Floats
    sums: Floats
    made: Bools
    rising: Ints
    sorted: Bools
    top: Floats
    order: Ints


def empty_sums(halves: Halves, parties: int, contexts: int) -> Sums:
    """Room for the sums of a stage."""
    return lend(room_for_sums(halves, parties, contexts))


@compiled
def room_for_sums(halves: Halves, parties: int, contexts: int) -> Sums:
    """The same as ``empty_sums``, for compiled callers, who lend it."""
    issues, longest = halves.group.shape
    cells, count = len(halves.cell_class), halves.cell_starts[-1]
    return Sums(
        np.empty((parties, contexts, issues, longest)),
        np.empty((parties, cells)),
        np.empty((parties, count)),
        np.zeros((parties, cells), np.bool_),
        np.empty((parties, count), np.int64),
        np.zeros((parties, cells), np.bool_),
        np.empty(len(halves.high)),
        np.empty(count, np.int64),
    )


@lean
def sum_up(space: Space, halves: Halves, table: Table, sums: Sums) -> None:
    """Take the values of a draw: the largest sum of every cell; all other sums are made when they are asked for."""
    worth, group, peak, highest = table.worth, halves.group, sums.peak, sums.highest
    parties, contexts, issues, longest = worth.shape
    sums.made[:] = False
    sums.sorted[:] = False
    peak[:] = -np.inf
    for p in range(parties):
        for c in range(contexts):
            for i in range(issues):
                for level in range(longest):
                    g = group[i, level]
                    if g >= 0 and worth[p, c, i, level] > peak[p, c, i, g]:
                        peak[p, c, i, g] = worth[p, c, i, level]
    boxes, box_starts, split = halves.boxes, halves.box_starts, space.split
    for cell in range(len(halves.cell_class)):
        context, k = halves.cell_context[cell], halves.cell_class[cell]
        first, last = (0, split) if cell < halves.high_cells else (split, issues)
        for p in range(parties):
            largest = -np.inf
            for box in range(box_starts[k], box_starts[k + 1]):
                total = 0.0
                for i in range(first, last):
                    total += peak[p, context, i, boxes[box, i]]
                largest = max(largest, total)
            highest[p, cell] = largest


@lean_inner
def make(space: Space, halves: Halves, table: Table, sums: Sums, party: int, cell: int) -> None:
    """Make the sums of a cell, if they are not there."""
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


@lean_inner
def make_rising(space: Space, halves: Halves, table: Table, sums: Sums, party: int, cell: int) -> None:
    """Make the sums of a cell and their order, if they are not there."""
    if sums.sorted[party, cell]:
        return
    make(space, halves, table, sums, party, cell)
    sums.sorted[party, cell] = True
    start, end = halves.cell_starts[cell], halves.cell_starts[cell + 1]
    rank(sums.sums[party, start:end], sums.rising[party, start:end], sums.order)


@lean_inlined
def block_value(space: Space, halves: Halves, table: Table, party: int, block: int, high: float, low: float) -> float:
    """The utility of the package of a block whose halves are worth ``high`` and ``low``."""
    bits = halves.links[block] & space.linkages_of[party]
    if not bits:
        return high + low
    example, context = halves.example[block], halves.context[block]
    return linked(bits, space.linkage_issue, table.lift, table.weights, party, context, example, high + low)


@lean_inlined
def join(halves: Halves, high: int, low: int, found: Ints) -> None:
    """Put the package of two combinations into ``found`` (I,)."""
    for i in range(len(found)):
        found[i] = halves.digits[high, i] + halves.digits[low, i]


@lean
def best(space: Space, halves: Halves, table: Table, sums: Sums, party: int, found: Ints) -> float:
    """The largest utility of a package across no real red line of a party, and the package in ``found`` (I,).

    Ties: the lowest index. Minus infinity, and ``found`` left, if there is none.
    """
    highest, top, highs, lows, lines = sums.highest[party], sums.top, halves.high, halves.low, halves.lines
    links, own, real, value = halves.links, space.linkages_of[party], table.real_of[party], -np.inf
    for b in range(len(highs)):
        top[b] = -np.inf
        if not lines[b] & real:
            top[b] = highest[highs[b]] + highest[lows[b]]
            if links[b] & own:
                top[b] = block_value(space, halves, table, party, b, highest[highs[b]], highest[lows[b]])
            value = max(value, top[b])
    if value == -np.inf:
        return value
    lowest = -1
    for b in range(len(halves.high)):
        if top[b] == value:
            lowest = _lowest(space, halves, table, sums, party, b, value, lowest, found)
    return value


@lean_inner
def _lowest(
    space: Space, halves: Halves, table: Table, sums: Sums, party: int, b: int, value: float, lowest: int, found: Ints
) -> int:
    """The lowest index, ``lowest`` or that of a package of a block with exactly this largest value; -1 for none."""
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


@lean
def nearest(space: Space, halves: Halves, table: Table, sums: Sums, party: int, aim: float, found: Ints) -> float:
    """The smallest utility at or above ``aim`` of a package across no real red line of a party, and the package in
    ``found`` (I,).

    Ties: the lowest index. Infinity, and ``found`` left, if there is none.
    """
    value, lowest = np.inf, -1
    highest, ordered = sums.highest[party], sums.sums[party]
    for b in range(len(halves.high)):
        high, low = halves.high[b], halves.low[b]
        if halves.lines[b] & table.real_of[party]:
            continue
        if block_value(space, halves, table, party, b, highest[high], highest[low]) < aim:
            continue
        make_rising(space, halves, table, sums, party, high)
        make_rising(space, halves, table, sums, party, low)
        high_begin, low_begin = halves.starts[halves.cell_class[high]], halves.starts[halves.cell_class[low]]
        high_start, low_start = halves.cell_starts[high], halves.cell_starts[low]
        lows = halves.cell_starts[low + 1] - low_start
        above = 0
        for n in range(halves.cell_starts[high + 1] - high_start - 1, -1, -1):
            one = sums.rising[party, high_start + n]
            part = ordered[high_start + one]
            while above < lows:
                place = low_start + sums.rising[party, low_start + above]
                if block_value(space, halves, table, party, b, part, ordered[place]) >= aim:
                    break
                above += 1
            for k in range(above, lows):
                other = sums.rising[party, low_start + k]
                worth = block_value(space, halves, table, party, b, part, ordered[low_start + other])
                if worth > value:
                    break
                index = halves.offset[high_begin + one] + halves.offset[low_begin + other]
                if worth < value or index < lowest:
                    value, lowest = worth, index
                    join(halves, high_begin + one, low_begin + other, found)
    return value


@lean
def in_zopa_count(space: Space, halves: Halves, table: Table, sums: Sums, floors: Floats) -> int:
    """How many packages are worth their reservation value, ``floors`` (P,), to all and cross no real red line."""
    parties, count = len(floors), 0
    real = np.int64(0)
    for p in range(parties):
        real |= table.real_of[p]
    highest, highs, lows, lines, links = sums.highest, halves.high, halves.low, halves.lines, halves.links
    for b in range(len(highs)):
        if lines[b] & real:
            continue
        within = True
        for p in range(parties):
            high, low = highest[p, highs[b]], highest[p, lows[b]]
            if links[b] & space.linkages_of[p]:
                within = within and block_value(space, halves, table, p, b, high, low) >= floors[p]
            else:
                within = within and high + low >= floors[p]
        if within:
            count += _count(space, halves, table, sums, b, floors)
    return count


@lean_inner
def _count(space: Space, halves: Halves, table: Table, sums: Sums, b: int, floors: Floats) -> int:
    """How many packages of a block are worth their reservation value to all parties."""
    high, low, parties = halves.high[b], halves.low[b], len(floors)
    high_start, high_end = halves.cell_starts[high], halves.cell_starts[high + 1]
    low_start, low_end = halves.cell_starts[low], halves.cell_starts[low + 1]
    all_in = True
    for p in range(parties):
        make(space, halves, table, sums, p, high)
        make(space, halves, table, sums, p, low)
        least, least_low = smallest(sums.sums[p, high_start:high_end]), smallest(sums.sums[p, low_start:low_end])
        all_in = all_in and block_value(space, halves, table, p, b, least, least_low) >= floors[p]
    if all_in:
        return (high_end - high_start) * (low_end - low_start)
    linked_to_any = False
    for p in range(parties):
        linked_to_any = linked_to_any or (halves.links[b] & space.linkages_of[p]) != 0
    count = 0
    for n in range(high_start, high_end):
        within = True
        for p in range(parties):
            best_of_row = block_value(space, halves, table, p, b, sums.sums[p, n], sums.highest[p, low])
            within = within and best_of_row >= floors[p]
        if not within:
            continue
        if not linked_to_any:
            count += _count_in_row(sums, n, low_start, low_end, floors)
            continue
        for k in range(low_start, low_end):
            within = True
            for p in range(parties):
                worth = block_value(space, halves, table, p, b, sums.sums[p, n], sums.sums[p, k])
                if worth < floors[p]:
                    within = False
                    break
            count += within
    return count


@lean_inner
def _count_in_row(sums: Sums, n: int, start: int, end: int, floors: Floats) -> int:
    """The same of the packages that a combination forms with those of a cell, where no linkage moves the sum.

    Party by party over neighbouring numbers: several are compared at a time.
    """
    within, count = sums.order, 0
    for p in range(len(floors)):
        part, floor, low = sums.sums[p, n], floors[p], sums.sums[p]
        for k in range(end - start):
            enough = part + low[start + k] >= floor
            within[k] = enough if p == 0 else within[k] & enough
    for k in range(end - start):
        count += within[k]
    return count
