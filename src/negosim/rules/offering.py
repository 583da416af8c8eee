"""Which package a party puts on the table."""

from __future__ import annotations

import numpy as np

from negosim.rules.arrays import put
from negosim.rules.compiling import compiled, inlined, lean, lean_inlined
from negosim.rules.concession import sorted_mean
from negosim.rules.judging import Judging, judging
from negosim.rules.kinds import look_around
from negosim.rules.nearby import apply, undo, value
from negosim.rules.space import Bools, Ints, Space, encode, met
from negosim.rules.table import Floats, Table, context_of, linked, weighted


@inlined
def believed_weight(weight: float, insight: float, issues: int) -> float:
    """What an observer believes of the weight of one of some issues: from all alike (insight 0) to the truth (1).

    Each relay takes ``w <- (1 - eta kappa) w + eta kappa w_true``; beginning from equal weights, that is this line.
    """
    return (1.0 - insight) / issues + insight * weight


@lean_inlined
def believe(weights: Floats, insight: Floats, believed: Floats) -> None:
    """Put what an observer with ``insight`` (P,) believes of every party's weights into ``believed`` (P, I)."""
    for p in range(len(weights)):
        for i in range(weights.shape[1]):
            believed[p, i] = believed_weight(weights[p, i], insight[p], weights.shape[1])


@compiled
def all_believed_weights(weights: Floats, insight: Floats) -> Floats:
    """What an observer with ``insight`` (P,) believes of every party's weights, (P, I)."""
    believed = np.empty(weights.shape)
    believe(weights, insight, believed)
    return believed


@inlined
def doubt(bits: int, firmness: Floats) -> float:
    """The believed probability that none of the red lines of some ``bits`` is real: ``prod (1 - f)``."""
    chance = 1.0
    r = 0
    while bits:
        if bits & 1:
            chance *= 1.0 - firmness[r]
        bits >>= 1
        r += 1
    return chance


@inlined
def likeness(weight: float, value: float, other: float) -> float:
    """What an issue adds to how alike two packages are: ``w_i (1 - |v_i(x) - v_i(y)|)``, v with delivery."""
    return weight * (1.0 - abs(value - other))


@lean_inlined
def compare(
    table: Table, party: int, believed: Floats, here: int, there: int, other: Ints, levels: Ints, alike: Floats
) -> None:
    """Put the ``likeness`` of every level in context ``here`` to that of the package ``other`` in context ``there``
    into ``alike`` (P, C, I, L); ``believed``: (P, I), weights."""
    delivered = table.delivered
    for i in range(len(other)):
        weight, stands = believed[party, i], delivered[party, there, i, other[i]]
        for level in range(levels[i]):
            alike[party, here, i, level] = likeness(weight, delivered[party, here, i, level], stands)


@inlined
def similarity(alike: Floats, party: int, here: int, digits: Ints) -> float:
    """How alike a package is to another in the value a party is believed to give them (Faratin, Sierra & Jennings
    2002): the sum of ``likeness`` over issues, 1 if identical."""
    total = 0.0
    for i in range(len(digits)):
        total += alike[party, here, i, digits[i]]
    return total


@inlined
def believed_utility(
    space: Space, table: Table, party: int, believed: Floats, context: int, digits: Ints, links: int
) -> float:
    """What a package, which meets ``links``, is believed to be worth to a party; ``believed``: (P, I), weights."""
    total = weighted(believed, table.delivered, party, context, digits)
    own = links & space.linkages_of[party]
    if not own:
        return total
    return linked(own, space.linkage_issue, table.lift, believed, party, context, digits, total)


@lean_inlined
def look_across(space: Space, table: Table, me: int, lasts: Ints, room: Judging) -> None:
    """What ``appeal`` has to know of the others' last packages: what their linkages add to them."""
    for o in range(len(lasts)):
        for c in range(room.filled.shape[1]):
            room.filled[o, c] = False
        room.without[o] = 0.0
        if o != me and lasts[o, 0] >= 0 and space.linkages_of[o]:
            there = context_of(space.phasing, space.guarantee, table.guarantees, lasts[o])
            bits = met(space.linkages, lasts[o]) & space.linkages_of[o]
            issues, lift = space.linkage_issue, table.lift
            room.without[o] = linked(bits, issues, lift, room.believed, o, there, lasts[o], 0.0)


@lean_inlined
def oppose_all(space: Space, firmness: Floats, lines: int, room: Judging, k: int) -> None:
    """Put how likely it is that no red line of each party, of some ``lines``, is real into ``room.unopposed``."""
    for o in range(len(room.unopposed)):
        room.unopposed[o, k] = doubt(lines & space.red_lines_of[o], firmness)


