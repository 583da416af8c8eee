"""Scenario discovery: boxes of parameters in which a response is mostly above a threshold (PRIM, by EMA Workbench).

PRIM peels thin slices off a box as long as that raises the density of points of interest (Friedman & Fisher 1999;
Bryant & Lempert 2010). Each step trades coverage, the share of the points of interest that the box holds, for density,
the share of the box that is of interest. The step of largest coverage with the wanted density is chosen; restrictions
that chance explains (quasi-p of Bryant & Lempert above 5 %) are removed. Bootstrap samples of the points show how often
each restriction returns, and where its limits are then. Parameters may be dependent; of several correlated ones a box
may restrict any.

EMA Workbench is the extra ``discovery``. It installs scikit-learn, statsmodels, seaborn and Platypus-Opt (GPL), which
negosim does not use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import pandas as pd

from negosim.analysis.sensitivity.noise import EMPTY, point_means
from negosim.analysis.sensitivity.prim import Limit, Search, inside, run_prim
from negosim.arrays import Bools, Floats

LEAST_OF_INTEREST = 10


@attrs.frozen(eq=False)
class Box:
    """A box with its coverage and density, and the trajectory of its search.

    Attributes
    ----------
    limits : tuple of Limit
        Of the factors it restricts, the most significant first.
    coverage : float
        Share of all points of interest that lie in it.
    density : float
        Share of its points that are of interest.
    mass : float
        Share of all points that lie in it.
    points : int
        How many do.
    dense : bool
        Whether it reaches the density asked for.
    trajectory : DataFrame
        A row for each step of the peeling: ``coverage``, ``density``, ``mass``, ``restricted`` (how many factors).
    again : DataFrame
        Coverage and density, at all points, of the boxes of the bootstrap samples.
    sentence : str
        What it says, in real units.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    points: int
    dense: bool
    trajectory: pd.DataFrame
    again: pd.DataFrame
    sentence: str


@attrs.frozen(eq=False)
class Discovery:
    """Boxes in which a response is above, or below, a threshold.

    Attributes
    ----------
    response : str
        Name of the response.
    threshold : float
        Threshold in units of the response.
    above : bool
        Whether points at or above the threshold are of interest; else those at or below it.
    share : float
        Share of the points that are of interest.
    points : int
        Number of points with a value.
    boxes : tuple of Box
        Boxes in order, each found in the points that the earlier ones leave.
    values : DataFrame
        Factor values of the points in real units, one column per factor.
    interest : ndarray of bool, shape (points,)
        Points of interest.
    word : str
        Why there is no box; empty if there is one.
    """

    response: str
    threshold: float
    above: bool
    share: float
    points: int
    boxes: tuple[Box, ...]
    values: pd.DataFrame
    interest: Bools
    word: str = ""


def discover_scenarios(
    values: pd.DataFrame,
    y: Floats,
    threshold: float,
    *,
    above: bool = True,
    response: str = "agreement",
    units: Mapping[str, str] | None = None,
    density: float = 0.8,
    boxes: int = 1,
    peel: float = 0.05,
    resamples: int = 20,
    seed: int = 0,
) -> Discovery:
    """Find boxes of factor values in which a response is mostly above, or below, a threshold (PRIM, by EMA Workbench).

    Source: Friedman and Fisher (1999); Bryant and Lempert (2010).

    Parameters
    ----------
    values : DataFrame
        Factor values in real units, or labels: n rows, one column per factor.
    y : ndarray of float, shape (n, replications)
        Response of every run; points without any value are left out.
    threshold : float
        Threshold of the mean response of a point, in units of the response; of yes or no, a probability.
    above : bool, default True
        Search for points at or above the threshold; False for at or below.
    response : str, default "agreement"
        Name of the response; ``agreement`` and other yes or no are written as P(…).
    units : mapping of str to str, optional
        Unit to write after the numbers of each factor.
    density : float, default 0.8
        Share of the points of a box that should be of interest.
    boxes : int, default 1
        Maximal number of boxes.
    peel : float, default 0.05
        Share of a box that is peeled off at each step.
    resamples : int, default 20
        Bootstrap samples of the points of each search; they take almost all the time.
    seed : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    Discovery
        The boxes; none, with the reason in ``word``, where too few points, or all, are of interest, or no factor
        matters.

    Raises
    ------
    BadInput
        EMA Workbench is not installed (extra ``discovery``).
    """
    means = point_means(y)
    known = np.isfinite(means)
    table = _columns(values[known].reset_index(drop=True))
    interest = (means[known] >= threshold) if above else (means[known] <= threshold)
    share = float(interest.mean()) if len(interest) else float("nan")
    found = Discovery(response, threshold, above, share, len(table), (), table, interest)
    word = _silence(interest)
    if word:
        return attrs.evolve(found, word=word)
    told, rng = [], np.random.default_rng(seed)
    remaining = np.ones(len(table), dtype=np.bool_)
    for _ in range(boxes):
        if _silence(interest[remaining]):
            break
        one = run_prim(table[remaining].reset_index(drop=True), interest[remaining], density, peel)
        if not one.limits:
            break
        again = [
            (sample, run_prim(table.iloc[sample].reset_index(drop=True), interest[sample], density, peel))
            for sample in (rng.choice(np.flatnonzero(remaining), size=remaining.sum()) for _ in range(resamples))
            if not _silence(interest[sample])
        ]
        told.append(_told(found, one, [other for _, other in again], remaining, units or {}))
        remaining &= ~inside(table, one.limits)
    return attrs.evolve(
        found, boxes=tuple(told), word="" if told else "no restriction makes what is of interest denser"
    )


