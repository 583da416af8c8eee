"""Comparison of a response between levels of a factor, paired by common random numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from negosim.analysis.sensitivity.swept import Swept
from negosim.arrays import Floats
from negosim.ensemble.results.outcomes import Z95, wilson
from negosim.errors import BadInput, Problem, nearest


def compare_levels(sweep: Swept, factor: str, response: str = "agreement", by: str = "") -> pd.DataFrame:
    """Compare a response between the values or levels of a factor, over all points that have them.

    With common random numbers the runs of two levels are pairs, and the difference from the first level is paired.

    Parameters
    ----------
    sweep : Sweep
        The sweep.
    factor : str
        Name of a factor with few values or levels, each at the same number of points.
    response : str, default "agreement"
        Name of the response, as in ``Sweep.response``.
    by : str, default ""
        Another factor whose levels are compared separately, each with its own first level.

    Returns
    -------
    DataFrame
        One row per level: ``by`` (if given), ``level``, ``mean``, ``low``, ``high`` (95 % interval: Wilson's for a
        share at one point, or of 0 or 1, else normal over runs), ``difference`` from the first level,
        ``difference_low`` and ``difference_high`` (95 %).

    Raises
    ------
    BadInput
        The sweep has no such factor or response.
    """
    known = [str(column) for column in sweep.values.columns]
    problems = [
        Problem(file="compare_levels", expected="a factor of the sweep", received=name, hint=nearest(name, known))
        for name in (factor, by)
        if name and name not in known
    ]
    if problems:
        raise BadInput(problems)
    y, values = sweep.response(response), sweep.values
    rows = []
    for group in values[by].unique() if by else [None]:
        of_group = (values[by] == group).to_numpy() if by else np.ones(len(values), dtype=np.bool_)
        first: Floats | None = None
        for level in values.loc[of_group, factor].unique():
            runs = y[of_group & (values[factor] == level).to_numpy()]
            over = runs.mean(axis=0) if sweep.common else runs.ravel()
            first = over if first is None else first
            row = {"level": level, **_mean(runs, over), **_difference(over, first, paired=sweep.common)}
            rows.append({by: group, **row} if by else row)
    return pd.DataFrame(rows)


def _mean(runs: Floats, over: Floats) -> dict[str, float]:
    mean, share = float(over.mean()), set(np.unique(runs)) <= {0.0, 1.0}
    if share and (len(runs) == 1 or mean in (0.0, 1.0)):
        # Runs that all points share count once each.
        estimate = wilson(round(mean * len(over)), len(over))
        return {"mean": mean, "low": estimate.low, "high": estimate.high}
    half = Z95 * _error(over)
    low, high = mean - half, mean + half
    return {"mean": mean, "low": max(0.0, low) if share else low, "high": min(1.0, high) if share else high}


def _difference(over: Floats, first: Floats, *, paired: bool) -> dict[str, float]:
    gap = float(over.mean() - first.mean())
    same = over is first
    error = 0.0 if same else _error(over - first) if paired else float(np.hypot(_error(over), _error(first)))
    return {"difference": gap, "difference_low": gap - Z95 * error, "difference_high": gap + Z95 * error}


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")
