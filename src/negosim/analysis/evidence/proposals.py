"""What a package is worth to each party on the first day, and the smallest change under which most draws accept it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import combinations, islice, product

import attrs
import numpy as np

from negosim.analysis.bargaining.valuation import first_days, negotiated
from negosim.analysis.evidence.signing import terms_of
from negosim.arrays import Bools, Floats, Ints
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.results.outcomes import wilson
from negosim.rules.preferences import addresses_of, tables_of
from negosim.sampling.completions import typical_completions
from negosim.sampling.draws import draws_of
from negosim.search.tabulation import lay_out, tabulated_in_draws
from negosim.spaces.space import all_met, digits_of, labels_of, space_of

MOST_ISSUES = 3
"""Largest number of issues in which a change is looked for."""
MOST_CHANGES = 5000
CHANCE = 0.05
"""Probability of as many gains by chance alone below which a change is called better."""


@attrs.frozen(eq=False)
class Proposal:
    """A package on the first day, draw by draw; D draws, P parties.

    Attributes
    ----------
    scenario : Scenario
        Whose parties are asked.
    levels : Mapping[str, tuple of str]
        What was proposed, by issue.
    utility, reservation : ndarray, shape (D, P)
        What the package is worth to each party, whatever its red lines and averaged over typical completions of what it
        leaves open, and the reservation value.
    accepted : ndarray, shape (D,)
        Share of the typical completions that all parties accept.
    gains : ndarray, shape (P, I)
        For each party, the share of the draws in which it refuses and in which another level of this issue alone is
        worth most to it; of packages that name every issue, else 0.
    nearby : tuple of Change
        Of the packages that differ in one issue, in two and so on, the one that most draws accept, if clearly more do
        (``clearly_better``) and more than with fewer changes.
    """

    scenario: Scenario
    levels: Mapping[str, tuple[str, ...]]
    utility: Floats
    reservation: Floats
    accepted: Floats
    gains: Floats
    nearby: tuple[Change, ...] = ()

    @property
    def change(self) -> Change | None:
        """The change of the fewest issues that clearly more draws accept."""
        return next(iter(self.nearby), None)


@attrs.frozen
class Change:
    """A package near another.

    Attributes
    ----------
    levels : Mapping[str, str]
        By issue.
    changed : Mapping[str, tuple[str, str]]
        Of each issue that differs, the level before and after.
    share, low, high : float
        Of the draws in which all parties accept it, with Wilson's 95 % interval.
    """

    levels: Mapping[str, str]
    changed: Mapping[str, tuple[str, str]]
    share: float
    low: float
    high: float


def clearly_better(after: Bools, before: Bools) -> bool:
    """Return whether more draws accept a package than another, beyond chance.

    Parameters
    ----------
    after, before : ndarray, shape (D,)
        Whether all parties accept each of the two, draw by draw.

    Returns
    -------
    bool
        By McNemar's exact test, one-sided at 5 %: of the draws that accept one alone, as many as do would accept the
        first in less than 5 % of cases if each were as likely to accept either.
    """
    gained, lost = int((after & ~before).sum()), int((before & ~after).sum())
    ways = sum(math.comb(gained + lost, k) for k in range(gained, gained + lost + 1))
    return gained > lost and ways < CHANCE * 2 ** (gained + lost)


def propose(scenario: Scenario, package: object, draws: int = 400, seed: int = DEFAULT_SEED) -> Proposal:
    """Ask all parties about a package on the first day.

    Parameters
    ----------
    scenario : Scenario
        Whose parties are asked.
    package : mapping or str
        Levels by issue, as of ``would_sign``. Changes are looked for if each issue has one level.
    draws, seed : int
        How many draws of the parties' preferences, and of which seed.

    Returns
    -------
    Proposal

    Raises
    ------
    BadInput
        The package names an unknown issue or level, or none that is feasible.
    """
    terms = terms_of(scenario, package)
    common = typical_completions(scenario, terms)
    whole = all(len(terms.levels.get(issue.name, ())) == 1 for issue in scenario.issues)
    asked = _Asked(scenario, draws, seed)
    if not whole:
        worth, crossed = asked.about(common)
        accepted = asked.accepting(worth, crossed)
        none = np.zeros((len(scenario.parties), len(scenario.issues)))
        share = accepted.all(axis=1).mean(axis=1)
        return Proposal(scenario, terms.levels, worth.mean(axis=2), asked.floors, share, none)
    own = digits_of(scenario, {issue: labels[0] for issue, labels in terms.levels.items()})
    near = np.array(list(_near(scenario, own, 1)), np.int64).reshape(-1, len(own))
    worth, crossed = asked.about(np.vstack([own, near]))
    accepted = asked.accepting(worth, crossed)
    together: Bools = np.all(accepted, axis=1)
    return Proposal(
        scenario,
        terms.levels,
        worth[:, :, 0],
        asked.floors,
        together[:, 0].astype(np.float64),
        _gains(worth, accepted[:, :, 0], own, near),
        tuple(_nearby(asked, own, together[:, 0])),
    )


class _Asked:
    """Draws of the parties, to be asked about packages."""

    def __init__(self, scenario: Scenario, draws: int, seed: int) -> None:
        self.scenario = scenario
        self._space, addresses = space_of(scenario), addresses_of(scenario)
        self._guarantees = len(addresses.guarantee)
        values = draws_of(scenario, seed, range(draws))
        self._tables = tables_of(self._space, addresses, np.ascontiguousarray(values.T))
        self.floors = first_days(scenario, values, self._space, self._tables)

    def about(self, packages: Ints) -> tuple[Floats, Bools]:
        """Return what packages are worth, without red lines, and which cross a real one: (draws, parties, n)."""
        layout, tables, parties = lay_out(self._space, self._guarantees, packages), self._tables, self.floors.shape[1]
        worth = [tabulated_in_draws(self._space, tables, p, layout, red_lines=False).T for p in range(parties)]
        crossed = [(layout.lines & tables.real_of[p][:, None]) != 0 for p in range(parties)]
        return np.stack(worth, axis=1), np.stack(crossed, axis=1)

    def accepting(self, worth: Floats, crossed: Bools) -> Bools:
        """Return which party accepts which package in which draw, with what ``about`` returned."""
        accepted: Bools = np.logical_and(worth >= self.floors[:, :, None], ~crossed)
        return accepted


def _near(scenario: Scenario, own: Ints, issues: int) -> Iterator[list[int]]:
    """Yield the packages that differ from one in a number of issues, in canonical order."""
    for chosen in combinations(np.flatnonzero(negotiated(scenario)).tolist(), issues):
        levels = [[digit for digit in scenario.issues[i].available if digit != own[i]] for i in chosen]
        for digits in product(*levels):
            package = own.tolist()
            for i, digit in zip(chosen, digits, strict=True):
                package[i] = digit
            yield package


def _gains(worth: Floats, accepted: Bools, own: Ints, near: Ints) -> Floats:
    """The share of the draws in which a party refuses and in which each issue alone, moved, is worth most to it."""
    parties, issues = worth.shape[1], len(own)
    gains = np.zeros((parties, issues))
    if not len(near):
        return gains
    moved = np.argmax(near != own, axis=1)
    best = moved[np.argmax(worth[:, :, 1:], axis=2)]
    for p in range(parties):
        refused = ~accepted[:, p]
        if refused.any():
            gains[p] = np.bincount(best[refused, p], minlength=issues) / len(accepted)
    return gains


def _nearby(asked: _Asked, own: Ints, now: Bools) -> Iterator[Change]:
    """Yield the best package at each number of changed issues, if clearly more draws accept it."""
    scenario, share = asked.scenario, float(now.mean())
    for issues in range(1, MOST_ISSUES + 1):
        near = np.array(list(islice(_near(scenario, own, issues), MOST_CHANGES + 1)), np.int64).reshape(-1, len(own))
        if len(near) > MOST_CHANGES:
            return
        near = near[all_met(space_of(scenario).infeasible, near) == 0]
        if not len(near):
            continue
        worth, crossed = asked.about(near)
        accepted: Bools = np.all(asked.accepting(worth, crossed), axis=1)
        best = int(np.argmax(accepted.mean(axis=0)))
        found = wilson(int(accepted[:, best].sum()), len(now))
        if found.share > share and clearly_better(accepted[:, best], now):
            share = found.share
            before, after = labels_of(scenario, own), labels_of(scenario, near[best])
            changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
            yield Change(after, changed, share, found.low, found.high)


def distance(levels: Mapping[str, tuple[str, ...]], signed: Mapping[str, str]) -> list[str]:
    """Return the issues of a signed package that some levels do not have."""
    return [issue for issue, label in signed.items() if label not in levels.get(issue, ())]
