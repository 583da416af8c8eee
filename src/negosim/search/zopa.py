"""Size of the zone of possible agreement (ZOPA), counted by halves."""

from __future__ import annotations

from negosim.arrays import Floats
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import smallest
from negosim.rules.utility import Table
from negosim.search.best_packages import Sums, block_value, lifted, make, make_tops
from negosim.search.halves import Halves
from negosim.spaces.space import Space


@compiled(allocates=False, standalone=True)
def in_zopa_count(space: Space, halves: Halves, table: Table, sums: Sums, floors: Floats) -> int:
    """Count the packages that give all parties their reservation value and cross no real red line.

    Parameters
    ----------
    space, halves, table : Space, Halves, Table
        Package space, its halves, and preferences.
    sums : Sums
        Sums of the draw (`best_packages.sum_up`), computed as needed.
    floors : ndarray, shape (P,)
        Reservation values, in utility.

    Returns
    -------
    int
    """
    count = 0
    for p in range(len(floors)):
        make_tops(space, halves, table, sums, p)
    for k in range(sums.most.shape[1]):
        within = True
        for p in range(len(floors)):
            within = within and sums.most[p, k] >= floors[p]
        if within:
            count += _count_in_bunch(space, halves, table, sums, k, floors)
    return count


@inlined
def _count_in_bunch(space: Space, halves: Halves, table: Table, sums: Sums, k: int, floors: Floats) -> int:
    """Count the packages of a bunch in the ZOPA."""
    count, top = 0, sums.top
    for b in range(halves.bound[k], halves.bound[k + 1]):
        within = True
        for p in range(len(floors)):
            worth = top[p, b]
            if halves.links[b] & space.linkages_of[p]:
                worth = lifted(space, halves, table, p, b, worth)
            within = within and worth >= floors[p]
        if within:
            count += _count(space, halves, table, sums, b, floors)
    return count


@compiled(allocates=False)
def _count(space: Space, halves: Halves, table: Table, sums: Sums, b: int, floors: Floats) -> int:
    """Count the packages of a block in the ZOPA."""
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


@compiled(allocates=False)
def _count_in_row(sums: Sums, n: int, start: int, end: int, floors: Floats) -> int:
    """Count the packages in the ZOPA that one combination forms with those of a cell, if no linkage changes the sum.

    The loops run over contiguous arrays, so that they vectorise; two parties are compared in one pass.
    """
    within, count = sums.within, 0
    if len(floors) == 2:
        one, other, low_one, low_other = (
            sums.sums[0, n],
            sums.sums[1, n],
            sums.sums[0, start:end],
            sums.sums[1, start:end],
        )
        floor, other_floor = floors[0], floors[1]
        for k in range(len(low_one)):
            count += (one + low_one[k] >= floor) & (other + low_other[k] >= other_floor)
        return count
    for p in range(len(floors)):
        part, floor, low = sums.sums[p, n], floors[p], sums.sums[p]
        if p == 0:
            for k in range(end - start):
                within[k] = part + low[start + k] >= floor
        else:
            for k in range(end - start):
                within[k] &= part + low[start + k] >= floor
    for k in range(end - start):
        count += within[k]
    return count
