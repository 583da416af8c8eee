"""What mediators do: draft a text, press a party, relay what they learn."""

from __future__ import annotations

import math

import numpy as np

from negosim.rules.arrays import precedes, put
from negosim.rules.compiling import compiled, inlined, lean, lean_inlined, lean_inner
from negosim.rules.concession import nash_score, sorted_mean, sorted_product
from negosim.rules.nearby import Nearby, apply, find_nearby, known, sort_out, undo
from negosim.rules.offering import (
    Judging,
    all_believed_weights,
    believe,
    believed_utility,
    believed_weight,
    doubt,
    judging,
)
from negosim.rules.space import Bools, Ints, Space, met
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


@lean
def draw_up(
    space: Space,
    table: Table,
    insight: Floats,
    firmness: Floats,
    base: Ints,
    tabled: Ints,
    room: Judging,
    found: Ints,
) -> None:
    """Put the ``first_text`` of the packages tabled, (n, I), into ``found`` (I,)."""
    believe(table.weights, insight, room.believed)
    no_deals(space, table, room.believed, base, room.without)
    top = -np.inf
    for n in range(len(tabled)):
        text = tabled[n]
        lines, links = met(space.red_lines, text), met(space.linkages, text)
        score = text_score(space, table, room.believed, firmness, room.without, text, lines, links, room.gains)
        if score > top or (score == top and precedes(text, found)):
            top = score
            put(found, text)


def first_text(space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, tabled: Ints) -> Ints:
    """The first text: the best of the packages tabled, (n, I), by ``text_scores``; ties: the lowest index; (I,)."""
    found = np.empty(len(base), np.int64)
    draw_up(space, table, insight, firmness, base, tabled, judging(space, table, 0, 1), found)
    return found


@lean_inlined
def steps(delivered: Floats, believed: Floats, text: Ints, levels: Ints, worth: Floats, step: Floats) -> None:
    """Put what a text is believed to be worth in each context into ``worth`` (P, C), and what changing one level of it
    is believed to add there, linkages left out, into ``step`` (P, C, I, L)."""
    for p in range(len(believed)):
        for c in range(worth.shape[1]):
            total = 0.0
            for i in range(len(text)):
                weight, at = believed[p, i], delivered[p, c, i, text[i]]
                total += weight * at
                for level in range(levels[i]):
                    step[p, c, i, level] = weight * (delivered[p, c, i, level] - at)
            worth[p, c] = total


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
def judge(space: Space, table: Table, firmness: Floats, room: Judging, at: int) -> float:
    """Put nearly the ``text_score`` of each text of row ``at`` into ``room.score``, a little off by rounding; the
    highest."""
    near, step, worth, without, score = room.near, room.step, room.worth, room.without, room.score
    lift, linked_issue, believed, digits = table.lift, space.linkage_issue, room.believed, room.digits
    unopposed, parties, highest = room.unopposed, len(table.weights), -np.inf
    changes, issue, level, links, own = (
        near.changes[at],
        near.issue[at],
        near.level[at],
        near.links[at],
        space.linkages_of,
    )
    context, kind, any_links = near.context[at], near.kind[at], np.int64(0)
    for p in range(parties):
        any_links |= own[p]
        for k in range(near.kinds[at]):
            unopposed[k, p] = doubt(near.crossed[at, k] & space.red_lines_of[p], firmness)
    for n in range(near.count[at]):
        here, opposed, least, product = context[n], kind[n], np.inf, 1.0
        if links[n] & any_links:
            apply(near, at, n, digits)
        for p in range(parties):
            gain = worth[p, here] - without[p]
            for d in range(changes[n]):
                gain += step[p, here, issue[n, d], level[n, d]]
            if links[n] & own[p]:
                gain = linked(links[n] & own[p], linked_issue, lift, believed, p, here, digits, gain)
            gain = drafted_gain(gain, unopposed[opposed, p])
            least = min(least, gain)
            product *= gain
        if links[n] & any_links:
            undo(near, at, n, digits)
        score[n] = product if least > 0.0 else least
        highest = max(highest, score[n])
    return highest


@lean
def redraft(
    space: Space,
    table: Table,
    insight: Floats,
    firmness: Floats,
    base: Ints,
    text: Ints,
    room: Judging,
    at: int,
    found: Ints,
) -> None:
    """Put the ``next_text`` into ``found`` (I,), one of the packages of row ``at``.

    Each is first judged by adding steps to the text's worth, which is a little off by rounding; only what may be best
    is then scored as ``text_score`` does.
    """
    near, believed, without, gains, digits = room.near, room.believed, room.without, room.gains, room.digits
    top, score = -np.inf, room.score
    believe(table.weights, insight, believed)
    no_deals(space, table, believed, base, without)
    steps(table.delivered, believed, text, space.levels, room.worth, room.step)
    put(digits, text)
    put(found, text)
    enough = judge(space, table, firmness, room, at) - 2.0 * slack(table.lift, len(table.weights))
    for n in range(near.count[at]):
        if score[n] >= enough:
            lines, links = near.lines[at, n], near.links[at, n]
            apply(near, at, n, digits)
            exact = text_score(space, table, believed, firmness, without, digits, lines, links, gains)
            if exact > top or (exact == top and precedes(digits, found)):
                top = exact
                put(found, digits)
            undo(near, at, n, digits)


@lean
def look_around(space: Space, guarantees: int, free: Bools, text: Ints, moves: int, near: Nearby, at: int) -> None:
    """See to it that what is near a text stands in row ``at``."""
    if not known(near, at, text):
        find_nearby(space, guarantees, free, text, moves, near, at)
        sort_out(near, at)


def next_text(
    space: Space,
    table: Table,
    insight: Floats,
    firmness: Floats,
    base: Ints,
    free: Bools,
    text: Ints,
    moves: int,
    room: Judging | None = None,
) -> Ints:
    """The next text: the best within ``moves`` issues of the last one by ``text_scores``; ties: the lowest index;
    (I,). ``room`` keeps what it knows of the packages nearby as long as space and free issues are the same."""
    found = np.empty(len(text), np.int64)
    room = room or judging(space, table, moves, 1)
    look_around(space, table.guarantees, free, text, moves, room.near, 0)
    redraft(space, table, insight, firmness, base, text, room, 0, found)
    return found


@lean_inner
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
def distances(
    space: Space, table: Table, insight: Floats, lasts: Ints, believed: Floats, losses: Floats, found: Floats
) -> float:
    """Put how far each party is from the others' last packages into ``found`` (P,): the furthest; infinity before all
    have tabled. ``believed``: (P, I), ``losses``: (P,), room."""
    largest = -np.inf
    for p in range(len(lasts)):
        if lasts[p, 0] < 0:
            return np.inf
    for p in range(len(lasts)):
        found[p] = distance(space, table, p, insight[p], lasts, believed, losses)
        largest = max(largest, found[p])
    return largest


def furthest(space: Space, table: Table, insight: Floats, lasts: Ints) -> Bools:
    """Which parties are furthest from the others' last packages; several only if exactly alike, none before all have
    tabled: (P,)."""
    found = np.zeros(len(lasts))
    largest = distances(space, table, insight, lasts, np.empty(table.weights.shape), np.empty(len(lasts)), found)
    return found == largest


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
