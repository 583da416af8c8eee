"""What sets some runs of an ensemble apart from the others: parameters whose draws differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special

from negosim.analysis.sensitivity.dependence import ranks
from negosim.analysis.sensitivity.relevance import bearing
from negosim.arrays import Bools, Floats, Ints
from negosim.ensemble.results.outcome_table import DRAW
from negosim.ensemble.results.outcomes import Outcomes

FEWEST = 5
"""Fewest runs on each side that are compared."""
LEVEL = 0.05


def contrast(outcomes: Outcomes, runs: Sequence[int] | Ints) -> pd.DataFrame:
    """Compare the draws of some runs with those of all others, parameter by parameter.

    Parameters that cannot bear on agreement are left out. A difference is *told* from noise if the Mann-Whitney test
    rejects equality, at a false discovery rate of 5 % over all parameters (Benjamini & Hochberg 1995).

    Parameters
    ----------
    outcomes : Outcomes
        Runs of an ensemble.
    runs : sequence of int
        Numbers of the runs to set apart.

    Returns
    -------
    DataFrame
        One row per uncertain parameter, the strongest difference first: ``parameter``; ``selected`` and ``others``,
        the mean draw on each side, which for a yes-or-no parameter is a share; ``superiority``, the probability that
        the draw of a selected run exceeds that of another (ties count half; 0.5 means no difference); ``p``, the
        two-sided p-value of the test; ``told``. Empty with fewer than 5 runs on a side.
    """
    names = ["parameter", "selected", "others", "superiority", "p", "told"]
    inside = np.isin(outcomes.column("run").to_numpy(), np.asarray(runs))
    if min(inside.sum(), (~inside).sum()) < FEWEST:
        return pd.DataFrame(columns=names)
    bears = bearing(outcomes.scenario)
    parameters = [p.name for p in outcomes.scenario.uncertain if bears(p.name)]
    draws = outcomes.columns([DRAW + name for name in parameters]).to_numpy(dtype=np.float64)
    one, other = draws[inside], draws[~inside]
    superiority, p = _mann_whitney(draws, inside)
    order = np.lexsort((np.arange(len(p)), -np.abs(superiority - 0.5), p))
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    rate = np.minimum.accumulate(scaled[::-1])[::-1]
    frame = pd.DataFrame(
        {
            "parameter": parameters,
            "selected": one.mean(axis=0),
            "others": other.mean(axis=0),
            "superiority": superiority,
            "p": p,
        }
    )
    return frame.iloc[order].assign(told=rate <= LEVEL).reset_index(drop=True)[names]


def _mann_whitney(draws: Floats, inside: Bools) -> tuple[Floats, Floats]:
    """Return the probability of superiority of the rows inside, and the p-value, of each column.

    Mann, H. B. & Whitney, D. R. (1947). *Annals of Mathematical Statistics* 18, 50-60: the normal approximation of the
    rank sum, its variance computed from the ranks themselves, which accounts for ties.
    """
    ranked = ranks(draws)
    n, m = int(inside.sum()), int((~inside).sum())
    superiority = (ranked[inside].sum(axis=0) - n * (n + 1) / 2) / (n * m)
    error = np.sqrt(ranked.var(axis=0, ddof=1) * (n + m) / (n * m)) / (n + m)
    z = np.divide(superiority - 0.5, error, out=np.zeros_like(error), where=error > 0.0)
    return superiority, 2.0 * special.ndtr(-np.abs(z))
