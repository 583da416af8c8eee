"""Which package a party puts on the table."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import put
from negosim.rules.believing import believe, believed_utility, doubt, similarity, welcome
from negosim.rules.concession import sorted_mean
from negosim.rules.utility import Table, linked, utility_in
from negosim.spaces.neighbours import Room, apply, list_neighbours, room_for, undo
from negosim.spaces.space import Space, context_of, met


@inlined
def appeal(
    space: Space,
    table: Table,
    me: int,
    believed: Floats,
    firmness: Floats,
    lasts: Ints,
    here: int,
    lines: int,
    links: int,
    digits: Ints,
    by_value: bool,
    gains: Floats,
) -> float:
    """How a party expects the others to like a package: mean over the others who have tabled one.

    ``believed``: (P, I), weights; ``firmness``: (R,); ``lasts``: (P, I), -1 first in a row that is not tabled;
    ``here``, ``lines``, ``links``: context of the package, and the red lines and linkages that it meets; ``gains``:
    (P,), room. ``by_value`` counts believed value, otherwise ``similarity`` to the other's last package, less the
    difference in what the other's linkages are worth.
    """
    issues, lift, count = space.linkage_issue, table.lift, 0
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


@compiled
def appeals(
    space: Space, table: Table, me: int, believed: Floats, firmness: Floats, lasts: Ints, packages: Ints, by_value: bool
) -> Floats:
    """The ``appeal`` of many packages, (n, I), with ``believed`` weights, (P, I): (n,)."""
    found, gains = np.empty(len(packages)), np.empty(len(lasts))
    for n in range(len(packages)):
        package = packages[n]
        here = context_of(space.phasing, space.guarantee, table.guarantees, package)
        lines, links = met(space.red_lines, package), met(space.linkages, package)
        found[n] = appeal(space, table, me, believed, firmness, lasts, here, lines, links, package, by_value, gains)
    return found


@compiled(allocates=False, standalone=True)
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
    room: Room,
    found: Ints,
) -> None:
    """Put the ``next_package`` of a party into ``found`` (I,)."""
    own, tabled, near, digits = lasts[me], 0, room.near, room.digits
    for o in range(len(lasts)):
        tabled += lasts[o, 0] >= 0
    put(found, own)
    if tabled < 2:
        return
    put(digits, own)
    believe(table.weights, insight, room.believed)
    top, chosen = -np.inf, -1
    for n in range(list_neighbours(space, table.guarantees, free, own, max_moves, near)):
        lines, links, here = near.lines[near.pattern[n]], near.links[n], near.context[n]
        if lines & table.real_of[me]:
            continue
        apply(near, n, digits)
        if utility_in(space, table, me, here, links, digits) >= aim:
            liked = appeal(
                space, table, me, room.believed, firmness, lasts, here, lines, links, digits, by_value, room.gains
            )
            if chosen < 0 or liked > top or (liked == top and near.package[n] < near.package[chosen]):
                top, chosen = liked, n
        undo(near, n, digits)
    if chosen >= 0:
        apply(near, chosen, found)


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
    room: Room | None = None,
) -> Ints:
    """The package a party tables after its last one, (I,) digits.

    Among the feasible packages at or above ``aim``, across no real red line of its own, that differ from its last
    one (``lasts[me]``) in at most ``max_moves`` issues: the one of the greatest appeal; ties: the lowest index. If no
    package qualifies, or nobody else has tabled one, its last one stands. ``room`` can be used again.
    """
    found = np.empty(lasts.shape[1], np.int64)
    room = room or room_for(space, len(lasts), max_moves)
    move(space, table, me, insight, firmness, lasts, free, aim, max_moves, by_value, room, found)
    return found
