"""How good many texts nearly are, all at once: only the best of them need be scored as a text is."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.rules.arrays import largest
from negosim.rules.believing import believed_utility, believed_weight, oppose_all, welcome
from negosim.rules.compiling import inlined, lean
from negosim.rules.estimating import estimate
from negosim.rules.judging import Judging
from negosim.rules.space import Space, met
from negosim.rules.table import Table, context_of


@inlined
def drafted_gain(gain: float, unopposed: float) -> float:
    """What the drafters count as a party's gain, if no real red line stands in its way with probability ``unopposed``.

    A line likelier real than not is not crossed while there is another way: the gain counts as below -1/2. A line
    likelier posture discounts the gain.
    """
    if unopposed < 0.5:
        return unopposed - 1.0
    return welcome(gain, unopposed)


@inlined
def no_deals(space: Space, table: Table, believed: Floats, base: Ints, without: Floats) -> None:
    """Put what is believed to hold for each party without a deal into ``without`` (P,)."""
    context, links = context_of(space.phasing, space.guarantee, table.guarantees, base), met(space.linkages, base)
    for p in range(len(believed)):
        without[p] = believed_utility(space, table, p, believed, context, base, links)


@lean
def settle(space: Space, table: Table, base: Ints, room: Judging, at: int) -> None:
    """Put nearly what each party gains by each text of row ``at`` over no deal, ``base``, as far as nothing stands in
    its way, a straight line in the insight into it, into ``room.rest[0]`` and ``room.slope[0]``."""
    without, more, (parties, issues) = room.without, room.gains, table.weights.shape
    alike, drafters = bool(np.int64(0)), int(np.int64(0))  # variables: constants would be compiled for apart
    for p in range(parties):
        estimate(space, table, p, alike, base, room, at, drafters)
        for i in range(issues):
            room.believed[p, i] = believed_weight(table.weights[p, i], 0.0, issues)
    no_deals(space, table, room.believed, base, without)
    no_deals(space, table, table.weights, base, more)
    for p in range(parties):
        rest, slope = room.rest[0, p], room.slope[0, p]
        for m in range(room.near.size[at]):
            rest[m] -= without[p]
            slope[m] -= more[p] - without[p]


@lean
def judge(space: Space, insight: Floats, firmness: Floats, room: Judging, at: int) -> float:
    """Put nearly the ``text_score`` of each text of row ``at`` into ``room.score``, a little off by rounding; the
    highest. ``insight``: (P,), of the drafters; ``firmness``: (R,), believed."""
    near, score, least, rests, slopes = room.near, room.score, room.least, room.rest[0], room.slope[0]
    parties = len(insight)
    oppose_all(space, firmness, room, at)
    for b in range(near.bunches[at]):
        first, last = near.bound[at, b], near.bound[at, b + 1]
        product, smallest = score[first:last], least[first:last]  # from 0 on, and of two parties at once
        rest, slope, known = rests[0, first:last], slopes[0, first:last], insight[0]
        rest_2, slope_2, known_2 = rests[1, first:last], slopes[1, first:last], insight[1]
        share, keep, rise = in_parts(room.unopposed[0, b])
        share_2, keep_2, rise_2 = in_parts(room.unopposed[1, b])
        for m in range(len(product)):
            gain, other = rest[m] + known * slope[m], rest_2[m] + known_2 * slope_2[m]
            gain = gain * (share if gain > 0.0 else keep) + rise
            other = other * (share_2 if other > 0.0 else keep_2) + rise_2
            product[m], smallest[m] = gain * other, min(gain, other)
        for p in range(2, parties):
            rest, slope, known = rests[p, first:last], slopes[p, first:last], insight[p]
            share, keep, rise = in_parts(room.unopposed[p, b])
            for m in range(len(product)):
                gain = rest[m] + known * slope[m]
                gain = gain * (share if gain > 0.0 else keep) + rise
                product[m], smallest[m] = product[m] * gain, min(smallest[m], gain)
        for m in range(len(product)):
            product[m] = product[m] if smallest[m] > 0.0 else smallest[m]
    return largest(score, near.size[at], least)


@inlined
def in_parts(unopposed: float) -> tuple[float, float, float]:
    """What a ``drafted_gain`` is made of: a gain above 0 counts so many times, one below so many times, and more."""
    return (0.0, 0.0, unopposed - 1.0) if unopposed < 0.5 else (unopposed, 1.0, 0.0)


@inlined
def barred(room: Judging, b: int) -> float:
    """The gain of the party whose red line, likelier real than not, every text of a bunch crosses: it does not hang on
    the rest of the text. Infinity without such a line."""
    worst = np.inf
    for p in range(len(room.unopposed)):
        if room.unopposed[p, b] < 0.5:
            worst = min(worst, drafted_gain(0.0, room.unopposed[p, b]))
    return worst


@inlined
def sure(insight: Floats, room: Judging, b: int, m: int, least: float) -> bool:
    """Whether all parties whose gain hangs on the rest of a text of a bunch gain more than ``least`` by it."""
    decided = True
    for p in range(len(insight)):
        gain = drafted_gain(room.rest[0, p, m] + insight[p] * room.slope[0, p, m], room.unopposed[p, b])
        decided = decided and (room.unopposed[p, b] < 0.5 or gain > least)
    return decided
