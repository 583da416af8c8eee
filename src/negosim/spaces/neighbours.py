"""Feasible packages that differ from a given package in a few issues."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import put, same
from negosim.compiled.tuples_by_reference import lend
from negosim.spaces.space import Space, context_of, encode

MISSING = 3


class Neighbours(NamedTuple):
    """Cache of the feasible packages that differ from ``origin`` in at most M issues, N of them at most.

    The list depends on the origin and the free issues only; it is reused until either changes.

    Attributes
    ----------
    origin, free : ndarray, shape (I,)
        Digits of the package in the middle, and issues that may differ.
    size : ndarray, shape (2,)
        Number of packages listed, -1 before the first list; number of patterns.
    issue, level : ndarray, shape (N, M)
        Issues that differ, and their levels.
    package, context, links, changes, pattern, lines : ndarray, shape (N,)
        Index and context of a package, linkages that it meets, as bits, number of issues that differ, and number of the
        combination of red lines that it crosses; red lines of each such pattern, as bits.
    digits, after, before, stack : ndarray, shapes (I,), (I + 1, 4), (M + 2, 4), (2, M + 1)
        Scratch arrays of the search.
    """

    origin: Ints
    free: Bools
    size: Ints
    changes: Ints
    issue: Ints
    level: Ints
    package: Ints
    context: Ints
    links: Ints
    pattern: Ints
    lines: Ints
    digits: Ints
    after: Ints
    before: Ints
    stack: Ints


class Room(NamedTuple):
    """Work arrays for choosing among the neighbours of a package.

    Attributes
    ----------
    near : Neighbours
        The packages.
    believed : ndarray, shape (P, I)
        Believed weights.
    without, gains : ndarray, shape (P,)
        Believed utilities without a deal, and gains of a package.
    bound : ndarray, shape (N,)
        Upper bound of the score for each pattern of red lines.
    digits, found, open : ndarray, shape (I,)
        Package under consideration, package chosen, and issues of a text that may change.
    """

    near: Neighbours
    believed: Floats
    without: Floats
    gains: Floats
    bound: Floats
    digits: Ints
    found: Ints
    open: Bools


def most_neighbours(space: Space, moves: int) -> int:
    """Return the number of packages, feasible or not, within ``moves`` changed issues of one, itself included."""
    ways = [1] + [0] * moves
    for levels in space.levels.tolist():
        for k in range(moves, 0, -1):
            ways[k] += ways[k - 1] * (levels - 1)
    return sum(ways)


def room_for(space: Space, parties: int, moves: int) -> Room:
    """Allocate the work arrays for P ``parties`` and packages within ``moves`` changed issues of one."""
    count, issues = most_neighbours(space, moves), len(space.levels)
    near = Neighbours(
        origin=np.empty(issues, np.int64),
        free=np.zeros(issues, np.bool_),
        size=np.full(2, -1, np.int64),
        changes=np.empty(count, np.int64),
        issue=np.empty((count, moves), np.int64),
        level=np.empty((count, moves), np.int64),
        package=np.empty(count, np.int64),
        context=np.empty(count, np.int64),
        links=np.empty(count, np.int64),
        pattern=np.empty(count, np.int64),
        lines=np.empty(count, np.int64),
        digits=np.empty(issues, np.int64),
        after=np.zeros((issues + 1, 4), np.int64),
        before=np.zeros((moves + 2, 4), np.int64),
        stack=np.zeros((2, moves + 1), np.int64),
    )
    return lend(
        Room(
            near=lend(near),
            believed=np.empty((parties, issues)),
            without=np.empty(parties),
            gains=np.empty(parties),
            bound=np.empty(count),
            digits=np.empty(issues, np.int64),
            found=np.empty(issues, np.int64),
            open=np.zeros(issues, np.bool_),
        )
    )


@compiled(allocates=False, standalone=True)
def list_neighbours(space: Space, guarantees: int, free: Bools, origin: Ints, moves: int, near: Neighbours) -> int:
    """List the feasible packages that differ from ``origin`` in at most ``moves`` free issues, each once.

    Issues are changed in ascending order. The conditions met by the unchanged issues before and after the last change
    are cached: a package takes three bitwise ands, however many issues there are.

    Parameters
    ----------
    space, guarantees : Space, int
        Package space, and number of levels of the guarantee.
    free, origin : ndarray, shape (I,)
        Issues that may differ, and digits of the package in the middle.
    moves : int
        Maximum number of issues that differ.
    near : Neighbours
        Output; unchanged if it already lists these packages.

    Returns
    -------
    int
        Number of packages.
    """
    if near.size[0] >= 0 and same(near.origin, origin) and _same_issues(near.free, free):
        return int(near.size[0])
    digits, before, after, index, count = near.digits, near.before, near.after, encode(space, origin), 0
    near.size[1] = 0
    put(near.origin, origin)
    put(digits, origin)
    for i in range(len(free)):
        near.free[i] = free[i]
    _admit_after(space, near)
    if after[0, MISSING] == 0 and after[0, 0] == 0:
        near.changes[0], near.package[0], near.links[0] = 0, index, after[0, 2]
        near.context[0] = context_of(space.phasing, space.guarantee, guarantees, digits)
        near.pattern[0] = _pattern_of(near, after[0, 1])
        count = 1
    for depth in range(moves):
        before[0, 0], before[0, 1], before[0, 2], before[0, MISSING] = -1, -1, -1, 0
        count = _change_more(space, guarantees, depth, index, near, count)
    near.size[0] = count
    return count


@inlined
def _same_issues(free: Bools, other: Bools) -> bool:
    alike = True
    for i in range(len(free)):
        alike = alike and free[i] == other[i]
    return alike


@inlined
def _pattern_of(near: Neighbours, lines: int) -> int:
    """Return the number of a combination of red lines; add it if it is new."""
    k = near.size[1] - 1
    while k >= 0 and near.lines[k] != lines:
        k -= 1
    if k < 0:
        k = near.size[1]
        near.lines[k] = lines
        near.size[1] += 1
    return k


@compiled(allocates=False)
def _admit_after(space: Space, near: Neighbours) -> None:
    """Write the conditions met by the origin's issues from each one on to ``near.after``."""
    issues, after = len(near.origin), near.after
    after[issues, 0], after[issues, 1], after[issues, 2], after[issues, MISSING] = -1, -1, -1, 0
    for i in range(issues - 1, -1, -1):
        _narrow(space, near.free, after[i + 1], after[i], i, near.origin[i])


