"""The packages near others: those that differ from them in a few issues."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.rules.arrays import put, same
from negosim.rules.compiling import lean, lean_inlined, lean_inner
from negosim.rules.lending import lend
from negosim.rules.space import Bools, Ints, Space, Words, encode
from negosim.rules.table import context_of

MISSING = 3
MOST_WORDS = 2**22
"""What is near packages takes 32 MiB at most."""
SIZES = (3, 7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093)
"""How many packages there is room for: prime numbers, since packages near one another differ by even steps."""


class Nearby(NamedTuple):
    """Feasible packages as changes of origins: for each of K origins up to N of them, of at most M changes.

    What is near a package hangs on no draw, so that it is kept from run to run. ``origin``, ``freed``: (K, I), which
    package and which issues were free; ``size``: (K,), how many are near it, -1 in a row of which nothing is known.
    ``changes``: (K, N), how many issues differ; ``issue``, ``level``: (K, N, M), which and to what. ``lines``,
    ``links``: (K, N), the red lines and linkages that a package meets, as bits; ``context``, ``package``: (K, N), its
    index. The first is the origin, if it is feasible.

    Packages of a kind meet the same, in the same context, with the same levels of linked issues: there are ``kinds``:
    (K,). Kinds that meet the same red lines form one of the ``bunches``: (K,). ``member``: (K, N), the packages bunch
    by bunch and kind by kind; ``begin``, ``bound``: (K, N + 1), where each kind and each bunch begins. ``place``:
    (K, M, N), member by member, of what a change adds in an array by context, issue and level, flat, at whose end
    stands what is no change.

    ``kind``, ``code``: (N,), ``guarantees``: (1,), ``digits``: (I,), ``after``: (I + 1, 4), ``before``: (M + 2, 4),
    ``stack``: (2, M + 1): room for finding them.
    """

    origin: Ints
    freed: Bools
    size: Ints
    changes: Ints
    issue: Ints
    level: Ints
    lines: Ints
    links: Ints
    context: Ints
    package: Ints
    kinds: Ints
    member: Ints
    begin: Ints
    bunches: Ints
    bound: Ints
    place: Words
    kind: Ints
    code: Ints
    guarantees: Ints
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
    """Room for the packages within some moves of any of so many origins; of fewer if that took over ``MOST_WORDS``."""
    count, issues = most_nearby(space, moves), len(space.levels)
    most = min(origins, MOST_WORDS // (count * (8 + 3 * moves)))
    rows = max((size for size in SIZES if size <= most), default=1)
    return lend(
        Nearby(
            np.empty((rows, issues), np.int64),
            np.empty((rows, issues), np.bool_),
            np.full(rows, -1, np.int64),
            np.empty((rows, count), np.int64),
            np.empty((rows, count, moves), np.int64),
            np.empty((rows, count, moves), np.int64),
            np.empty((rows, count), np.int64),
            np.empty((rows, count), np.int64),
            np.empty((rows, count), np.int64),
            np.empty((rows, count), np.int64),
            np.zeros(rows, np.int64),
            np.empty((rows, count), np.int64),
            np.empty((rows, count + 1), np.int64),
            np.zeros(rows, np.int64),
            np.empty((rows, count + 1), np.int64),
            np.empty((rows, moves, count), np.uint64),
            np.empty(count, np.int64),
            np.empty(count, np.int64),
            np.zeros(1, np.int64),
            np.empty(issues, np.int64),
            np.zeros((issues + 1, 4), np.int64),
            np.zeros((moves + 2, 4), np.int64),
            np.zeros((2, moves + 1), np.int64),
        )
    )


@lean_inlined
def row_of(space: Space, near: Nearby, origin: Ints) -> int:
    """The row for what is near a package, (I,)."""
    return encode(space, origin) % len(near.origin)


@lean_inlined
def known(near: Nearby, at: int, free: Bools, origin: Ints) -> bool:
    """Whether the packages near ``origin`` (I,) stand in row ``at``."""
    if near.size[at] < 0 or not same(near.origin[at], origin):
        return False
    alike = True
    for i in range(len(free)):
        alike = alike and near.freed[at, i] == free[i]
    return alike


@lean_inner
def admitted_after(space: Space, free: Bools, origin: Ints, near: Nearby) -> None:
    """Put what the issues of ``origin`` from each on admit into ``near.after``."""
    issues, available, after = len(origin), space.available, near.after
    infeasible, red_lines, linkages = space.infeasible, space.red_lines, space.linkages
    for k in range(3):
        after[issues, k] = -1
    after[issues, MISSING] = 0
    for i in range(issues - 1, -1, -1):
        digit = origin[i]
        after[i, 0] = after[i + 1, 0] & infeasible[i, digit]
        after[i, 1] = after[i + 1, 1] & red_lines[i, digit]
        after[i, 2] = after[i + 1, 2] & linkages[i, digit]
        after[i, MISSING] = after[i + 1, MISSING] + (free[i] and not available[i, digit])


@lean_inner
def change_one(space: Space, free: Bools, depth: int, package: int, near: Nearby, at: int, found: int) -> int:
    """Put the feasible packages that differ from ``near.digits``, whose index is ``package`` and which differs in
    ``depth`` issues from the origin of row ``at``, in one more issue, a later one, after the ``found`` first: how many
    there are then."""
    levels, available, strides, after, before = (
        space.levels,
        space.available,
        space.strides,
        near.after,
        near.before[depth],
    )
    infeasible, red_lines, linkages = space.infeasible, space.red_lines, space.linkages
    issue, level, origin, digits = near.stack[0], near.stack[1], near.origin[at], near.digits
    broken, crossed, joined, missing = before[0], before[1], before[2], before[MISSING]
    phasing, guarantee, guarantees = space.phasing, space.guarantee, near.guarantees[0]
    for i in range(issue[depth - 1] + 1 if depth else 0, len(origin)):
        stands, beyond = origin[i], i + 1
        if free[i] and missing + after[beyond, MISSING] == 0:
            for digit in range(levels[i]):
                if digit == stands or not available[i, digit] or broken & infeasible[i, digit] & after[beyond, 0]:
                    continue
                issue[depth], level[depth], digits[i] = i, digit, digit
                near.changes[at, found] = depth + 1
                for d in range(depth + 1):
                    near.issue[at, found, d], near.level[at, found, d] = issue[d], level[d]
                near.lines[at, found] = crossed & red_lines[i, digit] & after[beyond, 1]
                near.links[at, found] = joined & linkages[i, digit] & after[beyond, 2]
                near.package[at, found] = package + (digit - stands) * strides[i]
                near.context[at, found] = context_of(phasing, guarantee, guarantees, digits)
                found += 1
            digits[i] = stands
        broken, crossed, joined = (
            broken & infeasible[i, stands],
            crossed & red_lines[i, stands],
            joined & linkages[i, stands],
        )
        missing += free[i] and not available[i, stands]
    return found


@lean
def find_nearby(space: Space, guarantees: int, free: Bools, origin: Ints, moves: int, near: Nearby, at: int) -> None:
    """Put the feasible packages that differ from ``origin`` (I,) in at most ``moves`` free issues into row ``at``, each
    once.

    Issues are changed in their order. What the unchanged ones before and after the last change admit is known then, so
    that a package costs three conjunctions, however many issues there are.
    """
    here, before, after, package, found = near.digits, near.before, near.after, encode(space, origin), 0
    near.guarantees[0] = guarantees
    put(near.origin[at], origin)
    for i in range(len(free)):
        near.freed[at, i] = free[i]
    put(here, origin)
    admitted_after(space, free, origin, near)
    if after[0, MISSING] == 0 and after[0, 0] == 0:
        near.changes[at, 0], near.lines[at, 0], near.links[at, 0] = 0, after[0, 1], after[0, 2]
        near.context[at, 0] = context_of(space.phasing, space.guarantee, guarantees, here)
        near.package[at, 0] = package
        found = 1
    for k in range(3):
        before[0, k] = -1
    before[0, MISSING] = 0
    if moves > 0:
        found = change_one(space, free, int(np.int64(0)), package, near, at, found)
    for depth in range(1, moves):
        found = change_more(space, free, depth, package, near, at, found)
    near.size[at] = found


@lean_inner
def change_more(space: Space, free: Bools, depth: int, package: int, near: Nearby, at: int, found: int) -> int:
    """``change_one`` for all packages, feasible or not, that differ from the origin of row ``at``, whose index is
    ``package``, in ``depth`` issues: how many there are then."""
    levels, available, strides, origin, digits = (
        space.levels,
        space.available,
        space.strides,
        near.origin[at],
        near.digits,
    )
    issue, level, before, at_issue, chosen = near.stack[0], near.stack[1], near.before, np.int64(0), np.int64(0)
    issue[0], level[0] = 0, -1
    while chosen >= 0:
        at_issue = issue[chosen]
        if at_issue == len(origin):
            chosen -= 1
            continue
        level[chosen] += 1
        digit, stands = level[chosen], origin[at_issue]
        if not free[at_issue] or digit == levels[at_issue]:
            package -= (digits[at_issue] - stands) * strides[at_issue]
            digits[at_issue] = stands
            narrow(space, free, before[chosen], before[chosen], at_issue, stands)
            issue[chosen], level[chosen] = at_issue + 1, -1
        elif digit != stands and available[at_issue, digit]:
            package += (digit - digits[at_issue]) * strides[at_issue]
            digits[at_issue] = digit
            narrow(space, free, before[chosen], before[chosen + 1], at_issue, digit)
            if chosen + 1 == depth:
                found = change_one(space, free, depth, package, near, at, found)
            else:
                chosen += 1
                issue[chosen], level[chosen] = at_issue + 1, -1
    for k in range(3):
        before[0, k] = -1
    before[0, MISSING] = 0
    return found


@lean_inlined
def narrow(space: Space, free: Bools, before: Ints, after: Ints, issue: int, digit: int) -> None:
    """Put what issues with one more, that stands at a level, admit into ``after`` (4,)."""
    after[0] = before[0] & space.infeasible[issue, digit]
    after[1] = before[1] & space.red_lines[issue, digit]
    after[2] = before[2] & space.linkages[issue, digit]
    after[MISSING] = before[MISSING] + (free[issue] and not space.available[issue, digit])


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
    packages = np.repeat(origin[None], near.size[0], axis=0)
    for n in range(len(packages)):
        for d in range(near.changes[0, n]):
            packages[n, near.issue[0, n, d]] = near.level[0, n, d]
    return packages
