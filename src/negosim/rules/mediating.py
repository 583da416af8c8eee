"""Mediators: draft a text, press a party, relay information.

Arguments that functions share: ``space`` and ``table``, the package space and preferences; ``insight``, shape (P,), the
observer's insight into each party; ``firmness``, shape (R,), the believed probability that each red line is real;
``believed``, shape (P, I), believed weights; ``base``, shape (I,), the package that holds without a deal; ``lasts``,
shape (P, I), the parties' last packages, -1 first in an empty row; ``free``, shape (I,), the issues on the table.
"""

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
    """Return a party's gain as the drafters count it, discounted by ``unopposed`` (``welcome``), or below -1/2.

    ``unopposed`` is the probability that no real red line is crossed. If it is below 1/2, the gain is ``unopposed -
    1``: such a line is crossed only if there is no other way.
    """
    if unopposed < 0.5:
        return unopposed - 1.0
    return welcome(gain, unopposed)


@inlined
def no_deals(space: Space, table: Table, believed: Floats, base: Ints, without: Floats) -> None:
    """Write each party's believed utility of no deal to ``without`` (P,)."""
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
    """Return the drafters' score of a text: the Nash score of estimated gains over no deal, ``without`` (P,).

    ``context``, ``lines``, ``links``: context of the text, and the red lines and linkages that it meets, as bits;
    ``gains``, shape (P,): scratch array.
    """
    for p in range(len(believed)):
        worth = believed_utility(space, table, p, believed, context, digits, links)
        gains[p] = drafted_gain(worth - without[p], doubt(lines & space.red_lines_of[p], firmness))
    return nash_score(gains)


@compiled
def text_scores(space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, packages: Ints) -> Floats:
    """Return the ``text_score`` of many texts, shape (n, I), as an array of shape (n,)."""
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
    """Write the ``first_text`` to ``found`` (I,); ``room``: work arrays."""
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
    """Return the best of the packages tabled, shape (n, I), by ``text_scores``; ties: the lowest index; shape (I,)."""
    found = np.empty(len(base), np.int64)
    draw_up(space, table, insight, firmness, base, tabled, room_for(space, len(insight), 0), found)
    return found


@compiled(allocates=False)
def adopt(space: Space, free: Bools, lasts: Ints, text: Ints, room: Room) -> bool:
    """Set free issues of a text, shape (I,), to the levels that all parties last tabled (the common ground), in place.

    Write the other free issues to ``room.open`` (I,), and return whether the resulting text is feasible.
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
    """Write the ``next_text`` to ``found`` (I,); ``room``: work arrays."""
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
    """Return the highest possible ``text_score`` of a text that crosses some red lines, as bits; infinity without any.

    A line that is more likely real than not sets its owner's gain, whatever the rest of the text.
    """
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
    """Return the next text, shape (I,); ``room``: work arrays, for reuse between calls.

    Starts from the last text with the common ground of ``lasts`` (``adopt``), or from the ``first_text`` of ``lasts``
    if that is infeasible. Returns the best package by ``text_scores`` that differs from it in at most ``moves`` issues
    outside the common ground; ties: the lowest index.
    """
    found = np.empty(len(text), np.int64)
    room = room or room_for(space, len(insight), moves)
    redraft(space, table, insight, firmness, base, lasts, text, free, moves, room, found)
    return found


@compiled(allocates=False)
def distance(
    space: Space, table: Table, party: int, insight: float, lasts: Ints, believed: Floats, losses: Floats
) -> float:
    """Return a party's mean believed loss from taking one of the others' last packages; ``losses`` (P,): scratch."""
    parties, issues = table.weights.shape
    own = 0.0
    for i in range(issues):
        believed[party, i] = believed_weight(table.weights[party, i], insight, issues)
    for k in range(parties):  # its own first, then the others' in order
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
    """Write each party's ``distance`` to ``found`` (P,); return the largest, infinity until all parties have tabled."""
    largest = -np.inf
    for p in range(len(lasts)):
        if lasts[p, 0] < 0:
            return np.inf
    for p in range(len(lasts)):
        found[p] = distance(space, table, p, insight[p], lasts, believed, losses)
        largest = max(largest, found[p])
    return largest


def furthest(space: Space, table: Table, insight: Floats, lasts: Ints) -> Bools:
    """Return which parties have the largest ``distance``: shape (P,), none until all parties have tabled."""
    found = np.zeros(len(lasts))
    largest = distances(space, table, insight, lasts, np.empty(table.weights.shape), np.empty(len(lasts)), found)
    return found == largest


@inlined
def pressed(pressure: float, cap: float, leverage: float, trust: float, effort: float) -> float:
    """Return the pressure on a party after an effort: the gap to ``cap`` shrinks by ``exp(-leverage trust effort)``."""
    return pressure if pressure >= cap else pressure - (cap - pressure) * math.expm1(-leverage * trust * effort)


@inlined
def resented(trust: float, cost: float, effort: float) -> float:
    """Return a party's trust in a mediator after being pressed: ``trust (1 - cost min(1, effort))``."""
    return trust * (1.0 - cost * min(1.0, effort))


@compiled(allocates=False)
def reach(candour: Floats, trust_there: Floats, trust_here: Floats, silent: Floats) -> float:
    """Compute the ``channel``; ``silent``: scratch array, shape (M,)."""
    for m in range(len(candour)):
        silent[m] = 1.0 - candour[m] * trust_there[m] * trust_here[m]
    return 1.0 - sorted_product(silent)


def channel(candour: Floats, trust_there: Floats, trust_here: Floats) -> float:
    """Return how much of a party reaches an observer: ``kappa = 1 - prod_m (1 - candour_m trust_mp trust_mo)``.

    All arrays have shape (M,), over the mediators that relay. Monotone in each trust.
    """
    return reach(candour, trust_there, trust_here, np.empty(len(candour)))


@inlined
def informed(insight: float, rate: float) -> float:
    """Return insight after a relay: ``insight + rate (1 - insight)``, with ``rate = eta kappa``."""
    return insight + rate * (1.0 - insight)


@inlined
def faded(firmness: float, kappa: float) -> float:
    """Return the belief in a red line after its owner tabled or accepted a package across it: ``f (1 - kappa)``."""
    return firmness * (1.0 - kappa)
