"""The choice of a run that represents an ensemble."""

from __future__ import annotations

import numpy as np
import pandas as pd

from negosim.arrays import Floats
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes


def representative_run(outcomes: Outcomes) -> int:
    """Return the number of a representative run.

    Its kind is agreement if at least 5 % of the runs ended so, else the most frequent outcome. Among the runs
    of that kind it is the one nearest the middle: the mean over round, utilities and issues of the distance
    from the median in quartile ranges, and, for an issue, of the share of the others that settled on another
    level; of equals the one with the lowest number. ValueError without any run.
    """
    ends = outcomes.column("outcome")
    if not len(ends):
        raise ValueError("a typical run needs at least one run; received none")
    counts = ends.value_counts()
    kind = max(OUTCOMES, key=lambda name: int(counts.get(name, 0)))
    if counts.get("agreement", 0) >= 0.05 * len(ends):
        kind = "agreement"
    numbers = ["round", *(f"utility_{party.name}" for party in outcomes.scenario.parties)]
    issues = [issue.name for issue in outcomes.scenario.issues]
    rows = outcomes.columns(["run", *numbers, *issues])[(ends == kind).to_numpy()].sort_values("run")
    distances = [_from_median(rows[name].to_numpy(dtype=np.float64)) for name in numbers]
    distances += [_from_company(rows[name]) for name in issues]
    return int(rows["run"].iloc[int(np.argmin(np.mean(distances, axis=0)))])


def _from_median(values: Floats) -> Floats:
    """Distance from the median in quartile ranges; 0 where it is unknown or where all are alike."""
    known = np.isfinite(values)
    if not known.any():
        return np.zeros(len(values))
    low, middle, high = np.quantile(values[known], [0.25, 0.5, 0.75])
    spread = high - low if high > low else 1.0
    return np.where(known, np.abs(values - middle) / spread, 0.0)


def _from_company(levels: pd.Series[str]) -> Floats:
    """The share of the runs that settled on another level."""
    codes, known = pd.factorize(levels)
    if not len(known):
        return np.zeros(len(levels))
    shares = np.bincount(codes[codes >= 0]) / np.count_nonzero(codes >= 0)
    return np.where(codes < 0, 0.0, 1.0 - shares[codes])
