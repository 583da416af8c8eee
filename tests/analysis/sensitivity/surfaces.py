"""Responses whose indices are known: of numbers, and of yes or no."""

from __future__ import annotations

from typing import Any

import numpy as np
from SALib.sample import morris, sobol

from negosim.arrays import Floats

NAMES = ("slope", "tilt", "twist", "dummy")
"""Factors of ``probability``: it rises with the first two, the third only turns the first, the last does nothing."""
FIRST = {"slope": 0.55171, "tilt": 0.28148, "twist": 0.0, "dummy": 0.0}
TOTAL = {"slope": 0.71852, "tilt": 0.28148, "twist": 0.16681, "dummy": 0.0}
TWISTED = 0.16681
"""Second order of slope and twist: the parts of the variance are .42²/12, .3²/12 and .8²/144."""
VARIANCE = 0.42**2 / 12 + 0.3**2 / 12 + 0.8**2 / 144
SPREAD = 0.25 - VARIANCE
"""E[p (1 - p)] where the mean of p is one half."""

ISHIGAMI_FIRST = (0.31390519, 0.44241114, 0.0, 0.0)
ISHIGAMI_TOTAL = (0.55758886, 0.44241114, 0.24368366, 0.0)
"""Of sin x1 + 7 sin² x2 + .1 x3⁴ sin x1 over [-π, π]³ (Ishigami & Homma 1990), and of a fourth factor."""


def probability(x: Floats) -> Floats:
    """A surface from .02 to .98 over the unit cube, with ``FIRST`` and ``TOTAL``."""
    a, b, c = (x[:, k] - 0.5 for k in range(3))
    return 0.5 + 0.42 * a + 0.3 * b + 0.8 * a * c


def ishigami(x: Floats) -> Floats:
    """Ishigami's function of the first three factors, from the unit cube."""
    one, two, three = (np.pi * (2 * x[:, k] - 1) for k in range(3))
    return np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)


def independent(p: Floats, replications: int, seed: int = 5) -> Floats:
    """Yes or no with probability ``p``, every run of every point with a chance of its own."""
    return np.asarray(np.random.default_rng(seed).random((len(p), replications)) < p[:, None], dtype=np.float64)


def common(p: Floats, replications: int, seed: int = 5) -> Floats:
    """Yes or no with probability ``p``: run r of every point has one number, and says yes below ``p``."""
    return np.asarray(np.random.default_rng(seed).random(replications)[None, :] < p[:, None], dtype=np.float64)


def entangled(p: Floats, x: Floats, replications: int, seed: int = 5) -> Floats:
    """Yes or no with probability ``p`` under common random numbers, each run answering in a way of its own."""
    shift = np.random.default_rng(seed).random((replications, 3))
    u = (shift[None, :, 0] + 3 * shift[None, :, 1] * x[:, None, 2] + 2 * shift[None, :, 2] * x[:, None, 1]) % 1
    return np.asarray(u < p[:, None], dtype=np.float64)


def _problem(factors: int) -> dict[str, Any]:
    return {"num_vars": factors, "names": [str(k) for k in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def saltelli(base: int, factors: int = 4, *, second_order: bool = True) -> Floats:
    """Points of Saltelli's design."""
    return np.asarray(sobol.sample(_problem(factors), base, calc_second_order=second_order, seed=1))


def trajectories(count: int, factors: int = 4, levels: int = 4) -> Floats:
    """Points of Morris' design."""
    return np.asarray(morris.sample(_problem(factors), count, num_levels=levels, seed=1))
