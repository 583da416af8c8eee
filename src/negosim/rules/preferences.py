"""From a draw to the parties' preferences: values, weights, delivery, red lines, linkages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.leases import lend
from negosim.domain.scenario import Scenario
from negosim.rules.utility import Table
from negosim.spaces.space import Space

AT_SIGNING, BY_PHASE, AT_END = 0, 1, 2
_DELIVERY = {"at_signing": AT_SIGNING, "by_phase": BY_PHASE, "at_end": AT_END}


class Addresses(NamedTuple):
    """Where in the vector of a draw each quantity stands; -1 where a scenario does not give it.

    Indexed by party (P), issue (I), level (L), red line (R), linkage (K) and level of the guarantee (G).
    ``direction``: (P, I), 1 if more of an ordered issue is better, -1 if less, 0 if neither is said.
    ``ordered``: (I,). ``delivery``: (I,). ``shares``: (phasing levels, phases), zero after the last phase.
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
    """Where each quantity of a scenario stands in the vector of a draw (the order of ``scenario.parameters``)."""
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
    """A draw as the vector that addresses point into."""
    return np.fromiter(draw.values(), dtype=np.float64, count=len(draw))


@compiled(allocates=False)
def value_curve(anchors: Floats, levels: int, ordered: bool, direction: int, curve: Floats) -> None:
    """Put the value of every level, in [0, 1], from the levels that are given (the others are nan) into ``curve``.

    Between given levels of an ordered issue the value runs straight over the steps of the scale, beyond the outermost
    it stays; then, where more (or less) is better, a level is worth at least what every worse one is worth.
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
    """``D``: how much of an issue a party believes will be delivered (design, section 4).

    At signing 1; by phase ``sum_k share_k q^k``; at the end ``q^(K-1)``, K the number of phases.
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
    """A probability of follow-through raised by a guarantee: ``q + (1 - q) g``."""
    return belief + (1.0 - belief) * guarantee


@inlined
def lifted(value: float, floor: float, share: float) -> float:
    """What a linkage adds, before weighting, that makes a level worth at least ``floor``: ``D max(0, floor - v)``."""
    return share * max(0.0, floor - value)


def empty_table(addresses: Addresses) -> Table:
    """Room for the preferences of a draw."""
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
    """Put which red lines are real in a draw into a table."""
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
    """Put what linkages of a party add by level in a context into a table, from values (I, L) and delivered shares
    (I,)."""
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
    """Put the parties' preferences in one draw into a table; ``draw`` is the vector of all parameters' values.

    Weights are divided by their sum; where a draw gives a party none above 0, every issue counts alike.
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
    """The parties' preferences in one draw; ``draw`` is the vector of all parameters' values."""
    table = empty_table(addresses)
    prepare_into(space, addresses, draw, table)
    return table
