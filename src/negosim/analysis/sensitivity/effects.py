"""Effects of single factors: at the ends of their range, by slices, and first-order indices from any sample.

First-order indices of any sample are variances between slices of a factor's range, corrected for the variance expected
between slices of so few points (ε², Kelley 1935); they need no particular design or shape of response. They add up only
for independent factors. For dependent factors an index, swing or curve describes a factor together with what is
correlated with it.
"""

from __future__ import annotations

import attrs
import numpy as np
import pandas as pd

from negosim.analysis.sensitivity.noise import GROUPS, as_runs, point_means, sampling_variance
from negosim.arrays import Floats, Ints
from negosim.ensemble.results.outcomes import Z95

FEW = 12


@attrs.frozen(eq=False)
class Swings:
    """Change of the response when one factor goes to an end of its range.

    Attributes
    ----------
    base : float
        The response at the base point; without one, its mean over all points.
    low, high : ndarray of float
        Changes from there at the lowest and the highest value of each factor, (d,).
    low_half, high_half : ndarray of float
        Half the width of their 95 % intervals.
    """

    base: float
    low: Floats
    low_half: Floats
    high: Floats
    high_half: Floats


def slices_of(column: Floats, slices: int = 10) -> tuple[Ints, Floats]:
    """Return the slice of each point along one factor, and the middle of each slice.

    A factor with at most ``FEW`` values has a slice for each of them; another one has slices of equal numbers of
    points.
    """
    values, place = np.unique(column, return_inverse=True)
    if len(values) <= FEW:
        return place.astype(np.int64), values
    order = np.argsort(column, kind="stable")
    number = np.empty(len(column), dtype=np.int64)
    number[order] = np.arange(len(column)) * min(slices, len(column)) // len(column)
    middles = np.array([column[number == k].mean() for k in range(number.max() + 1)])
    return number, middles


def swings_from_base(points: Floats, y: Floats, *, common: bool) -> Swings:
    """Compute swings from the base of a one-at-a-time design.

    The base is the first point, or the commonest one, from which every other differs in at most one place. With common
    random numbers run r at both points is a pair, and the interval is that of the differences.

    Raises
    ------
    ValueError
        No point is the base of such a design.
    """
    y, points = as_runs(y), np.asarray(points, dtype=np.float64)
    at = _base(points)
    base = points[at]
    moved = points != base
    single = np.flatnonzero(moved.sum(axis=1) == 1)
    found = np.zeros((4, points.shape[1]))
    for k in range(points.shape[1]):
        own = single[moved[single, k]]
        for end, row in ((min, 0), (max, 2)):
            best = end((points[i, k] for i in own), default=base[k])
            reached = end(best, base[k])
            if reached == base[k]:
                continue
            there = own[points[own, k] == reached][0]
            found[row : row + 2, k] = _difference(y[there], y[at], common=common)
    return Swings(float(point_means(y)[at]), *found)


def _base(points: Floats) -> int:
    """The first point from which every other one differs in at most one place."""
    commonest = []
    for column in points.T:
        values, counts = np.unique(column, return_counts=True)
        commonest.append(values[np.argmax(counts)])
    for at in (0, *np.flatnonzero((points == np.array(commonest)).all(axis=1))):
        if ((points != points[at]).sum(axis=1) <= 1).all():
            return int(at)
    raise ValueError("no point is the base of a design that moves one factor at a time")


def _difference(there: Floats, here: Floats, *, common: bool) -> tuple[float, float]:
    """The difference of two points' means, and half the width of its 95 % interval."""
    if common:
        gaps = (there - here)[np.isfinite(there - here)][None, :]
        variance = sampling_variance(gaps)[0]
        return float(point_means(gaps)[0]), Z95 * float(np.sqrt(variance))
    pair = np.vstack([there, here])
    means, variances = point_means(pair), sampling_variance(pair)
    return float(means[0] - means[1]), Z95 * float(np.sqrt(variances.sum()))


