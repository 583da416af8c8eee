"""How good many texts nearly are, all at once: only the best of them need be scored as a text is."""

from __future__ import annotations

import numpy as np

from negosim.rules.arrays import largest
from negosim.rules.believing import believed_utility, believed_weight, oppose_all, welcome
from negosim.rules.compiling import inlined, lean_inlined, lean_inner
from negosim.rules.estimating import estimate
from negosim.rules.judging import Judging
from negosim.rules.space import Ints, Space, met
from negosim.rules.table import Floats, Table, context_of


@inlined
def drafted_gain(gain: float, unopposed: float) -> float:
    """What the drafters count as a party's gain, if no real red line stands in its way with probability ``unopposed``.

    A line likelier real than not is not crossed while there is another way: the gain counts as below -1/2. A line
    likelier posture discounts the gain.
    """
    if unopposed < 0.5:
        return unopposed - 1.0
    return welcome(gain, unopposed)


@lean_inlined
def no_deals(space: Space, table: Table, believed: Floats, base: Ints, without: Floats) -> None:
    """Put what is believed to hold for each party without a deal into ``without`` (P,)."""
    context, links = context_of(space.phasing, space.guarantee, table.guarantees, base), met(space.linkages, base)
    for p in range(len(believed)):
        without[p] = believed_utility(space, table, p, believed, context, base, links)


@lean_inner
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


@lean_inner
def judge(space: Space, insight: Floats, firmness: Floats, room: Judging, at: int) -> float:
    """Put nearly the ``text_score`` of each text of row ``at`` into ``room.score``, a little off by rounding; the
    highest. ``insight``: (P,), of the drafters; ``firmness``: (R,), believed."""
    near, score, least = room.near, room.score, room.least
    oppose_all(space, firmness, room, at)
    for b in range(near.bunches[at]):
        first, last = near.bound[at, b], near.bound[at, b + 1]
        product, smallest = score[first:last], least[first:last]  # from 0 on, so that several are made at a time
        for p in range(len(insight)):
            rest, slope = room.rest[0, p, first:last], room.slope[0, p, first:last]
            unopposed, known = room.unopposed[p, b], insight[p]
            for m in range(len(product)):
                gain = drafted_gain(rest[m] + known * slope[m], unopposed)
                smallest[m] = gain if p == 0 else min(smallest[m], gain)
                product[m] = gain if p == 0 else product[m] * gain
        for m in range(len(product)):
            product[m] = product[m] if smallest[m] > 0.0 else smallest[m]
    return largest(score, near.size[at], least)


@lean_inlined
def barred(room: Judging, b: int) -> float:
    """The gain of the party whose red line, likelier real than not, every text of a bunch crosses: it does not hang on
    the rest of the text. Infinity without such a line."""
    worst = np.inf
    for p in range(len(room.unopposed)):
        if room.unopposed[p, b] < 0.5:
            worst = min(worst, drafted_gain(0.0, room.unopposed[p, b]))
    return worst


@lean_inlined
def sure(insight: Floats, room: Judging, b: int, m: int, least: float) -> bool:
    """Whether all parties whose gain hangs on the rest of a text of a bunch gain more than ``least`` by it."""
    decided = True
    for p in range(len(insight)):
        gain = drafted_gain(room.rest[0, p, m] + insight[p] * room.slope[0, p, m], room.unopposed[p, b])
        decided = decided and (room.unopposed[p, b] < 0.5 or gain > least)
    return decided
