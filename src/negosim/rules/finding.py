"""Finding the packages near another one: those that differ from it in a few issues."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Ints
from negosim.rules.arrays import put
from negosim.rules.compiling import inlined, lean
from negosim.rules.lending import lend
from negosim.rules.space import Space, encode
from negosim.rules.table import context_of

MISSING = 3


class Finding(NamedTuple):
    """Feasible packages as changes of an origin, in the order in which they are found: up to N, of at most M changes.

    ``origin``: (I,). ``changes``: (N,), how many issues differ; ``issue``, ``level``: (N, M), which and to what.
    ``lines``, ``links``: (N,), the red lines and linkages that a package meets, as bits; ``context``, ``package``:
    (N,), its index. The first is the origin, if it is feasible.

    ``guarantees``: (1,), ``digits``: (I,), ``after``: (I + 1, 4), ``before``: (M + 2, 4), ``stack``: (2, M + 1): room
    for finding. ``kind``, ``code``, ``first``: (N,), ``begin``: (N + 1,), room for sorting.
    """

    origin: Ints
    changes: Ints
    issue: Ints
    level: Ints
    lines: Ints
    links: Ints
    context: Ints
    package: Ints
    guarantees: Ints
    digits: Ints
    after: Ints
    before: Ints
    stack: Ints
    kind: Ints
    code: Ints
    first: Ints
    begin: Ints


def most_nearby(space: Space, moves: int) -> int:
    """How many packages there can be at most within some moves of one."""
    ways = [1] + [0] * moves
    for levels in space.levels.tolist():
        for k in range(moves, 0, -1):
            ways[k] += ways[k - 1] * (levels - 1)
    return sum(ways)


def finding(space: Space, moves: int) -> Finding:
    """Room for the packages within some moves of one."""
    count, issues = most_nearby(space, moves), len(space.levels)
    return lend(
        Finding(
            np.empty(issues, np.int64),
            np.empty(count, np.int64),
            np.empty((count, moves), np.int64),
            np.empty((count, moves), np.int64),
            np.empty(count, np.int64),
            np.empty(count, np.int64),
            np.empty(count, np.int64),
            np.empty(count, np.int64),
            np.zeros(1, np.int64),
            np.empty(issues, np.int64),
            np.zeros((issues + 1, 4), np.int64),
            np.zeros((moves + 2, 4), np.int64),
            np.zeros((2, moves + 1), np.int64),
            np.empty(count, np.int64),
            np.empty(count, np.int64),
            np.empty(count, np.int64),
            np.empty(count + 1, np.int64),
        )
    )


@lean
def admitted_after(space: Space, free: Bools, origin: Ints, found: Finding) -> None:
    """Put what the issues of ``origin`` from each on admit into ``found.after``."""
    issues, available, after = len(origin), space.available, found.after
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


@lean
def change_one(space: Space, free: Bools, depth: int, package: int, found: Finding, count: int) -> int:
    """Put the feasible packages that differ from ``found.digits``, whose index is ``package`` and which differs in
    ``depth`` issues from the origin, in one more issue, a later one, after the ``count`` first: how many there are
    then."""
    levels, available, strides, after, before = (
        space.levels,
        space.available,
        space.strides,
        found.after,
        found.before[depth],
    )
    infeasible, red_lines, linkages = space.infeasible, space.red_lines, space.linkages
    issue, level, origin, digits = found.stack[0], found.stack[1], found.origin, found.digits
    broken, crossed, joined, missing = before[0], before[1], before[2], before[MISSING]
    phasing, guarantee, guarantees = space.phasing, space.guarantee, found.guarantees[0]
    for i in range(issue[depth - 1] + 1 if depth else 0, len(origin)):
        stands, beyond = origin[i], i + 1
        if free[i] and missing + after[beyond, MISSING] == 0:
            for digit in range(levels[i]):
                if digit == stands or not available[i, digit] or broken & infeasible[i, digit] & after[beyond, 0]:
                    continue
                issue[depth], level[depth], digits[i] = i, digit, digit
                found.changes[count] = depth + 1
                for d in range(depth + 1):
                    found.issue[count, d], found.level[count, d] = issue[d], level[d]
                found.lines[count] = crossed & red_lines[i, digit] & after[beyond, 1]
                found.links[count] = joined & linkages[i, digit] & after[beyond, 2]
                found.package[count] = package + (digit - stands) * strides[i]
                found.context[count] = context_of(phasing, guarantee, guarantees, digits)
                count += 1
            digits[i] = stands
        broken, crossed, joined = (
            broken & infeasible[i, stands],
            crossed & red_lines[i, stands],
            joined & linkages[i, stands],
        )
        missing += free[i] and not available[i, stands]
    return count


@lean
def find_nearby(space: Space, guarantees: int, free: Bools, origin: Ints, moves: int, found: Finding) -> int:
    """Put the feasible packages that differ from ``origin`` (I,) in at most ``moves`` free issues into ``found``, each
    once: how many.

    Issues are changed in their order. What the unchanged ones before and after the last change admit is known then, so
    that a package costs three conjunctions, however many issues there are.
    """
    here, before, after, package, count = found.digits, found.before, found.after, encode(space, origin), 0
    found.guarantees[0] = guarantees
    put(found.origin, origin)
    put(here, origin)
    admitted_after(space, free, origin, found)
    if after[0, MISSING] == 0 and after[0, 0] == 0:
        found.changes[0], found.lines[0], found.links[0] = 0, after[0, 1], after[0, 2]
        found.context[0] = context_of(space.phasing, space.guarantee, guarantees, here)
        found.package[0] = package
        count = 1
    for k in range(3):
        before[0, k] = -1
    before[0, MISSING] = 0
    if moves > 0:
        count = change_one(space, free, int(np.int64(0)), package, found, count)
    for depth in range(1, moves):
        count = change_more(space, free, depth, package, found, count)
    return count


@lean
def change_more(space: Space, free: Bools, depth: int, package: int, found: Finding, count: int) -> int:
    """``change_one`` for all packages, feasible or not, that differ from the origin, whose index is ``package``, in
    ``depth`` issues: how many there are then."""
    levels, available, strides, origin, digits = (
        space.levels,
        space.available,
        space.strides,
        found.origin,
        found.digits,
    )
    issue, level, before, at_issue, chosen = found.stack[0], found.stack[1], found.before, np.int64(0), np.int64(0)
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
                count = change_one(space, free, depth, package, found, count)
            else:
                chosen += 1
                issue[chosen], level[chosen] = at_issue + 1, -1
    for k in range(3):
        before[0, k] = -1
    before[0, MISSING] = 0
    return count


@inlined
def narrow(space: Space, free: Bools, before: Ints, after: Ints, issue: int, digit: int) -> None:
    """Put what issues with one more, that stands at a level, admit into ``after`` (4,)."""
    after[0] = before[0] & space.infeasible[issue, digit]
    after[1] = before[1] & space.red_lines[issue, digit]
    after[2] = before[2] & space.linkages[issue, digit]
    after[MISSING] = before[MISSING] + (free[issue] and not space.available[issue, digit])


def neighbours(space: Space, free: Bools, origin: Ints, moves: int) -> Ints:
    """The feasible packages that differ from ``origin`` in at most ``moves`` free issues, each once: (n, I)."""
    found = finding(space, moves)
    packages = np.repeat(origin[None], find_nearby(space, 1, free, origin, moves, found), axis=0)
    for n in range(len(packages)):
        for d in range(found.changes[n]):
            packages[n, found.issue[n, d]] = found.level[n, d]
    return packages
