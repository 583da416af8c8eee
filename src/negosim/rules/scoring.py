"""How good many texts nearly are, all at once: only the best of them need be scored as a text is."""

from __future__ import annotations

import numpy as np

from negosim.rules.compiling import inlined, lean_inlined, lean_inner
from negosim.rules.estimating import estimate, slack
from negosim.rules.judging import Judging
from negosim.rules.offering import believed_utility, believed_weight, oppose_all
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
    return gain * unopposed if gain > 0.0 else gain


@lean_inlined
def no_deals(space: Space, table: Table, believed: Floats, base: Ints, without: Floats) -> None:
    """Put what is believed to hold for each party without a deal into ``without`` (P,)."""
    context, links = context_of(space.phasing, space.guarantee, table.guarantees, base), met(space.linkages, base)
    for p in range(len(believed)):
        without[p] = believed_utility(space, table, p, believed, context, base, links)


@lean_inner
def put_gains(space: Space, table: Table, insight: float, base: Ints, room: Judging, at: int, gains: Floats) -> None:
    """Put nearly what each party gains by each text of row ``at`` over no deal, ``base``, as far as nothing stands in
    its way, into ``gains`` (P, N), as drafters see it who have the same ``insight`` into all."""
    believed, without, issues = room.believed, room.without, len(base)
    alike = bool(np.int64(0))  # a variable: a constant would be compiled for apart
    for p in range(len(believed)):
        for i in range(issues):
            believed[p, i] = believed_weight(table.weights[p, i], insight, issues)
    no_deals(space, table, believed, base, without)
    for p in range(len(believed)):
        estimate(space, table, p, believed, alike, base, room, at, gains[p])
        for m in range(room.near.size[at]):
            gains[p, m] -= without[p]


@lean_inner
def settle(space: Space, table: Table, base: Ints, room: Judging, at: int) -> None:
    """Put what each party gains by each text of row ``at``, a straight line in the insight into it, into ``room.rest``,
    without any, and ``room.slope``."""
    rest, slope = room.rest, room.slope
    room.slack[0] = slack(table.lift, len(table.weights))
    put_gains(space, table, 0.0, base, room, at, rest)
    put_gains(space, table, 1.0, base, room, at, slope)
    for p in range(len(rest)):
        for m in range(room.near.size[at]):
            slope[p, m] -= rest[p, m]


@lean_inner
def judge(space: Space, insight: Floats, firmness: Floats, room: Judging, at: int) -> float:
    """Put nearly the ``text_score`` of each text of row ``at`` into ``room.score``, member by member, a little off by
    rounding; the highest. ``insight``: (P,), of the drafters; ``firmness``: (R,), believed."""
    near, score, least, unopposed, highest = room.near, room.score, room.least, room.unopposed, -np.inf
    member, begin, alike, size = near.member[at], near.begin[at], near.alike[at], near.size[at]
    for k in range(near.kinds[at]):
        if alike[k] == k:
            oppose_all(space, firmness, near.lines[at, member[begin[k]]], room, k)
    kind = near.lined[at]
    for p in range(len(unopposed)):
        rest, slope, chances, known = room.rest[p], room.slope[p], unopposed[p], insight[p]
        for m in range(size):
            gain = drafted_gain(rest[m] + known * slope[m], chances[kind[m]])
            least[m] = gain if p == 0 else min(least[m], gain)
            score[m] = gain if p == 0 else score[m] * gain
    for m in range(size):
        score[m] = score[m] if least[m] > 0.0 else least[m]
        highest = max(highest, score[m])
    return highest


@lean_inlined
def sure(insight: Floats, room: Judging, at: int, m: int) -> bool:
    """Whether a text's score is known without a doubt: it crosses a line likelier real than not, and what the others
    gain is more than that of the party whose line it is, which does not hang on the rest of the text."""
    chances, k, worst = room.unopposed, room.near.lined[at, m], np.inf
    for p in range(len(chances)):
        if chances[p, k] < 0.5:
            worst = min(worst, drafted_gain(0.0, chances[p, k]))
    decided = worst < np.inf
    for p in range(len(chances)):
        gain = drafted_gain(room.rest[p, m] + insight[p] * room.slope[p, m], chances[p, k])
        decided = decided and (chances[p, k] < 0.5 or gain > worst + room.slack[0])
    return decided
