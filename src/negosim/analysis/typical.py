"""Which run to look at when one must stand for many."""

from __future__ import annotations

import numpy as np
import pandas as pd

from negosim.ensemble.outcomes import OUTCOMES, Outcomes
from negosim.rules.table import Floats


def typical_run(outcomes: Outcomes) -> int:
    """The number of a run that stands for its kind.

    Its kind is agreement if at least 5 % of the runs ended so, else the most frequent outcome. Among the runs
    of that kind it is the one nearest the middle: the mean over round, utilities and issues of the distance
    from the median in quartile ranges, and, for an issue, of the share of the others that settled on another
    level; of equals the one with the lowest number. ValueError without any run.
    """
    frame = outcomes.frame
    if not len(frame):
        raise ValueError("a typical run needs at least one run; received none")
    counts = frame["outcome"].value_counts()
    kind = max(OUTCOMES, key=lambda name: int(counts.get(name, 0)))
    if counts.get("agreement", 0) >= 0.05 * len(frame):
        kind = "agreement"
    rows = frame[frame["outcome"] == kind].sort_values("run")
    parties = [f"utility_{party.name}" for party in outcomes.scenario.parties]
    distances = [_from_median(rows[name].to_numpy(dtype=np.float64)) for name in ("round", *parties)]
    distances += [_from_company(rows[issue.name]) for issue in outcomes.scenario.issues]
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
    shares = levels.map(levels.value_counts(normalize=True)).to_numpy(dtype=np.float64)
    return np.where(np.isnan(shares), 0.0, 1.0 - shares)
