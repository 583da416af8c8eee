"""One PRIM search by EMA Workbench: peeling, choice of a step, test against chance."""

from __future__ import annotations

import importlib
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import attrs
import numpy as np
import pandas as pd

from negosim.arrays import Bools
from negosim.errors import BadInput, Problem

SIGNIFICANT = 0.05
_LEAST = 1e-9  # the workbench keeps no box whose mean is below, and counts what is not below as of interest


@attrs.frozen
class Limit:
    """The restriction of one factor by a box, and its stability.

    Attributes
    ----------
    factor : str
        Its name.
    low, high : float or None
        What it is at least and at most; None for no bound, and for levels.
    levels : tuple of str
        The labels it may have, if it has labels.
    p : float
        The probability of a gain as great by chance (quasi-p, the smaller of both sides).
    returns : float
        The share of bootstrap samples whose box restricts the factor, too.
    low_range, high_range : tuple of float or None
        From the 5th to the 95th percentile, where the bounds lie in those; None for no bound.
    """

    factor: str
    low: float | None = None
    high: float | None = None
    levels: tuple[str, ...] = ()
    p: float = 0.0
    returns: float = float("nan")
    low_range: tuple[float, float] | None = None
    high_range: tuple[float, float] | None = None


def inside(values: pd.DataFrame, limits: Sequence[Limit]) -> Bools:
    """Return which points are within all limits, shape (n,)."""
    found = np.ones(len(values), dtype=np.bool_)
    for limit in limits:
        column = values[limit.factor]
        if limit.levels:
            found &= column.isin(limit.levels).to_numpy()
        if limit.low is not None:
            found &= (column >= limit.low).to_numpy()
        if limit.high is not None:
            found &= (column <= limit.high).to_numpy()
    return found


@attrs.frozen(eq=False)
class Search:
    """Limits of the chosen step, all steps, and whether the wanted density was reached."""

    limits: tuple[Limit, ...]
    trajectory: pd.DataFrame
    dense: bool


def run_prim(table: pd.DataFrame, interest: Bools, density: float, peel: float) -> Search:
    """Run one peeling and return its chosen step, without limits that chance explains.

    Chosen is the step of greatest coverage among those of a density; if there is none, the densest one.
    """
    with _workbench() as prim:
        search = prim.Prim(table, interest.astype(np.int64), threshold=_LEAST, peel_alpha=peel)
        box = search.find_box()
        steps = box.peeling_trajectory
        enough = np.flatnonzero(steps["density"].to_numpy() >= density)
        dense = len(enough) > 0
        candidates = enough if dense else np.arange(len(steps))
        by, other = ("coverage", "density") if dense else ("density", "coverage")
        chosen = max(candidates, key=lambda k: (steps[by].iloc[k], steps[other].iloc[k], -k))
        limits = [_limit(box, int(chosen), factor) for factor in box.qp[int(chosen)]]
    kept = tuple(
        sorted((limit for limit in limits if limit.p <= SIGNIFICANT), key=lambda limit: (limit.p, limit.factor))
    )
    names = {"coverage": "coverage", "density": "density", "mass": "mass", "res_dim": "restricted"}
    trajectory = steps[list(names)].rename(columns=names).astype(np.float64)
    within = interest[inside(table, kept)]
    return Search(kept, trajectory, dense and bool(within.mean() >= density))


def _limit(box: Any, step: int, factor: str) -> Limit:
    """How a step of the peeling restricts one factor: the ends of the whole table are no bounds."""
    lows, highs = (side[factor].tolist() for side in (box.box_lims[step], box.prim.box_init))
    p = [value for value in box.qp[step][factor] if value >= 0.0]
    least = float(min(p, default=1.0))
    if isinstance(lows[0], set):
        return Limit(factor, levels=tuple(sorted(map(str, lows[0]))), p=least)
    low = float(lows[0]) if lows[0] > highs[0] else None
    high = float(lows[1]) if lows[1] < highs[1] else None
    return Limit(factor, low, high, p=least)


@contextmanager
def _workbench() -> Iterator[Any]:
    """EMA Workbench's PRIM, quiet: it warns of what negosim does not use, and of pandas to come."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            prim = importlib.import_module("ema_workbench.analysis.prim")
        except ModuleNotFoundError as error:
            expected = "EMA Workbench for PRIM boxes: pip install 'negosim[discovery]'"
            received = f"no module {error.name}"
            raise BadInput([Problem(file="discover_scenarios", expected=expected, received=received)]) from None
        logging.getLogger("EMA").setLevel(logging.ERROR)
        yield prim
