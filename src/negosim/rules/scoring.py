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
def oppose(space: Space, firmness: Floats, room: Judging, at: int) -> bool:
    """Put how likely it is of the texts of each kind that no red line of a party is real into ``room.unopposed``, and
    whether one is likelier real than not into ``room.hindered``; whether there is a kind without any such."""
    near, unopposed, hindered, any_free = room.near, room.unopposed, room.hindered, False
    member, begin, alike = near.member[at], near.begin[at], near.alike[at]
    for k in range(near.kinds[at]):
        first = alike[k]
        if first == k:
            lines, hindered[k] = near.lines[at, member[begin[k]]], False
            for p in range(len(unopposed)):
                unopposed[p, k] = doubt(lines & space.red_lines_of[p], firmness)
                hindered[k] |= unopposed[p, k] < 0.5
        else:
            hindered[k] = hindered[first]
            for p in range(len(unopposed)):
                unopposed[p, k] = unopposed[p, first]
        any_free |= not hindered[k]
    return any_free


@lean_inner
def share(space: Space, table: Table, text: Ints, hindered: bool, room: Judging, at: int) -> None:
    """Put what the text before is believed to be worth, beyond no deal, in the context and with the linkages of each
    kind that is ``hindered``, or of each that is not, into ``room.shared``."""
    near, believed, digits, filled, shared = room.near, room.believed, room.digits, room.filled, room.shared
    links_of, issues, lift = space.linkages_of, space.linkage_issue, table.lift
    for c in range(filled.shape[1]):
        filled[0, c] = False
    for k in range(near.kinds[at]):
        if room.hindered[k] != hindered:
            continue
        n = near.member[at, near.begin[at, k]]
        here, links = near.context[at, n], near.links[at, n]
        if not filled[0, here]:
            steps(table.delivered, here, believed, text, space.levels, room.worth, room.step)
            filled[0, here] = True
        apply(near, at, n, digits)
        for p in range(len(believed)):
            worth = room.worth[p, here] - room.without[p]
            shared[p, k] = linked(links & links_of[p], issues, lift, believed, p, here, digits, worth)
        undo(near, at, n, digits)


@lean_inner
def judge(room: Judging, at: int, any_free: bool) -> float:
    """Put nearly the ``text_score`` of each text of row ``at`` into ``room.score``, member by member, a little off by
    rounding, unless it is ``sure``; the highest. With ``any_free``, minus infinity for kinds that cross a line likelier
    real than not."""
    near, score, sure, least, highest = room.near, room.score, room.sure, room.least, -np.inf
    begin = near.begin[at]
    for k in range(near.kinds[at]):
        first, last = begin[k], begin[k + 1]
        if room.hindered[k] and any_free:
            for m in range(first, last):
                score[m] = -np.inf
        elif room.hindered[k]:
            judge_hindered(room, at, k)
        else:
            for p in range(len(room.shared)):
                gains_of(room, at, k, p)
                gain, unopposed = room.gain, room.unopposed[p, k]
                for m in range(first, last):
                    more = drafted_gain(gain[m], unopposed)
                    least[m] = more if p == 0 else min(least[m], more)
                    score[m] = more if p == 0 else score[m] * more
            for m in range(first, last):
                score[m] = score[m] if least[m] > 0.0 else least[m]
                sure[m] = False
        for m in range(first, last):
            highest = max(highest, score[m])
    return highest


@lean_inlined
def gains_of(room: Judging, at: int, k: int, party: int) -> None:
    """Put what a party gains by each text of a kind, as far as nothing stands in its way, into ``room.gain``."""
    near, gain, base = room.near, room.gain, room.shared[party, k]
    step, place, first, last = room.step[party], near.place[at], near.begin[at, k], near.begin[at, k + 1]
    for m in range(first, last):
        gain[m] = base + step[place[0, m]]
    for d in range(1, len(place)):
        for m in range(first, last):
            gain[m] += step[place[d, m]]


@lean_inner
def judge_hindered(room: Judging, at: int, k: int) -> None:
    """``judge`` for a kind that crosses a line likelier real than not: the party whose line it is gains by it what does
    not hang on the rest of the text."""
    near, score, sure, least, worst = room.near, room.score, room.sure, room.least, np.inf
    first, last, parties = near.begin[at, k], near.begin[at, k + 1], len(room.shared)
    for p in range(parties):
        if room.unopposed[p, k] < 0.5:
            worst = min(worst, drafted_gain(0.0, room.unopposed[p, k]))
    for m in range(first, last):
        least[m], score[m], sure[m] = np.inf, 1.0, True
    for p in range(parties):
        gains_of(room, at, k, p)
        gain, unopposed = room.gain, room.unopposed[p, k]
        for m in range(first, last):
            more = drafted_gain(gain[m], unopposed)
            least[m], score[m] = min(least[m], more), score[m] * more
            sure[m] &= unopposed < 0.5 or more > worst + room.slack[0]
    for m in range(first, last):
        score[m] = score[m] if least[m] > 0.0 else least[m]
