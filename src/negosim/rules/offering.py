"""Offers: which package a party tables."""

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
    """Return how much a party expects the others to like a package: the mean over others who have tabled one.

    Counts the believed utility of the package, or its ``similarity`` to the other's last package less the absolute
    difference in the value of the other's linkages, each discounted by red lines (``welcome``).

    Parameters
    ----------
    space, table : Space, Table
        Package space and preferences.
    me : int
        Number of the party.
    believed, firmness : ndarray, shapes (P, I) and (R,)
        Believed weights, and believed firmness of red lines.
    lasts : ndarray, shape (P, I)
        Last packages tabled; a row that begins with -1 is empty.
    here, lines, links : int
        Context of the package, and the red lines and linkages that it meets, as bits.
    digits : ndarray, shape (I,)
        The package.
    by_value : bool
        Whether to count believed utility; similarity otherwise.
    gains : ndarray, shape (P,)
        Scratch array.

    Returns
    -------
    float
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
    """Return the ``appeal`` of many packages.

    Parameters
    ----------
    space, table, me, believed, firmness, lasts, by_value
        As for `appeal`.
    packages : ndarray, shape (n, I)
        The packages.

    Returns
    -------
    ndarray, shape (n,)
    """
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
    """Compute ``next_package`` without allocating.

    Parameters
    ----------
    space, table, me, insight, firmness, lasts, free, aim, max_moves, by_value
        As for `next_package`.
    room : Room
        Work arrays.
    found : ndarray, shape (I,)
        Output.
    """
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
    """Return the package that a party tables after its last one.

    Of the feasible packages with a utility of at least ``aim`` that cross no real red line of the party and differ from
    ``lasts[me]`` in at most ``max_moves`` free issues: the one with the greatest ``appeal``; ties: the lowest index.
    Its last package again if none qualifies, or if nobody else has tabled one.

    Parameters
    ----------
    space, table : Space, Table
        Package space and preferences.
    me : int
        Number of the party.
    insight, firmness : ndarray, shapes (P,) and (R,)
        The party's insight into the others, and believed firmness of red lines.
    lasts : ndarray, shape (P, I)
        Last packages tabled; a row that begins with -1 is empty.
    free : ndarray of bool, shape (I,)
        Issues on the table.
    aim : float
        Aspiration, in utility.
    max_moves : int
        Maximum number of issues that change.
    by_value : bool
        Whether to maximise believed utility; similarity otherwise.
    room : Room, optional
        Work arrays, for reuse between calls.

    Returns
    -------
    ndarray of int64, shape (I,)
    """
    found = np.empty(lasts.shape[1], np.int64)
    room = room or room_for(space, len(lasts), max_moves)
    move(space, table, me, insight, firmness, lasts, free, aim, max_moves, by_value, room, found)
    return found
