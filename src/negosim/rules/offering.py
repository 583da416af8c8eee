"""Which package a party puts on the table."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.rules.arrays import precedes, put
from negosim.rules.compiling import compiled, inlined, lean, lean_inlined
from negosim.rules.concession import sorted_mean
from negosim.rules.lending import lend
from negosim.rules.nearby import Nearby, apply, find_nearby, known, room_for, undo, value
from negosim.rules.space import Bools, Ints, Space, met
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


class Judging(NamedTuple):
    """Room for judging what lies near packages.

    ``near``: the packages. ``believed``: (P, I), weights. ``step``: (P, C, I, L), what changing a level is believed to
    add, ``worth``: (P, C), to a package in a context. ``without``, ``gains``: (P,). ``unopposed``: (N, P), of each kind
    of package nearby. ``score``: (N,). ``digits``, ``found``: (I,).
    """

    near: Nearby
    believed: Floats
    step: Floats
    worth: Floats
    without: Floats
    gains: Floats
    unopposed: Floats
    score: Floats
    digits: Ints
    found: Ints


def judging(space: Space, table: Table, moves: int, origins: int) -> Judging:
    """Room for judging what lies within some moves of any of so many packages."""
    parties, contexts, issues, longest = table.worth.shape
    near = room_for(space, moves, origins)
    count = near.worth.shape[1]
    return lend(
        Judging(
            near,
            np.empty((parties, issues)),
            np.empty((parties, contexts, issues, longest)),
            np.empty((parties, contexts)),
            np.empty(parties),
            np.empty(parties),
            np.empty((count, parties)),
            np.empty(count),
            np.empty(issues, np.int64),
            np.empty(issues, np.int64),
        )
    )


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
def similarity(
    believed: Floats, delivered: Floats, party: int, here: int, digits: Ints, there: int, other: Ints
) -> float:
    """How alike two packages are in the value a party is believed to give them (Faratin, Sierra & Jennings 2002).

    ``sum_i w_i (1 - |v_i(x) - v_i(y)|)`` over delivered values, 1 if identical. ``here`` and ``there`` are the contexts
    of ``digits`` and ``other``; ``believed``: (P, I), weights.
    """
    total = 0.0
    for i in range(len(digits)):
        difference = delivered[party, here, i, digits[i]] - delivered[party, there, i, other[i]]
        total += believed[party, i] * (1.0 - abs(difference))
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
def appeal(
    space: Space,
    table: Table,
    me: int,
    believed: Floats,
    firmness: Floats,
    lasts: Ints,
    digits: Ints,
    lines: int,
    links: int,
    by_value: bool,
    parts: Floats,
) -> float:
    """How a party expects the others to like a package: mean over the others who have tabled one.

    ``believed``: (P, I), weights; ``firmness``: (R,); ``lasts``: (P, I), -1 first in a row that is not tabled;
    ``lines``, ``links``: what the package meets; ``parts``: (P,), room. ``by_value`` counts believed value, otherwise
    ``similarity`` to the other's last package, less the difference in what the other's linkages are worth.
    """
    phasing, guarantee, guarantees = space.phasing, space.guarantee, table.guarantees
    here, count = context_of(phasing, guarantee, guarantees, digits), 0
    for o in range(len(lasts)):
        if o == me or lasts[o, 0] < 0:
            continue
        if by_value:
            liked = believed_utility(space, table, o, believed, here, digits, links)
        else:
            there = context_of(phasing, guarantee, guarantees, lasts[o])
            liked = similarity(believed, table.delivered, o, here, digits, there, lasts[o])
            if space.linkages_of[o]:
                issues, lift, own = space.linkage_issue, table.lift, space.linkages_of[o]
                one = linked(links & own, issues, lift, believed, o, here, digits, 0.0)
                bits = met(space.linkages, lasts[o]) & own
                liked = liked - abs(one - linked(bits, issues, lift, believed, o, there, lasts[o], 0.0))
        unopposed = doubt(lines & space.red_lines_of[o], firmness)
        parts[count] = liked * unopposed if liked > 0.0 else liked
        count += 1
    return sorted_mean(parts[:count]) if count else 0.0


@compiled
def appeals(
    space: Space, table: Table, me: int, believed: Floats, firmness: Floats, lasts: Ints, packages: Ints, by_value: bool
) -> Floats:
    """The ``appeal`` of many packages, (n, I): (n,)."""
    found, parts = np.empty(len(packages)), np.empty(len(lasts))
    for n in range(len(packages)):
        digits = packages[n]
        lines, links = met(space.red_lines, digits), met(space.linkages, digits)
        found[n] = appeal(space, table, me, believed, firmness, lasts, digits, lines, links, by_value, parts)
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
    at: int,
    found: Ints,
) -> None:
    """Put the ``next_package`` of a party into ``found`` (I,); what is near its last one stands in row ``at``."""
    own, others, near = lasts[me], 0, room.near
    for o in range(len(lasts)):
        others += lasts[o, 0] >= 0
    put(found, own)
    if others < 2:
        return
    if not known(near, at, own):
        find_nearby(space, table.guarantees, free, own, max_moves, near, at)
        value(space, table, me, near, at)
    believed, parts, digits, worth = room.believed, room.gains, room.digits, near.worth[at]
    believe(table.weights, insight, believed)
    put(digits, own)
    top = -np.inf
    for n in range(near.count[at]):
        if worth[n] >= aim:
            lines, links = near.lines[at, n], near.links[at, n]
            apply(near, at, n, digits)
            liked = appeal(space, table, me, believed, firmness, lasts, digits, lines, links, by_value, parts)
            if liked > top or (liked == top and precedes(digits, found)):
                top = liked
                put(found, digits)
            undo(near, at, n, digits)


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
    package qualifies, or nobody else has tabled one, its last one stands. ``room`` for all parties keeps what it knows
    of the packages nearby as long as space, table and free issues are the same.
    """
    found, at = np.empty(lasts.shape[1], np.int64), me if room else 0
    room = room or judging(space, table, max_moves, 1)
    move(space, table, me, insight, firmness, lasts, free, aim, max_moves, by_value, room, at, found)
    return found
