"""How good many texts nearly are, all at once: only the best of them need be scored as a text is."""

from __future__ import annotations

import numpy as np

from negosim.rules.compiling import inlined, lean_inlined, lean_inner
from negosim.rules.nearby import apply, undo
from negosim.rules.offering import Judging, doubt
from negosim.rules.space import Ints, Space
from negosim.rules.table import Floats, Table, linked


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
def judge_kinds(space: Space, table: Table, firmness: Floats, text: Ints, room: Judging, at: int) -> bool:
    """Put what texts of a kind share into ``room``: what the text before is believed to be worth beyond no deal with
    their context and linkages, ``shared``, and how likely no red line is real, ``unopposed``; whether one kind crosses
    no line that is likelier real than not."""
    near, believed, digits, filled, unopposed = room.near, room.believed, room.digits, room.filled, room.unopposed
    any_free, crossed = False, -1
    for c in range(filled.shape[1]):
        filled[0, c] = False
    for k in range(near.kinds[at]):
        n = near.member[at, near.begin[at, k]]
        here, lines, links, unhindered = near.context[at, n], near.lines[at, n], near.links[at, n], True
        for p in range(len(believed)):
            if lines == crossed:
                unopposed[p, k] = unopposed[p, k - 1]
            else:
                unopposed[p, k] = doubt(lines & space.red_lines_of[p], firmness)
            unhindered = unhindered and unopposed[p, k] >= 0.5
        any_free, crossed = any_free or unhindered, lines
        if not filled[0, here]:
            steps(table.delivered, here, believed, text, space.levels, room.worth, room.step)
            filled[0, here] = True
        apply(near, at, n, digits)
        for p in range(len(believed)):
            worth, own = room.worth[p, here] - room.without[p], links & space.linkages_of[p]
            room.shared[p, k] = linked(own, space.linkage_issue, table.lift, believed, p, here, digits, worth)
        undo(near, at, n, digits)
    return any_free


@lean_inner
def judge(room: Judging, at: int, any_free: bool) -> float:
    """Put nearly the ``text_score`` of each text of row ``at`` into ``room.score``, member by member, a little off by
    rounding, unless it is ``sure``; the highest. With ``any_free``, minus infinity for kinds that cross a line likelier
    real than not. A party whose line such a kind crosses gains by it what does not hang on the rest of the text."""
    near, step, score, highest = room.near, room.step, room.score, -np.inf
    begin, place, parties = near.begin[at], near.place[at], len(room.shared)
    for k in range(near.kinds[at]):
        hindered, worst = False, np.inf
        for p in range(parties):
            if room.unopposed[p, k] < 0.5:
                hindered, worst = True, min(worst, drafted_gain(0.0, room.unopposed[p, k]))
        for m in range(begin[k], begin[k + 1]):
            if hindered and any_free:
                score[m] = -np.inf
                continue
            least, product, decided = np.inf, 1.0, hindered
            for p in range(parties):
                gain = room.shared[p, k]
                for d in range(len(place)):
                    gain += step[p, place[d, m]]
                gain = drafted_gain(gain, room.unopposed[p, k])
                least = min(least, gain)
                product *= gain
                decided = decided and (room.unopposed[p, k] < 0.5 or gain > worst + near.slack[at])
            score[m] = product if least > 0.0 else least
            room.sure[m] = decided
            highest = max(highest, score[m])
    return highest
