"""What packages near another one are worth, nearly: only what may be best need be reckoned as the rules say.

A package is worth what the one in the middle is, and what its changes add: that is a little off by rounding, by less
than ``slack``.
"""

from __future__ import annotations

from negosim.rules.arrays import put
from negosim.rules.compiling import inlined, lean_inlined, lean_inner
from negosim.rules.judging import Judging
from negosim.rules.nearby import apply, undo
from negosim.rules.space import Ints, Space, met
from negosim.rules.table import Floats, Table, context_of, linked


@lean_inlined
def slack(lift: Floats, parties: int) -> float:
    """More than rounding can move a score: utilities are sums of shares of 1 and of ``lift`` (K, C, L)."""
    size = 2.0
    for k in range(len(lift)):
        most = 0.0
        for c in range(lift.shape[1]):
            for level in range(lift.shape[2]):
                most = max(most, abs(lift[k, c, level]))
        size += 2.0 * most
    return 1e-13 * size**parties


@inlined
def likeness(weight: float, value: float, other: float) -> float:
    """What an issue adds to how alike two packages are: ``w_i (1 - |v_i(x) - v_i(y)|)``, v with delivery."""
    return weight * (1.0 - abs(value - other))


@inlined
def similarity(table: Table, party: int, believed: Floats, here: int, digits: Ints, there: int, other: Ints) -> float:
    """How alike a package in context ``here`` is to the package ``other`` in context ``there`` in the value a party is
    believed to give them (Faratin, Sierra & Jennings 2002): the sum of ``likeness`` over issues, 1 if identical."""
    delivered, total = table.delivered, 0.0
    for i in range(len(digits)):
        stands = delivered[party, there, i, other[i]]
        total += likeness(believed[party, i], delivered[party, here, i, digits[i]], stands)
    return total


@inlined
def part(weight: float, value: float, alike: bool, other: float) -> float:
    """What a level of an issue adds: its value, or how alike it is to another."""
    return likeness(weight, value, other) if alike else weight * value


@lean_inlined
def put_steps(
    levels: Ints,
    table: Table,
    party: int,
    believed: Floats,
    alike: bool,
    other: Ints,
    there: int,
    here: int,
    room: Judging,
    at: int,
) -> None:
    """Put what the package in the middle of row ``at`` is held to be worth in context ``here``, linkages left out, into
    ``room.worth``, and what changing one level of it adds there into ``room.step``."""
    origin, total, step = room.near.origin[at], 0.0, room.step
    issues, longest = table.delivered.shape[2], table.delivered.shape[3]
    for i in range(issues):
        weight, values, stands = believed[party, i], table.delivered[party, here, i], 0.0
        if alike:
            stands = table.delivered[party, there, i, other[i]]
        now, place = part(weight, values[origin[i]], alike, stands), (here * issues + i) * longest
        total += now
        for level in range(levels[i]):
            step[place + level] = part(weight, values[level], alike, stands) - now
    room.worth[here] = total


@lean_inner
def estimate(
    space: Space,
    table: Table,
    party: int,
    believed: Floats,
    alike: bool,
    other: Ints,
    room: Judging,
    at: int,
    found: Floats,
) -> None:
    """Put nearly what a party is believed to hold of each package of row ``at`` into ``found`` (N,).

    That is what it is worth with ``believed`` (P, I) weights; or, ``alike``, how alike it is to ``other`` (I,), less
    the difference in what the party's linkages are worth.
    """
    near, digits, filled = room.near, room.digits, room.filled
    member, begin, origin, there, without = near.member[at], near.begin[at], near.origin[at], 0, 0.0
    own, issues, lift = space.linkages_of[party], space.linkage_issue, table.lift
    if alike:
        there = context_of(space.phasing, space.guarantee, table.guarantees, other)
        without = linked(met(space.linkages, other) & own, issues, lift, believed, party, there, other, 0.0)
    put(digits, origin)
    for c in range(len(filled)):
        filled[c] = False
    for k in range(near.kinds[at]):
        n = member[begin[k]]
        here, links = near.context[at, n], near.links[at, n] & own
        if not filled[here]:
            filled[here] = True
            put_steps(space.levels, table, party, believed, alike, other, there, here, room, at)
        shared = room.worth[here]
        more = 0.0
        if links:
            apply(near, at, n, digits)
            more = linked(links, issues, lift, believed, party, here, digits, 0.0)
            undo(near, at, n, digits)
        shared += -abs(more - without) if alike else more
        for m in range(begin[k], begin[k + 1]):
            found[m] = shared
    add_steps(room, at, found)


@lean_inlined
def add_steps(room: Judging, at: int, found: Floats) -> None:
    """Add what changes add to ``found`` (N,)."""
    near, step = room.near, room.step
    for d in range(near.place.shape[1]):
        place = near.place[at, d]
        for m in range(near.size[at]):
            found[m] += step[place[m]]
