"""Packages near another one, kind by kind: what those of a kind share is reckoned once."""

from __future__ import annotations

from negosim.rules.compiling import lean, lean_inlined, lean_inner
from negosim.rules.nearby import Nearby, find_nearby, known, row_of
from negosim.rules.space import Bools, Ints, Space
from negosim.rules.table import Table


@lean
def look_around(space: Space, table: Table, free: Bools, origin: Ints, moves: int, near: Nearby) -> int:
    """The row in which stands what is near a package, which is found if it is not known."""
    at = row_of(space, near, origin)
    if not known(near, at, free, origin):
        find_nearby(space, table.guarantees, free, origin, moves, near, at)
        sort_out(space, near, at)
        put_places(near, at, table.worth.shape[1], table.worth.shape[3])
    return at


@lean_inner
def sort_out(space: Space, near: Nearby, at: int) -> None:
    """Put the packages of row ``at`` into kinds, and kinds into bunches."""
    kind, member, begin, count, kinds = near.kind, near.member[at], near.begin[at], near.size[at], 0
    k = 0
    for n in range(count):
        near.code[n] = linked_part(space, near, at, n)
        if k == kinds or not of_a_kind(near, at, n, member[k]):
            k = 0
            while k < kinds and not of_a_kind(near, at, n, member[k]):
                k += 1
        if k == kinds:
            member[k] = n
            kinds += 1
        kind[n] = k
    near.kinds[at] = kinds
    line_up(near, at)
    for k in range(kinds + 1):
        begin[k] = 0
    for n in range(count):
        kind[n] = near.code[kind[n]]
        begin[kind[n] + 1] += 1
    for k in range(kinds):
        begin[k + 1] += begin[k]
    for n in range(count - 1, -1, -1):
        begin[kind[n] + 1] -= 1
        member[begin[kind[n] + 1]] = n
    for k in range(kinds):
        begin[k] = begin[k + 1]
    begin[kinds] = count
    bunch_up(near, at)


@lean_inlined
def line_up(near: Nearby, at: int) -> None:
    """Put the number that each kind of row ``at`` gets among those that meet the same red lines into ``near.code``;
    ``near.member`` still holds one package of each kind."""
    kinds, member, lines, code, number = near.kinds[at], near.member[at], near.lines[at], near.code, 0
    for k in range(kinds):
        code[k] = -1
    for k in range(kinds):
        if code[k] < 0:
            for j in range(k, kinds):
                if lines[member[j]] == lines[member[k]]:
                    code[j] = number
                    number += 1


@lean_inlined
def bunch_up(near: Nearby, at: int) -> None:
    """Say where the bunches of row ``at`` begin."""
    member, begin, bound, lines, bunches = near.member[at], near.begin[at], near.bound[at], near.lines[at], 0
    for k in range(near.kinds[at]):
        first = begin[k]
        if k == 0 or lines[member[first]] != lines[member[first - 1]]:
            bound[bunches] = first
            bunches += 1
    bound[bunches] = near.size[at]
    near.bunches[at] = bunches


@lean_inlined
def put_places(near: Nearby, at: int, contexts: int, longest: int) -> None:
    """Say where what the changes of row ``at`` add stands, with room for so many levels an issue."""
    place, issues, changes = near.place[at], near.origin.shape[1], near.changes[at]
    for m in range(near.size[at]):
        n = near.member[at, m]
        for d in range(len(place)):
            if d < changes[n]:
                place[d, m] = (near.context[at, n] * issues + near.issue[at, n, d]) * longest + near.level[at, n, d]
            else:
                place[d, m] = contexts * issues * longest


@lean_inlined
def of_a_kind(near: Nearby, at: int, n: int, other: int) -> bool:
    """Whether two packages of row ``at`` are of a kind."""
    lines, links, contexts, code = near.lines[at], near.links[at], near.context[at], near.code
    alike = lines[n] == lines[other] and links[n] == links[other]
    return alike and contexts[n] == contexts[other] and code[n] == code[other]


@lean_inlined
def linked_part(space: Space, near: Nearby, at: int, n: int) -> int:
    """What the issues of the linkages that a package of row ``at`` meets add to its index, each once."""
    links, part = near.links[at, n], 0
    for k in range(len(space.linkage_issue)):
        issue = space.linkage_issue[k]
        counts = links >> k & 1 and issue >= 0
        for earlier in range(k):
            counts = counts and not (links >> earlier & 1 and space.linkage_issue[earlier] == issue)
        if counts:
            level = near.origin[at, issue]
            for d in range(near.changes[at, n]):
                if near.issue[at, n, d] == issue:
                    level = near.level[at, n, d]
            part += level * space.strides[issue]
    return part
