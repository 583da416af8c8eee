"""The package space as arrays, and the enumeration of feasible packages.

Arrays are indexed by issue (I) and level (L, padded to the longest issue). A package is an array of I digits; its
index is canonical mixed radix, first issue most significant, over all levels of each issue including a status quo
that no package may hold, so that partial agreements have an index too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.leases import lend
from negosim.domain.issues import Condition, Issue
from negosim.domain.scenario import Scenario


class Space(NamedTuple):
    """The issues of a scenario as arrays.

    ``levels``, ``strides``, ``status_quo``: (I,). ``available``: (I, L). ``infeasible``, ``red_lines``, ``linkages``:
    (I, L),
    conditions as bits: bit k of a level is set if condition k admits it, so that the conditions a package meets are the
    bits common to its levels. ``red_lines_of``, ``linkages_of``: (P,), which bits are a party's. ``split``: the first
    issue of the second half in the canonical sum. ``phasing``, ``guarantee``, and members of ``linkage_issue``: issue
    numbers, or -1.
    """

    levels: Ints
    strides: Ints
    status_quo: Ints
    available: Bools
    infeasible: Ints
    red_lines: Ints
    red_lines_of: Ints
    linkages: Ints
    linkages_of: Ints
    linkage_party: Ints
    linkage_issue: Ints
    split: int
    phasing: int
    guarantee: int


def space_of(scenario: Scenario) -> Space:
    """The arrays of a scenario's issues."""
    issues = scenario.issues
    levels = np.array([len(issue.levels) for issue in issues], dtype=np.int64)
    strides = np.ones(len(issues), dtype=np.int64)
    for i in range(len(issues) - 2, -1, -1):
        strides[i] = strides[i + 1] * levels[i + 1]
    available = np.zeros((len(issues), int(levels.max())), dtype=np.bool_)
    for i, issue in enumerate(issues):
        available[i, list(issue.available)] = True
    names = [issue.name for issue in issues]
    parties = [party.name for party in scenario.parties]
    phasing = scenario.phasing
    return lend(
        Space(
            levels=levels,
            strides=strides,
            status_quo=np.array([issue.status_quo for issue in issues], dtype=np.int64),
            available=available,
            infeasible=conditions(issues, scenario.infeasible),
            red_lines=conditions(issues, [r.condition for r in scenario.red_lines]),
            red_lines_of=bits_of(parties, [r.party for r in scenario.red_lines]),
            linkages=conditions(issues, [k.condition for k in scenario.linkages]),
            linkages_of=bits_of(parties, [k.party for k in scenario.linkages]),
            linkage_party=np.array([parties.index(k.party) for k in scenario.linkages], dtype=np.int64),
            linkage_issue=np.array(
                [names.index(k.issue) if k.issue else -1 for k in scenario.linkages], dtype=np.int64
            ),
            split=_balanced_split(levels),
            phasing=names.index(phasing.issue) if phasing.issue else -1,
            guarantee=names.index(phasing.guarantee) if phasing.guarantee else -1,
        )
    )


def _balanced_split(levels: Ints) -> int:
    """Where the larger of the two halves' numbers of combinations is smallest."""
    return min(range(len(levels) + 1), key=lambda h: max(np.prod(levels[:h]), np.prod(levels[h:])))


def conditions(issues: tuple[Issue, ...], wanted: Sequence[Condition]) -> Ints:
    """Up to 62 conditions (``domain.issues.MOST_CONDITIONS``) as bits of the levels that they admit, (I, L)."""
    bits = np.zeros((len(issues), max(len(issue.levels) for issue in issues)), dtype=np.int64)
    for k, condition in enumerate(wanted):
        for i, issue in enumerate(issues):
            for label in condition.levels.get(issue.name, issue.labels):
                bits[i, issue.digit(label)] |= 1 << k
    return bits


def bits_of(parties: Sequence[str], owners: Sequence[str]) -> Ints:
    """For each party, which bits are its own, (P,)."""
    return np.array(
        [sum(1 << k for k, owner in enumerate(owners) if owner == party) for party in parties], dtype=np.int64
    )


def digits_of(scenario: Scenario, package: Mapping[str, str]) -> Ints:
    """The digits of a package given as issue to label; issues left out stand at their status quo."""
    return np.array(
        [issue.digit(package[issue.name]) if issue.name in package else issue.status_quo for issue in scenario.issues],
        dtype=np.int64,
    )


def labels_of(scenario: Scenario, digits: Iterable[int]) -> dict[str, str]:
    """The package of some digits as issue to label."""
    return {issue.name: issue.levels[digit].label for issue, digit in zip(scenario.issues, digits, strict=True)}


@inlined
def encode(space: Space, digits: Ints) -> int:
    """The index of a package."""
    strides = space.strides
    index = 0
    for i in range(len(digits)):
        index += digits[i] * strides[i]
    return index


@compiled
def decode(space: Space, index: int) -> Ints:
    """The digits of a package, shape (I,)."""
    digits = np.empty(len(space.levels), np.int64)
    for i in range(len(digits)):
        digits[i] = (index // space.strides[i]) % space.levels[i]
    return digits


@inlined
def context_of(phasing: int, guarantee: int, guarantees: int, digits: Ints) -> int:
    """The context of a package: its way of phasing x its guarantee, of ``guarantees`` levels."""
    way = digits[phasing] if phasing >= 0 else 0
    return way if guarantee < 0 else way * guarantees + digits[guarantee]


@inlined
def met(bits: Ints, digits: Ints) -> int:
    """Which conditions a package meets, as bits."""
    common = bits[0, digits[0]]
    for i in range(1, len(digits)):
        common &= bits[i, digits[i]]
    return common


def all_met(bits: Ints, packages: Ints) -> Ints:
    """Which conditions each of many packages, (n, I), meets, as bits: (n,)."""
    return np.bitwise_and.reduce(bits[np.arange(len(bits)), packages], axis=1)


def enumerate_packages(space: Space, base: Ints, free: Bools) -> Ints:
    """All feasible packages that differ from ``base`` in free issues only, in the order of their index: (n, I)."""
    choices = [np.flatnonzero(space.available[i]) if free[i] else base[[i]] for i in range(len(base))]
    packages = np.stack(np.meshgrid(*choices, indexing="ij"), axis=-1).reshape(-1, len(base))
    return packages[all_met(space.infeasible, packages) == 0]
