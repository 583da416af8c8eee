"""Preferences of the parties from a draw: values, weights, delivery, red lines and linkages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.compiled.tuples_by_reference import lend
from negosim.content_cache import cached_by_content
from negosim.domain.scenario import Scenario
from negosim.rules.utility import Table
from negosim.spaces.space import Space

Number = TypeVar("Number", float, Floats)
AT_SIGNING, BY_PHASE, AT_END = 0, 1, 2
_DELIVERY = {"at_signing": AT_SIGNING, "by_phase": BY_PHASE, "at_end": AT_END}


class Addresses(NamedTuple):
    """Positions of quantities in the vector of a draw; -1 for what a scenario does not give.

    G is the number of levels of the guarantee.

    Attributes
    ----------
    weight : ndarray, shape (P, I)
        Weights.
    before, after : ndarray, shape (P, I, L)
        Values of the given levels that the value of a level is read off from (`interpolation`).
    between : ndarray of float, shape (P, I, L)
        No position: where a level lies between these two, in [0, 1].
    real, linkage : ndarray, shapes (R,) and (K,)
        Whether a red line is real; strength of a linkage.
    follow_through, guarantee : ndarray, shapes (P,) and (G,)
        Belief in follow-through, and strength of each level of the guarantee.
    direction : ndarray, shape (P, I)
        No position: 1 if more of an ordered issue is better, -1 if less, 0 if neither is given.
    delivery : ndarray, shape (I,)
        No position: the kind of delivery.
    shares : ndarray, shape (phasing levels, phases)
        No positions: share of each phase, zero after the last.
    """

    weight: Ints
    before: Ints
    after: Ints
    between: Floats
    real: Ints
    linkage: Ints
    follow_through: Ints
    guarantee: Ints
    direction: Ints
    delivery: Ints
    shares: Floats


def _content(scenario: Scenario) -> object:
    lines = [line.parameter for line in scenario.red_lines], [linkage.parameter for linkage in scenario.linkages]
    return tuple(scenario.parameters), tuple(scenario.issues), tuple(scenario.parties), scenario.phasing, lines


@cached_by_content(_content, maxsize=32)
def addresses_of(scenario: Scenario) -> Addresses:
    """Return the positions of quantities in the vector of a draw (order of ``scenario.parameters``); cached."""
    at = {name: k for k, name in enumerate(scenario.parameters)}
    issues, parties, phasing = scenario.issues, scenario.parties, scenario.phasing
    longest = max(len(issue.levels) for issue in issues)
    before, after = (np.empty((len(parties), len(issues), longest), np.int64) for _ in range(2))
    between = np.empty(before.shape)
    for p, party in enumerate(parties):
        for i, issue in enumerate(issues):
            value = np.full(longest, -1)
            value[: len(issue.levels)] = [at.get(f"{party.name}.value.{issue.name}.{k}", -1) for k in issue.labels]
            first, second, between[p, i] = interpolation(value >= 0, issue.ordered)
            before[p, i], after[p, i] = value[first], value[second]
    shares = np.ones((1, 1))
    if phasing.issue:
        ways = [phasing.shares[label] for label in scenario.issue(phasing.issue).labels]
        shares = np.zeros((len(ways), max(map(len, ways))))
        for row, way in zip(shares, ways, strict=True):
            row[: len(way)] = way
    guarantees = [f"guarantee.{g}" for g in scenario.issue(phasing.guarantee).labels] if phasing.guarantee else []
    return Addresses(
        weight=np.array([[at[f"{p.name}.weight.{i.name}"] for i in issues] for p in parties], dtype=np.int64),
        before=before,
        after=after,
        between=between,
        real=np.array([at[r.parameter] for r in scenario.red_lines], dtype=np.int64),
        linkage=np.array([at[k.parameter] for k in scenario.linkages], dtype=np.int64),
        follow_through=np.array([at[f"{p.name}.follow_through"] for p in parties], dtype=np.int64),
        guarantee=np.array([at[name] for name in guarantees] or [-1], dtype=np.int64),
        direction=np.array(
            [[i.direction(p.prefers.get(i.name)) if i.ordered else 0 for i in issues] for p in parties], dtype=np.int64
        ),
        delivery=np.array([_DELIVERY[i.delivery] for i in issues], dtype=np.int64),
        shares=shares,
    )


def vector_of(draw: Mapping[str, float]) -> Floats:
    """Return a draw as the vector that addresses refer to."""
    return np.fromiter(draw.values(), dtype=np.float64, count=len(draw))


def interpolation(given: Bools, ordered: bool) -> tuple[Ints, Ints, Floats]:
    """Return the given levels that each level of an issue takes its value from, and where it lies between them.

    Between given levels of an ordered issue, the value is linear in the steps of the scale; beyond the outermost it is
    constant. Levels of other issues stand for themselves.

    Parameters
    ----------
    given : ndarray of bool, shape (L,)
        Levels whose value is given.
    ordered : bool
        Whether the levels are ordered.

    Returns
    -------
    before, after : ndarray, shape (L,)
        The next given level down and up.
    between : ndarray of float, shape (L,)
        In [0, 1].
    """
    levels, known = np.arange(len(given)), np.flatnonzero(given)
    if not ordered:
        return levels, levels, np.zeros(len(given))
    before = known[np.maximum(np.searchsorted(known, levels, "right") - 1, 0)]
    after = known[np.minimum(np.searchsorted(known, levels), len(known) - 1)]
    return before, after, np.clip((levels - before) / np.maximum(after - before, 1), 0.0, 1.0)


def value_curves(before: Floats, after: Floats, between: Floats, direction: Ints) -> Floats:
    """Return the values of all levels from those given.

    If more (or less) of an issue is better, a running maximum makes its values monotone.

    Parameters
    ----------
    before, after : ndarray, shape (P, I, L, n)
        Values of the given levels around each level.
    between : ndarray, shape (P, I, L)
        Where it lies between them (`interpolation`).
    direction : ndarray, shape (P, I)
        1 if more is better, -1 if less, 0 for neither.

    Returns
    -------
    ndarray, shape (P, I, L, n)
    """
    values = before + (after - before) * between[..., None]
    for own, wanted in zip(values.reshape(-1, *values.shape[2:]), direction.ravel(), strict=True):
        if wanted:
            np.maximum.accumulate(own[::wanted], axis=0, out=own[::wanted])
    return values


def delivery(kind: int, shares: Floats, belief: Floats) -> Floats:
    """Return the share ``D`` of an issue that a party believes will be delivered.

    At signing 1; by phase ``sum_k share_k q^k``; at the end ``q^(K-1)``, with K the number of phases.

    Parameters
    ----------
    kind, shares : int, ndarray of shape (phases,)
        ``AT_SIGNING``, ``BY_PHASE`` or ``AT_END``; share of each phase, zero after the last.
    belief : float or ndarray
        Probability q that a further phase is carried out.

    Returns
    -------
    ndarray, of the shape of ``belief``
    """
    reach = last = np.ones_like(belief)
    if kind == AT_SIGNING:
        return reach
    total = np.zeros_like(reach)
    for share in shares:
        if share > 0.0:
            total, last = total + share * reach, reach
        reach = reach * belief
    return total if kind == BY_PHASE else last


def strengthened(belief: Number, guarantee: Number) -> Number:
    """Return a probability of follow-through raised by a guarantee: ``q + (1 - q) g``."""
    return belief + (1.0 - belief) * guarantee


def lifted(value: Floats, floor: Floats, share: Floats) -> Floats:
    """Return what a linkage adds, before weighting: ``D max(0, floor - v)``.

    Parameters
    ----------
    value, floor, share : float or ndarray
        Value v of a level, value that the linkage guarantees, and delivered share D.
    """
    return share * np.maximum(0.0, floor - value)


# Draws are columns, so that arithmetic runs over contiguous numbers: n is the number of draws.


def weights_of(addresses: Addresses, draws: Floats) -> Floats:
    """Return the parties' weights in some draws, (parameters, n), divided by their sum: shape (P, I, n).

    If no weight of a party is positive, all issues count alike.
    """
    weights = draws[addresses.weight]
    total = np.cumsum(weights, axis=1)[:, -1:]  # added in order
    return np.divide(weights, total, out=np.full_like(weights, 1.0 / weights.shape[1]), where=total > 0.0)


def values_of(addresses: Addresses, draws: Floats) -> Floats:
    """Return the value of each level in some draws, (parameters, n): shape (P, I, L, n)."""
    return value_curves(draws[addresses.before], draws[addresses.after], addresses.between, addresses.direction)


def shares_of(addresses: Addresses, draws: Floats) -> Floats:
    """Return the delivered share by context and kind in some draws, (parameters, n): shape (P, C, 3, n)."""
    held = np.where(addresses.guarantee[:, None] >= 0, draws[addresses.guarantee], 0.0)
    belief = strengthened(draws[addresses.follow_through, None], held)
    ways = [np.stack([delivery(kind, way, belief) for kind in range(AT_END + 1)], 2) for way in addresses.shares]
    return np.concatenate(ways, axis=1)


def tables_of(space: Space, addresses: Addresses, draws: Floats) -> Table:
    """Compute the preferences of all parties in some draws.

    Parameters
    ----------
    space, addresses : Space, Addresses
        Package space, and positions in a draw.
    draws : ndarray, shape (parameters, n)
        Values of all parameters.

    Returns
    -------
    Table
        Each array has the draws as its last axis.
    """
    weights, values = weights_of(addresses, draws), values_of(addresses, draws)
    shares, real = shares_of(addresses, draws)[:, :, addresses.delivery], draws[addresses.real] > 0.5
    base = values[:, range(len(space.levels)), space.status_quo][:, :, None]
    delivered = base[:, None] + (values - base)[:, None] * shares[:, :, :, None]
    lift = np.empty((len(addresses.linkage), shares.shape[1], *values.shape[2:]))
    for k, (party, issue, at) in enumerate(
        zip(space.linkage_party, space.linkage_issue, addresses.linkage, strict=True)
    ):
        lift[k] = draws[at] if issue < 0 else lifted(values[party, issue], draws[at], shares[party, :, issue, None])
    return Table(
        weights=weights,
        delivered=delivered,
        worth=weights[:, None, :, None] * delivered,
        real=real,
        real_of=(1 << np.arange(len(real))) @ real & space.red_lines_of[:, None],
        lift=lift,
        guarantees=len(addresses.guarantee),
    )


def prepare(space: Space, addresses: Addresses, draw: Floats) -> Table:
    """Return the preferences of all parties in one draw, shape (parameters,), passed by reference."""
    *arrays, guarantees = tables_of(space, addresses, draw[:, None])
    return lend(Table._make([*(np.ascontiguousarray(array[..., 0]) for array in arrays), guarantees]))
