"""What mediators do: draft a text, press a party, relay what they learn."""

from __future__ import annotations

import math

import numpy as np

from negosim.rules.arrays import precedes, put
from negosim.rules.compiling import compiled, inlined, inner, lean, lean_inlined
from negosim.rules.concession import nash_score, sorted_mean, sorted_product
from negosim.rules.nearby import apply, find_nearby, shifts, undo
from negosim.rules.offering import (
    Room,
    all_believed_weights,
    believe,
    believed_utility,
    believed_weight,
    best_row,
    doubt,
    room_of,
)
from negosim.rules.space import Bools, Ints, Space, met
from negosim.rules.table import Floats, Table, context_of, linked, weighted


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
def text_score(
    space: Space,
    table: Table,
    believed: Floats,
    firmness: Floats,
    without: Floats,
    digits: Ints,
    lines: int,
    links: int,
    gains: Floats,
) -> float:
    """How good the drafters think a text is: the Nash score of estimated gains over no deal, ``without`` (P,).

    ``believed``: (P, I), weights; ``firmness``: (R,); ``lines``, ``links``: what the text meets; ``gains``: (P,), room.
    """
    context = context_of(space.phasing, space.guarantee, table.guarantees, digits)
    for p in range(len(believed)):
        worth = believed_utility(space, table, p, believed, context, digits, links)
        gains[p] = drafted_gain(worth - without[p], doubt(lines & space.red_lines_of[p], firmness))
    return nash_score(gains)


@compiled
def text_scores(space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, packages: Ints) -> Floats:
    """The ``text_score`` of many texts, (n, I); (n,).

    ``insight``: (P,), of the drafters in each party; ``firmness``: (R,), believed; ``base``: (I,), what holds without a
    deal.
    """
    believed = all_believed_weights(table.weights, insight)
    without, gains, scores = np.empty(len(believed)), np.empty(len(believed)), np.empty(len(packages))
    no_deals(space, table, believed, base, without)
    for n in range(len(packages)):
        text = packages[n]
        lines, links = met(space.red_lines, text), met(space.linkages, text)
        scores[n] = text_score(space, table, believed, firmness, without, text, lines, links, gains)
    return scores


@compiled
def first_text(space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, tabled: Ints) -> Ints:
    """The first text: the best of the packages tabled, (n, I), by ``text_scores``; ties: the lowest index; (I,)."""
    return tabled[best_row(text_scores(space, table, insight, firmness, base, tabled), tabled)]


@lean_inlined
def steps(
    delivered: Floats, context: int, believed: Floats, text: Ints, levels: Ints, worth: Floats, step: Floats
) -> None:
    """Put what a text is believed to be worth into ``worth`` (P,), and what changing one level of it is believed to
    add, linkages left out, into ``step`` (P, I, L)."""
    for p in range(len(believed)):
        worth[p] = weighted(believed, delivered, p, context, text)
        for i in range(len(text)):
            at = delivered[p, context, i, text[i]]
            for level in range(levels[i]):
                step[p, i, level] = believed[p, i] * (delivered[p, context, i, level] - at)


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


@inner
def put_first_text(
    space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, tabled: Ints, found: Ints
) -> None:
    """Put the ``first_text`` into ``found`` (I,)."""
    put(found, first_text(space, table, insight, firmness, base, tabled))


@lean
def redraft(
    space: Space,
    table: Table,
    insight: Floats,
    firmness: Floats,
    base: Ints,
    text: Ints,
    room: Room,
    count: int,
    found: Ints,
) -> None:
    """Put the ``next_text`` into ``found`` (I,), one of the ``count`` packages of ``room.near``.

    Each is first judged by adding steps to the text's worth, which is a little off by rounding; only what may be best
    is then scored as ``text_score`` does.
    """
    delivered, lift, linked_issue, parties = table.delivered, table.lift, space.linkage_issue, len(table.weights)
    near, believed, step, worth, without = room.near, room.believed, room.step, room.worth, room.without
    gains, digits, top, off = room.gains, room.digits, -np.inf, slack(lift, parties)
    believe(table.weights, insight, believed)
    no_deals(space, table, believed, base, without)
    context = context_of(space.phasing, space.guarantee, table.guarantees, text)
    steps(delivered, context, believed, text, space.levels, worth, step)
    put(digits, text)
    put(found, text)
    for n in range(count):
        lines, links, here, shifted = near.lines[n], near.links[n], context, shifts(near, n, space)
        apply(near, n, digits)
        if shifted:
            here = context_of(space.phasing, space.guarantee, table.guarantees, digits)
        for p in range(parties):
            total = worth[p]
            if shifted:
                total = weighted(believed, delivered, p, here, digits)
            else:
                for d in range(near.changes[n]):
                    total += step[p, near.issue[n, d], near.level[n, d]]
            if links & space.linkages_of[p]:
                total = linked(links & space.linkages_of[p], linked_issue, lift, believed, p, here, digits, total)
            gains[p] = drafted_gain(total - without[p], doubt(lines & space.red_lines_of[p], firmness))
        if nash_score(gains) >= top - off:
            score = text_score(space, table, believed, firmness, without, digits, lines, links, gains)
            if score > top or (score == top and precedes(digits, found)):
                top = score
                put(found, digits)
        undo(near, n, text, digits)


