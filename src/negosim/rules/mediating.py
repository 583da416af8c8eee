"""What mediators do: draft a text, press a party, relay what they learn."""

from __future__ import annotations

import math

import numpy as np

from negosim.rules.arrays import precedes, put
from negosim.rules.compiling import compiled, inlined, inner, inner_inlined
from negosim.rules.concession import nash_score, sorted_mean, sorted_product
from negosim.rules.nearby import Nearby, apply, find_nearby, room_for, undo
from negosim.rules.offering import all_believed_weights, believed_utility, believed_weight, best_row, doubt
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


@inner
def no_deals(space: Space, table: Table, believed: Floats, base: Ints) -> Floats:
    """What is believed to hold for each party without a deal, (P,)."""
    context = context_of(space.phasing, space.guarantee, table.guarantees, base)
    links, worth = met(space.linkages, base), np.empty(len(believed))
    for p in range(len(believed)):
        worth[p] = believed_utility(space, table, p, believed, context, base, links)
    return worth


@inner_inlined
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
    without, gains = no_deals(space, table, believed, base), np.empty(len(believed))
    scores = np.empty(len(packages))
    for n in range(len(packages)):
        text = packages[n]
        lines, links = met(space.red_lines, text), met(space.linkages, text)
        scores[n] = text_score(space, table, believed, firmness, without, text, lines, links, gains)
    return scores


@compiled
def first_text(space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, tabled: Ints) -> Ints:
    """The first text: the best of the packages tabled, (n, I), by ``text_scores``; ties: the lowest index; (I,)."""
    return tabled[best_row(text_scores(space, table, insight, firmness, base, tabled), tabled)]


@inner_inlined
def steps(
    delivered: Floats, context: int, believed: Floats, text: Ints, levels: Ints, worth: Floats, step: Floats
) -> float:
    """Put what a text is believed to be worth into ``worth`` (P,), and what changing one level of it is believed to
    add, linkages left out, into ``step`` (P, I, L): how large all that is together, to bound what rounding can do."""
    size = 1.0
    for p in range(len(believed)):
        worth[p] = weighted(believed, delivered, p, context, text)
        size += abs(worth[p])
        for i in range(len(text)):
            at = delivered[p, context, i, text[i]]
            for level in range(levels[i]):
                step[p, i, level] = believed[p, i] * (delivered[p, context, i, level] - at)
    return size


@inner
def redraft(
    space: Space,
    table: Table,
    insight: Floats,
    firmness: Floats,
    base: Ints,
    text: Ints,
    near: Nearby,
    count: int,
    found: Ints,
) -> None:
    """Put the ``next_text`` into ``found`` (I,); ``near``: the ``count`` packages that lie within the moves.

    Each is first judged by adding steps to the text's worth, which is a little off by rounding; only what may be best
    is then scored as ``text_score`` does.
    """
    parties, issues = table.weights.shape
    delivered, lift, linked_issue, levels = table.delivered, table.lift, space.linkage_issue, space.levels
    phasing, guarantee, guarantees = space.phasing, space.guarantee, table.guarantees
    believed = all_believed_weights(table.weights, insight)
    without, gains = no_deals(space, table, believed, base), np.empty(parties)
    worth, step = np.empty(parties), np.empty((parties, issues, delivered.shape[3]))
    context = context_of(phasing, guarantee, guarantees, text)
    size = steps(delivered, context, believed, text, levels, worth, step)
    for k in range(len(linked_issue)):
        size += abs(lift[k, context, 0]) + 1.0
    off = 1e-13
    for _ in range(parties):
        off *= 2.0 * size
    digits, doubts = np.empty(issues, np.int64), np.ones(parties)
    put(digits, text)
    put(found, text)
    top, lines_before = -np.inf, np.int64(0)
    for n in range(count):
        changes, lines, links = near.changes[n], near.lines[n], near.links[n]
        here, shifted = context, False
        for d in range(changes):
            shifted = shifted or near.issue[n, d] == phasing or near.issue[n, d] == guarantee
        apply(near, n, digits)
        if shifted:
            here = context_of(phasing, guarantee, guarantees, digits)
        if lines != lines_before:
            lines_before = lines
            for p in range(parties):
                doubts[p] = doubt(lines & space.red_lines_of[p], firmness)
        for p in range(parties):
            if shifted:
                total = weighted(believed, delivered, p, here, digits)
            else:
                total = worth[p]
                for d in range(changes):
                    total += step[p, near.issue[n, d], near.level[n, d]]
            own = links & space.linkages_of[p]
            if own:
                total = linked(own, linked_issue, lift, believed, p, here, digits, total)
            gains[p] = drafted_gain(total - without[p], doubts[p])
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
    near, found = room_for(space, moves), np.empty(len(text), np.int64)
    count = find_nearby(space, free, text, moves, near)
    redraft(space, table, insight, firmness, base, text, near, count, found)
    return found


@inner
def distance(space: Space, table: Table, party: int, insight: float, lasts: Ints, losses: Floats) -> float:
    """How far a party is from the others' last packages, all tabled: what it is believed to lose by taking one, on
    average; ``insight``: into this party; ``losses``: (P,), room."""
    parties, issues = table.weights.shape
    phasing, guarantee, guarantees = space.phasing, space.guarantee, table.guarantees
    believed, own = np.zeros((parties, issues)), 0.0
    for i in range(issues):
        believed[party, i] = believed_weight(table.weights[party, i], insight, issues)
    for k in range(parties + 1):
        o = party if k == 0 else k - 1
        context = context_of(phasing, guarantee, guarantees, lasts[o])
        worth = believed_utility(space, table, party, believed, context, lasts[o], met(space.linkages, lasts[o]))
        if k == 0:
            own = worth
        elif o != party:
            losses[o if o < party else o - 1] = own - worth
    return sorted_mean(losses[: parties - 1])


@compiled
def furthest(space: Space, table: Table, insight: Floats, lasts: Ints) -> Bools:
    """Which parties are furthest from the others' last packages; several only if exactly alike, none before all have
    tabled: (P,)."""
    parties = len(lasts)
    distances, losses, chosen = np.empty(parties), np.empty(parties), np.zeros(parties, np.bool_)
    for p in range(parties):
        if lasts[p, 0] < 0:
            return chosen
    largest = -np.inf
    for p in range(parties):
        distances[p] = distance(space, table, p, insight[p], lasts, losses)
        largest = max(largest, distances[p])
    for p in range(parties):
        chosen[p] = distances[p] == largest
    return chosen


@inlined
def pressed(pressure: float, cap: float, leverage: float, trust: float, effort: float) -> float:
    """Pressure on a party after an effort: the gap to ``cap`` shrinks by ``exp(-leverage trust effort)``."""
    return pressure if pressure >= cap else pressure - (cap - pressure) * math.expm1(-leverage * trust * effort)


@inlined
def resented(trust: float, cost: float, effort: float) -> float:
    """A party's trust in a mediator after being pressed by it."""
    return trust * (1.0 - cost * min(1.0, effort))


@inlined
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
