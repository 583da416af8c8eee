"""Frontier, Nash and other solution points of a domain, as published for GENIUS domains.

Utilities of a party that differ by less than a tolerance count as equal, so that rounding in sums neither duplicates a
point nor puts a package on the frontier. Published figures of domains are computed this way;
``analysis.bargaining.solutions`` is exact.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from negosim.analysis.bargaining.solutions import pareto, unbeaten
from negosim.analysis.bargaining.valuation import utilities_and_reservations, valued_parts
from negosim.arrays import Floats, Ints
from negosim.domain.scenario import Scenario
from negosim.spaces.space import labels_of

CLOSE = 1e-9
SOLUTIONS = ("nash", "kalai", "kalai_smorodinsky", "equal_ratio", "welfare")
"""Largest product of gains; largest smallest gain; the same of gains relative to ideal ones (Kalai & Smorodinsky 1975);
relative gains that differ least, which is the same point wherever packages lie dense, and is what NegMAS computes;
largest sum."""


@attrs.frozen(eq=False)
class DomainFigures:
    """Frontier and solutions over the packages that all could sign.

    Attributes
    ----------
    packages : int
        How many packages there are.
    rational : int
        How many of them lie at or above every reservation value, across no red line.
    reservations : ndarray of float
        Of each party, (P,).
    pareto : ndarray of float
        The points of the frontier, by falling utility of the first party, (n, P).
    solutions : mapping of str to ndarray of float
        For each of ``SOLUTIONS`` the points that reach the best score, (m, P).
    """

    packages: int
    rational: int
    reservations: Floats
    pareto: Floats
    solutions: Mapping[str, Floats]


def domain_figures(scenario: Scenario, draw: Mapping[str, float], *, close: float = CLOSE) -> DomainFigures:
    """Compute the figures of a scenario's packages in one draw, with no deal on the first day as disagreement point."""
    return figures_of(*utilities_and_reservations(scenario, draw), close=close)


def packages_at(
    scenario: Scenario, draw: Mapping[str, float], points: Floats, *, close: float = CLOSE
) -> list[tuple[dict[str, str], int]]:
    """Find the package of each point, shape (m, P), and the number of packages there.

    Of several packages, the one with the lowest index. Each package is compared with each point. A point that no
    package reaches has an empty one, and 0.
    """
    found: list[tuple[dict[str, str], int]] = [({}, 0)] * len(points)
    for packages, values in valued_parts(scenario, draw):
        for m, point in enumerate(points):
            there = np.flatnonzero((np.abs(values - point[:, np.newaxis]) <= close).all(axis=0))
            if len(there):
                first, count = found[m]
                found[m] = (first or labels_of(scenario, packages[there[0]]), count + len(there))
    return found


def figures_of(values: Floats, disagreement: Floats, *, close: float = CLOSE) -> DomainFigures:
    """Compute the figures of packages with utilities ``values`` (P, n) and disagreement point ``disagreement`` (P,)."""
    rational = np.ones(values.shape[1], dtype=np.bool_)
    for worth, floor in zip(values, disagreement, strict=True):
        rational &= worth >= floor - close
    front = _front(values[:, rational], close)
    order = np.lexsort(-front[:, ::-1].T) if len(front) else np.empty(0, np.int64)
    front = front[order]
    return DomainFigures(
        packages=values.shape[1],
        rational=int(rational.sum()),
        reservations=np.asarray(disagreement, dtype=np.float64),
        pareto=front,
        solutions={name: _best(name, front, disagreement, close) for name in SOLUTIONS},
    )


def _front(values: Floats, close: float) -> Floats:
    """The distinct points that no other dominates, (n, P)."""
    if not values.shape[1]:
        return np.empty((0, len(values)))
    values = values[:, unbeaten(values, close)]
    ranks = np.stack([_ranks(worth, close) for worth in values])
    kept = pareto(ranks.astype(np.float64))
    kept = kept[np.lexsort(ranks[:, kept])]
    opens = np.ones(len(kept), dtype=np.bool_)
    opens[1:] = (ranks[:, kept[1:]] != ranks[:, kept[:-1]]).any(axis=0)
    return values[:, kept[opens]].T


def _ranks(worth: Floats, close: float) -> Ints:
    """The rank of each utility, those that follow within ``close`` of each other alike."""
    order = np.argsort(worth, kind="stable")
    steps = np.diff(worth[order], prepend=worth[order[0]]) > close
    ranks = np.empty(len(worth), np.int64)
    ranks[order] = np.cumsum(steps)
    return ranks


def _best(name: str, front: Floats, disagreement: Floats, close: float) -> Floats:
    """The points of the frontier whose score comes within ``close`` of the best."""
    if not len(front):
        return front
    gains = np.maximum(front - disagreement, 0.0)
    if name == "nash":  # the geometric mean of gains, a number of their own size however many parties there are
        with np.errstate(divide="ignore"):
            score = np.exp(np.log(gains).mean(axis=1))
    elif name == "welfare":
        score = gains.sum(axis=1)
    elif name == "kalai":
        score = gains.min(axis=1)
    else:
        ideal = gains.max(axis=0)
        relative = gains[:, ideal > close] / ideal[ideal > close]
        if not relative.shape[1]:
            return front
        score = relative.min(axis=1) if name == "kalai_smorodinsky" else -np.ptp(relative, axis=1)
    best: Floats = front[score >= score.max() - close]
    return best
