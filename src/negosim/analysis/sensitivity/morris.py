"""Elementary effects for screening many factors (Morris 1991; Campolongo et al. 2007), by SALib.

μ* is the mean of a factor's absolute effects along its range, σ the standard deviation of its effects: a large σ shows
nonlinearity or interaction. Noise that is independent between points adds ``2 × sampling variance / step²`` to the
variance of each effect. It is subtracted from σ. A mean of absolute values cannot be corrected without the distribution
of the effects; the result states instead the value of a factor without effect, the mean absolute value of a normal
variable with that variance (0 with common random numbers).

A trajectory moves one factor and keeps all others, so factors must be independent.
"""

from __future__ import annotations

import warnings
from typing import Any

import attrs
import numpy as np

from negosim.analysis.sensitivity.noise import as_runs, point_means, sampling_variance
from negosim.arrays import Floats


@attrs.frozen(eq=False)
class ElementaryEffects:
    """Elementary effects by factor, in units of the response per range of the factor.

    Attributes
    ----------
    mu : ndarray of float
        Mean effects, (d,).
    mu_star : ndarray of float
        Means of absolute effects, (d,).
    mu_star_half : ndarray of float
        Half the width of their 95 % intervals, over trajectories.
    sigma : ndarray of float
        Standard deviations of the effects, (d,).
    sigma_corrected : ndarray of float
        Without what independent noise adds, (d,); nan where it is not known.
    floor : float
        The μ* of a factor that does nothing.
    trajectories : int
        How many count.
    dropped : int
        Those with a point that has no value.
    """

    mu: Floats
    mu_star: Floats
    mu_star_half: Floats
    sigma: Floats
    sigma_corrected: Floats
    floor: float
    trajectories: int
    dropped: int


def elementary_effects(
    points: Floats, y: Floats, *, levels: int, common: bool, resamples: int = 500, seed: int = 0
) -> ElementaryEffects:
    """Compute μ, μ* and σ of each factor of a Morris design.

    Parameters
    ----------
    points : (n, d)
        Trajectories of ``d + 1`` points in the unit cube, one after another.
    y : (n, replications)
        The response; a trajectory with a point without any value is left out.
    levels : int
        Of the design's grid, from 2.
    common : bool
        Whether run r of every point meets the same chance.
    resamples, seed : int
        Of the bootstrap over trajectories.

    Raises
    ------
    ValueError
        The number of points is not that of whole trajectories.
    """
    from SALib.analyze import morris as salib  # noqa: PLC0415 - takes a second to import

    y, factors = as_runs(y), points.shape[1]
    length = factors + 1
    if len(points) % length or len(points) != len(y):
        raise ValueError(f"{len(points)} points are no trajectories of {length} points each")
    means, noise = point_means(y), sampling_variance(y)
    whole = np.isfinite(means).reshape(-1, length).all(axis=1)
    rows = np.repeat(whole, length)
    problem = {
        "num_vars": factors,
        "names": [str(k) for k in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
        "groups": None,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: Any = salib.analyze(
            problem, points[rows], means[rows], num_resamples=resamples, num_levels=levels, seed=seed
        )
    sigma = np.asarray(found["sigma"], dtype=np.float64)
    step = levels / (2.0 * (levels - 1))
    if common:
        extra = 0.0
    else:
        known = noise[rows][np.isfinite(noise[rows])]
        extra = 2.0 * float(known.mean()) / step**2 if len(known) else float("nan")
    return ElementaryEffects(
        mu=np.asarray(found["mu"], dtype=np.float64),
        mu_star=np.asarray(found["mu_star"], dtype=np.float64),
        mu_star_half=np.asarray(found["mu_star_conf"], dtype=np.float64),
        sigma=sigma,
        sigma_corrected=np.sqrt(np.maximum(0.0, sigma**2 - extra)),
        floor=float(np.sqrt(2.0 * extra / np.pi)),
        trajectories=int(whole.sum()),
        dropped=int((~whole).sum()),
    )
