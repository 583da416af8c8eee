"""Which package a party puts on the table."""

from __future__ import annotations

import numpy as np

from negosim.rules.arrays import put
from negosim.rules.compiling import compiled, inlined, lean, lean_inlined, lean_inner
from negosim.rules.concession import sorted_mean
from negosim.rules.estimating import estimate, similarity, take_draw
from negosim.rules.judging import Judging, judging
from negosim.rules.nearby import apply, look_around, undo
from negosim.rules.space import Bools, Ints, Space, encode, met
from negosim.rules.table import Floats, Table, context_of, linked, utility, weighted

BY_VALUE = -2
"""Compared with no package: liking goes by what packages are worth."""


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
def oppose_all(space: Space, firmness: Floats, room: Judging, at: int) -> None:
    """Put how likely it is that no red line of each party is real, of those that each bunch of row ``at`` crosses, into
    ``room.unopposed``."""
    near = room.near
    for b in range(near.bunches[at]):
        lines = near.lines[at, b]
        for o in range(len(room.unopposed)):
            room.unopposed[o, b] = doubt(lines & space.red_lines_of[o], firmness)


@inlined
def welcome(liked: float, unopposed: float) -> float:
    """How much a party is expected to like a package, if no real red line of its own stands against it with probability
    ``unopposed``."""
    return liked * unopposed if liked > 0.0 else liked


@lean_inlined
def appeal(
    space: Space,
    table: Table,
    me: int,
    believed: Floats,
    firmness: Floats,
    lasts: Ints,
    digits: Ints,
    by_value: bool,
    gains: Floats,
) -> float:
    """How a party expects the others to like a package: mean over the others who have tabled one.

    ``believed``: (P, I), weights; ``firmness``: (R,); ``lasts``: (P, I), -1 first in a row that is not tabled;
    ``gains``: (P,), room.
    ``by_value`` counts believed value, otherwise ``similarity`` to the other's last package, less the difference in
    what the other's linkages are worth.
    """
    phasing, guarantee, guarantees, issues, lift = (
        space.phasing,
        space.guarantee,
        table.guarantees,
        space.linkage_issue,
        table.lift,
    )
    lines, links, count = met(space.red_lines, digits), met(space.linkages, digits), 0
    here = context_of(phasing, guarantee, guarantees, digits)
    for o in range(len(lasts)):
        if o == me or lasts[o, 0] < 0:
            continue
        if by_value:
            liked = believed_utility(space, table, o, believed, here, digits, links)
        else:
            other, own = lasts[o], space.linkages_of[o]
            there = context_of(space.phasing, space.guarantee, table.guarantees, other)
            liked = similarity(table, o, believed, here, digits, there, other)
            if own:
                without = linked(met(space.linkages, other) & own, issues, lift, believed, o, there, other, 0.0)
                liked -= abs(linked(links & own, issues, lift, believed, o, here, digits, 0.0) - without)
        gains[count] = welcome(liked, doubt(lines & space.red_lines_of[o], firmness))
        count += 1
    if count == 1:
        return float(gains[0])
    return sorted_mean(gains[:count]) if count else 0.0


@lean
def put_appeals(
    space: Space,
    table: Table,
    me: int,
    believed: Floats,
    firmness: Floats,
    lasts: Ints,
    packages: Ints,
    by_value: bool,
    gains: Floats,
    found: Floats,
) -> None:
    """Put the ``appeals`` into ``found`` (n,); ``gains``: (P,), room."""
    for n in range(len(packages)):
        found[n] = appeal(space, table, me, believed, firmness, lasts, packages[n], by_value, gains)


def appeals(
    space: Space, table: Table, me: int, believed: Floats, firmness: Floats, lasts: Ints, packages: Ints, by_value: bool
) -> Floats:
    """The ``appeal`` of many packages, (n, I), with ``believed`` weights, (P, I): (n,)."""
    found, gains = np.empty(len(packages)), np.empty(len(lasts))
    put_appeals(space, table, me, believed, firmness, lasts, packages, by_value, gains, found)
    return found


