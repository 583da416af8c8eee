"""What mediators do: draft a text, press a party, relay what they learn."""

from __future__ import annotations

import math

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import precedes, put
from negosim.rules.believing import all_believed_weights, believe, believed_utility, believed_weight, doubt, welcome
from negosim.rules.concession import nash_score, sorted_mean, sorted_product
from negosim.rules.utility import Table
from negosim.spaces.neighbours import Room, apply, list_neighbours, room_for, undo
from negosim.spaces.space import Space, context_of, met


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


@inlined
def text_score(
    space: Space,
    table: Table,
    believed: Floats,
    firmness: Floats,
    without: Floats,
    context: int,
    digits: Ints,
    lines: int,
    links: int,
    gains: Floats,
) -> float:
    """How good the drafters think a text is: the Nash score of estimated gains over no deal, ``without`` (P,).

    ``believed``: (P, I), weights; ``firmness``: (R,); ``lines``, ``links``: what the text meets; ``gains``: (P,), room.
    """
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
        context = context_of(space.phasing, space.guarantee, table.guarantees, text)
        scores[n] = text_score(space, table, believed, firmness, without, context, text, lines, links, gains)
    return scores


@compiled(allocates=False, standalone=True)
def draw_up(
    space: Space,
    table: Table,
    insight: Floats,
    firmness: Floats,
    base: Ints,
    tabled: Ints,
    room: Room,
    found: Ints,
) -> None:
    """Put the ``first_text`` of the packages tabled, (n, I), into ``found`` (I,)."""
    believe(table.weights, insight, room.believed)
    no_deals(space, table, room.believed, base, room.without)
    top = -np.inf
    for n in range(len(tabled)):
        text = tabled[n]
        lines, links = met(space.red_lines, text), met(space.linkages, text)
        context = context_of(space.phasing, space.guarantee, table.guarantees, text)
        score = text_score(space, table, room.believed, firmness, room.without, context, text, lines, links, room.gains)
        if score > top or (score == top and precedes(text, found)):
            top = score
            put(found, text)


def first_text(space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, tabled: Ints) -> Ints:
    """The first text: the best of the packages tabled, (n, I), by ``text_scores``; ties: the lowest index; (I,)."""
    found = np.empty(len(base), np.int64)
    draw_up(space, table, insight, firmness, base, tabled, room_for(space, len(insight), 0), found)
    return found


@compiled(allocates=False)
def adopt(space: Space, free: Bools, lasts: Ints, text: Ints, room: Room) -> bool:
    """Lay the common ground over a text (I,): the levels of free issues that all parties last tabled, ``lasts`` (P, I).

    Whether the text is feasible then. The free issues without common ground are put into ``room.open`` (I,).
    """
    broken = -1
    for i in range(len(text)):
        common = free[i]
        for p in range(len(lasts)):
            common = common and lasts[p, 0] >= 0 and lasts[p, i] == lasts[0, i]
        if common:
            text[i] = lasts[0, i]
        room.open[i] = free[i] and not common
        broken &= space.infeasible[i, text[i]]
    return broken == 0


@compiled(allocates=False, standalone=True)
def redraft(
    space: Space,
    table: Table,
    insight: Floats,
    firmness: Floats,
    base: Ints,
    lasts: Ints,
    text: Ints,
    free: Bools,
    moves: int,
    room: Room,
    found: Ints,
) -> None:
    """Put the ``next_text`` into ``found`` (I,)."""
    near, digits, top, chosen = room.near, room.digits, -np.inf, -1
    put(found, text)
    if not adopt(space, free, lasts, found, room):
        draw_up(space, table, insight, firmness, base, lasts, room, found)
    count = list_neighbours(space, table.guarantees, room.open, found, moves, near)
    believe(table.weights, insight, room.believed)
    no_deals(space, table, room.believed, base, room.without)
    for k in range(near.size[1]):
        room.bound[k] = highest_score(space, firmness, near.lines[k], len(insight))
    put(digits, found)
    for n in range(count):
        bound, lines = room.bound[near.pattern[n]], near.lines[near.pattern[n]]
        if bound < top or (bound == top and near.package[n] > near.package[chosen]):
            continue
        apply(near, n, digits)
        score = text_score(
            space,
            table,
            room.believed,
            firmness,
            room.without,
            near.context[n],
            digits,
            lines,
            near.links[n],
            room.gains,
        )
        undo(near, n, digits)
        if score > top or (score == top and near.package[n] < near.package[chosen]):
            top, chosen = score, n
    if chosen >= 0:
        apply(near, chosen, found)


