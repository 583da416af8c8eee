"""Which package a party puts on the table."""

from __future__ import annotations

import numpy as np

from negosim.rules.compiling import compiled
from negosim.rules.concession import sorted_mean
from negosim.rules.space import Bools, Ints, Space, met, neighbours, precedes
from negosim.rules.table import Floats, Table, context_of, linked, utilities, weighted


@compiled
def best_package(values: Floats) -> int:
    """Row of the package best for a party, from its ``utilities``; ties: the lowest; -1 if it has none."""
    best = -1
    for n in range(len(values)):
        if values[n] > -np.inf and (best < 0 or values[n] > values[best]):
            best = n
    return best


@compiled
def nearest_above(values: Floats, aim: float) -> int:
    """Row of the package whose own utility is nearest at or above ``aim``; ties: the lowest; -1 if there is none."""
    nearest = -1
    for n in range(len(values)):
        if values[n] >= aim and (nearest < 0 or values[n] < values[nearest]):
            nearest = n
    return nearest


@compiled
def believed_weights(weights: Floats, insight: float) -> Floats:
    """What an observer believes of a party's weights: from all alike (insight 0) to the truth (insight 1), (I,).

    Each relay takes ``w <- (1 - eta kappa) w + eta kappa w_true``; beginning from equal weights, that is this line.
    """
    return (1.0 - insight) / len(weights) + insight * weights


@compiled
def all_believed_weights(weights: Floats, insight: Floats) -> Floats:
    """What an observer with ``insight`` (P,) believes of every party's weights, (P, I)."""
    believed = np.empty_like(weights)
    for p in range(len(weights)):
        believed[p] = believed_weights(weights[p], insight[p])
    return believed


@compiled
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


@compiled
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


@compiled
def believed_utilities(space: Space, table: Table, party: int, believed: Floats, packages: Ints) -> Floats:
    """What packages, (n, I), are believed to be worth to a party; ``believed``: (P, I), weights; (n,)."""
    delivered, lift, issues = table.delivered, table.lift, space.linkage_issue
    phasing, guarantee, guarantees = space.phasing, space.guarantee, table.guarantees
    links, own = space.linkages, space.linkages_of[party]
    result = np.empty(len(packages))
    for n in range(len(packages)):
        digits = packages[n]
        context = context_of(phasing, guarantee, guarantees, digits)
        total = weighted(believed, delivered, party, context, digits)
        result[n] = linked(met(links, digits) & own, issues, lift, believed, party, context, digits, total)
    return result


@compiled
def similarities(space: Space, table: Table, party: int, believed: Floats, packages: Ints, other: Ints) -> Floats:
    """``similarity`` of packages, (n, I), to another one, less the difference in what the party's linkages are
    worth; (n,)."""
    delivered, lift, issues = table.delivered, table.lift, space.linkage_issue
    phasing, guarantee, guarantees = space.phasing, space.guarantee, table.guarantees
    links, own = space.linkages, space.linkages_of[party]
    there = context_of(phasing, guarantee, guarantees, other)
    linked_there = linked(met(links, other) & own, issues, lift, believed, party, there, other, 0.0)
    result = np.empty(len(packages))
    for n in range(len(packages)):
        digits = packages[n]
        here = context_of(phasing, guarantee, guarantees, digits)
        linked_here = linked(met(links, digits) & own, issues, lift, believed, party, here, digits, 0.0)
        alike = similarity(believed, delivered, party, here, digits, there, other)
        result[n] = alike - abs(linked_here - linked_there)
    return result


@compiled
def doubts(space: Space, party: int, firmness: Floats, packages: Ints) -> Floats:
    """The believed probability that packages, (n, I), cross no real red line of a party; ``firmness``: (R,); (n,)."""
    lines, own = space.red_lines, space.red_lines_of[party]
    result = np.empty(len(packages))
    for n in range(len(packages)):
        result[n] = doubt(met(lines, packages[n]) & own, firmness)
    return result


@compiled
def appeals(
    space: Space, table: Table, me: int, believed: Floats, firmness: Floats, lasts: Ints, packages: Ints, by_value: bool
) -> Floats:
    """How a party expects the others to like packages, (n, I): mean over the others who have tabled one; (n,).

    ``believed``: (P, I), weights; ``firmness``: (R,); ``lasts``: (P, I), -1 in a row that is not tabled. ``by_value``
    counts believed value, otherwise similarity to the other's last package.
    """
    parts = np.zeros((len(packages), len(lasts)))
    count = 0
    for o in range(len(lasts)):
        if o == me or lasts[o, 0] < 0:
            continue
        if by_value:
            liked = believed_utilities(space, table, o, believed, packages)
        else:
            liked = similarities(space, table, o, believed, packages, lasts[o])
        unopposed = doubts(space, o, firmness, packages)
        for n in range(len(packages)):
            parts[n, count] = liked[n] * unopposed[n] if liked[n] > 0.0 else liked[n]
        count += 1
    result = np.zeros(len(packages))
    if count:
        for n in range(len(packages)):
            result[n] = sorted_mean(parts[n, :count])
    return result


@compiled
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
) -> Ints:
    """The package a party tables after its last one, (I,) digits.

    Among the feasible packages at or above ``aim``, across no real red line of its own, that differ from its last
    one (``lasts[me]``) in at most ``max_moves`` issues: the one of the greatest appeal; ties: the lowest index. If no
    package qualifies, or nobody else has tabled one, its last one stands.
    """
    if not (lasts[:, 0] >= 0).sum() > 1:
        return lasts[me].copy()
    near = neighbours(space, free, lasts[me], max_moves)
    allowed = utilities(space, table, me, near) >= aim
    if not allowed.any():
        return lasts[me].copy()
    candidates = near[allowed]
    believed = all_believed_weights(table.weights, insight)
    liked = appeals(space, table, me, believed, firmness, lasts, candidates, by_value)
    return candidates[best_row(liked, candidates)].copy()


@compiled
def best_row(scores: Floats, packages: Ints) -> int:
    """The row of the highest score; ties: the package with the lowest index."""
    best = 0
    for n in range(1, len(scores)):
        if scores[n] > scores[best] or (scores[n] == scores[best] and precedes(packages[n], packages[best])):
            best = n
    return best
