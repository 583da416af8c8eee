"""Candidates for the preferences of one party in rejection sampling, and the gains of packages over no deal."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.domain.parameters import triangular_quantile
from negosim.rules.preferences import AT_END, Addresses, delivery, lifted, strengthened, value_curve
from negosim.spaces.space import Space, context_of, met

KINDS = ("fixed", "uniform", "triangular")
"""Distributions of candidates, by number."""


class Room(NamedTuple):
    """Work arrays for the preferences of a candidate.

    Attributes
    ----------
    weights, anchors : ndarray, shapes (I,) and (L,)
        Weights, and the given values of an issue.
    values, gains : ndarray, shape (I, L)
        Value of each level, and what it adds to the utility of no deal if it is delivered in full.
    delivered : ndarray, shape (C, 3)
        Delivered share by context and kind of delivery.
    """

    weights: Floats
    anchors: Floats
    values: Floats
    gains: Floats
    delivered: Floats


def room_for(space: Space, addresses: Addresses) -> Room:
    """Allocate the work arrays for the preferences of one party."""
    issues, levels = space.available.shape
    contexts = len(addresses.shares) * len(addresses.guarantee)
    return Room(
        weights=np.empty(issues),
        anchors=np.empty(levels),
        values=np.zeros((issues, levels)),
        gains=np.zeros((issues, levels)),
        delivered=np.empty((contexts, AT_END + 1)),
    )


_triangular = inlined(triangular_quantile)


@inlined
def quantile(kind: int, a: float, b: float, c: float, u: float) -> float:
    """Return ``Distribution.quantile`` of a distribution in ``KINDS``.

    Parameters
    ----------
    kind : int
        Position in ``KINDS``.
    a, b, c : float
        Parameters of the distribution.
    u : float
        Probability in [0, 1].

    Returns
    -------
    float
    """
    if kind == 1:
        return a + u * (b - a)
    return _triangular(u, a, b, c) if kind == 2 else a


@compiled(allocates=False)
def put_quantiles(kind: int, a: float, b: float, c: float, numbers: Floats, found: Floats) -> None:
    """Compute the ``quantile`` of many probabilities.

    Parameters
    ----------
    kind : int
        Position in ``KINDS``.
    a, b, c : float
        Parameters of the distribution.
    numbers : ndarray, shape (n,)
        Probabilities in [0, 1].
    found : ndarray, shape (n,)
        Output.
    """
    for n in range(len(numbers)):
        found[n] = quantile(kind, a, b, c, numbers[n])


@inlined
def share_below(kind: int, a: float, b: float, c: float, value: float) -> float:
    """Return the cumulative probability at a value: the inverse of ``quantile``.

    Parameters
    ----------
    kind : int
        Position in ``KINDS``.
    a, b, c : float
        Parameters of the distribution.
    value : float
        Value, inside the range of the distribution or not.

    Returns
    -------
    float
        Probability in [0, 1].
    """
    top = b if kind == 1 else c
    if kind == 0 or top <= a:
        return 0.0 if value <= a else 1.0
    if value <= a:
        return 0.0
    if value >= top:
        return 1.0
    if kind == 1:
        return (value - a) / (b - a)
    if value < b:
        return (value - a) * (value - a) / ((c - a) * (b - a))
    return 1.0 - (c - value) * (c - value) / ((c - a) * (c - b))


@inlined
def take_preferences(space: Space, addresses: Addresses, vector: Floats, room: Room) -> None:
    """Compute the gain of each level, and its delivered shares, for a scenario with one party.

    Parameters
    ----------
    space, addresses : Space, Addresses
        Package space, and positions in the draw, of the party alone.
    vector : ndarray, shape (parameters,)
        Values of all parameters.
    room : Room
        Output.
    """
    total = 0.0
    for i in range(len(room.weights)):
        room.weights[i] = vector[addresses.weight[0, i]]
        total += room.weights[i]
    for i in range(len(room.weights)):
        levels = space.levels[i]
        for k in range(levels):
            at = addresses.value[0, i, k]
            room.anchors[k] = vector[at] if at >= 0 else np.nan
        value_curve(room.anchors, levels, addresses.ordered[i], addresses.direction[0, i], room.values[i])
        room.weights[i] = room.weights[i] / total if total > 0.0 else 1.0 / len(room.weights)
        for k in range(levels):
            room.gains[i, k] = room.weights[i] * (room.values[i, k] - room.values[i, space.status_quo[i]])
    guarantees = len(addresses.guarantee)
    for g in range(guarantees):
        held = vector[addresses.guarantee[g]] if addresses.guarantee[g] >= 0 else 0.0
        belief = strengthened(vector[addresses.follow_through[0]], held)
        for way in range(len(addresses.shares)):
            for kind in range(AT_END + 1):
                room.delivered[way * guarantees + g, kind] = delivery(kind, addresses.shares[way], belief)


@inlined
def linkage_gain(space: Space, addresses: Addresses, vector: Floats, room: Room, package: Ints) -> float:
    """Return what a party's linkages add to a package, minus what they add to no deal.

    Parameters
    ----------
    space, addresses : Space, Addresses
        Package space, and positions in the draw, of the party alone.
    vector : ndarray, shape (parameters,)
        Values of all parameters.
    room : Room
        Preferences (`take_preferences`).
    package : ndarray, shape (I,)
        The package.

    Returns
    -------
    float
        In utility.
    """
    total, guarantees = 0.0, len(addresses.guarantee)
    for k in range(len(addresses.linkage)):
        for sign, digits in ((1.0, package), (-1.0, space.status_quo)):
            if not met(space.linkages, digits) & (1 << k):
                continue
            issue, worth = space.linkage_issue[k], vector[addresses.linkage[k]]
            if issue >= 0:
                context = context_of(space.phasing, space.guarantee, guarantees, digits)
                share = room.delivered[context, addresses.delivery[issue]]
                worth = room.weights[issue] * lifted(room.values[issue, digits[issue]], worth, share)
            total += sign * worth
    return total
