"""The package space as arrays, and the enumeration of feasible packages.

Shapes use the letters P (parties), I (issues), L (levels, padded to the longest issue), R (red lines), K (linkages) and
n (packages). A package is an array of I digits, one level per issue. Its index is in mixed radix, first issue most
significant, over all levels of each issue. This includes a status quo that cannot be part of a deal, so that partial
agreements have an index too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Ints
from negosim.compiled.compiling import compiled, inlined
from negosim.compiled.tuples_by_reference import lend
from negosim.content_cache import cached_by_content
from negosim.domain.issues import Condition, Issue
from negosim.domain.scenario import Scenario


class Space(NamedTuple):
    """Issues of a scenario as arrays.

    Conditions are bit masks: bit k of a level is set if condition k admits it, so that the conditions a package meets
    are the bitwise and over its levels.

    Attributes
    ----------
    levels, strides, status_quo : ndarray of int64, shape (I,)
        Number of levels, place value in the index, and level of the status quo of each issue.
    available : ndarray of bool, shape (I, L)
        Levels that can be agreed.
    infeasible, red_lines, linkages : ndarray of int64, shape (I, L)
        Infeasible combinations, red lines and linkages, as bit masks.
    red_lines_of, linkages_of : ndarray of int64, shape (P,)
        Bits of each party's red lines and linkages.
    linkage_party, linkage_issue : ndarray of int64, shape (K,)
        Party and issue of each linkage; issue -1 if it adds utility directly.
    split : int
        First issue of the second half in the canonical sum of utilities.
    phasing, guarantee : int
        Issues of phasing and of guarantees; -1 if a scenario has none.
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


def _content(scenario: Scenario) -> object:
    parties = [party.name for party in scenario.parties]
    lines, phasing = scenario.red_lines, scenario.phasing
    return tuple(scenario.issues), scenario.infeasible, lines, scenario.linkages, parties, phasing


@cached_by_content(_content, maxsize=32)
def space_of(scenario: Scenario) -> Space:
    """Return the issues of a scenario as arrays, passed by reference; cached."""
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
    """Return the split that minimises the larger number of combinations of the two halves."""
    return min(range(len(levels) + 1), key=lambda h: max(np.prod(levels[:h]), np.prod(levels[h:])))


def conditions(issues: tuple[Issue, ...], wanted: Sequence[Condition]) -> Ints:
    """Encode conditions as bit masks of the levels that they admit.

    Parameters
    ----------
    issues : tuple of Issue
        All issues of the scenario.
    wanted : sequence of Condition
        At most 62 (``domain.issues.MOST_CONDITIONS``).

    Returns
    -------
    ndarray of int64, shape (I, L)
    """
    bits = np.zeros((len(issues), max(len(issue.levels) for issue in issues)), dtype=np.int64)
    for k, condition in enumerate(wanted):
        for i, issue in enumerate(issues):
            for label in condition.levels.get(issue.name, issue.labels):
                bits[i, issue.digit(label)] |= 1 << k
    return bits


def bits_of(parties: Sequence[str], owners: Sequence[str]) -> Ints:
    """Return the bits that each party owns.

    Parameters
    ----------
    parties : sequence of str
        Names of the parties.
    owners : sequence of str
        Owner of each bit, from the lowest.

    Returns
    -------
    ndarray of int64, shape (P,)
    """
    return np.array(
        [sum(1 << k for k, owner in enumerate(owners) if owner == party) for party in parties], dtype=np.int64
    )


def digits_of(scenario: Scenario, package: Mapping[str, str]) -> Ints:
    """Encode a package as digits.

    Parameters
    ----------
    scenario : Scenario
        Scenario of the package.
    package : mapping of str to str
        Label of each issue; issues left out keep their status quo.

    Returns
    -------
    ndarray of int64, shape (I,)
    """
    return np.array(
        [issue.digit(package[issue.name]) if issue.name in package else issue.status_quo for issue in scenario.issues],
        dtype=np.int64,
    )


def labels_of(scenario: Scenario, digits: Iterable[int]) -> dict[str, str]:
    """Decode the digits of a package, shape (I,), to a mapping of issue to label."""
    return {issue.name: issue.levels[digit].label for issue, digit in zip(scenario.issues, digits, strict=True)}


@inlined
def encode(space: Space, digits: Ints) -> int:
    """Return the index of a package, from its digits, shape (I,)."""
    strides = space.strides
    index = 0
    for i in range(len(digits)):
        index += digits[i] * strides[i]
    return index


@compiled
def decode(space: Space, index: int) -> Ints:
    """Return the digits of a package, shape (I,), from its index."""
    digits = np.empty(len(space.levels), np.int64)
    for i in range(len(digits)):
        digits[i] = (index // space.strides[i]) % space.levels[i]
    return digits


@inlined
def context_of(phasing: int, guarantee: int, guarantees: int, digits: Ints) -> int:
    """Return the context of a package: phasing x ``guarantees`` + guarantee.

    Parameters
    ----------
    phasing, guarantee : int
        Issues of phasing and of guarantees, or -1.
    guarantees : int
        Number of levels of the guarantee, 1 without one.
    digits : ndarray of int64, shape (I,)
        The package.

    Returns
    -------
    int
        Number in [0, C).
    """
    way = digits[phasing] if phasing >= 0 else 0
    return way if guarantee < 0 else way * guarantees + digits[guarantee]


@inlined
def met(bits: Ints, digits: Ints) -> int:
    """Return the conditions that a package, shape (I,), meets, as bits; ``bits`` has shape (I, L)."""
    common = bits[0, digits[0]]
    for i in range(1, len(digits)):
        common &= bits[i, digits[i]]
    return common


def all_met(bits: Ints, packages: Ints) -> Ints:
    """Return the conditions that each of many packages meets, as bits.

    Parameters
    ----------
    bits : ndarray of int64, shape (I, L)
        Conditions as bit masks.
    packages : ndarray of int64, shape (n, I)
        Digits of the packages.

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    return np.bitwise_and.reduce(bits[np.arange(len(bits)), packages], axis=1)


def enumerate_packages(space: Space, base: Ints, free: Bools) -> Ints:
    """List all feasible packages that differ from a base in free issues only.

    Parameters
    ----------
    space : Space
        Package space.
    base : ndarray of int64, shape (I,)
        Levels of the other issues.
    free : ndarray of bool, shape (I,)
        Issues that may differ.

    Returns
    -------
    ndarray of int64, shape (n, I)
        Digits, in the order of the index.
    """
    choices = [np.flatnonzero(space.available[i]) if free[i] else base[[i]] for i in range(len(base))]
    packages = np.stack(np.meshgrid(*choices, indexing="ij"), axis=-1).reshape(-1, len(base))
    return packages[all_met(space.infeasible, packages) == 0]
