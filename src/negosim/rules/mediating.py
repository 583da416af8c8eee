"""What mediators do: draft a text, press a party, relay what they learn."""

from __future__ import annotations

import math

import numpy as np

from negosim.rules.compiling import compiled
from negosim.rules.concession import nash_score, sorted_mean, sorted_product
from negosim.rules.offering import believed_utility, believed_weights, doubt
from negosim.rules.space import Bools, Ints, Space, neighbours, precedes
from negosim.rules.table import Floats, Table


@compiled
def text_score(space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, digits: Ints) -> float:
    """How good the drafters think a text is: the Nash score of estimated gains over no deal.

    ``insight``: (P,), of the drafters in each party; ``firmness``: (R,), believed; ``base``: what holds without a deal.
    A gain counts as far as the drafters believe that no red line stands in its way.
    """
    parties = len(table.weights)
    gains = np.empty(parties)
    for p in range(parties):
        weights = believed_weights(table.weights[p], insight[p])
        gain = believed_utility(space, table, p, weights, digits) - believed_utility(space, table, p, weights, base)
        gains[p] = gain * doubt(space, p, firmness, digits) if gain > 0.0 else gain
    return nash_score(gains)


@compiled
def first_text(space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, lasts: Ints) -> int:
    """Which party's tabled package becomes the first text: the best by ``text_score``; ties: the lowest index; -1 if none."""
    best, best_score = -1, 0.0
    for p in range(len(lasts)):
        if lasts[p, 0] < 0:
            continue
        score = text_score(space, table, insight, firmness, base, lasts[p])
        if best < 0 or score > best_score or (score == best_score and precedes(lasts[p], lasts[best])):
            best, best_score = p, score
    return best


@compiled
def next_text(
    space: Space, table: Table, insight: Floats, firmness: Floats, base: Ints, free: Bools, text: Ints, moves: int
) -> Ints:
    """The next text: the best within ``moves`` issues of the last one by ``text_score``; ties: the lowest index; (I,)."""
    candidates = neighbours(space, free, text, moves)
    best, best_score = 0, -np.inf
    for n in range(len(candidates)):
        score = text_score(space, table, insight, firmness, base, candidates[n])
        if score > best_score or (score == best_score and precedes(candidates[n], candidates[best])):
            best, best_score = n, score
    return candidates[best].copy()


@compiled
def distance(space: Space, table: Table, party: int, insight: Floats, lasts: Ints) -> float:
    """How far a party is from the others' last packages: what it is believed to lose by taking one, on average."""
    weights = believed_weights(table.weights[party], insight[party])
    own = believed_utility(space, table, party, weights, lasts[party])
    losses = np.empty(len(lasts))
    count = 0
    for o in range(len(lasts)):
        if o != party and lasts[o, 0] >= 0:
            losses[count] = own - believed_utility(space, table, party, weights, lasts[o])
            count += 1
    return sorted_mean(losses[:count]) if count else -np.inf


@compiled
def furthest(space: Space, table: Table, insight: Floats, lasts: Ints) -> Bools:
    """Which parties are furthest from the others' last packages; several only if exactly alike: (P,)."""
    parties = len(lasts)
    distances = np.full(parties, -np.inf)
    for p in range(parties):
        if lasts[p, 0] >= 0:
            distances[p] = distance(space, table, p, insight, lasts)
    return (distances == distances.max()) & (distances > -np.inf)


@compiled
def pressed(pressure: float, cap: float, leverage: float, trust: float, effort: float) -> float:
    """Pressure on a party after an effort: the gap to ``cap`` shrinks by ``exp(-leverage trust effort)``."""
    return pressure if pressure >= cap else cap - (cap - pressure) * math.exp(-leverage * trust * effort)


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