def _silence(interest: Bools) -> str:
    count = int(interest.sum())
    if not len(interest):
        return EMPTY
    if count == len(interest):
        return "every point is of interest: nothing to tell apart"
    return f"only {count} points are of interest: too few for a box" if count < LEAST_OF_INTEREST else ""


def _columns(values: pd.DataFrame) -> pd.DataFrame:
    """Numbers as floats, all else as labels; a factor that never changes is left out."""
    table = {}
    for name in values.columns:
        column = values[name]
        number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        if len(column) and (column != column.iloc[0]).any():
            table[str(name)] = column.astype(np.float64) if number else column.astype(str).astype(object)
    return pd.DataFrame(table, index=values.index)


def _told(found: Discovery, one: Search, again: Sequence[Search], remaining: Bools, units: Mapping[str, str]) -> Box:
    within = inside(found.values, one.limits) & remaining
    limits = tuple(_stable(limit, again) for limit in one.limits)
    total = int(found.interest.sum())
    count, held = int(within.sum()), int(found.interest[within].sum())
    rows = []
    for other in again:
        there = inside(found.values, other.limits) & remaining
        rows.append((found.interest[there].sum() / total, found.interest[there].mean() if there.any() else np.nan))
    box = Box(
        limits=limits,
        coverage=held / total,
        density=held / count if count else float("nan"),
        mass=count / found.points,
        points=count,
        dense=one.dense,
        trajectory=one.trajectory,
        again=pd.DataFrame(rows, columns=["coverage", "density"]),
        sentence="",
    )
    return attrs.evolve(box, sentence=describe_box(found, box, units))


def _stable(limit: Limit, again: Sequence[Search]) -> Limit:
    """A limit with how often it comes back, and where."""
    same = [other for search in again for other in search.limits if other.factor == limit.factor]
    lows = [other.low for other in same if other.low is not None]
    highs = [other.high for other in same if other.high is not None]
    return attrs.evolve(
        limit,
        returns=len(same) / len(again) if again else float("nan"),
        low_range=_range(lows) if limit.low is not None else None,
        high_range=_range(highs) if limit.high is not None else None,
    )


def _range(bounds: Sequence[float]) -> tuple[float, float] | None:
    if not bounds:
        return None
    low, high = np.quantile(bounds, [0.05, 0.95])
    return float(low), float(high)


def describe_box(found: Discovery, box: Box, units: Mapping[str, str]) -> str:
    """Describe a box: limits in real units, density, coverage, stability."""
    where = " and ".join(_spoken(limit, units.get(limit.factor, "")) for limit in box.limits)
    side = "at least" if found.above else "at most"
    what = f"{response_in_words(found.response)} is {side} {found.threshold:g}"
    usual = f"of all points at {100 * found.share:.0f} %"
    told = f"Where {where}, {what} at {100 * box.density:.0f} % of the points ({usual})."
    held = f"The box holds {100 * box.coverage:.0f} % of all such points, and {100 * box.mass:.0f} % of all points."
    least = min(box.limits, key=lambda limit: limit.returns)
    if np.isnan(least.returns):
        return f"{told} {held}"
    which = "restriction" if len(box.limits) == 1 else f"least stable restriction, {least.factor},"
    return f"{told} {held} In bootstrap samples the {which} returns in {100 * least.returns:.0f} %."


def response_in_words(response: str) -> str:
    """Return a response in words: P(…) for yes or no."""
    number = response.startswith(("utility", "day", "round"))
    return f"the mean {response.replace('.', ' of ')}" if number else f"P({response})"


def _spoken(limit: Limit, unit: str) -> str:
    tail = f" {unit}" if unit else ""
    if limit.levels:
        return f"{limit.factor} is {' or '.join(limit.levels)}"
    if limit.low is not None and limit.high is not None:
        return f"{limit.factor} is from {limit.low:.3g} to {limit.high:.3g}{tail}"
    return (
        f"{limit.factor} is at least {limit.low:.3g}{tail}"
        if limit.low is not None
        else f"{limit.factor} is at most {limit.high:.3g}{tail}"
    )
