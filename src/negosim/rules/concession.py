"""Concession: reservation values, aspirations, and the Nash score of gains."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.loops import smallest, sort


@inlined
def reservation(no_deal: float, premium: float, waiting_cost: float, days: float, pressure: float) -> float:
    """Return the reservation value: ``U(sq) + premium - waiting_cost * days - pressure``.

    A party prefers no deal to a package of lower utility.

    Parameters
    ----------
    no_deal : float
        Utility of no deal.
    premium, pressure : float
        In utility.
    waiting_cost : float
        In utility per day.
    days : float
        Days since the talks began.

    Returns
    -------
    float
    """
    return no_deal + premium - waiting_cost * days - pressure


@inlined
def opening(best: float, floor: float, ambition: float) -> float:
    """Return the initial aspiration: ``floor + ambition (best - floor)``, at least ``floor``.

    It never exceeds ``best``, rounding included: with full ambition a party starts from its best package.

    Parameters
    ----------
    best : float
        Highest utility of a package.
    floor : float
        Reservation value.
    ambition : float
        In [0, 1].

    Returns
    -------
    float
    """
    return min(best, floor + ambition * (best - floor)) if best > floor else floor


@inlined
def given_way(elapsed: float, exponent: float) -> float:
    """Return the share of its range that a party has conceded by time: ``tau^(1/e)``.

    e < 1: Boulware, e = 1: linear, e > 1: Conceder (Faratin, Sierra & Jennings 1998).

    Parameters
    ----------
    elapsed : float
        Share tau of the party's horizon that has passed, clipped to [0, 1].
    exponent : float
        Concession exponent e > 0.

    Returns
    -------
    float
    """
    tau = min(1.0, max(0.0, elapsed))
    return float(tau ** (1.0 / exponent))


@inlined
def lowered(start: float, floor: float, given: float) -> float:
    """Return the aspiration after a concession: ``floor + (start - floor)(1 - given)``.

    Parameters
    ----------
    start, floor : float
        Initial aspiration and reservation value.
    given : float
        Share of the range conceded, in [0, 1].

    Returns
    -------
    float
    """
    aim = floor + (start - floor) * (1.0 - given)
    return min(start, aim) if start > floor else aim


@inlined
def timed(start: float, floor: float, elapsed: float, exponent: float) -> float:
    """Return the time-dependent aspiration: ``floor + (start - floor)(1 - tau^(1/e))``.

    Parameters
    ----------
    start, floor : float
        Initial aspiration and reservation value.
    elapsed, exponent : float
        tau and e (`given_way`).

    Returns
    -------
    float
    """
    return lowered(start, floor, given_way(elapsed, exponent))


@inlined
def matched(start: float, floor: float, share: float) -> float:
    """Return the behaviour-dependent aspiration (relative tit for tat): ``start - share (start - floor)``.

    Parameters
    ----------
    start, floor : float
        Initial aspiration and reservation value.
    share : float
        Share of their ranges that the others have conceded (`conceded_share`).

    Returns
    -------
    float
    """
    return start - share * (start - floor)


@inlined
def conceded_share(first: float, last: float, start: float) -> float:
    """Return the share of the way to a party's own start that another party's offers have come.

    Parameters
    ----------
    first, last : float
        The party's utility of the other's first and last offer.
    start : float
        The party's initial aspiration.

    Returns
    -------
    float
        In [0, 1].
    """
    if start <= first:
        return 1.0
    return min(1.0, max(0.0, (last - first) / (start - first)))


@inlined
def aspiration(start: float, floor: float, given: float, reciprocity: float, share: float) -> float:
    """Return the aspiration: ``(1 - rho) timed + rho matched``, at least the reservation value.

    Parameters
    ----------
    start, floor : float
        Initial aspiration and reservation value.
    given : float
        Share of its range conceded by time (`given_way`).
    reciprocity : float
        rho, in [0, 1].
    share : float
        Share conceded by the others, on average (`conceded_share`).

    Returns
    -------
    float
    """
    aim = lowered(start, floor, given)
    if reciprocity > 0.0:
        aim = (1.0 - reciprocity) * aim + reciprocity * matched(start, floor, share)
    return max(aim, floor)


@compiled
def sorted_mean(values: Floats) -> float:
    """Return the mean of values, shape (n,), summed in ascending order: identical bits for any order of parties."""
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
    """Return the product of values, shape (n,), in ascending order: identical bits for any order of parties."""
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
    """Return the Nash score of gains, shape (P,).

    Their product (Nash 1950), or the smallest one if not all are positive.
    """
    least = smallest(gains)
    return sorted_product(gains) if least > 0.0 else least
