"""The packages near another one: those that differ from it in a few issues."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.rules.arrays import put
from negosim.rules.compiling import compiled, inner, inner_inlined
from negosim.rules.space import Bools, Ints, Space


class Nearby(NamedTuple):
    """Feasible packages as changes of an origin: N of them, of at most M changes.

    ``changes``: (N,), how many issues differ; ``issue``, ``level``: (N, M), which and to what. ``lines``, ``links``:
    (N,), the red lines and linkages that the package meets, as bits. The first is the origin, if it is feasible.
    """

    changes: Ints
    issue: Ints
    level: Ints
    lines: Ints
    links: Ints


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
    return Nearby(np.empty(count, np.int64), issue, level, np.empty(count, np.int64), np.empty(count, np.int64))


@compiled
def find_nearby(space: Space, free: Bools, origin: Ints, moves: int, near: Nearby) -> int:
    """Put the feasible packages that differ from ``origin`` (I,) in at most ``moves`` free issues into ``near``, each
    once: how many.

    Issues are changed in their order. What the unchanged ones before and after the last change admit is known then, so
    that a package costs three conjunctions, however many issues there are.
    """
    issues, levels, available = len(origin), space.levels, space.available
    infeasible, red_lines, linkages = space.infeasible, space.red_lines, space.linkages
    after = np.empty((issues + 1, 3), np.int64)
    before = np.empty((moves + 2, 3), np.int64)
    for k in range(3):
        after[issues, k], before[0, k] = -1, -1
    unavailable = np.zeros(issues + 1, np.int64)
    for i in range(issues - 1, -1, -1):
        digit = origin[i]
        after[i, 0] = after[i + 1, 0] & infeasible[i, digit]
        after[i, 1] = after[i + 1, 1] & red_lines[i, digit]
        after[i, 2] = after[i + 1, 2] & linkages[i, digit]
        unavailable[i] = unavailable[i + 1] + (free[i] and not available[i, digit])
    issue, level = np.zeros(moves + 1, np.int64), np.empty(moves + 1, np.int64)
    missing = np.zeros(moves + 2, np.int64)
    found = 0
    if unavailable[0] == 0 and after[0, 0] == 0:
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
            missing[depth] += free[i] and not available[i, at]
            issue[depth], level[depth] = i + 1, -1
            continue
        if digit == origin[i] or not available[i, digit]:
            continue
        broken = before[depth, 0] & infeasible[i, digit]
        crossed, linked = before[depth, 1] & red_lines[i, digit], before[depth, 2] & linkages[i, digit]
        if broken & after[i + 1, 0] == 0 and missing[depth] + unavailable[i + 1] == 0:
            near.changes[found] = depth + 1
            for d in range(depth + 1):
                near.issue[found, d], near.level[found, d] = issue[d], level[d]
            near.lines[found], near.links[found] = crossed & after[i + 1, 1], linked & after[i + 1, 2]
            found += 1
        if depth + 1 < moves:
            before[depth + 1, 0], before[depth + 1, 1], before[depth + 1, 2] = broken, crossed, linked
            missing[depth + 1] = missing[depth]
            depth += 1
            issue[depth], level[depth] = i + 1, -1
    return found


@inner_inlined
def apply(near: Nearby, n: int, digits: Ints) -> None:
    """Make a package nearby of its origin's digits (I,)."""
    for d in range(near.changes[n]):
        digits[near.issue[n, d]] = near.level[n, d]


@inner_inlined
def undo(near: Nearby, n: int, origin: Ints, digits: Ints) -> None:
    """Make its origin of a package nearby."""
    for d in range(near.changes[n]):
        digits[near.issue[n, d]] = origin[near.issue[n, d]]


@inner
def shifts(near: Nearby, n: int, phasing: int, guarantee: int) -> bool:
    """Whether a package nearby stands in another context than its origin."""
    for d in range(near.changes[n]):
        if near.issue[n, d] == phasing or near.issue[n, d] == guarantee:
            return True
    return False


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
