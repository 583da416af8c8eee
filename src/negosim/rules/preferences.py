"""Preferences of the parties from a draw: values, weights, delivery, red lines and linkages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.tuples_by_reference import lend
from negosim.domain.scenario import Scenario
from negosim.rules.utility import Table
from negosim.spaces.space import Space

AT_SIGNING, BY_PHASE, AT_END = 0, 1, 2
_DELIVERY = {"at_signing": AT_SIGNING, "by_phase": BY_PHASE, "at_end": AT_END}


class Addresses(NamedTuple):
    """Positions of quantities in the vector of a draw; -1 for what a scenario does not give.

    G is the number of levels of the guarantee.

    Attributes
    ----------
    weight : ndarray, shape (P, I)
        Weights.
    value : ndarray, shape (P, I, L)
        Values of levels.
    real, linkage : ndarray, shapes (R,) and (K,)
        Whether a red line is real; strength of a linkage.
    follow_through, guarantee : ndarray, shapes (P,) and (G,)
        Belief in follow-through, and strength of each level of the guarantee.
    direction : ndarray, shape (P, I)
        No position: 1 if more of an ordered issue is better, -1 if less, 0 if neither is given.
    ordered, delivery : ndarray, shape (I,)
        No positions: whether the levels are ordered, and the kind of delivery.
    shares : ndarray, shape (phasing levels, phases)
        No positions: share of each phase, zero after the last.
    """

    weight: Ints
    value: Ints
    real: Ints
    linkage: Ints
    follow_through: Ints
    guarantee: Ints
    direction: Ints
    ordered: Bools
    delivery: Ints
    shares: Floats


def addresses_of(scenario: Scenario) -> Addresses:
    """Return the positions of a scenario's quantities in the vector of a draw (order of ``scenario.parameters``)."""
    at = {name: k for k, name in enumerate(scenario.parameters)}
    issues, parties, phasing = scenario.issues, scenario.parties, scenario.phasing
    longest = max(len(issue.levels) for issue in issues)
    value = np.full((len(parties), len(issues), longest), -1, dtype=np.int64)
    for p, party in enumerate(parties):
        for i, issue in enumerate(issues):
            for digit, level in enumerate(issue.levels):
                value[p, i, digit] = at.get(f"{party.name}.value.{issue.name}.{level.label}", -1)
    shares = np.ones((1, 1))
    if phasing.issue:
        ways = [phasing.shares[label] for label in scenario.issue(phasing.issue).labels]
        shares = np.zeros((len(ways), max(map(len, ways))))
        for row, way in zip(shares, ways, strict=True):
            row[: len(way)] = way
    guarantees = [f"guarantee.{g}" for g in scenario.issue(phasing.guarantee).labels] if phasing.guarantee else []
    return lend(
        Addresses(
            weight=np.array([[at[f"{p.name}.weight.{i.name}"] for i in issues] for p in parties], dtype=np.int64),
            value=value,
            real=np.array([at[r.parameter] for r in scenario.red_lines], dtype=np.int64),
            linkage=np.array([at[k.parameter] for k in scenario.linkages], dtype=np.int64),
            follow_through=np.array([at[f"{p.name}.follow_through"] for p in parties], dtype=np.int64),
            guarantee=np.array([at[name] for name in guarantees] or [-1], dtype=np.int64),
            direction=np.array([[i.direction(p.prefers.get(i.name)) for i in issues] for p in parties], dtype=np.int64),
            ordered=np.array([i.ordered for i in issues], dtype=np.bool_),
            delivery=np.array([_DELIVERY[i.delivery] for i in issues], dtype=np.int64),
            shares=shares,
        )
    )


def vector_of(draw: Mapping[str, float]) -> Floats:
    """Return a draw as the vector that addresses refer to."""
    return np.fromiter(draw.values(), dtype=np.float64, count=len(draw))


@compiled(allocates=False)
def value_curve(anchors: Floats, levels: int, ordered: bool, direction: int, curve: Floats) -> None:
    """Compute the values of all levels of an issue from those given.

    Between given levels of an ordered issue, the value is linear in the steps of the scale; beyond the outermost it is
    constant. If more (or less) is better, a running maximum then makes the values monotone.

    Parameters
    ----------
    anchors, curve : ndarray, shape (L,)
        Given values, in [0, 1], nan for the other levels; output.
    levels, ordered, direction : int, bool, int
        Number of levels; whether they are ordered; 1 if more is better, -1 if less, 0 for neither.
    """
    for k in range(levels):
        curve[k] = anchors[k]
    if ordered:
        before = -1
        for k in range(levels):
            if np.isnan(anchors[k]):
                continue
            for j in range(before + 1, k):
                curve[j] = (
                    anchors[k]
                    if before < 0
                    else anchors[before] + (anchors[k] - anchors[before]) * ((j - before) / (k - before))
                )
            before = k
        for j in range(before + 1, levels):
            curve[j] = anchors[before]
        for step in range(1, levels):
            if direction > 0:
                curve[step] = max(curve[step], curve[step - 1])
            elif direction < 0:
                k = levels - 1 - step
                curve[k] = max(curve[k], curve[k + 1])