@inlined
def _narrow(space: Space, free: Bools, before: Ints, after: Ints, issue: int, digit: int) -> None:
    """Write the conditions of ``before`` that one more issue also meets to ``after`` (4,)."""
    after[0] = before[0] & space.infeasible[issue, digit]
    after[1] = before[1] & space.red_lines[issue, digit]
    after[2] = before[2] & space.linkages[issue, digit]
    after[MISSING] = before[MISSING] + (free[issue] and not space.available[issue, digit])


@compiled(allocates=False)
def _change_one(space: Space, guarantees: int, depth: int, index: int, near: Neighbours, count: int) -> int:
    """List neighbours that differ from ``near.digits`` in one later issue; return the number of packages listed."""
    levels, available, strides, after, before = space.levels, space.available, space.strides, near.after, near.before
    issue, level, digits, free = near.stack[0], near.stack[1], near.digits, near.free
    broken, crossed, joined, missing = before[depth, 0], before[depth, 1], before[depth, 2], before[depth, MISSING]
    for i in range(issue[depth - 1] + 1 if depth else 0, len(digits)):
        current, later = near.origin[i], after[i + 1]
        if free[i] and missing + later[MISSING] == 0:
            for digit in range(levels[i]):
                if digit == current or not available[i, digit] or broken & space.infeasible[i, digit] & later[0]:
                    continue
                issue[depth], level[depth], digits[i] = i, digit, digit
                near.changes[count] = depth + 1
                for d in range(depth + 1):
                    near.issue[count, d], near.level[count, d] = issue[d], level[d]
                near.pattern[count] = _pattern_of(near, crossed & space.red_lines[i, digit] & later[1])
                near.links[count] = joined & space.linkages[i, digit] & later[2]
                near.package[count] = index + (digit - current) * strides[i]
                near.context[count] = context_of(space.phasing, space.guarantee, guarantees, digits)
                count += 1
            digits[i] = current
        broken, crossed = broken & space.infeasible[i, current], crossed & space.red_lines[i, current]
        joined = joined & space.linkages[i, current]
        missing += free[i] and not available[i, current]
    return count


@compiled(allocates=False)
def _change_more(space: Space, guarantees: int, depth: int, index: int, near: Neighbours, count: int) -> int:
    """Apply ``_change_one`` to all packages, feasible or not, that differ from the origin in ``depth`` issues."""
    if depth == 0:
        return _change_one(space, guarantees, depth, index, near, count)
    levels, available, strides, origin, digits = space.levels, space.available, space.strides, near.origin, near.digits
    issue, level, before, at, chosen = near.stack[0], near.stack[1], near.before, np.int64(0), np.int64(0)
    issue[0], level[0] = 0, -1
    while chosen >= 0:
        at = issue[chosen]
        if at == len(origin):
            chosen -= 1
            continue
        level[chosen] += 1
        digit, current = level[chosen], origin[at]
        if not near.free[at] or digit == levels[at]:
            index -= (digits[at] - current) * strides[at]
            digits[at] = current
            _narrow(space, near.free, before[chosen], before[chosen], at, current)
            issue[chosen], level[chosen] = at + 1, -1
        elif digit != current and available[at, digit]:
            index += (digit - digits[at]) * strides[at]
            digits[at] = digit
            _narrow(space, near.free, before[chosen], before[chosen + 1], at, digit)
            if chosen + 1 == depth:
                count = _change_one(space, guarantees, depth, index, near, count)
            else:
                chosen += 1
                issue[chosen], level[chosen] = at + 1, -1
    return count


@inlined
def apply(near: Neighbours, n: int, digits: Ints) -> None:
    """Change the origin's digits, shape (I,), to those of neighbour ``n``, in place."""
    for d in range(near.changes[n]):
        digits[near.issue[n, d]] = near.level[n, d]


@inlined
def undo(near: Neighbours, n: int, digits: Ints) -> None:
    """Change the digits of neighbour ``n``, shape (I,), back to the origin's, in place."""
    for d in range(near.changes[n]):
        digits[near.issue[n, d]] = near.origin[near.issue[n, d]]


def neighbours(space: Space, free: Bools, origin: Ints, moves: int) -> Ints:
    """Return the feasible packages that differ from ``origin`` in at most ``moves`` free issues, each once.

    Parameters
    ----------
    space, free, origin, moves
        As for `list_neighbours`.

    Returns
    -------
    ndarray of int64, shape (n, I)
        Digits.
    """
    near = room_for(space, 1, moves).near
    packages = np.repeat(origin[None], list_neighbours(space, 1, free, origin, moves, near), axis=0)
    for n in range(len(packages)):
        apply(near, n, packages[n])
    return packages
