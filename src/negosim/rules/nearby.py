"""The packages near others, kept row by row and kind by kind: what those of a kind share is reckoned once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from negosim.arrays import Bools, Ints, Ranks
from negosim.rules.arrays import put, same
from negosim.rules.compiling import inlined, lean, lean_apart
from negosim.rules.fetching import LINE, fetch
from negosim.rules.finding import Finding, find_nearby, finding
from negosim.rules.lending import lend
from negosim.rules.space import Space, encode
from negosim.rules.table import Table

Shorts = npt.NDArray[np.int32]

MOST_BYTES = 2**25
"""How much the packages near others take at most, unless those near a single one take more."""
SIZES = (3, 7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093)
"""How many packages there is room for: prime numbers, since packages near one another differ by even steps."""


class Nearby(NamedTuple):
    """Feasible packages as changes of origins: for each of K origins up to N of them, of at most M changes.

    What is near a package hangs on no draw, so that it is kept from run to run, in little room, since it is read anew
    from far away each time. ``origin``, ``freed``: (K, I), which package and which issues were free; ``size``: (K,),
    how many are near it, -1 in a row of which nothing is known. ``changes``: (K, N), how many issues differ; ``issue``,
    ``level``: (K, N, M), which and to what; ``package``: (K, N), its index; ``place``: (K, 1 + M, N), of which kind it
    is, and where what each change adds stands in an array by context, issue and level, flat, at whose end stands what
    is no change.

    They stand kind by kind, and kinds bunch by bunch. Those of a kind meet the same, in the same context, with the same
    levels of linked issues: ``kinds``, (K,), how many; ``context``, (K, N);
    ``tied``, (K, N, linkages), where what a linkage adds stands in an array by linkage, context and level, flat, at
    whose end stands what a linkage adds that is not met. Those of a bunch meet the same red lines: ``bunches``, (K,);
    ``bound``, (K, N + 1); ``lines``, (K, N).

    ``found``: room for finding them.
    """

    origin: Ints
    freed: Bools
    size: Ints
    changes: Shorts
    issue: Shorts
    level: Shorts
    package: Ints
    place: Ranks
    kinds: Ints
    context: Shorts
    tied: Ranks
    bunches: Ints
    bound: Shorts
    lines: Ints
    found: Finding


def room_for(space: Space, moves: int, origins: int) -> Nearby:
    """Room for the packages within some moves of any of so many origins; of fewer if that took over ``MOST_BYTES``."""
    found, issues, linkages = finding(space, moves), len(space.levels), len(space.linkage_issue)
    count = len(found.package)
    most = min(origins, MOST_BYTES // (count * (32 + 4 * linkages + 12 * moves)))
    rows = max((size for size in SIZES if size <= most), default=1)
    return lend(
        Nearby(
            np.empty((rows, issues), np.int64),
            np.empty((rows, issues), np.bool_),
            np.full(rows, -1, np.int64),
            np.empty((rows, count), np.int32),
            np.empty((rows, count, moves), np.int32),
            np.empty((rows, count, moves), np.int32),
            np.empty((rows, count), np.int64),
            np.empty((rows, 1 + moves, count), np.uint32),
            np.zeros(rows, np.int64),
            np.empty((rows, count), np.int32),
            np.empty((rows, count, linkages), np.uint32),
            np.zeros(rows, np.int64),
            np.empty((rows, count + 1), np.int32),
            np.empty((rows, count), np.int64),
            found,
        )
    )


@lean_apart
def look_around(space: Space, table: Table, free: Bools, origin: Ints, moves: int, near: Nearby) -> int:
    """The row in which stands what is near a package, which is found if it is not known."""
    at = encode(space, origin) % len(near.origin)
    if not known(near, at, free, origin):
        near.size[at] = find_nearby(space, table.guarantees, free, origin, moves, near.found)
        put(near.origin[at], origin)
        for i in range(len(free)):
            near.freed[at, i] = free[i]
        sort_out(space, near, at, table.worth.shape[1], table.worth.shape[3])
        put_down(near, at, table.worth.shape[1], table.worth.shape[3])
    return at


@lean
def foresee(space: Space, near: Nearby, digits: Ints) -> None:
    """Ask for what is near a package, which will be read before long, if it is known."""
    at, long = encode(space, digits) % len(near.origin), near.place.shape[2]
    each, ties = 4 * near.size[at], 4 * near.kinds[at]
    for offset in range(0, 8 * near.origin.shape[1], LINE):
        fetch(near.origin, at, offset)
    for part in range(near.place.shape[1]):
        for offset in range(0, each, LINE):
            fetch(near.place, at, 4 * part * long + offset)
    for offset in range(0, ties * near.tied.shape[2], LINE):
        fetch(near.tied, at, offset)
    for offset in range(0, ties, LINE):
        fetch(near.context, at, offset)
    if near.issue.shape[2] == 1:  # of more changes, there are many more packages than are looked at one by one
        for offset in range(0, each, LINE):
            fetch(near.changes, at, offset)
            fetch(near.issue, at, offset)
            fetch(near.level, at, offset)
    start = int(np.int64(0))  # a variable: a constant would be compiled for apart
    fetch(near.freed, at, start)
    fetch(near.bound, at, start)
    fetch(near.lines, at, start)


@inlined
def known(near: Nearby, at: int, free: Bools, origin: Ints) -> bool:
    """Whether the packages near ``origin`` (I,) stand in row ``at``."""
    if near.size[at] < 0 or not same(near.origin[at], origin):
        return False
    alike = True
    for i in range(len(free)):
        alike = alike and near.freed[at, i] == free[i]
    return alike


@lean
def sort_out(space: Space, near: Nearby, at: int, contexts: int, longest: int) -> None:
    """Find the kinds and bunches of the packages found, and say where each begins in row ``at``; there is room for so
    many contexts, and levels of an issue."""
    found, begin, count, kinds, k = near.found, near.found.begin, near.size[at], 0, 0
    kind, first = found.kind, found.first
    for n in range(count):
        found.code[n] = linked_part(space, found, n)
        if k == kinds or not of_a_kind(found, n, first[k]):
            k = 0
            while k < kinds and not of_a_kind(found, n, first[k]):
                k += 1
        if k == kinds:
            first[k] = n
            kinds += 1
        kind[n] = k
    near.kinds[at] = kinds
    bunch_up(space, near, at, contexts, longest)
    for k in range(kinds + 1):
        begin[k] = 0
    for n in range(count):
        kind[n] = found.code[kind[n]]
        begin[kind[n] + 1] += 1
    for k in range(kinds):
        begin[k + 1] += begin[k]
    for b in range(near.bunches[at] + 1):
        near.bound[at, b] = begin[near.bound[at, b]]


@lean
def bunch_up(space: Space, near: Nearby, at: int, contexts: int, longest: int) -> None:
    """Put into ``code`` which number each kind found gets, bunch by bunch, and into ``bound`` that of the first of each
    bunch."""
    found, kinds, number, bunches = near.found, near.kinds[at], 0, 0
    first, code = found.first, found.code
    for k in range(kinds):
        code[k] = -1
    for k in range(kinds):
        if code[k] < 0:
            near.bound[at, bunches], near.lines[at, bunches] = number, found.lines[first[k]]
            bunches += 1
            for j in range(k, kinds):
                if found.lines[first[j]] == found.lines[first[k]]:
                    near.context[at, number], code[j] = found.context[first[j]], number
                    tie_up(space, found, first[j], near.tied[at, number], contexts, longest)
                    number += 1
    near.bound[at, bunches], near.bunches[at] = number, bunches


@inlined
def tie_up(space: Space, found: Finding, n: int, tied: Ranks, contexts: int, longest: int) -> None:
    """Say where what linkages add to a package found stands."""
    for k in range(len(tied)):
        issue, level = space.linkage_issue[k], 0
        if found.links[n] >> k & 1:
            if issue >= 0:
                level = level_of(found, n, issue)
            tied[k] = (k * contexts + found.context[n]) * longest + level
        else:
            tied[k] = len(tied) * contexts * longest


@inlined
def level_of(found: Finding, n: int, issue: int) -> int:
    """The level of an issue in a package found."""
    level = found.origin[issue]
    for d in range(found.changes[n]):
        if found.issue[n, d] == issue:
            level = found.level[n, d]
    return level


@lean
def put_down(near: Nearby, at: int, contexts: int, longest: int) -> None:
    """Put the packages found into row ``at``, each to its kind; there is room for so many contexts, and levels of an
    issue."""
    found, next_of, place, issues = near.found, near.found.begin, near.place[at], near.origin.shape[1]
    for n in range(near.size[at]):
        m = next_of[found.kind[n]]
        next_of[found.kind[n]] += 1
        near.changes[at, m], near.package[at, m] = found.changes[n], found.package[n]
        place[0, m] = found.kind[n]
        for d in range(1, len(place)):
            place[d, m] = contexts * issues * longest
        for d in range(found.changes[n]):
            issue, level = found.issue[n, d], found.level[n, d]
            near.issue[at, m, d], near.level[at, m, d] = issue, level
            place[1 + d, m] = (found.context[n] * issues + issue) * longest + level


@inlined
def of_a_kind(found: Finding, n: int, other: int) -> bool:
    """Whether two packages are of a kind."""
    lines, links, context, code = found.lines, found.links, found.context, found.code
    alike = lines[n] == lines[other] and links[n] == links[other]
    return alike and context[n] == context[other] and code[n] == code[other]


@inlined
def linked_part(space: Space, found: Finding, n: int) -> int:
    """What the issues of the linkages that a package meets add to its index, each once."""
    links, part = found.links[n], 0
    for k in range(len(space.linkage_issue)):
        issue = space.linkage_issue[k]
        counts = links >> k & 1 and issue >= 0
        for earlier in range(k):
            counts = counts and not (links >> earlier & 1 and space.linkage_issue[earlier] == issue)
        if counts:
            part += level_of(found, n, issue) * space.strides[issue]
    return part


@inlined
def apply(near: Nearby, at: int, m: int, digits: Ints) -> None:
    """Make a package nearby of its origin's digits (I,)."""
    for d in range(near.changes[at, m]):
        digits[near.issue[at, m, d]] = near.level[at, m, d]


@inlined
def undo(near: Nearby, at: int, m: int, digits: Ints) -> None:
    """Make its origin of a package nearby."""
    for d in range(near.changes[at, m]):
        digits[near.issue[at, m, d]] = near.origin[at, near.issue[at, m, d]]