def swings_of_slices(points: Floats, y: Floats, *, slices: int = 10) -> Swings:
    """Compute swings in any sample: mean response in the lowest and highest slice, minus that of all points.

    Points of a slice that happen to be alike do not make it certain: no slice is taken to spread less than the slices
    of the factor do on average.
    """
    means = point_means(y)
    known = np.isfinite(means)
    x, response = np.asarray(points, dtype=np.float64)[known], means[known]
    base, found = float(response.mean()), np.zeros((4, x.shape[1]))
    for k in range(x.shape[1]):
        number, _ = slices_of(x[:, k], slices)
        pooled = _within(number, response)
        for row, which in ((0, 0), (2, int(number.max()))):
            inside = response[number == which]
            spread = max(pooled, inside.std(ddof=1)) if len(inside) > 1 else pooled
            share = 1.0 - len(inside) / len(response)
            found[row : row + 2, k] = inside.mean() - base, Z95 * spread * np.sqrt(share / len(inside))
    return Swings(base, *found)


def _within(number: Ints, response: Floats) -> float:
    """The standard deviation of a response within slices; nan if no slice has two points."""
    counts = np.bincount(number)
    rest = len(response) - int((counts > 0).sum())
    means = np.bincount(number, weights=response) / np.maximum(counts, 1)
    return float(np.sqrt(((response - means[number]) ** 2).sum() / rest)) if rest > 0 else float("nan")


def first_order(
    points: Floats, y: Floats, *, slices: int = 10, resamples: int = 200, seed: int = 0
) -> tuple[Floats, Floats]:
    """Compute first-order indices of the mean response, and half widths of their 95 % intervals, both of shape (d,).

    ``ε² = 1 - (n - 1) / (n - k) × SS_within / SS_total`` for k slices of n points. Its mean is 0 for a factor that does
    nothing.
    """
    found, again = first_order_again(points, y, slices=slices, resamples=resamples, seed=seed)
    return found, Z95 * again.std(axis=0, ddof=1)


def first_order_again(
    points: Floats, y: Floats, *, slices: int = 10, resamples: int = 200, seed: int = 0
) -> tuple[Floats, Floats]:
    """Compute the same indices (d,), and those of bootstrap samples of the points (resamples, d)."""
    means = point_means(y)
    known = np.isfinite(means)
    x, response = np.asarray(points, dtype=np.float64)[known], means[known]
    rng, factors = np.random.default_rng(seed), points.shape[1]
    numbers = [slices_of(x[:, k], slices)[0] for k in range(factors)]
    found = np.array([_epsilon(number, response) for number in numbers])
    again = np.empty((resamples, factors))
    for k in range(resamples):
        drawn = rng.integers(len(x), size=len(x))
        again[k] = [_epsilon(number[drawn], response[drawn]) for number in numbers]
    return found, again


def first_order_corrected(
    points: Floats, y: Floats, *, common: bool, slices: int = 10, resamples: int = 100, seed: int = 0
) -> tuple[Floats, Floats, Floats]:
    """Compute first-order indices corrected for the noise of few runs.

    Returns them, the half widths of their intervals, and the part of the runs.

    Independent noise cancels between slices, and is taken out of the variance. Under common random numbers both
    variances are means over pairs of different runs, ``(R × of the mean - mean over runs) / (R - 1)``
    (``analysis.sensitivity.sobol`` says why), and intervals hold for other runs, too. All are nan, (d,), with fewer
    than two runs, without signal, or where runs cannot be paired since some have no value.
    """
    y = as_runs(y)
    known = np.isfinite(sampling_variance(y))
    x, runs, factors = np.asarray(points, dtype=np.float64)[known], y[known], points.shape[1]
    if len(x) < 3 or (common and not np.isfinite(runs).all()):
        return np.full(factors, np.nan), np.full(factors, np.nan), np.zeros(factors)
    numbers = [slices_of(x[:, k], slices)[0] for k in range(factors)]
    rows = runs if common else np.column_stack([point_means(runs), sampling_variance(runs)])
    share = _pair_shares if common else _clean_shares
    found, rng = share(numbers, rows), np.random.default_rng(seed)
    again = np.empty((resamples, factors))
    for k in range(resamples):
        drawn = rng.integers(len(x), size=len(x))
        again[k] = share([number[drawn] for number in numbers], rows[drawn])
    of_runs = np.zeros(factors)
    if common:
        groups = np.array_split(np.arange(rows.shape[1]), min(GROUPS, rows.shape[1]))
        left = np.array([share(numbers, np.delete(rows, group, axis=1)) for group in groups])
        of_runs = (len(groups) - 1) * left.var(axis=0)
    return found, Z95 * np.sqrt(again.var(axis=0, ddof=1) + of_runs), Z95 * np.sqrt(of_runs)