@inlined
def highest_score(space: Space, firmness: Floats, lines: int, parties: int) -> float:
    """The highest ``text_score`` of a text that crosses some red lines: the gain of the party whose line is likelier
    real than not, which does not depend on the rest of the text. Infinity without such a line."""
    highest = np.inf
    for p in range(parties):
        unopposed = doubt(lines & space.red_lines_of[p], firmness)
        if unopposed < 0.5:
            highest = min(highest, drafted_gain(0.0, unopposed))
    return highest


def next_text(
    space: Space,
    table: Table,
    insight: Floats,
    firmness: Floats,
    base: Ints,
    lasts: Ints,
    free: Bools,
    text: Ints,
    moves: int,
    room: Room | None = None,
) -> Ints:
    """The next text: the last one with the common ground of ``lasts`` laid over it (``adopt``), or where that is
    infeasible the ``first_text`` of ``lasts``, and then the best by ``text_scores`` that differs from it in at most
    ``moves`` issues without common ground; ties: the lowest index; (I,). ``room`` can be used again."""
    found = np.empty(len(text), np.int64)
    room = room or room_for(space, len(insight), moves)
    redraft(space, table, insight, firmness, base, lasts, text, free, moves, room, found)
    return found


@compiled(allocates=False)
def distance(
    space: Space, table: Table, party: int, insight: float, lasts: Ints, believed: Floats, losses: Floats
) -> float:
    """How far a party is from the others' last packages, all tabled: what it is believed to lose by taking one, on
    average; ``insight``: into this party; ``believed``: (P, I), ``losses``: (P,), room."""
    parties, issues = table.weights.shape
    own = 0.0
    for i in range(issues):
        believed[party, i] = believed_weight(table.weights[party, i], insight, issues)
    for k in range(parties):  # its own first, then the others' in their order
        o = party if k == 0 else k - 1 if k <= party else k
        context = context_of(space.phasing, space.guarantee, table.guarantees, lasts[o])
        worth = believed_utility(space, table, party, believed, context, lasts[o], met(space.linkages, lasts[o]))
        if k == 0:
            own = worth
        else:
            losses[k - 1] = own - worth
    return sorted_mean(losses[: parties - 1])


@compiled(allocates=False, standalone=True)
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


@compiled(allocates=False)
def reach(candour: Floats, trust_there: Floats, trust_here: Floats, silent: Floats) -> float:
    """The ``channel``; ``silent``: (M,), room."""
    for m in range(len(candour)):
        silent[m] = 1.0 - candour[m] * trust_there[m] * trust_here[m]
    return 1.0 - sorted_product(silent)


def channel(candour: Floats, trust_there: Floats, trust_here: Floats) -> float:
    """``kappa = 1 - prod_m (1 - candour_m trust_m,party trust_m,observer)``: how much of a party reaches an observer.

    All arrays: (M,), over the mediators that relay. Monotone in every trust.
    """
    return reach(candour, trust_there, trust_here, np.empty(len(candour)))


@inlined
def informed(insight: float, rate: float) -> float:
    """Insight after a relay: the ignorance left shrinks by ``rate = eta kappa``."""
    return insight + rate * (1.0 - insight)


@inlined
def faded(firmness: float, kappa: float) -> float:
    """Belief in a red line after its owner tabled or accepted what crosses it, as far as word of that arrives."""
    return firmness * (1.0 - kappa)
