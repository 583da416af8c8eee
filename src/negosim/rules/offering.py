"""Which package a party puts on the table."""

from __future__ import annotations

import numpy as np

from negosim.rules.compiling import compiled
from negosim.rules.concession import sorted_mean
from negosim.rules.space import Bools, Ints, Space, met, neighbours, precedes
from negosim.rules.table import Floats, Table, context_of, crossed_red_line, linked, utility


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
def doubt(space: Space, party: int, firmness: Floats, digits: Ints) -> float:
    """The believed probability that no red line that a party declared and a package crosses is real: ``prod (1 - f)``."""
    chance = 1.0
    bits = met(space.red_lines, digits) & space.red_lines_of[party]
    r = 0
    while bits:
        if bits & 1:
            chance *= 1.0 - firmness[r]
        bits >>= 1
        r += 1
    return chance


@compiled
def similarity(space: Space, table: Table, party: int, weights: Floats, digits: Ints, other: Ints) -> float:
    """How alike two packages are in the value a party is believed to give them (Faratin, Sierra & Jennings 2002).

    ``sum_i w_i (1 - |v_i(x) - v_i(y)|)`` over delivered values, less the difference in linkages; 1 if identical.
    """
    here, there = context_of(space, digits), context_of(space, other)
    total = 0.0
    for i in range(len(digits)):
        difference = table.delivered[party, here, i, digits[i]] - table.delivered[party, there, i, other[i]]
        total += weights[i] * (1.0 - abs(difference))
    return total - abs(linked(space, table, party, digits, 0.0) - linked(space, table, party, other, 0.0))


@compiled
def believed_utility(space: Space, table: Table, party: int, weights: Floats, digits: Ints) -> float:
    """What a package is believed to be worth to a party with the believed weights."""
    context = context_of(space, digits)
    total = 0.0
    for i in range(len(digits)):
        total += weights[i] * table.delivered[party, context, i, digits[i]]
    return linked(space, table, party, digits, total)


@compiled
def appeal(
    space: Space, table: Table, me: int, insight: Floats, firmness: Floats, lasts: Ints, digits: Ints, by_value: bool
) -> float:
    """How a party expects the others to like a package: mean over the others who have tabled one.

    ``insight``: (P,), of the party in each other; ``firmness``: (R,), believed; ``lasts``: (P, I), -1 in a row that is
    not tabled. ``by_value`` counts believed value, otherwise similarity to the other's last package.
    """
    parts = np.empty(len(lasts))
    count = 0
    for o in range(len(lasts)):
        if o == me or lasts[o, 0] < 0:
            continue
        weights = believed_weights(table.weights[o], insight[o])
        if by_value:
            part = believed_utility(space, table, o, weights, digits)
        else:
            part = similarity(space, table, o, weights, digits, lasts[o])
        parts[count] = part * doubt(space, o, firmness, digits)
        count += 1
    return sorted_mean(parts[:count]) if count else 0.0


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
    package qualifies, its last one stands.
    """
    candidates = neighbours(space, free, lasts[me], max_moves)
    best, best_appeal = -1, 0.0
    for n in range(len(candidates)):
        digits = candidates[n]
        if utility(space, table, me, digits) < aim or crossed_red_line(space, table, me, digits) >= 0:
            continue
        value = appeal(space, table, me, insight, firmness, lasts, digits, by_value)
        if best < 0 or value > best_appeal or (value == best_appeal and precedes(digits, candidates[best])):
            best, best_appeal = n, value
    return lasts[me].copy() if best < 0 else candidates[best].copy()
