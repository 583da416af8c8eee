"""Which package a party puts on the table."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.rules.arrays import first_of, put
from negosim.rules.believing import believe, believed_utility, doubt, welcome
from negosim.rules.compiling import inlined, lean, lean_apart
from negosim.rules.concession import sorted_mean
from negosim.rules.estimating import similarity, take_draw
from negosim.rules.expecting import look_closer, put_expected, put_own
from negosim.rules.judging import Judging, judging
from negosim.rules.nearby import apply, foresee, look_around, undo
from negosim.rules.space import Space, met
from negosim.rules.table import Table, context_of, linked


@inlined
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


@lean_apart
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
    look_closer(space, table, me, own, aim, room, at)
    count = put_expected(space, table, me, insight, firmness, lasts, by_value, room, at)
    highest, top, likely, chosen = -np.inf, -np.inf, 0, -1
    for m in range(near.size[at]):
        score[m] = score[m] if worth[m] >= aim else -np.inf
        highest = max(highest, score[m])
    if highest == -np.inf:
        return
    lowest = highest - 2.0 * count * room.slack[0]
    for m in range(near.size[at]):
        likely += score[m] >= lowest
    if likely == 1:
        chosen = first_of(score, lowest)
    elif likely > 1:
        believe(table.weights, insight, room.believed)
        put(digits, own)
        for m in range(near.size[at]):
            if score[m] >= lowest:
                apply(near, at, m, digits)
                liked = appeal(space, table, me, room.believed, firmness, lasts, digits, by_value, room.gains)
                undo(near, at, m, digits)
                if chosen < 0 or liked > top or (liked == top and package[at, m] < package[at, chosen]):
                    top, chosen = liked, m
    if chosen >= 0 and near.changes[at, chosen]:
        apply(near, at, chosen, found)
        foresee(space, near, found)


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
