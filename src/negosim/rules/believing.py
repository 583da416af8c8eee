"""What is believed of a party: its weights, what packages are worth to it, and whether its red lines are real."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.rules.utility import Table, linked, weighted
from negosim.spaces.space import Space


@inlined
def believed_weight(weight: float, insight: float, issues: int) -> float:
    """What an observer believes of the weight of one of some issues: from all alike (insight 0) to the truth (1).

    Each relay takes ``w <- (1 - eta kappa) w + eta kappa w_true``; beginning from equal weights, that is this line.
    """
    return (1.0 - insight) / issues + insight * weight


@inlined
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


@inlined
def welcome(liked: float, unopposed: float) -> float:
    """How much a party is expected to like a package, if no real red line of its own stands against it with probability
    ``unopposed``."""
    return liked * unopposed if liked > 0.0 else liked


@inlined
def closeness(value: float, other: float) -> float:
    """How alike two levels of an issue are: ``1 - |v_i(x) - v_i(y)|``, v with delivery."""
    return 1.0 - abs(value - other)


@inlined
def similarity(table: Table, party: int, believed: Floats, here: int, digits: Ints, there: int, other: Ints) -> float:
    """How alike a package in context ``here`` is to the package ``other`` in context ``there`` in the value a party is
    believed to give them (Faratin, Sierra & Jennings 2002): the weighted sum of ``closeness`` over issues, 1 if
    identical."""
    delivered, total = table.delivered, 0.0
    for i in range(len(digits)):
        stands = delivered[party, there, i, other[i]]
        total += believed[party, i] * closeness(delivered[party, here, i, digits[i]], stands)
    return total
