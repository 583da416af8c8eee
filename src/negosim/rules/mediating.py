"""What mediators do: draft a text, press a party, relay what they learn."""

from __future__ import annotations

import math

import numpy as np

from negosim.rules.compiling import compiled
from negosim.rules.concession import nash_score, sorted_mean, sorted_product
from negosim.rules.offering import all_believed_weights, believed_utilities, best_row, doubts
from negosim.rules.space import Bools, Ints, Space, neighbours
from negosim.rules.table import Floats, Table


@compiled
def drafted_gain(gain: float, unopposed: float) -> float:
    """What the drafters count as a party's gain, if no real red line stands in its way with probability ``unopposed``.

    A line likelier real than not is not crossed while there is another way: the gain counts as below -1/2. A line
    likelier posture discounts the gain.
    """
    if unopposed < 0.5:
        return unopposed - 1.0
    return gain * unopposed if gain > 0.0 else gain


@compiled
def text_scores(space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, packages: Ints) -> Floats:
    """How good the drafters think texts, (n, I), are: the Nash score of estimated gains over no deal; (n,).

    ``insight``: (P,), of the drafters in each party; ``firmness``: (R,), believed; ``base``: (I,), what holds without a
    deal.
    """
    believed = all_believed_weights(table.weights, insight)
    gains = np.empty((len(packages), len(believed)))
    for p in range(len(believed)):
        no_deal = believed_utilities(space, table, p, believed, base.reshape((1, -1)))[0]
        worth = believed_utilities(space, table, p, believed, packages)
        unopposed = doubts(space, p, firmness, packages)
        for n in range(len(packages)):
            gains[n, p] = drafted_gain(worth[n] - no_deal, unopposed[n])
    scores = np.empty(len(packages))
    for n in range(len(packages)):
        scores[n] = nash_score(gains[n])
    return scores


@compiled
def first_text(space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, tabled: Ints) -> Ints:
    """The first text: the best of the packages tabled, (n, I), by ``text_scores``; ties: the lowest index; (I,)."""
    scores = text_scores(space, table, insight, firmness, base, tabled)
    return tabled[best_row(scores, tabled)].copy()


@compiled
def next_text(
    space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, free: Bools, text: Ints, moves: int
) -> Ints:
    """The next text: the best within ``moves`` issues of the last one by ``text_scores``; ties: the lowest index;
    (I,)."""
    candidates = neighbours(space, free, text, moves)
    scores = text_scores(space, table, insight, firmness, base, candidates)
    return candidates[best_row(scores, candidates)].copy()


@compiled
def distance(space: Space, table: Table, party: int, insight: Floats, lasts: Ints) -> float:
    """How far a party is from the others' last packages, all tabled: what it is believed to lose by taking one, on
    average."""
    believed = all_believed_weights(table.weights, insight)
    worth = believed_utilities(space, table, party, believed, lasts)
    losses = np.empty(len(lasts))
    count = 0
    for o in range(len(lasts)):
        if o != party:
            losses[count] = worth[party] - worth[o]
            count += 1
    return sorted_mean(losses[:count])


@compiled
def furthest(space: Space, table: Table, insight: Floats, lasts: Ints) -> Bools:
    """Which parties are furthest from the others' last packages; several only if exactly alike, none before all have
    tabled: (P,)."""
    parties = len(lasts)
    distances = np.full(parties, -np.inf)
    for p in range(parties):
        if lasts[p, 0] < 0:
            return np.zeros(parties, np.bool_)
    for p in range(parties):
        distances[p] = distance(space, table, p, insight, lasts)
    return distances == distances.max()


@compiled
def pressed(pressure: float, cap: float, leverage: float, trust: float, effort: float) -> float:
    """Pressure on a party after an effort: the gap to ``cap`` shrinks by ``exp(-leverage trust effort)``."""
    return pressure if pressure >= cap else pressure - (cap - pressure) * math.expm1(-leverage * trust * effort)


@compiled
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


@compiled
def informed(insight: float, rate: float) -> float:
    """Insight after a relay: the ignorance left shrinks by ``rate = eta kappa``."""
    return insight + rate * (1.0 - insight)


@compiled
def faded(firmness: float, kappa: float) -> float:
    """Belief in a red line after its owner tabled or accepted what crosses it, as far as word of that arrives."""
    return firmness * (1.0 - kappa)
