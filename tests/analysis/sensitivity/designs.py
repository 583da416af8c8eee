"""Points of every design over the known surfaces, and what a response at them hangs on."""

from __future__ import annotations

from typing import Any

import numpy as np

from negosim.analysis.sensitivity.analyze import analyze_samples
from negosim.analysis.sensitivity.result import Sensitivity
from tests.analysis.sensitivity import surfaces
from tests.analysis.sensitivity.surfaces import NAMES

SOBOL = surfaces.saltelli(512)
CUBE = np.random.default_rng(2).random((2000, 4))
TRAJECTORIES = surfaces.trajectories(100)
BASE = np.full((1, 4), 0.5)
ENDS = np.vstack([BASE] + [np.where(np.arange(4) == k, end, BASE) for k in range(4) for end in (0.0, 1.0)])
POINTS = {
    "sobol": SOBOL,
    "latin_hypercube": CUBE,
    "grid": np.stack(np.meshgrid(*[[0.1, 0.5, 0.9]] * 4, indexing="ij"), axis=-1).reshape(-1, 4),
    "morris": TRAJECTORIES,
    "one_at_a_time": ENDS,
}


def of(kind: str, y: surfaces.Floats, **more: Any) -> Sensitivity:
    """What a response at the points of a design hangs on."""
    return analyze_samples(NAMES, POINTS[kind], y, kind=kind, resamples=60, **more)


def number(sensitivity: Sensitivity, kind: str, factor: str, column: str) -> float:
    """One number of the frame."""
    rows = sensitivity.of(kind)
    return float(rows.loc[rows["factor"] == factor, column].iloc[0])