@lean_inner
def put_expected(
    space: Space,
    table: Table,
    me: int,
    insight: Floats,
    firmness: Floats,
    lasts: Ints,
    by_value: bool,
    room: Judging,
    at: int,
) -> int:
    """Put nearly the sum of how much the others are expected to like each package of row ``at`` into ``room.score``:
    of how many others."""
    near, score, liked, count, size = room.near, room.score, room.least, 0, room.near.size[at]
    oppose_all(space, firmness, room, at)
    for o in range(len(lasts)):
        if o == me or lasts[o, 0] < 0:
            continue
        other = BY_VALUE if by_value else encode(space, lasts[o])
        if room.compared[me, o] != other:
            room.compared[me, o] = other
            estimate(space, table, o, not by_value, lasts[o], room, at, me)
        rest, slope, apart, parting = room.rest[me, o], room.slope[me, o], room.apart[me, o], room.parting[me, o]
        known = insight[o]
        for m in range(size):
            liked[m] = rest[m] + known * slope[m]
        if space.linkages_of[o] and not by_value:
            for m in range(size):
                liked[m] -= abs(apart[m] + known * parting[m])
        for b in range(near.bunches[at]):
            unopposed, first, last = room.unopposed[o, b], near.bound[at, b], near.bound[at, b + 1]
            here, total = liked[first:last], score[first:last]
            for m in range(len(here)):
                expected = welcome(here[m], unopposed)
                total[m] = expected if count == 0 else total[m] + expected
        count += 1
    return count


@lean_inlined
def put_own(space: Space, table: Table, me: int, own: Ints, room: Judging, at: int) -> None:
    """Put what each package of row ``at``, near a party's last one, is worth to it into ``room.own``, if it is not
    there; minus infinity across a real red line of its own."""
    index, near, worth, digits = encode(space, own), room.near, room.own[me], room.digits
    if room.valued[me] == index:
        return
    room.valued[me] = index
    put(digits, own)
    for b in range(near.bunches[at]):
        crossed = near.lines[at, b] & table.real_of[me]
        for m in range(near.bound[at, b], near.bound[at, b + 1]):
            worth[m] = -np.inf
            if not crossed:
                apply(near, at, m, digits)
                worth[m] = utility(space, table, me, digits)
                undo(near, at, m, digits)
    for o in range(len(room.valued)):
        room.compared[me, o] = -1


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
    """Put the ``next_package`` of a party into ``found`` (I,).

    Each package nearby is first judged nearly; only what may be the most liked is then judged by its ``appeal``, and
    not even that if nothing else may be.
    """
    own, others, near, digits = lasts[me], 0, room.near, room.digits
    score, worth, package = room.score, room.own[me], near.package
    for o in range(len(lasts)):
        others += lasts[o, 0] >= 0
    put(found, own)
    if others < 2:
        return
    at = look_around(space, table, free, own, max_moves, near)
    take_draw(space, table, room)
    put_own(space, table, me, own, room, at)
    count = put_expected(space, table, me, insight, firmness, lasts, by_value, room, at)
    highest, top, likely, chosen = -np.inf, -np.inf, 0, -1
    for m in range(near.size[at]):
        highest = max(highest, score[m] if worth[m] >= aim else -np.inf)
    lowest = highest - 2.0 * count * room.slack[0]
    for m in range(near.size[at]):
        if score[m] >= lowest and worth[m] >= aim:
            likely, chosen = likely + 1, m
    if likely > 1:
        believe(table.weights, insight, room.believed)
        put(digits, own)
        for m in range(near.size[at]):
            if score[m] >= lowest and worth[m] >= aim:
                apply(near, at, m, digits)
                liked = appeal(space, table, me, room.believed, firmness, lasts, digits, by_value, room.gains)
                undo(near, at, m, digits)
                if liked > top or (liked == top and package[at, m] < package[at, chosen]):
                    top, chosen = liked, m
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
