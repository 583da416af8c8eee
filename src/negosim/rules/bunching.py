"""Blocks of packages in bunches: what holds of all packages of a bunch is asked once."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Ints
from negosim.rules.compiling import compiled
from negosim.rules.space import Space


@compiled
def bunched(space: Space, context: Ints, lines: Ints, links: Ints, example: Ints) -> tuple[Ints, Ints]:
    """The order in which blocks stand bunch by bunch, in their order within each, and where each bunch begins."""
    count, bunches = len(lines), 0
    bunch_of, first = np.empty(count, np.int64), np.empty(count, np.int64)
    for b in range(count):
        k = bunches - 1  # neighbours are often alike
        while k >= 0 and not _alike(space, context, lines, links, example, b, first[k]):
            k -= 1
        if k < 0:
            k = bunches
            first[k] = b
            bunches += 1
        bunch_of[b] = k
    bound, order = np.zeros(bunches + 1, np.int64), np.empty(count, np.int64)
    for b in range(count):
        bound[bunch_of[b] + 1] += 1
    for k in range(bunches):
        bound[k + 1] += bound[k]
    place = bound.copy()
    for b in range(count):
        order[place[bunch_of[b]]] = b
        place[bunch_of[b]] += 1
    return order, bound


@compiled
def _alike(space: Space, context: Ints, lines: Ints, links: Ints, example: Ints, b: int, other: int) -> bool:
    """Whether two blocks are of a bunch."""
    if lines[b] != lines[other] or links[b] != links[other] or (links[b] and context[b] != context[other]):
        return False
    for k in range(len(space.linkage_issue)):
        issue = space.linkage_issue[k]
        if links[b] >> k & 1 and issue >= 0 and example[b, issue] != example[other, issue]:
            return False
    return True
