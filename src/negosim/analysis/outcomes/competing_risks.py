"""Agreement, collapse and deadline as competing risks: cumulative incidence over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from negosim.arrays import Floats
from negosim.ensemble.results.outcomes import OUTCOMES, Z95, Outcomes


def cumulative_incidence(outcomes: Outcomes) -> pd.DataFrame:
    """Compute the share of runs that had ended in each way by each day, with pointwise 95 % intervals.

    Returns
    -------
    DataFrame
        As ``aalen_johansen`` gives it, causes being the outcomes. Every run is followed to its end, so the
        shares are plain counts and the intervals Wilson's.
    """
    ends = outcomes.columns(["outcome", "day"])
    causes = pd.Categorical(ends["outcome"], categories=list(OUTCOMES)).codes
    return aalen_johansen(ends["day"].to_numpy(dtype=np.float64), causes.astype(np.int64) + 1, OUTCOMES)


def aalen_johansen(times: npt.ArrayLike, causes: npt.ArrayLike, names: Sequence[str]) -> pd.DataFrame:
    """Estimate cumulative incidence under competing risks (Aalen & Johansen 1978).

    ``F_k(t) = sum_{t_i <= t} S(t_(i-1)) d_ki / n_i``, with its variance by the delta method from independent
    multinomial hazards (Greenwood's form; Marubini & Valsecchi 1995). The interval is Wilson's at the
    effective number of runs ``F (1 - F) / var``, which with complete follow-up is their number.

    Parameters
    ----------
    times : array_like, shape (n,)
        When each was last seen.
    causes : array_like of int, shape (n,)
        0 if still going on when last seen, else 1 + the position of the cause in ``names``.
    names : sequence of str
        The causes.

    Returns
    -------
    DataFrame
        Columns ``time``, ``cause``, ``share``, ``low``, ``high``: for each cause time 0 and every time at
        which something ended.
    """
    t, k = np.asarray(times, dtype=np.float64), np.asarray(causes, dtype=np.int64)
    if t.shape != k.shape or t.ndim != 1:
        raise ValueError(f"times and causes must have one shape (n,); received {t.shape} and {k.shape}")
    moments = np.unique(t[k > 0])
    at_risk = (len(t) - np.searchsorted(np.sort(t), moments)).astype(np.float64)
    ended = np.zeros((len(names), len(moments)))
    np.add.at(ended, (k[k > 0] - 1, np.searchsorted(moments, t[k > 0])), 1.0)
    tables = []
    for c, name in enumerate(names):
        share, variance = _one_cause(ended[c], ended.sum(axis=0), at_risk)
        low, high = _wilson(share, variance, float(len(t)))
        start = pd.DataFrame({"time": [0.0], "cause": name, "share": 0.0, "low": 0.0, "high": 0.0})
        later = pd.DataFrame({"time": moments, "cause": name, "share": share, "low": low, "high": high})
        tables.append(pd.concat([start, later[later["time"] > 0.0]], ignore_index=True))
    return pd.concat(tables, ignore_index=True)


def median_time(incidence: pd.DataFrame, cause: str) -> float | None:
    """Return the first time by which at least half of all had ended by a cause; None if there is none."""
    rows = incidence[(incidence["cause"] == cause) & (incidence["share"] >= 0.5)]
    return float(rows["time"].min()) if len(rows) else None


def _one_cause(ended: Floats, all_ended: Floats, at_risk: Floats) -> tuple[Floats, Floats]:
    going = np.concatenate(([1.0], np.cumprod(1.0 - all_ended / at_risk)[:-1])) if len(ended) else ended
    share = np.cumsum(going * ended / at_risk)
    own = going**2 * ended * (at_risk - ended) / at_risk**3
    mixed = going * ended / at_risk**2
    left = at_risk - all_ended
    other = np.where(left > 0.0, all_ended / (at_risk * np.where(left > 0.0, left, 1.0)), 0.0)
    gap = np.tril(share[:, None] - share[None, :])
    variance = np.cumsum(own) - 2.0 * gap @ mixed + gap**2 @ other
    return share, np.maximum(variance, 0.0)


def _wilson(share: Floats, variance: Floats, total: float) -> tuple[Floats, Floats]:
    spread = share * (1.0 - share)
    usable = (variance > 0.0) & (spread > 0.0)
    n = np.where(usable, spread / np.where(usable, variance, 1.0), total)
    z2 = Z95 * Z95
    centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n)
    half = Z95 / (1.0 + z2 / n) * np.sqrt(spread / n + z2 / (4.0 * n * n))
    low = np.where(share <= 0.0, 0.0, np.maximum(0.0, centre - half))
    return low, np.where(share >= 1.0, 1.0, np.minimum(1.0, centre + half))
