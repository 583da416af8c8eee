"""PAWN indices: the change of a response's distribution when one factor is held in a part of its range.

The index of a factor is the median, over slices of its range, of the Kolmogorov-Smirnov distance between the response
in the slice and the response at all points (Pianosi & Wagener 2015, 2018; by SALib). It needs no particular design or
shape of response. It is above 0 for finite samples; shuffled responses give the value of a factor without effect. A
factor that is correlated with an influential one has that one's index, so factors should be independent.
"""

from __future__ import annotations

import warnings
from itertools import pairwise

import attrs
import numpy as np

from negosim.analysis.sensitivity.noise import point_means
from negosim.arrays import Floats


@attrs.frozen(eq=False)
class PawnIndices:
    """PAWN indices by factor, in [0, 1].

    Attributes
    ----------
    median : ndarray of float
        Over slices, (d,).
    low, high : ndarray of float
        95 % intervals, bootstrapped over points around the estimate, (d,).
    floor : ndarray of float
        What a factor that does nothing shows in 95 % of cases, (d,).
    points : int
        How many have a value.
    """

    median: Floats
    low: Floats
    high: Floats
    floor: Floats
    points: int


def pawn_indices(points: Floats, y: Floats, *, slices: int = 10, resamples: int = 200, seed: int = 0) -> PawnIndices:
    """Compute PAWN indices of the mean response; points (n, d) in the unit cube, ``y`` (n, replications)."""
    from SALib.analyze import pawn as salib  # noqa: PLC0415 - takes a second to import

    means = point_means(y)
    known = np.isfinite(means)
    rng = np.random.default_rng(seed)
    x, response = _ranks(np.asarray(points, dtype=np.float64)[known], rng), means[known]
    factors = x.shape[1]
    problem = {"num_vars": factors, "names": [str(k) for k in range(factors)], "bounds": [[0.0, 1.0]] * factors}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a variation that is not used, over a mean of 0
        median = np.asarray(salib.analyze(problem, x, response, S=slices)["median"], dtype=np.float64)
    again, null = np.empty((resamples, factors)), np.empty((resamples, factors))
    for k in range(resamples):
        drawn = rng.integers(len(x), size=len(x))
        again[k] = _medians(x[drawn], response[drawn], slices)
        null[k] = _medians(x, rng.permutation(response), slices)
    # A bootstrap sample repeats points, and so inflates distances: only its spread is used, around the estimate.
    low, high = median + np.quantile(again - again.mean(axis=0), [0.025, 0.975], axis=0)
    return PawnIndices(
        median=median,
        low=np.clip(low, 0.0, 1.0),
        high=np.clip(high, 0.0, 1.0),
        floor=np.quantile(null, 0.95, axis=0),
        points=len(x),
    )


def _ranks(x: Floats, rng: np.random.Generator) -> Floats:
    """Each column by rank, in (0, 1), equal values in random order: slices are then equally full for levels, too."""
    order = np.lexsort((rng.random(x.shape), x), axis=0)
    ranks = np.empty_like(x)
    np.put_along_axis(ranks, order, ((np.arange(len(x)) + 0.5) / len(x))[:, None], axis=0)
    return ranks


def _medians(x: Floats, y: Floats, slices: int) -> Floats:
    """SALib's index, for many samples: it would test each of them, too."""
    values, place = np.unique(y, return_inverse=True)
    whole = np.cumsum(np.bincount(place, minlength=len(values))) / len(y)
    found = np.empty(x.shape[1])
    for k in range(x.shape[1]):
        edges = np.nanquantile(x[:, k], np.arange(0.0, 1.0 + 1.0 / slices, 1.0 / slices)[: slices + 1].clip(0.0, 1.0))
        distances = []
        for low, high in pairwise(edges):
            inside = place[(x[:, k] >= low) & (x[:, k] < high)]
            if len(inside):
                part = np.cumsum(np.bincount(inside, minlength=len(values))) / len(inside)
                distances.append(float(np.abs(part - whole).max()))
        found[k] = np.median(distances) if distances else 0.0
    return found
