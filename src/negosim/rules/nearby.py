"""The packages near another one: those that differ from it in a few issues."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.rules.arrays import put
from negosim.rules.compiling import compiled, lean, lean_inlined
from negosim.rules.space import Bools, Ints, Space

MISSING = 3


class Nearby(NamedTuple):
    """Feasible packages as changes of an origin: N of them, of at most M changes.

    ``changes``: (N,), how many issues differ; ``issue``, ``level``: (N, M), which and to what. ``lines``, ``links``:
    (N,), the red lines and linkages that the package meets, as bits. The first is the origin, if it is feasible.
    ``after``: (I + 1, 4), ``before``: (M + 2, 4), ``stack``: (2, M + 1): room for finding them.
    """

    changes: Ints
    issue: Ints
    level: Ints
    lines: Ints
    links: Ints
    after: Ints
    before: Ints
    stack: Ints


@compiled
def most_nearby(space: Space, moves: int) -> int:
    """How many packages there can be at most within some moves of one."""
    ways = np.zeros(moves + 1)
    ways[0] = 1.0
    for i in range(len(space.levels)):
        for k in range(moves, 0, -1):
            ways[k] += ways[k - 1] * (space.levels[i] - 1)
    total = 0.0
    for count in ways:
        total += count
    return int(total)


@compiled
def room_for(space: Space, moves: int) -> Nearby:
    """Room for the packages within some moves of any one."""
    count = most_nearby(space, moves)
    issue, level = np.empty((count, moves), np.int64), np.empty((count, moves), np.int64)
    lines, links = np.empty(count, np.int64), np.empty(count, np.int64)
    after, before = np.zeros((len(space.levels) + 1, 4), np.int64), np.zeros((moves + 2, 4), np.int64)
    stack = np.zeros((2, moves + 1), np.int64)
    return Nearby(np.empty(count, np.int64), issue, level, lines, links, after, before, stack)


@lean
def find_nearby(space: Space, free: Bools, origin: Ints, moves: int, near: Nearby) -> int:
    """Put the feasible packages that differ from ``origin`` (I,) in at most ``moves`` free issues into ``near``, each
    once: how many.

    Issues are changed in their order. What the unchanged ones before and after the last change admit is known then, so
    that a package costs three conjunctions, however many issues there are.
    """
    issues, levels, available = len(origin), space.levels, space.available
    infeasible, red_lines, linkages = space.infeasible, space.red_lines, space.linkages
    after, before = near.after, near.before
    for k in range(3):
        after[issues, k], before[0, k] = -1, -1
    after[issues, MISSING], before[0, MISSING] = 0, 0
    for i in range(issues - 1, -1, -1):
        digit = origin[i]
        after[i, 0] = after[i + 1, 0] & infeasible[i, digit]
        after[i, 1] = after[i + 1, 1] & red_lines[i, digit]
        after[i, 2] = after[i + 1, 2] & linkages[i, digit]
        after[i, MISSING] = after[i + 1, MISSING] + (free[i] and not available[i, digit])
    issue, level = near.stack[0], near.stack[1]
    issue[0] = 0
    found = 0
    if after[0, MISSING] == 0 and after[0, 0] == 0:
        near.changes[0], near.lines[0], near.links[0] = 0, after[0, 1], after[0, 2]
        found = 1
    depth = 0 if moves > 0 else -1
    level[0] = -1
    while depth >= 0:
        i = issue[depth]
        if i == issues:
            depth -= 1
            continue
        level[depth] += 1
        digit = level[depth]
        if not free[i] or digit == levels[i]:
            at = origin[i]
            before[depth, 0] &= infeasible[i, at]
            before[depth, 1] &= red_lines[i, at]
            before[depth, 2] &= linkages[i, at]
            before[depth, MISSING] += free[i] and not available[i, at]
            issue[depth], level[depth] = i + 1, -1
            continue
        if digit == origin[i] or not available[i, digit]:
            continue
        broken = before[depth, 0] & infeasible[i, digit]
        crossed, linked = before[depth, 1] & red_lines[i, digit], before[depth, 2] & linkages[i, digit]
        if broken & after[i + 1, 0] == 0 and before[depth, MISSING] + after[i + 1, MISSING] == 0:
            near.changes[found] = depth + 1
            for d in range(depth + 1):
                near.issue[found, d], near.level[found, d] = issue[d], level[d]
            near.lines[found], near.links[found] = crossed & after[i + 1, 1], linked & after[i + 1, 2]
            found += 1
        if depth + 1 < moves:
            before[depth + 1, 0], before[depth + 1, 1], before[depth + 1, 2] = broken, crossed, linked
            before[depth + 1, MISSING] = before[depth, MISSING]
            depth += 1
            issue[depth], level[depth] = i + 1, -1
    return found


@lean_inlined
def apply(near: Nearby, n: int, digits: Ints) -> None:
    """Make a package nearby of its origin's digits (I,)."""
    for d in range(near.changes[n]):
        digits[near.issue[n, d]] = near.level[n, d]


@lean_inlined
def undo(near: Nearby, n: int, origin: Ints, digits: Ints) -> None:
    """Make its origin of a package nearby."""
    for d in range(near.changes[n]):
        digits[near.issue[n, d]] = origin[near.issue[n, d]]


@lean_inlined
def shifts(near: Nearby, n: int, space: Space) -> bool:
    """Whether a package nearby stands in another context than its origin."""
    shifted = False
    for d in range(near.changes[n]):
        shifted = shifted or near.issue[n, d] == space.phasing or near.issue[n, d] == space.guarantee
    return shifted


@compiled
def neighbours(space: Space, free: Bools, origin: Ints, moves: int) -> Ints:
    """The feasible packages that differ from ``origin`` in at most ``moves`` free issues, each once: (n, I)."""
    near = room_for(space, moves)
    count = find_nearby(space, free, origin, moves, near)
    packages = np.empty((count, len(origin)), np.int64)
    for n in range(count):
        put(packages[n], origin)
        apply(near, n, packages[n])
    return packages
