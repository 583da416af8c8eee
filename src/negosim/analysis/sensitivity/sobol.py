"""Sobol' indices of a response known from repeated runs: as observed, and corrected for the noise of the runs.

The design is Saltelli's, rows in the order of SALib: for each base point A, then A with each factor taken from B, then
(for second order) B with each factor taken from A, then B. Indices as observed are SALib's, of the mean over the runs
of each point. What they say of the probability behind that mean hangs on how chance was dealt.

*Each point meets its own chance* (``common=False``). Noise is independent from row to row, so it cancels on average in
``B (AB_j - A)`` and not in ``(A - AB_j)² / 2`` and in the variance. With the share of signal λ
(``analysis.sensitivity.noise``):

    S1_observed = λ S1,    S2_observed = λ S2,    ST_observed = λ ST + (1 - λ):

a factor that does nothing gets a total index of 1 - λ. Corrected is what solves these for S1, S2, ST.

*Run r of every point meets the same chance* (``common=True``). The mean over the runs is then one fixed function of the
point; there is no independent noise, a factor that does nothing gets 0 exactly, and the formulas above must not be
applied: they would push it below 0. Yet with few runs that function is not the probability: each run has its own way
of answering to the factors, and of what single runs do on their own 1/R stays in every index:

    E V_u(mean of R runs) = V_u(p) + (E V_u(one run) - V_u(p)) / R    for every partial variance u.

Every partial variance is a mean of products of two rows. Products of a run with itself carry that surplus; products of
different runs do not. Corrected is therefore the mean over all pairs of different runs,
``(R × of the mean - mean over runs) / (R - 1)``, in numerator and denominator alike.

Shares that add up ask for independent factors, as Saltelli's design has them. What is not among the factors may go
together: it is drawn for each run, and counts as part of it.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from negosim.analysis.sensitivity.noise import GROUPS, as_runs, point_means, sampling_variance
from negosim.arrays import Floats
from negosim.ensemble.results.outcomes import Z95

KINDS = ("first", "total", "second")


@attrs.frozen(eq=False)
class Index:
    """Indices of one kind.

    Attributes
    ----------
    raw : ndarray of float
        As observed, (k,).
    half : ndarray of float
        Half the width of their 95 % intervals, over base points.
    corrected : ndarray of float
        For noise, (k,); nan where they cannot be.
    corrected_half : ndarray of float
        Likewise; with common random numbers for another set of runs, too.
    runs_half : ndarray of float
        The part of it that more replications would narrow, and not more points.
    """

    raw: Floats
    half: Floats
    corrected: Floats
    corrected_half: Floats
    runs_half: Floats


@attrs.frozen(eq=False)
class SobolIndices:
    """Sobol' indices: ``first`` and ``total`` by factor, ``second`` by pair, in the order of ``pairs`` (may be empty).

    Attributes
    ----------
    base : int
        Points of A that count: those whose block of rows has a value everywhere.
    dropped : int
        The others.
    """

    first: Index
    total: Index
    second: Index
    pairs: tuple[tuple[int, int], ...]
    base: int
    dropped: int


@attrs.frozen(eq=False)
class _Blocks:
    """Rows of a design by what they are: ``a``, ``b`` (N, R); ``ab``, ``ba`` (N, d, R), centred run by run."""

    a: Floats
    b: Floats
    ab: Floats
    ba: Floats


def step_of(factors: int, *, second_order: bool) -> int:
    """Return the number of rows of Saltelli's design per base point."""
    return 2 * factors + 2 if second_order else factors + 2


def sobol_indices(
    y: Floats, factors: int, *, second_order: bool, common: bool, resamples: int = 200, seed: int = 0
) -> SobolIndices:
    """Compute first-order, total and second-order indices, as observed and corrected.

    Base points with a row without any value are left out. A base point of which some runs have no value counts by the
    others; with common random numbers there is then no correction, since runs cannot be paired.

    Raises
    ------
    ValueError
        The number of rows is not that of a design with so many factors.
    """
    y = as_runs(y)
    step = step_of(factors, second_order=second_order)
    if len(y) % step or not len(y):
        raise ValueError(f"{len(y)} points are no design of Saltelli's for {factors} factors: blocks of {step}")
    spread = float(np.nanstd(y))
    blocks = (y / spread if spread > 0.0 else y).reshape(-1, step, y.shape[1])
    whole = np.asarray(np.isfinite(blocks).any(axis=2)).all(axis=1)
    kept, pairs = blocks[whole], tuple((j, k) for j in range(factors) for k in range(j + 1, factors))
    pairs = pairs if second_order else ()
    observed = _observed(kept, factors, second_order=second_order, resamples=resamples, seed=seed)
    clean = _corrected(kept, factors, pairs, common=common, resamples=resamples, seed=seed)
    first, total, second = (
        Index(raw, half, *corrected) for (raw, half), corrected in zip(observed, clean, strict=True)
    )
    return SobolIndices(first, total, second, pairs, int(whole.sum()), int((~whole).sum()))


