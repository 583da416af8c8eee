"""Sensitivity of a response to the factors of a sweep, by the method that fits its design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import pandas as pd

from negosim.analysis.sensitivity.budget import needed_budget
from negosim.analysis.sensitivity.budget_warnings import budget_warnings
from negosim.analysis.sensitivity.by_design import ANALYSES, COLUMNS, NAN, DesignData
from negosim.analysis.sensitivity.noise import as_runs, point_means, signal_share, silence
from negosim.analysis.sensitivity.result import Sensitivity
from negosim.analysis.sensitivity.swept import SweptDesign
from negosim.arrays import Floats
from negosim.domain.quantities import fits
from negosim.domain.scenario import Scenario
from negosim.sampling.conditioning import conditions_of

DESIGNS = ("one_at_a_time", "grid", "latin_hypercube", "sobol", "morris", "given")
DUMMY = "dummy"


def analyze_sensitivity(
    sweep: SweptDesign, response: str = "agreement", *, claim: float = 0.1, seed: int = 0
) -> Sensitivity:
    """Analyze the sensitivity of a response to the factors of a sweep.

    The low and the high end of a factor are those of its values. The levels of a categorical factor are ordered by the
    mean response. Factors vary independently, as sensitivity indices require; a warning names the preferences that acts
    condition, which then no longer fit the acts.

    Parameters
    ----------
    sweep : Sweep
        The sweep.
    response : str, default "agreement"
        Name of the response, as in ``Sweep.response``.
    claim : float, default 0.1
        Smallest index that should be told from 0, as in ``analyze_samples``.
    seed : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    Sensitivity
        Indices with intervals, and warnings where the budget is too small for them.

    Raises
    ------
    BadInput
        The sweep has no such response.
    """
    y = sweep.response(response)
    points, ends = _ordered(sweep, y)
    found = analyze_samples(
        sweep.names,
        points,
        y,
        kind=sweep.design.kind,
        options=sweep.design.options,
        common=bool(getattr(sweep, "common", True)),
        response=response,
        dummy=next((str(f.name) for f in getattr(sweep, "factors", ()) if getattr(f, "dummy", False)), DUMMY),
        claim=claim,
        seed=seed,
    )
    scenario = getattr(sweep, "scenario", None)
    warnings = found.warnings if found.word or scenario is None else (*found.warnings, *_apart(scenario, sweep.names))
    return attrs.evolve(found, scenario=scenario, ends=ends, warnings=warnings)


def _apart(scenario: Scenario, factors: Sequence[str]) -> Iterator[str]:
    """What is to be said where factors are preferences that acts condition."""
    conditioned = [name for each in conditions_of(scenario) for name in each.names]
    found = [factor for factor in factors if any(fits(name, factor) for name in conditioned)]
    if found:
        yield f"varied on their own, these no longer fit the acts of their party: {', '.join(found)}"


def _ordered(sweep: SweptDesign, y: Floats) -> tuple[Floats, dict[str, tuple[str, str]]]:
    """The points, each coordinate rising with the factor's numbers, or from level to level with the mean response.

    Besides, the levels at both ends. Of Morris' trajectories, whose steps have a size, coordinates are only turned.
    """
    points, ends = np.array(sweep.points, dtype=np.float64), dict[str, tuple[str, str]]()
    means = pd.Series(point_means(y))
    for k, name in enumerate(sweep.names):
        column = sweep.values[name].reset_index(drop=True)
        if pd.api.types.is_numeric_dtype(column):
            points[:, k] = _rising(points[:, k], column.to_numpy(dtype=np.float64), steps=sweep.design.kind == "morris")
        elif sweep.design.kind != "morris":
            by_level = means.groupby(column, sort=False).mean()
            order = list(by_level.fillna(means.mean()).sort_values(kind="stable").index)
            points[:, k] = (column.map({label: place for place, label in enumerate(order)}) + 0.5) / len(order)
            ends[name] = str(order[0]), str(order[-1])
    return points, ends


def _rising(u: Floats, numbers: Floats, *, steps: bool) -> Floats:
    """A coordinate that rises with the numbers along it: turned, or by rank if they neither rise nor fall."""
    along = numbers[np.argsort(u, kind="stable")]
    changes = np.diff(along)
    if (changes >= 0.0).all():
        return u
    if steps or (changes <= 0.0).all():
        return 1.0 - u if numbers[np.argmax(u)] < numbers[np.argmin(u)] else u
    values, rank = np.unique(numbers, return_inverse=True)
    found: Floats = (rank + 0.5) / len(values)
    return found


def analyze_samples(
    names: Sequence[str],
    points: Floats,
    y: Floats,
    *,
    kind: str,
    options: Mapping[str, Any] | None = None,
    common: bool = True,
    response: str = "response",
    dummy: str = DUMMY,
    claim: float = 0.1,
    resamples: int = 200,
    seed: int = 0,
) -> Sensitivity:
    """Analyze the sensitivity of a response by the method that its design was made for.

    Parameters
    ----------
    names : sequence of str
        Names of the d factors.
    points : ndarray of float, shape (n, d)
        Points in the unit cube, in the order of the design. All designs but ``given`` vary the factors independently.
        Of given points whose factors are correlated, each index describes a factor together with what is correlated
        with it.
    y : ndarray of float, shape (n, replications)
        Response of every run, 0 and 1 or numbers; nan where a run has none.
    kind : str
        Kind of design, one of ``DESIGNS``.
    options : mapping, optional
        ``second_order`` (bool, of ``sobol``), by default found from the number of points; ``levels`` (int, of
        ``morris``), by default 4.
    common : bool, default True
        Whether run r of every point has the same random numbers; see ``negosim.analysis.sensitivity.sobol``.
    response : str, default "response"
        Name of the response, for text and figures.
    dummy : str, default "dummy"
        Name of the factor without effect, if it is among the factors.
    claim : float, default 0.1
        Smallest index that should be told from 0: half the width that intervals may have. For effects in units of the
        response, a share of its range.
    resamples : int, default 200
        Number of bootstrap samples.
    seed : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    Sensitivity
        If the response is constant or has no value, ``word`` says so and ``frame`` is empty.

    Raises
    ------
    ValueError
        The shapes of names, points and response do not fit each other or the design.
    """
    x, y = np.asarray(points, dtype=np.float64), as_runs(y)
    if kind not in DESIGNS or x.ndim != 2 or x.shape != (len(y), len(names)):
        expected = f"a design of {', '.join(DESIGNS)}, and points ({len(y)}, {len(names)})"
        raise ValueError(f"expected {expected}, received {kind}, {x.shape}")
    means = point_means(y)
    missing, word = int((~np.isfinite(means)).sum()), silence(y)
    sensitivity = Sensitivity(
        response=response,
        design=kind,
        names=tuple(names),
        frame=pd.DataFrame(columns=list(COLUMNS)),
        signal=signal_share(y, common=common, seed=seed),
        base=float(np.nanmean(means)) if missing < len(means) else NAN,
        points=len(y),
        replications=y.shape[1],
        common=common,
        dummy=dummy if dummy in names else "",
        claim=claim,
        word=word,
    )
    if word:
        return sensitivity
    task = DesignData(tuple(names), x, y, dict(options or {}), common, resamples, seed)
    found = ANALYSES[kind](task)
    if found.word:
        return attrs.evolve(sensitivity, word=found.word)
    sensitivity = attrs.evolve(
        sensitivity,
        frame=pd.DataFrame(found.rows, columns=list(COLUMNS)),
        signal=found.signal or sensitivity.signal,
        base=sensitivity.base if found.base is None else found.base,
    )
    scale = claim * (1.0 if found.halves.share else _range(y))
    budget = needed_budget(
        found.halves, scale, base=found.count, replications=y.shape[1], per_base=len(y) / found.count
    )
    left = [f"{missing:,} of {len(y):,} points have no value of {response} and are left out"] if missing else []
    spoken = budget_warnings(sensitivity, found.halves, scale, budget)
    return attrs.evolve(sensitivity, warnings=(*left, *spoken), budget=budget)


def _range(y: Floats) -> float:
    """What effects are measured against: 1 for probabilities, else from the least value to the greatest."""
    low, high = float(np.nanmin(y)), float(np.nanmax(y))
    return 1.0 if low >= 0.0 and high <= 1.0 else high - low