@compiled
def next_text(
    space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, free: Bools, text: Ints, moves: int
) -> Ints:
    """The next text: the best within ``moves`` issues of the last one by ``text_scores``; ties: the lowest index;
    (I,)."""
    room, found = room_of(space, table, moves), np.empty(len(text), np.int64)
    count = find_nearby(space, free, text, moves, room.near)
    redraft(space, table, insight, firmness, base, text, room, count, found)
    return found


@lean
def distance(
    space: Space, table: Table, party: int, insight: float, lasts: Ints, believed: Floats, losses: Floats
) -> float:
    """How far a party is from the others' last packages, all tabled: what it is believed to lose by taking one, on
    average; ``insight``: into this party; ``believed``: (P, I), ``losses``: (P,), room."""
    parties, issues = table.weights.shape
    own = 0.0
    for i in range(issues):
        believed[party, i] = believed_weight(table.weights[party, i], insight, issues)
    for k in range(parties + 1):
        o = party if k == 0 else k - 1
        context = context_of(space.phasing, space.guarantee, table.guarantees, lasts[o])
        worth = believed_utility(space, table, party, believed, context, lasts[o], met(space.linkages, lasts[o]))
        if k == 0:
            own = worth
        elif o != party:
            losses[o if o < party else o - 1] = own - worth
    return sorted_mean(losses[: parties - 1])


@lean
def distances(space: Space, table: Table, insight: Floats, lasts: Ints, room: Room, found: Floats) -> float:
    """Put how far each party is from the others' last packages into ``found`` (P,): the furthest; infinity before all
    have tabled."""
    largest = -np.inf
    for p in range(len(lasts)):
        if lasts[p, 0] < 0:
            return np.inf
    for p in range(len(lasts)):
        found[p] = distance(space, table, p, insight[p], lasts, room.believed, room.gains)
        largest = max(largest, found[p])
    return largest


@compiled
def furthest(space: Space, table: Table, insight: Floats, lasts: Ints) -> Bools:
    """Which parties are furthest from the others' last packages; several only if exactly alike, none before all have
    tabled: (P,)."""
    found, chosen = np.zeros(len(lasts)), np.empty(len(lasts), np.bool_)
    largest = distances(space, table, insight, lasts, room_of(space, table, 0), found)
    for p in range(len(lasts)):
        chosen[p] = found[p] == largest
    return chosen


@inlined
def pressed(pressure: float, cap: float, leverage: float, trust: float, effort: float) -> float:
    """Pressure on a party after an effort: the gap to ``cap`` shrinks by ``exp(-leverage trust effort)``."""
    return pressure if pressure >= cap else pressure - (cap - pressure) * math.expm1(-leverage * trust * effort)


@inlined
def resented(trust: float, cost: float, effort: float) -> float:
    """A party's trust in a mediator after being pressed by it."""
    return trust * (1.0 - cost * min(1.0, effort))


@compiled
def channel(candour: Floats, trust_there: Floats, trust_here: Floats) -> float:
    """``kappa = 1 - prod_m (1 - candour_m trust_m,party trust_m,observer)``: how much of a party reaches an observer.

    All arrays: (M,), over the mediators that relay. Monotone in every trust.
    """
    silent = np.empty(len(candour))
    for m in range(len(candour)):
        silent[m] = 1.0 - candour[m] * trust_there[m] * trust_here[m]
    return 1.0 - sorted_product(silent)


@inlined
def informed(insight: float, rate: float) -> float:
    """Insight after a relay: the ignorance left shrinks by ``rate = eta kappa``."""
    return insight + rate * (1.0 - insight)


@inlined
def faded(firmness: float, kappa: float) -> float:
    """Belief in a red line after its owner tabled or accepted what crosses it, as far as word of that arrives."""
    return firmness * (1.0 - kappa)