def _observed(
    blocks: Floats, factors: int, *, second_order: bool, resamples: int, seed: int
) -> list[tuple[Floats, Floats]]:
    """Index and half width of each kind, by SALib."""
    from SALib.analyze import sobol as salib  # noqa: PLC0415 - takes a second to import

    problem = {"num_vars": factors, "names": [str(k) for k in range(factors)], "bounds": [[0.0, 1.0]] * factors}
    means = point_means(blocks.reshape(-1, blocks.shape[2]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a factor without any effect is no reason to be warned
        found: Any = salib.analyze(problem, means, second_order, resamples, seed=seed + 1)
    upper = np.triu_indices(factors, 1)
    none = np.zeros(0)
    return [
        (np.asarray(found["S1"]), np.asarray(found["S1_conf"])),
        (np.asarray(found["ST"]), np.asarray(found["ST_conf"])),
        (np.asarray(found["S2"])[upper], np.asarray(found["S2_conf"])[upper]) if second_order else (none, none),
    ]


def _corrected(
    blocks: Floats, factors: int, pairs: Sequence[tuple[int, int]], *, common: bool, resamples: int, seed: int
) -> list[tuple[Floats, Floats, Floats]]:
    """Index, half width and the runs' part of it of each kind, corrected; nan where there are too few runs to do so."""
    replications = blocks.shape[2]
    complete = bool(np.isfinite(blocks).all())
    noise = sampling_variance(blocks.reshape(-1, replications))
    if replications < 2 or (common and not complete) or not np.isfinite(noise).any():
        return [(np.full(n, np.nan), np.full(n, np.nan), np.zeros(n)) for n in (factors, factors, len(pairs))]
    if common:
        rows = _pair_rows(blocks, factors, pairs)
    else:
        means = point_means(blocks.reshape(-1, replications)).reshape(*blocks.shape[:2], 1)
        rows = _rows(_split(means, factors), pairs)
        per_block = np.nanmean(noise.reshape(blocks.shape[:2]), axis=1)
        per_block = np.where(np.isfinite(per_block), per_block, np.nanmean(noise))
        rows[:, factors : 2 * factors] -= per_block[:, None]
        rows[:, -2] -= per_block
    count = len(blocks)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1.0 / count), size=resamples) / count
    found = _ratios(rows.mean(axis=0)[None, :], factors, pairs)[0]
    variance = _ratios(drawn @ rows, factors, pairs).var(axis=0, ddof=1)
    of_runs = _over_runs(blocks, factors, pairs) if common else np.zeros_like(variance)
    cuts = [factors, 2 * factors]
    parts = (found, Z95 * np.sqrt(variance + of_runs), Z95 * np.sqrt(of_runs))
    return list(zip(*(np.split(part, cuts) for part in parts), strict=True))


def _split(blocks: Floats, factors: int) -> _Blocks:
    centred = blocks - blocks.mean(axis=(0, 1))
    return _Blocks(centred[:, 0], centred[:, -1], centred[:, 1 : factors + 1], centred[:, factors + 1 : -1])


def _rows(blocks: _Blocks, pairs: Sequence[tuple[int, int]]) -> Floats:
    """What each base point adds to numerators (first, total, second), square and mean: (N, 2 d + pairs + 2).

    A mean over runs is taken of each product.
    """
    a, b, ab, ba = blocks.a, blocks.b, blocks.ab, blocks.ba
    first = (b[:, None] * (ab - a[:, None])).mean(axis=2)
    total = (0.5 * (a[:, None] - ab) ** 2).mean(axis=2)
    both = (a * b).mean(axis=1)
    second = [(ba[:, j] * ab[:, k]).mean(axis=1) - both - first[:, j] - first[:, k] for j, k in pairs]
    square, mean = (0.5 * (a**2 + b**2)).mean(axis=1), (0.5 * (a + b)).mean(axis=1)
    rows: Floats = np.column_stack([first, total, *second, square, mean])
    return rows


def _pair_rows(blocks: Floats, factors: int, pairs: Sequence[tuple[int, int]]) -> Floats:
    """The same of pairs of different runs: ``(R × of the mean - mean over runs) / (R - 1)``."""
    replications = blocks.shape[2]
    split = _split(blocks, factors)
    single = _rows(split, pairs)
    mean = _rows(_Blocks(*(part.mean(axis=-1, keepdims=True) for part in attrs.astuple(split, recurse=False))), pairs)
    rows = (replications * mean - single) / (replications - 1)
    rows[:, -1] = mean[:, -1]
    return np.asarray(rows, dtype=np.float64)


def _ratios(sums: Floats, factors: int, pairs: Sequence[tuple[int, int]]) -> Floats:
    """Indices of mean rows, (repeats, 2 d + pairs); nan where no variance is left."""
    variance = sums[:, -2] - sums[:, -1] ** 2
    whole = np.where(variance > 1e-12, variance, np.nan)
    return np.asarray(sums[:, : 2 * factors + len(pairs)] / whole[:, None], dtype=np.float64)


def _over_runs(blocks: Floats, factors: int, pairs: Sequence[tuple[int, int]]) -> Floats:
    """The variance of corrected indices over sets of runs: jackknife over at most ``GROUPS`` groups of runs."""
    replications = blocks.shape[2]
    groups = np.array_split(np.arange(replications), min(GROUPS, replications))
    if replications - max(len(group) for group in groups) < 2:
        return np.full(2 * factors + len(pairs), np.nan)
    left = np.array(
        [
            _ratios(_pair_rows(np.delete(blocks, group, axis=2), factors, pairs).mean(axis=0)[None, :], factors, pairs)[
                0
            ]
            for group in groups
        ]
    )
    spread: Floats = (len(groups) - 1) * left.var(axis=0)
    return spread
