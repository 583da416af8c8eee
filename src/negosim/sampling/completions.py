"""Typical completions: packages that represent terms which leave issues open."""

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
"""Admitted levels by issue, as digits; issues that are not named are free."""
MOST_COMPLETIONS = 64
"""Maximum number of typical completions of terms; if there are more, an evenly spaced selection is used."""


def box_of(scenario: Scenario, condition: Condition) -> Box:
    """Return a condition as admitted digits by issue."""
    names = [issue.name for issue in scenario.issues]
    return {
        names.index(name): frozenset(scenario.issues[names.index(name)].digit(label) for label in labels)
        for name, labels in condition.levels.items()
    }


@lru_cache(maxsize=1024)
def _typical(
    scenario: Scenario, party: str, terms: tuple[tuple[int, frozenset[int]], ...], refused: bool
) -> tuple[Digits, ...]:
    """Compute the typical completions of some terms, as sorted tuples of digits."""
    given, issues = dict(terms), scenario.issues
    acts = [act for act in scenario.acts if act.party == party and _possible(scenario, act.parameter)]
    infeasible = _others(scenario, scenario.infeasible, given)
    excluded = [*infeasible, *_others(scenario, [c for act in acts for c in act.refused], given)]
    starts = _spread(list(product(*_open_levels(scenario, given, refused=refused))))
    possible = [p for p in (_repaired(issues, start, given, infeasible) for start in starts) if p is not None]
    pairs = [(p, _repaired(issues, p, given, excluded)) for p in possible]
    if not refused:
        return tuple(sorted({found for _, found in pairs if found is not None}))
    quo = [issue.status_quo for issue in issues]
    near = {r for p, r in pairs if r and all(a in (b, q) for a, b, q in zip(r, p, quo, strict=True))}
    return tuple(sorted(near or set(possible)))


def _others(scenario: Scenario, conditions: Iterable[Condition], given: Box) -> list[Box]:
    """Return conditions as boxes, without those that the terms themselves imply."""
    return [box for box in (box_of(scenario, condition) for condition in conditions) if not _asks_for(given, box)]


def _open_levels(scenario: Scenario, given: Box, *, refused: bool) -> list[list[int]]:
    """Return the initial levels of each issue: those of the terms, or typical ones."""
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
    """Return the packages that a deal with some terms would typically be.

    An issue that the terms leave open takes the levels in the middle half of its scale, or its status quo
    (``domain.scales.typical_levels``); all ways of phasing are typical. An issue with a red line of some party takes
    its status quo, if that can be agreed, because a deal that does not mention it leaves it unchanged. A completion
    that is infeasible, or that the party refuses by another act, is replaced by the nearest one that is neither: fewest
    steps along the scales.

    Parameters
    ----------
    scenario : Scenario
        Scenario of the packages.
    terms : Condition
        Levels by issue.
    party : str, default ""
        Party whose refusals are respected; nobody's if empty.
    refused : bool, default False
        Whether the terms are refused. Then unordered issues take all levels. Completions that the party also refuses
        for another reason say nothing about these terms; they are left out unless moving issues to their status quo
        repairs them. If none is left, all count.

    Returns
    -------
    ndarray of int64, shape (n, I)
        Digits, in the order of the index. Terms that are themselves infeasible are returned, with all else feasible.
    """
    box = box_of(scenario, terms)
    packages = _typical(scenario, party, tuple(sorted(box.items())), refused)
    return np.array(packages, dtype=np.int64).reshape(len(packages), len(scenario.issues))


def _possible(scenario: Scenario, name: str) -> bool:
    """Whether an act or a red line can be real; overrides of red lines apply after the draws."""
    parameter = scenario.parameters.get(name)
    if parameter is None:
        return True
    return (parameter.distribution if ".act." in name else parameter.conditioned).mean > 0.0


def _asks_for(terms: Box, box: Box) -> bool:
    """Whether all packages with some terms are in a box."""
    return all(i in terms and terms[i] <= levels for i, levels in box.items())


def _spread(packages: list[Digits]) -> list[Digits]:
    """Select at most ``MOST_COMPLETIONS`` packages, evenly spaced."""
    if len(packages) <= MOST_COMPLETIONS:
        return packages
    return [packages[k * len(packages) // MOST_COMPLETIONS] for k in range(MOST_COMPLETIONS)]


def inside(package: Sequence[int], box: Box) -> bool:
    """Whether a package, as I digits, is in a box."""
    return all(package[i] in levels for i, levels in box.items())


def _repaired(issues: Sequence[Issue], start: Digits, given: Box, excluded: Sequence[Box]) -> Digits | None:
    """Return the nearest package outside some boxes that differs in open issues only (Dijkstra), or None."""
    heap: list[tuple[int, Digits]] = [(0, start)]
    seen = {start}
    while heap:
        steps, package = heapq.heappop(heap)
        broken = next((box for box in excluded if inside(package, box)), None)
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
    """Return the packages that can be the best for a party, whatever its weights: those that no other dominates.

    One package dominates another if both have the same phasing and guarantee and it is at least as good in each issue,
    as far as the party ranks the levels, and better in one. With linkages, all packages are returned.

    Parameters
    ----------
    scenario, party : Scenario, Party
        Scenario, and one of its parties.
    packages : ndarray, shape (n, I)
        Digits.

    Returns
    -------
    ndarray, shape (m, I)
    """
    return _unbeaten(scenario, party, packages, 1)


def worst_of(scenario: Scenario, party: Party, packages: Ints) -> Ints:
    """Return the packages that can be the worst for a party, whatever its weights: as `best_of`, with order reversed.

    Parameters
    ----------
    scenario, party, packages
        As for `best_of`.

    Returns
    -------
    ndarray, shape (m, I)
    """
    return _unbeaten(scenario, party, packages, -1)


def _unbeaten(scenario: Scenario, party: Party, packages: Ints, sign: int) -> Ints:
    """Return the packages that are not dominated, for merits times ``sign``."""
    if any(linkage.party == party.name for linkage in scenario.linkages):
        return packages
    special = (scenario.phasing.issue, scenario.phasing.guarantee)
    merits, kinds = np.zeros(packages.shape, np.int64), np.zeros(packages.shape, np.int64)
    for i, issue in enumerate(scenario.issues):
        places = {issue.digit(label): k for k, label in enumerate(compared(issue, party))}
        for n, digit in enumerate(packages[:, i].tolist()):
            alone = issue.name in special or digit not in places
            merits[n, i], kinds[n, i] = (0, digit + 1) if alone else (sign * places[digit], 0)
    found = []
    for n in range(len(packages)):
        alike = np.all(kinds == kinds[n], axis=1)
        beats = alike & np.all(merits >= merits[n], axis=1) & np.any(merits > merits[n], axis=1)
        if not beats.any():
            found.append(n)
    return packages[found]