@lean_inlined
def appeal(
    space: Space,
    table: Table,
    me: int,
    lasts: Ints,
    digits: Ints,
    links: int,
    here: int,
    by_value: bool,
    room: Judging,
    k: int,
) -> float:
    """How a party expects the others to like a package: mean over the others who have tabled one.

    ``lasts``: (P, I), -1 first in a row that is not tabled; ``links``: what the package meets; ``here``: its context;
    ``room``: with the ``believed`` weights, what ``look_across`` left there, and how ``unopposed`` a package of its
    kind ``k`` is.
    ``by_value`` counts believed value, otherwise ``similarity`` to the other's last package, less the difference in
    what the other's linkages are worth.
    """
    believed, alike, filled, count = room.believed, room.alike, room.filled, 0
    for o in range(len(lasts)):
        if o == me or lasts[o, 0] < 0:
            continue
        if by_value:
            liked = believed_utility(space, table, o, believed, here, digits, links)
        else:
            if not filled[o, here]:
                there = context_of(space.phasing, space.guarantee, table.guarantees, lasts[o])
                compare(table, o, believed, here, there, lasts[o], space.levels, alike)
                filled[o, here] = True
            liked = similarity(alike, o, here, digits)
            if space.linkages_of[o]:
                own, issues, lift = links & space.linkages_of[o], space.linkage_issue, table.lift
                liked -= abs(linked(own, issues, lift, believed, o, here, digits, 0.0) - room.without[o])
        room.gains[count] = liked * room.unopposed[o, k] if liked > 0.0 else liked
        count += 1
    if count == 1:
        return float(room.gains[0])
    return sorted_mean(room.gains[:count]) if count else 0.0


@lean
def put_appeals(
    space: Space,
    table: Table,
    me: int,
    firmness: Floats,
    lasts: Ints,
    packages: Ints,
    by_value: bool,
    room: Judging,
    found: Floats,
) -> None:
    """Put the ``appeals`` into ``found`` (n,)."""
    look_across(space, table, me, lasts, room)
    for n in range(len(packages)):
        digits = packages[n]
        oppose_all(space, firmness, met(space.red_lines, digits), room, int(np.int64(0)))
        links, here = met(space.linkages, digits), context_of(space.phasing, space.guarantee, table.guarantees, digits)
        found[n] = appeal(space, table, me, lasts, digits, links, here, by_value, room, int(np.int64(0)))


def appeals(
    space: Space, table: Table, me: int, believed: Floats, firmness: Floats, lasts: Ints, packages: Ints, by_value: bool
) -> Floats:
    """The ``appeal`` of many packages, (n, I), with ``believed`` weights, (P, I): (n,)."""
    room, found = judging(space, table, 0, 1), np.empty(len(packages))
    room.believed[:] = believed
    put_appeals(space, table, me, firmness, lasts, packages, by_value, room, found)
    return found


@lean
def move(
    space: Space,
    table: Table,
    me: int,
    insight: Floats,
    firmness: Floats,
    lasts: Ints,
    free: Bools,
    aim: float,
    max_moves: int,
    by_value: bool,
    room: Judging,
    found: Ints,
) -> None:
    """Put the ``next_package`` of a party into ``found`` (I,)."""
    own, others, near = lasts[me], 0, room.near
    for o in range(len(lasts)):
        others += lasts[o, 0] >= 0
    put(found, own)
    if others < 2:
        return
    at, index = look_around(space, table, free, own, max_moves, near), encode(space, own)
    digits, worth = room.digits, room.own[me]
    if room.valued[me] != index:
        value(space, table, me, near, at, worth)
        room.valued[me] = index
    believe(table.weights, insight, room.believed)
    look_across(space, table, me, lasts, room)
    put(digits, own)
    top, chosen, member, begin, alike = -np.inf, -1, near.member[at], near.begin[at], near.alike[at]
    for k in range(near.kinds[at]):
        shared = member[begin[k]]
        links, here = near.links[at, shared], near.context[at, shared]
        if alike[k] == k:
            oppose_all(space, firmness, near.lines[at, shared], room, k)
        for m in range(begin[k], begin[k + 1]):
            n = member[m]
            if worth[n] >= aim:
                apply(near, at, n, digits)
                liked = appeal(space, table, me, lasts, digits, links, here, by_value, room, alike[k])
                undo(near, at, n, digits)
                if liked > top or (liked == top and near.package[at, n] < near.package[at, chosen]):
                    top, chosen = liked, n
    if chosen >= 0:
        apply(near, at, chosen, found)


def next_package(
    space: Space,
    table: Table,
    me: int,
    insight: Floats,
    firmness: Floats,
    lasts: Ints,
    free: Bools,
    aim: float,
    max_moves: int,
    by_value: bool,
    room: Judging | None = None,
) -> Ints:
    """The package a party tables after its last one, (I,) digits.

    Among the feasible packages at or above ``aim``, across no real red line of its own, that differ from its last
    one (``lasts[me]``) in at most ``max_moves`` issues: the one of the greatest appeal; ties: the lowest index. If no
    package qualifies, or nobody else has tabled one, its last one stands. ``room`` keeps what it knows of the packages
    nearby, and what they are worth until that is forgotten (``forget``).
    """
    found = np.empty(lasts.shape[1], np.int64)
    room = room or judging(space, table, max_moves, 1)
    move(space, table, me, insight, firmness, lasts, free, aim, max_moves, by_value, room, found)
    return found
