"""How low a party would go, and how fast it gets there."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import smallest, sort


@inlined
def reservation(no_deal: float, premium: float, waiting_cost: float, days: float, pressure: float) -> float:
    """The utility below which a party prefers no deal: ``U(sq) + premium - waiting_cost * days - pressure``."""
    return no_deal + premium - waiting_cost * days - pressure


@inlined
def opening(best: float, floor: float, ambition: float) -> float:
    """Where aspiration starts: ``floor + ambition (best - floor)``, never below the reservation value ``floor``.

    Rounding never puts it above ``best``: with full ambition a party begins with what is best for it.
    """
    return min(best, floor + ambition * (best - floor)) if best > floor else floor


@inlined
def given_way(elapsed: float, exponent: float) -> float:
    """``tau^(1/e)``, tau = ``elapsed`` in [0, 1]: which share of its range time has taken from a party (Faratin, Sierra
    & Jennings 1998).

    e < 1 Boulware, e = 1 linear, e > 1 Conceder.
    """
    tau = min(1.0, max(0.0, elapsed))
    return float(tau ** (1.0 / exponent))


@inlined
def lowered(start: float, floor: float, given: float) -> float:
    """``reservation + (start - reservation)(1 - given)``."""
    aim = floor + (start - floor) * (1.0 - given)
    return min(start, aim) if start > floor else aim


@inlined
def timed(start: float, floor: float, elapsed: float, exponent: float) -> float:
    """``reservation + (start - reservation)(1 - tau^(1/e))``: what ``given_way`` leaves."""
    return lowered(start, floor, given_way(elapsed, exponent))


@inlined
def matched(start: float, floor: float, share: float) -> float:
    """The aspiration that gives up the same share of its range as the others have of theirs (relative tit for tat)."""
    return start - share * (start - floor)


@inlined
def conceded_share(first: float, last: float, start: float) -> float:
    """Which share of the way to a party's own start another party's offers have come, in that party's utility."""
    if start <= first:
        return 1.0
    return min(1.0, max(0.0, (last - first) / (start - first)))


@inlined
def aspiration(start: float, floor: float, given: float, reciprocity: float, share: float) -> float:
    """What a party aims at: ``(1 - rho) timed + rho matched``, never below its reservation value.

    ``given``: of its range by time (``given_way``); ``share``: by the others, on average (``conceded_share``).
    """
    aim = lowered(start, floor, given)
    if reciprocity > 0.0:
        aim = (1.0 - reciprocity) * aim + reciprocity * matched(start, floor, share)
    return max(aim, floor)


@compiled
def sorted_mean(values: Floats) -> float:
    """The mean, summed in ascending order: the same bits whatever the order of parties."""
    if len(values) == 1:
        return values[0]
    if len(values) == 2:
        return (values[0] + values[1]) / 2.0
    ascending = np.empty(len(values))
    for n in range(len(values)):
        ascending[n] = values[n]
    sort(ascending, len(values))
    total = 0.0
    for value in ascending:
        total += value
    return total / len(ascending)


@compiled
def sorted_product(values: Floats) -> float:
    """The product, taken in ascending order: the same bits whatever the order of parties."""
    if len(values) == 1:
        return values[0]
    if len(values) == 2:
        return values[0] * values[1]
    if len(values) == 3:
        least, most = min(values[0], values[1]), max(values[0], values[1])
        return min(least, values[2]) * max(least, min(most, values[2])) * max(most, values[2])
    ascending = np.empty(len(values))
    for n in range(len(values)):
        ascending[n] = values[n]
    sort(ascending, len(values))
    total = 1.0
    for value in ascending:
        total *= value
    return total


@compiled
def nash_score(gains: Floats) -> float:
    """How good a package is for all: the product of gains (Nash 1950), or the smallest gain while one is not
    positive."""
    least = smallest(gains)
    return sorted_product(gains) if least > 0.0 else least
