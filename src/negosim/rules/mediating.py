"""What mediators do: draft a text, press a party, relay what they learn."""

from __future__ import annotations

import math

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.rules.arrays import first_of, precedes, put
from negosim.rules.believing import all_believed_weights, believe, believed_utility, believed_weight, doubt
from negosim.rules.compiling import compiled, inlined, lean, lean_apart
from negosim.rules.concession import nash_score, sorted_mean, sorted_product
from negosim.rules.estimating import take_draw
from negosim.rules.judging import Judging, judging
from negosim.rules.nearby import apply, foresee, look_around, undo
from negosim.rules.scoring import barred, drafted_gain, judge, no_deals, settle, sure
from negosim.rules.space import Space, encode, met
from negosim.rules.table import Table, context_of


@inlined
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


@lean_apart
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


@lean
def adopt(space: Space, free: Bools, lasts: Ints, text: Ints, room: Judging) -> bool:
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
        if room.open[i] != (free[i] and not common):
            room.open[i] = not room.open[i]
            room.valued[0] = -1  # other packages are near than those that were valued
        broken &= space.infeasible[i, text[i]]
    return broken == 0


@lean_apart
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
    room: Judging,
    found: Ints,
) -> None:
    """Put the ``next_text`` into ``found`` (I,).

    Each text nearby is first judged nearly; only what may be best is then scored as ``text_score`` does, and not even
    that if nothing else may be.
    """
    near, score, likely, chosen = room.near, room.score, 0, -1
    put(found, text)
    if not adopt(space, free, lasts, found, room):
        draw_up(space, table, insight, firmness, base, lasts, room, found)
    at, index = look_around(space, table, room.open, found, moves, near), encode(space, found)
    take_draw(space, table, room)
    if room.valued[0] != index:
        settle(space, table, base, room, at)
        room.valued[0] = index
    lowest = judge(space, insight, firmness, room, at) - 2.0 * room.slack[0]
    for m in range(near.size[at]):
        likely += score[m] >= lowest
    if likely == 1:
        chosen = first_of(score, lowest)
    elif likely > 1:
        believe(table.weights, insight, room.believed)
        no_deals(space, table, room.believed, base, room.without)
        chosen = best_text(space, table, insight, firmness, found, lowest, room, at)
    if chosen >= 0 and near.changes[at, chosen]:
        apply(near, at, chosen, found)
        foresee(space, near, found)


@lean
def best_text(
    space: Space,
    table: Table,
    insight: Floats,
    firmness: Floats,
    text: Ints,
    lowest: float,
    room: Judging,
    at: int,
) -> int:
    """The best by ``text_score`` of the texts of row ``at``, near ``text``, that are judged to be at least ``lowest``;
    ties: the lowest index."""
    near, digits, package, beyond = room.near, room.digits, room.near.package, room.slack[0]
    top, chosen = -np.inf, -1
    put(digits, text)
    for b in range(near.bunches[at]):
        worst = barred(room, b)
        for m in range(near.bound[at, b], near.bound[at, b + 1]):
            beaten = worst < top or (worst == top and package[at, m] > package[at, chosen])
            if room.score[m] < lowest or beaten:
                continue
            exact = worst
            if worst == np.inf or not sure(insight, room, b, m, worst + beyond):
                apply(near, at, m, digits)
                lines, links = near.lines[at, b], met(space.linkages, digits)
                exact = text_score(
                    space, table, room.believed, firmness, room.without, digits, lines, links, room.gains
                )
                undo(near, at, m, digits)
            if exact > top or (exact == top and package[at, m] < package[at, chosen]):
                top, chosen = exact, m
    return chosen


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
    room: Judging | None = None,
) -> Ints:
    """The next text: the last one with the common ground of ``lasts`` laid over it (``adopt``), or where that is
    infeasible the ``first_text`` of ``lasts``, and then the best by ``text_scores`` that differs from it in at most
    ``moves`` issues without common ground; ties: the lowest index; (I,). ``room`` keeps what it knows of the packages
    nearby."""
    found = np.empty(len(text), np.int64)
    room = room or judging(space, table, moves, 1)
    redraft(space, table, insight, firmness, base, lasts, text, free, moves, room, found)
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
    for k in range(parties):  # its own first, then the others' in their order
        o = party if k == 0 else k - 1 if k <= party else k
        context = context_of(space.phasing, space.guarantee, table.guarantees, lasts[o])
        worth = believed_utility(space, table, party, believed, context, lasts[o], met(space.linkages, lasts[o]))
        if k == 0:
            own = worth
        else:
            losses[k - 1] = own - worth
    return sorted_mean(losses[: parties - 1])


@lean_apart
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


@lean
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
