"""The boxes of the cells of a package space, as the leaves of a tree: those that begin alike are summed up once."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Ints, Ranks
from negosim.rules.compiling import compiled


@compiled
def places_of(
    split: int, nowhere: int, group: Ints, boxes: Ints, starts: Ints, cells: Ints, contexts: Ints, high_cells: int
) -> tuple[Ranks, Ints]:
    """Where the issues of the boxes of some cells, by class and context, stand, (J, boxes): first of one box of each
    cell, then of the others, of these cells."""
    issues, longest = group.shape
    count, other = 0, len(cells)
    for cell in range(len(cells)):
        count += starts[cells[cell] + 1] - starts[cells[cell]]
    of, box_of = np.empty(count, np.int64), np.empty(count, np.int64)
    for cell in range(len(cells)):
        of[cell], box_of[cell] = cell, starts[cells[cell]]
        for box in range(box_of[cell] + 1, starts[cells[cell] + 1]):
            of[other], box_of[other] = cell, box
            other += 1
    places = np.full((max(split, issues - split), count), nowhere, np.uint32)
    for n in range(count):
        first, last = (0, split) if of[n] < high_cells else (split, issues)
        for i in range(first, last):
            places[i - first, n] = (contexts[of[n]] * issues + i) * longest + boxes[box_of[n], i]
    return places, of[len(cells) :].copy()


@compiled
def tree_of(places: Ranks, longest: int, nowhere: int) -> tuple[Ranks, Ranks]:
    """The tree of the boxes whose issues stand at ``places`` (J, boxes), a leaf for each: parents and places,
    (nodes,)."""
    rows, count = places.shape
    parent, place = np.zeros(1 + rows * count, np.uint32), np.full(1 + rows * count, nowhere, np.uint32)
    at, begin, nodes = np.zeros(count, np.int64), 0, 1
    for row in range(rows):
        width = longest if row else nowhere + 1  # what follows a node differs in the group alone
        child, next_begin = np.zeros((nodes - begin) * width, np.int64), nodes
        for n in range(count):
            key = (at[n] - begin) * width + places[row, n] % width
            if not child[key] or row + 1 == rows:
                child[key], parent[nodes], place[nodes] = nodes, at[n], places[row, n]
                nodes += 1
            at[n] = child[key]
        begin = next_begin
    return parent[:nodes].copy(), place[:nodes].copy()
