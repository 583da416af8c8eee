"""The packages near others: those that differ from them in a few issues."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.rules.arrays import put, same
from negosim.rules.compiling import lean, lean_inlined, lean_inner
from negosim.rules.lending import lend
from negosim.rules.space import Bools, Ints, Space
from negosim.rules.table import Floats, Table, context_of, utility

MISSING = 3


class Nearby(NamedTuple):
    """Feasible packages as changes of origins: for each of K origins up to N of them, of at most M changes.

    ``origin``: (K, I), -1 first in a row of which nothing is known; ``count``: (K,), how many are near it. ``changes``:
    (K, N), how many issues differ; ``issue``, ``level``: (K, N, M), which and to what. ``lines``, ``links``: (K, N),
    the red lines and linkages that a package meets, as bits; ``context``: (K, N). ``kind``: (K, N), a place in
    ``crossed``: (K, N), the different ``lines``, of which there are ``kinds``: (K,). ``worth``: (K, N), room for a
    value of each. The first is the origin, if it is feasible. ``digits``: (I,), ``after``: (I + 1, 4), ``before``:
    (M + 2, 4), ``stack``: (2, M + 1): room for finding them.
    """

    origin: Ints
    count: Ints
    changes: Ints
    issue: Ints
    level: Ints
    lines: Ints
    links: Ints
    context: Ints
    kind: Ints
    crossed: Ints
    kinds: Ints
    worth: Floats
    digits: Ints
    after: Ints
    before: Ints
    stack: Ints


def most_nearby(space: Space, moves: int) -> int:
    """How many packages there can be at most within some moves of one."""
    ways = [1] + [0] * moves
    for levels in space.levels.tolist():
        for k in range(moves, 0, -1):
            ways[k] += ways[k - 1] * (levels - 1)
    return sum(ways)


def room_for(space: Space, moves: int, origins: int) -> Nearby:
    """Room for the packages within some moves of any of so many origins."""
    count, issues = most_nearby(space, moves), len(space.levels)
    return lend(
        Nearby(
            np.full((origins, issues), -1, np.int64),
            np.zeros(origins, np.int64),
            np.empty((origins, count), np.int64),
            np.empty((origins, count, moves), np.int64),
            np.empty((origins, count, moves), np.int64),
            np.empty((origins, count), np.int64),
            np.empty((origins, count), np.int64),
            np.empty((origins, count), np.int64),
            np.empty((origins, count), np.int64),
            np.empty((origins, count), np.int64),
            np.zeros(origins, np.int64),
            np.empty((origins, count)),
            np.empty(issues, np.int64),
            np.zeros((issues + 1, 4), np.int64),
            np.zeros((moves + 2, 4), np.int64),
            np.zeros((2, moves + 1), np.int64),
        )
    )


@lean_inlined
def forget(near: Nearby) -> None:
    """Nothing is known any more of what is near: other issues are on the table, or packages are worth other things."""
    for k in range(len(near.origin)):
        near.origin[k, 0] = -1


@lean_inlined
def known(near: Nearby, at: int, origin: Ints) -> bool:
    """Whether the packages near ``origin`` (I,) stand in row ``at``."""
    return same(near.origin[at], origin)


@lean_inner
def admitted_after(space: Space, free: Bools, origin: Ints, near: Nearby) -> None:
    """Put what the issues of ``origin`` from each on admit into ``near.after``, and nothing yet into ``before``."""
    issues, available, after, before = len(origin), space.available, near.after, near.before
    infeasible, red_lines, linkages = space.infeasible, space.red_lines, space.linkages
    for k in range(3):
        after[issues, k], before[0, k] = -1, -1
    after[issues, MISSING], before[0, MISSING] = 0, 0
    for i in range(issues - 1, -1, -1):
        digit = origin[i]
        after[i, 0] = after[i + 1, 0] & infeasible[i, digit]
        after[i, 1] = after[i + 1, 1] & red_lines[i, digit]
        after[i, 2] = after[i + 1, 2] & linkages[i, digit]
        after[i, MISSING] = after[i + 1, MISSING] + (free[i] and not available[i, digit])


@lean
def find_nearby(space: Space, guarantees: int, free: Bools, origin: Ints, moves: int, near: Nearby, at: int) -> None:
    """Put the feasible packages that differ from ``origin`` (I,) in at most ``moves`` free issues into row ``at``, each
    once.

    Issues are changed in their order. What the unchanged ones before and after the last change admit is known then, so
    that a package costs three conjunctions, however many issues there are.
    """
    issues, levels, available = len(origin), space.levels, space.available
    infeasible, red_lines, linkages = space.infeasible, space.red_lines, space.linkages
    phasing, guarantee, here = space.phasing, space.guarantee, near.digits
    after, before, changes, lines, links = near.after, near.before, near.changes[at], near.lines[at], near.links[at]
    changed, changed_to, contexts = near.issue[at], near.level[at], near.context[at]
    put(near.origin[at], origin)
    put(here, origin)
    admitted_after(space, free, origin, near)
    issue, level, found = near.stack[0], near.stack[1], 0
    issue[0], level[0] = 0, -1
    if after[0, MISSING] == 0 and after[0, 0] == 0:
        changes[0], lines[0], links[0] = 0, after[0, 1], after[0, 2]
        contexts[0] = context_of(phasing, guarantee, guarantees, here)
        found = 1
    depth = 0 if moves > 0 else -1
    while depth >= 0:
        i = issue[depth]
        if i == issues:
            depth -= 1
            continue
        level[depth] += 1
        digit = level[depth]
        if not free[i] or digit == levels[i]:
            stands = origin[i]
            here[i] = stands
            before[depth, 0] &= infeasible[i, stands]
            before[depth, 1] &= red_lines[i, stands]
            before[depth, 2] &= linkages[i, stands]
            before[depth, MISSING] += free[i] and not available[i, stands]
            issue[depth], level[depth] = i + 1, -1
            continue
        if digit == origin[i] or not available[i, digit]:
            continue
        here[i] = digit
        broken = before[depth, 0] & infeasible[i, digit]
        crossed, met_links = before[depth, 1] & red_lines[i, digit], before[depth, 2] & linkages[i, digit]
        if broken & after[i + 1, 0] == 0 and before[depth, MISSING] + after[i + 1, MISSING] == 0:
            changes[found] = depth + 1
            for d in range(depth + 1):
                changed[found, d], changed_to[found, d] = issue[d], level[d]
            lines[found], links[found] = crossed & after[i + 1, 1], met_links & after[i + 1, 2]
            contexts[found] = context_of(phasing, guarantee, guarantees, here)
            found += 1
        if depth + 1 < moves:
            before[depth + 1, 0], before[depth + 1, 1], before[depth + 1, 2] = broken, crossed, met_links
            before[depth + 1, MISSING] = before[depth, MISSING]
            depth += 1
            issue[depth], level[depth] = i + 1, -1
    near.count[at] = found


@lean_inner
def sort_out(near: Nearby, at: int) -> None:
    """Tell the packages of row ``at`` by the red lines that they cross."""
    lines, kind, crossed, kinds = near.lines[at], near.kind[at], near.crossed[at], 0
    for n in range(near.count[at]):
        k = 0
        while k < kinds and crossed[k] != lines[n]:
            k += 1
        if k == kinds:
            crossed[k] = lines[n]
            kinds += 1
        kind[n] = k
    near.kinds[at] = kinds


@lean_inner
def value(space: Space, table: Table, party: int, near: Nearby, at: int) -> None:
    """Put the canonical utility of each package of row ``at`` into its ``worth``; minus infinity across a real red line
    of the party."""
    worth, digits = near.worth[at], near.digits
    put(digits, near.origin[at])
    for n in range(near.count[at]):
        worth[n] = -np.inf
        if not near.lines[at, n] & table.real_of[party]:
            apply(near, at, n, digits)
            worth[n] = utility(space, table, party, digits)
            undo(near, at, n, digits)


@lean_inlined
def apply(near: Nearby, at: int, n: int, digits: Ints) -> None:
    """Make a package nearby of its origin's digits (I,)."""
    for d in range(near.changes[at, n]):
        digits[near.issue[at, n, d]] = near.level[at, n, d]


@lean_inlined
def undo(near: Nearby, at: int, n: int, digits: Ints) -> None:
    """Make its origin of a package nearby."""
    for d in range(near.changes[at, n]):
        digits[near.issue[at, n, d]] = near.origin[at, near.issue[at, n, d]]


def neighbours(space: Space, free: Bools, origin: Ints, moves: int) -> Ints:
    """The feasible packages that differ from ``origin`` in at most ``moves`` free issues, each once: (n, I)."""
    near = room_for(space, moves, 1)
    find_nearby(space, 1, free, origin, moves, near, 0)
    packages = np.repeat(origin[None], near.count[0], axis=0)
    for n in range(len(packages)):
        for d in range(near.changes[0, n]):
            packages[n, near.issue[0, n, d]] = near.level[0, n, d]
    return packages