def _pair_shares(numbers: list[Ints], runs: Floats) -> Floats:
    """Shares by pairs of different runs, (d,)."""
    count = runs.shape[1]
    if count < 2:
        return np.full(len(numbers), np.nan)
    both = np.column_stack([runs.mean(axis=1), runs])

    def paired(values: Floats) -> float:
        return float((count * values[0] - values[1:].mean()) / (count - 1))

    variance = paired(both.var(axis=0, ddof=1))
    between = np.array([paired(_between(number, both)) for number in numbers])
    return between / variance if variance > 0.0 else np.full(len(numbers), np.nan)


def _clean_shares(numbers: list[Ints], rows: Floats) -> Floats:
    """Shares of means whose sampling variances are known, (d,); rows are both, (n, 2)."""
    variance = float(rows[:, 0].var(ddof=1) - rows[:, 1].mean())
    between = np.array([_between(number, rows[:, :1])[0] for number in numbers])
    return between / variance if variance > 0.0 else np.full(len(numbers), np.nan)


def _between(number: Ints, columns: Floats) -> Floats:
    """The variance between slices of each column, corrected for what slices of so many points differ by anyway."""
    order = np.argsort(number, kind="stable")
    slices, starts = np.unique(number[order], return_index=True)
    ordered = columns[order]
    counts = np.diff(np.append(starts, len(order)))[:, None]
    total = ((columns - columns.mean(axis=0)) ** 2).sum(axis=0)
    sums = np.add.reduceat(ordered - columns.mean(axis=0), starts, axis=0)
    within = total - (sums**2 / counts).sum(axis=0)
    rest = max(1, len(order) - len(slices))
    found: Floats = total / (len(order) - 1) - within / rest
    return found


def _epsilon(number: Ints, response: Floats) -> float:
    counts = np.bincount(number)
    used = int((counts > 0).sum())
    if len(response) <= used:
        return float("nan")
    total = float(((response - response.mean()) ** 2).sum())
    sums = np.bincount(number, weights=response)
    between = float((sums**2 / np.maximum(counts, 1)).sum() - response.sum() ** 2 / len(response))
    within = total - between
    return 1.0 - (len(response) - 1) / (len(response) - used) * within / total if total > 0.0 else 0.0


def response_curve(column: Floats, y: Floats, *, slices: int = 10) -> pd.DataFrame:
    """Compute the mean response along one factor, with 95 % intervals over the points and runs of each slice.

    Returns
    -------
    DataFrame
        Columns ``at`` (in [0, 1]), ``mean``, ``low``, ``high``, ``lowest``, ``highest`` (the range that holds the
        means of 95 % of the points of the slice) and ``points``.
    """
    means = point_means(y)
    known = np.isfinite(means)
    number, middles = slices_of(np.asarray(column, dtype=np.float64)[known], slices)
    inner = np.nan_to_num(sampling_variance(y)[known])
    rows = []
    for k, middle in enumerate(middles):
        inside = means[known][number == k]
        own = inside.var(ddof=1) / len(inside) if len(inside) > 1 else inner[number == k].mean()
        half = Z95 * float(np.sqrt(own))
        lowest, highest = np.quantile(inside, [0.025, 0.975])
        mean = float(inside.mean())
        rows.append((float(middle), mean, mean - half, mean + half, float(lowest), float(highest), len(inside)))
    return pd.DataFrame(rows, columns=["at", "mean", "low", "high", "lowest", "highest", "points"])


def response_grid(across: Floats, upward: Floats, y: Floats, *, slices: int = 8) -> tuple[Floats, Floats, Floats, Ints]:
    """Compute the mean response over two factors: slice middles across (a,) and upward (u,), means and counts (u, a).

    Cells without any point are nan.
    """
    means = point_means(y)
    known = np.isfinite(means)
    columns, x = slices_of(np.asarray(across, dtype=np.float64)[known], slices)
    rows, z = slices_of(np.asarray(upward, dtype=np.float64)[known], slices)
    cell = rows * len(x) + columns
    counts = np.bincount(cell, minlength=len(x) * len(z)).reshape(len(z), len(x)).astype(np.int64)
    sums = np.bincount(cell, weights=means[known], minlength=len(x) * len(z)).reshape(len(z), len(x))
    return x, z, np.where(counts > 0, sums / np.maximum(counts, 1), np.nan), counts
