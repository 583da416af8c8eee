"""How good many texts nearly are, all at once: only the best of them need be scored as a text is."""

from __future__ import annotations

import numpy as np

from negosim.rules.arrays import put
from negosim.rules.compiling import inlined, lean_inlined, lean_inner
from negosim.rules.judging import Judging
from negosim.rules.nearby import apply, undo
from negosim.rules.offering import believed_utility, believed_weight, oppose_all
from negosim.rules.space import Ints, Space, met
from negosim.rules.table import Floats, Table, context_of, linked


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


@lean_inlined
def steps(
    delivered: Floats, context: int, believed: Floats, text: Ints, levels: Ints, worth: Floats, step: Floats
) -> None:
    """Put what a text is believed to be worth in a context into ``worth`` (P, C), and what changing one level of it is
    believed to add there, linkages left out, into ``step`` (P, C I L + 1)
    where context, issue and level stand."""
    for p in range(len(believed)):
        total, longest = 0.0, delivered.shape[3]
        for i in range(len(text)):
            weight, at, place = believed[p, i], delivered[p, context, i, text[i]], (context * len(text) + i) * longest
            total += weight * at
            for level in range(levels[i]):
                step[p, place + level] = weight * (delivered[p, context, i, level] - at)
        worth[p, context] = total


@lean_inlined
def slack(lift: Floats, parties: int) -> float:
    """More than rounding can move a ``text_score``: utilities are sums of shares of 1 and of ``lift`` (K, C, L)."""
    size = 2.0
    for k in range(len(lift)):
        most = 0.0
        for c in range(lift.shape[1]):
            for level in range(lift.shape[2]):
                most = max(most, abs(lift[k, c, level]))
        size += 2.0 * most
    return 1e-13 * size**parties


@lean_inner
def estimate(space: Space, table: Table, insight: float, base: Ints, text: Ints, room: Judging, at: int) -> None:
    """Put what each party gains by each text of row ``at`` over no deal, ``base``, as far as nothing stands in its way,
    into ``room.gain``, member by member, as drafters see it who have the same ``insight`` into all."""
    near, believed, without, digits, filled = room.near, room.believed, room.without, room.digits, room.filled
    member, begin, place, links_of = near.member[at], near.begin[at], near.place[at], space.linkages_of
    issues, lift, parties = space.linkage_issue, table.lift, len(believed)
    for p in range(parties):
        for i in range(len(text)):
            believed[p, i] = believed_weight(table.weights[p, i], insight, len(text))
    no_deals(space, table, believed, base, without)
    put(digits, text)
    for c in range(filled.shape[1]):
        filled[0, c] = False
    for k in range(near.kinds[at]):
        n = member[begin[k]]
        here, links = near.context[at, n], near.links[at, n]
        if not filled[0, here]:
            steps(table.delivered, here, believed, text, space.levels, room.worth, room.step)
            filled[0, here] = True
        apply(near, at, n, digits)
        for p in range(parties):
            worth = room.worth[p, here] - without[p]
            shared = linked(links & links_of[p], issues, lift, believed, p, here, digits, worth)
            for m in range(begin[k], begin[k + 1]):
                room.gain[p, m] = shared
        undo(near, at, n, digits)
    for p in range(parties):
        gain, step = room.gain[p], room.step[p]
        for d in range(len(place)):
            for m in range(near.size[at]):
                gain[m] += step[place[d, m]]


@lean_inner
def settle(space: Space, table: Table, base: Ints, text: Ints, room: Judging, at: int) -> None:
    """Put what each party gains by each text of row ``at``, a straight line in the insight into it, into ``room.rest``,
    without any, and ``room.slope``."""
    rest, slope, gain = room.rest, room.slope, room.gain
    room.slack[0] = slack(table.lift, len(table.weights))
    estimate(space, table, float(np.float64(0.0)), base, text, room, at)
    for p in range(len(rest)):
        for m in range(room.near.size[at]):
            rest[p, m] = gain[p, m]
    estimate(space, table, float(np.float64(1.0)), base, text, room, at)
    for p in range(len(rest)):
        for m in range(room.near.size[at]):
            slope[p, m] = gain[p, m] - rest[p, m]


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
