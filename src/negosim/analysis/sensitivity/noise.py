"""Signal and noise: the share of a response's variance over points that is not due to the number of runs.

Every point of a sweep is played R times. The mean of these runs varies from point to point for two reasons: the
parameters differ (signal), and R runs do not show a probability exactly (noise). The share of signal,

    λ = Var p / (Var p + E[p (1 - p)] / R)    for yes or no,
    λ = V_between / (V_between + E[σ²] / R)   for numbers,

is estimated without bias in its parts: ``p (1 - p)`` by ``R / (R - 1)`` times what the runs show, which is their sample
variance, so that both are one formula; the variance between points is that of the means less what noise adds.

With common random numbers run r of every point meets the same chance, and the noise of points is not independent: what
the runs share moves all points alike, and is no variance between them. Left is what chance and parameters do together.
The variance between points is then the mean covariance over pairs of different runs (the variance component of points
in a two-way layout: Searle, Casella & McCulloch 1992, *Variance Components*).
"""

from __future__ import annotations

import attrs
import numpy as np

from negosim.arrays import Floats
from negosim.ensemble.results.outcomes import Z95

GROUPS = 32
TOO_FEW = "one run a point: signal and noise cannot be told apart"
CONSTANT = "the response is the same at every point: nothing to explain"
EMPTY = "the response has no value at any point"
NO_SIGNAL = "the points do not differ by more than noise"


@attrs.frozen
class Signal:
    """Share of the variance over points that is signal.

    Attributes
    ----------
    share : float
        Λ, from 0 to 1; nan where nothing can be said.
    low, high : float
        Its 95 % interval, over other points, and with common random numbers over other runs, too.
    between : float
        Variance of the true means over points, in squared units of the response; 0 if the estimate is below.
    noise : float
        What noise adds to the variance of the observed means.
    replications : float
        Runs a point, R; where values are missing, the mean number.
    common : bool
        Whether run r of every point meets the same chance.
    word : str
        What stands in the way; empty if nothing does.
    """

    share: float
    low: float
    high: float
    between: float
    noise: float
    replications: float
    common: bool
    word: str = ""

    def __str__(self) -> str:
        return self.word or f"{self.share:.3f} [{self.low:.3f}, {self.high:.3f}]"


def as_runs(y: Floats) -> Floats:
    """Return a response with shape (points, replications); raise ValueError if it has more axes."""
    values = np.asarray(y, dtype=np.float64)
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2:
        raise ValueError(f"a response is (points, replications): received shape {values.shape}")
    return np.where(np.isfinite(values), values, np.nan)


def point_means(y: Floats) -> Floats:
    """Return the mean over the runs of each point that have a value (points,); nan for a point without any."""
    y = as_runs(y)
    known = np.isfinite(y)
    counts = known.sum(axis=1)
    total = np.where(known, y, 0.0).sum(axis=1)
    means: Floats = np.where(counts > 0, total / np.maximum(counts, 1), np.nan)
    return means


def sampling_variance(y: Floats) -> Floats:
    """Return the variance of each point's mean, ``s² / R`` (points,); nan for a point with fewer than two values."""
    y = as_runs(y)
    known = np.isfinite(y)
    counts = known.sum(axis=1)
    gaps = np.where(known, y - point_means(y)[:, None], 0.0)
    found: Floats = np.where(counts > 1, (gaps**2).sum(axis=1) / np.maximum((counts - 1) * counts, 1), np.nan)
    return found


def silence(y: Floats) -> str:
    """Return why a response cannot be analyzed, no value or one value everywhere; else an empty string."""
    means = point_means(y)
    known = means[np.isfinite(means)]
    if not len(known):
        return EMPTY
    return CONSTANT if np.ptp(known) <= 1e-12 * max(1.0, float(np.abs(known).max())) else ""


def signal_share(y: Floats, *, common: bool = True, resamples: int = 500, seed: int = 0) -> Signal:
    """Estimate the share λ of the variance over points that is signal, with a 95 % interval.

    Parameters
    ----------
    y : (points, replications)
        The response; 0 and 1, or numbers; nan where a run has none.
    common : bool
        Whether run r of every point meets the same chance. Then runs without a value cannot be paired, and
        responses that lack some are treated as if each point had met its own, which errs towards more noise.
    resamples : int
        Bootstrap samples of the points.
    seed : int
        Of the bootstrap.
    """
    y = as_runs(y)
    counts = np.isfinite(y).sum(axis=1)
    replications = float(counts[counts > 0].mean()) if counts.any() else 0.0
    word = silence(y)
    if not word and (y.shape[1] < 2 or not (counts > 1).any()):
        word = TOO_FEW
    if word:
        nan = float("nan")
        return Signal(nan, nan, nan, nan, nan, replications, common, word)
    y = y[counts > 1]
    paired = common and bool(np.isfinite(y).all())
    rows = _paired(y) if paired else np.column_stack([point_means(y), point_means(y) ** 2, sampling_variance(y)])
    again = np.random.default_rng(seed).multinomial(len(y), np.full(len(y), 1.0 / len(y)), size=resamples) / len(y)
    whole, noise = _parts(rows.mean(axis=0)[None, :], len(y))
    wholes, noises = _parts(again @ rows, len(y))
    shares = np.where(wholes > 0.0, 1.0 - noises / np.where(wholes > 0.0, wholes, 1.0), 0.0)
    between = max(0.0, float(whole[0] - noise[0]))
    share = min(1.0, between / float(whole[0]))
    spread = np.sqrt(shares.var(ddof=1) + (_over_runs(y) if paired else 0.0))
    low, high = np.clip([share - Z95 * spread, share + Z95 * spread], 0.0, 1.0)
    word = "" if between > 0.0 else NO_SIGNAL
    return Signal(
        share, min(float(low), share), max(float(high), share), between, float(noise[0]), replications, common, word
    )


def _paired(y: Floats) -> Floats:
    """By point: the mean, its square, and the noise in that square, by pairs of runs; (points, 3)."""
    centred = y - y.mean(axis=0)
    replications = y.shape[1]
    square, single = centred.mean(axis=1) ** 2, (centred**2).mean(axis=1)
    return np.column_stack([centred.mean(axis=1), square, (single - square) / (replications - 1)])


def _over_runs(y: Floats) -> float:
    """The variance of the share over sets of runs: jackknife over at most ``GROUPS`` groups; infinite with two runs."""
    groups = np.array_split(np.arange(y.shape[1]), min(GROUPS, y.shape[1]))
    if y.shape[1] - max(len(group) for group in groups) < 2:
        return float("inf")
    shares = []
    for group in groups:
        rows = _paired(np.delete(y, group, axis=1)).mean(axis=0)
        whole, noise = _parts(rows[None, :], len(y))
        shares.append(1.0 - float(noise[0] / whole[0]) if whole[0] > 0.0 else 0.0)
    return float((len(groups) - 1) * np.var(shares))


def _parts(sums: Floats, points: int) -> tuple[Floats, Floats]:
    """The variance of the observed means over points, and what noise adds to it; by rows of mean columns."""
    mean, square, noise = sums.T
    return (square - mean**2) * points / max(1, points - 1), noise
