"""Typical completions: the packages that stand for terms which leave issues open."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product

import numpy as np

from negosim.arrays import Ints
from negosim.domain.issues import Condition, Issue
from negosim.domain.scales import compared, typical_levels
from negosim.domain.scenario import Party, Scenario

Digits = tuple[int, ...]
Box = Mapping[int, frozenset[int]]
"""Levels by issue, as digits: a package is in it if its level of every issue named is one of those."""
MOST_COMPLETIONS = 64
"""How many typical completions stand for terms at most; of more, as many spread evenly."""


def box_of(scenario: Scenario, condition: Condition) -> Box:
    """A condition as digits."""
    names = [issue.name for issue in scenario.issues]
    return {
        names.index(name): frozenset(scenario.issues[names.index(name)].digit(label) for label in labels)
        for name, labels in condition.levels.items()
    }


@lru_cache(maxsize=1024)
def _typical(
    scenario: Scenario, party: str, terms: tuple[tuple[int, frozenset[int]], ...], refused: bool
) -> tuple[Digits, ...]:
    given, issues = dict(terms), scenario.issues
    acts = [act for act in scenario.acts if act.party == party and _possible(scenario, act.parameter)]
    infeasible = _others(scenario, scenario.infeasible, given)
    barred = [*infeasible, *_others(scenario, [c for act in acts for c in act.refused], given)]
    starts = _spread(list(product(*_open_levels(scenario, given, refused=refused))))
    possible = [p for p in (_repaired(issues, start, given, infeasible) for start in starts) if p is not None]
    kept = [(p, _repaired(issues, p, given, barred)) for p in possible]
    if not refused:
        return tuple(sorted({found for _, found in kept if found is not None}))
    quo = [issue.status_quo for issue in issues]
    near = {r for p, r in kept if r and all(a in (b, q) for a, b, q in zip(r, p, quo, strict=True))}
    return tuple(sorted(near or set(possible)))


def _others(scenario: Scenario, conditions: Iterable[Condition], given: Box) -> list[Box]:
    """Some conditions as boxes, without those that the terms themselves ask for."""
    return [box for box in (box_of(scenario, condition) for condition in conditions) if not _asks_for(given, box)]


def _open_levels(scenario: Scenario, given: Box, *, refused: bool) -> list[list[int]]:
    """The levels at which each issue stands at first: those of the terms, else typical ones."""
    lines = [line.condition for line in scenario.red_lines if _possible(scenario, line.parameter)]
    contested = {name for condition in lines for name in condition.levels}
    found = []
    for i, issue in enumerate(scenario.issues):
        if i in given:
            wanted = set(given[i])
        elif not issue.ordered and (refused or issue.name == scenario.phasing.issue):
            wanted = set(issue.available)
        elif issue.name in contested and issue.status_quo in issue.available:
            wanted = {issue.status_quo}
        else:
            wanted = {issue.digit(label) for label in typical_levels(issue)}
        found.append([digit for digit in issue.available if digit in wanted])
    return found


def typical_completions(scenario: Scenario, terms: Condition, party: str = "", *, refused: bool = False) -> Ints:
    """The packages that a deal with some terms would typically be.

    An issue that the terms leave open stands in the middle half of its scale, or at its status quo
    (``domain.scales.typical_levels``); ways of phasing are all typical. An issue on which somebody has a red line
    stands at its status quo, if that can be agreed: a deal that is silent on it leaves it as it is. A completion that
    cannot be, or that has what the party refuses by another act, is moved to the nearest one that can: fewest steps
    along the scales.

    Parameters
    ----------
    scenario : Scenario
        Whose packages they are.
    terms : Condition
        Levels by issue.
    party : str
        Whose refusals are kept to; nobody's if it is empty.
    refused : bool
        Whether the terms are refused. Then unordered issues stand at any level, and completions that the party refuses
        for another reason as well are left out, unless moving issues to their status quo mends that: they would say
        nothing of these terms. If none is left, all count.

    Returns
    -------
    ndarray of int64, shape (n, issues)
        Digits, in the order of their index. Terms that are themselves infeasible are kept, with all else feasible.
    """
    box = box_of(scenario, terms)
    packages = _typical(scenario, party, tuple(sorted(box.items())), refused)
    return np.array(packages, dtype=np.int64).reshape(len(packages), len(scenario.issues))


def _possible(scenario: Scenario, name: str) -> bool:
    """Whether an act or a red line can be real; an override of a red line comes after the draws."""
    parameter = scenario.parameters.get(name)
    if parameter is None:
        return True
    return (parameter.distribution if ".act." in name else parameter.conditioned).mean > 0.0


def _asks_for(terms: Box, box: Box) -> bool:
    """Whether all packages with some terms lie in a box."""
    return all(i in terms and terms[i] <= levels for i, levels in box.items())


def _spread(packages: list[Digits]) -> list[Digits]:
    if len(packages) <= MOST_COMPLETIONS:
        return packages
    return [packages[k * len(packages) // MOST_COMPLETIONS] for k in range(MOST_COMPLETIONS)]


def inside(package: Sequence[int], box: Box) -> bool:
    """Whether a package, as digits, is in a box."""
    return all(package[i] in levels for i, levels in box.items())


def _repaired(issues: Sequence[Issue], start: Digits, given: Box, barred: Sequence[Box]) -> Digits | None:
    """The nearest package outside all barred boxes that differs in open issues alone; None if there is none."""
    heap: list[tuple[int, Digits]] = [(0, start)]
    seen = {start}
    while heap:
        steps, package = heapq.heappop(heap)
        broken = next((box for box in barred if inside(package, box)), None)
        if broken is None:
            return package
        for i in broken:
            if i in given:
                continue
            for digit in issues[i].available:
                moved = (*package[:i], digit, *package[i + 1 :])
                if digit not in broken[i] and moved not in seen:
                    seen.add(moved)
                    length = abs(digit - start[i]) - abs(package[i] - start[i]) if issues[i].ordered else 1
                    heapq.heappush(heap, (steps + length, moved))
    return None


def best_of(scenario: Scenario, party: Party, packages: Ints) -> Ints:
    """The packages of which one is the best for a party, whatever its weights are: those that no other beats.

    One beats another if both are delivered alike (way of phasing and guarantee) and it is at least as good in every
    issue, as far as the party ranks the levels. Linkages are not looked at.
    """
    return _unbeaten(scenario, party, packages, 1)


def worst_of(scenario: Scenario, party: Party, packages: Ints) -> Ints:
    """The same for the worst of them."""
    return _unbeaten(scenario, party, packages, -1)


def _unbeaten(scenario: Scenario, party: Party, packages: Ints, sign: int) -> Ints:
    if any(linkage.party == party.name for linkage in scenario.linkages):
        return packages
    special = (scenario.phasing.issue, scenario.phasing.guarantee)
    merits, kinds = np.zeros(packages.shape, np.int64), np.zeros(packages.shape, np.int64)
    for i, issue in enumerate(scenario.issues):
        places = {issue.digit(label): k for k, label in enumerate(compared(issue, party))}
        for n, digit in enumerate(packages[:, i].tolist()):
            alone = issue.name in special or digit not in places
            merits[n, i], kinds[n, i] = (0, digit + 1) if alone else (sign * places[digit], 0)
    kept = []
    for n in range(len(packages)):
        alike = np.all(kinds == kinds[n], axis=1)
        beats = alike & np.all(merits >= merits[n], axis=1) & np.any(merits > merits[n], axis=1)
        if not beats.any():
            kept.append(n)
    return packages[kept]