@inlined
def delivery(kind: int, shares: Floats, belief: float) -> float:
    """Return the share ``D`` of an issue that a party believes will be delivered.

    At signing 1; by phase ``sum_k share_k q^k``; at the end ``q^(K-1)``, with K the number of phases.

    Parameters
    ----------
    kind, shares : int, ndarray of shape (phases,)
        ``AT_SIGNING``, ``BY_PHASE`` or ``AT_END``; share of each phase.
    belief : float
        Probability q that a further phase is carried out.
    """
    if kind == AT_SIGNING:
        return 1.0
    total, reach, last = 0.0, 1.0, 1.0
    for k in range(len(shares)):
        if shares[k] > 0.0:
            total += shares[k] * reach
            last = reach
        reach *= belief
    return total if kind == BY_PHASE else last


@inlined
def strengthened(belief: float, guarantee: float) -> float:
    """Return a probability of follow-through raised by a guarantee: ``q + (1 - q) g``."""
    return belief + (1.0 - belief) * guarantee


@inlined
def lifted(value: float, floor: float, share: float) -> float:
    """Return what a linkage adds, before weighting: ``D max(0, floor - v)``.

    Parameters
    ----------
    value, floor, share : float
        Value v of a level, value that the linkage guarantees, and delivered share D.
    """
    return share * max(0.0, floor - value)


def empty_table(addresses: Addresses) -> Table:
    """Allocate the preferences of a draw, passed by reference."""
    parties, issues = addresses.weight.shape
    longest, lines, links = addresses.value.shape[2], len(addresses.real), len(addresses.linkage)
    contexts = len(addresses.shares) * len(addresses.guarantee)
    return lend(
        Table(
            np.zeros((parties, issues)),
            np.zeros((parties, contexts, issues, longest)),
            np.zeros((parties, contexts, issues, longest)),
            np.zeros(lines, np.bool_),
            np.zeros(parties, np.int64),
            np.zeros((links, contexts, longest)),
            len(addresses.guarantee),
        )
    )


@compiled(allocates=False)
def put_lines(space: Space, addresses: Addresses, draw: Floats, table: Table) -> None:
    """Set in a table which red lines are real in a draw.

    Parameters
    ----------
    space, addresses, draw, table
        As for `prepare_into`.
    """
    for p in range(len(table.real_of)):
        table.real_of[p] = 0
    for r in range(len(table.real)):
        table.real[r] = draw[addresses.real[r]] > 0.5
        if table.real[r]:
            for p in range(len(table.real_of)):
                table.real_of[p] |= space.red_lines_of[p] & (1 << r)


@compiled(allocates=False)
def put_lift(
    space: Space,
    addresses: Addresses,
    draw: Floats,
    values: Floats,
    party: int,
    context: int,
    shares: Floats,
    table: Table,
) -> None:
    """Set in a table what a party's linkages add by level in a context.

    Parameters
    ----------
    space, addresses, draw, table
        As for `prepare_into`.
    values, shares : ndarray, shapes (I, L) and (I,)
        Values of levels, and delivered shares.
    party, context : int
        Numbers of the party and of the context.
    """
    for k in range(len(addresses.linkage)):
        if space.linkage_party[k] != party:
            continue
        given, issue = draw[addresses.linkage[k]], space.linkage_issue[k]
        for level in range(table.lift.shape[2]):
            if issue < 0:
                table.lift[k, context, level] = given
            else:
                table.lift[k, context, level] = lifted(values[issue, level], given, shares[issue])


@compiled(standalone=True)
def prepare_into(space: Space, addresses: Addresses, draw: Floats, table: Table) -> None:
    """Compute the preferences of all parties in one draw.

    Weights are divided by their sum; if no weight of a party is positive, all issues count alike.

    Parameters
    ----------
    space, addresses : Space, Addresses
        Package space, and positions in the draw.
    draw : ndarray, shape (parameters,)
        Values of all parameters.
    table : Table
        Output.
    """
    parties, issues = addresses.weight.shape
    longest, ways, guarantees = addresses.value.shape[2], len(addresses.shares), len(addresses.guarantee)
    values, shares, anchors = np.zeros((issues, longest)), np.empty(issues), np.empty(longest)
    of_kind = np.empty(AT_END + 1)
    put_lines(space, addresses, draw, table)
    for p in range(parties):
        total = 0.0
        for i in range(issues):
            table.weights[p, i] = draw[addresses.weight[p, i]]
            total += table.weights[p, i]
        for i in range(issues):
            table.weights[p, i] = table.weights[p, i] / total if total > 0.0 else 1.0 / issues
            for k in range(longest):
                at = addresses.value[p, i, k]
                anchors[k] = draw[at] if at >= 0 else np.nan
            value_curve(anchors, space.levels[i], addresses.ordered[i], addresses.direction[p, i], values[i])
        for way in range(ways):
            for g in range(guarantees):
                held = draw[addresses.guarantee[g]] if addresses.guarantee[g] >= 0 else 0.0
                belief, context = strengthened(draw[addresses.follow_through[p]], held), way * guarantees + g
                for kind in range(len(of_kind)):
                    of_kind[kind] = delivery(kind, addresses.shares[way], belief)
                for i in range(issues):
                    share = of_kind[addresses.delivery[i]]
                    shares[i], base = share, values[i, space.status_quo[i]]
                    for k in range(space.levels[i]):
                        delivered = base + (values[i, k] - base) * share
                        table.delivered[p, context, i, k] = delivered
                        table.worth[p, context, i, k] = table.weights[p, i] * delivered
                put_lift(space, addresses, draw, values, p, context, shares, table)


def prepare(space: Space, addresses: Addresses, draw: Floats) -> Table:
    """Return the preferences of all parties in one draw.

    Parameters
    ----------
    space, addresses, draw
        As for `prepare_into`.
    """
    table = empty_table(addresses)
    prepare_into(space, addresses, draw, table)
    return table
