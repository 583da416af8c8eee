"""Variance of agreement explained by claims, conventions, assumptions, overrides, and by single parameters.

Correlations are of ranks. For independent draws the squared correlation of a column with the outcome is its share of
the variance, and shares add up. Preferences that acts condition are dependent (``analysis.sensitivity.dependence``):
claims come first, since preferences are drawn after it is known which acts are real, and what the others explain
together is divided between them. The squared correlation of an unrelated column is 1 / (runs - 1) on average, which is
subtracted (Dicker 2014, "Variance estimation in high-dimensional linear models"). Parameters that cannot bear on
agreement (``analysis.sensitivity.relevance``) are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import attrs
import numpy as np
import pandas as pd
from scipy import special

from negosim.analysis.sensitivity.dependence import (
    DRAWS,
    INDEPENDENT,
    Dependence,
    as_dependent,
    dependence_of,
    explained_variance,
    ranks,
    standardize,
)
from negosim.analysis.sensitivity.relevance import bearing
from negosim.arrays import Floats
from negosim.ensemble.results.outcome_table import DRAW
from negosim.ensemble.results.outcomes import Outcomes

BASES = ("claims", "convention", "assumption", "override")
REST = "rest"
TOLD = "told from noise"
NOISE = "cannot be told from noise"
CONSTANT = "every run ended alike: nothing to explain"
REMAINDER = "chance of the rounds, and effects neither monotone nor additive"
NOTHING = "no parameter of this group is uncertain"
LEVEL = 0.05
_REPEATS = 500
DRAWS_OF_RUN, FEWEST_DRAWS = 5, 2_000
"""Draws over which dependence is estimated: so many times the runs, whose own noise is then larger, but not fewer."""
_BLOCKS = 4_000
_AT_ONCE = 4_000_000  # numbers that are read at a time

_Row = tuple[str, int, float, float, float, float, bool, str]


@attrs.frozen(eq=False)
class _Ranked:
    """Rank correlations of k uncertain parameters with the outcome.

    Attributes
    ----------
    names : tuple of str
    runs : int
        Number of runs.
    silent : bool
        Whether all outcomes are equal, or there are fewer than 3 runs.
    found, again, null : ndarray of float
        Correlations (k,), those of bootstrap samples of the runs (repeats, k), and with shuffled outcomes (repeats, k).
    dependence : Dependence
        Correlations between the parameters.
    """

    names: tuple[str, ...]
    runs: int
    silent: bool
    found: Floats
    again: Floats
    null: Floats
    dependence: Dependence


def variance_shares(outcomes: Outcomes) -> pd.DataFrame:
    """Compute the share of the variance of agreement (yes or no) that each basis of parameters explains.

    One row per basis and one for the ``rest``: chance within the rounds, and effects that are neither monotone nor
    additive. ``claims``: whether reported acts are real, with all that this does to preferences; ``convention``: what
    the codebook chooses; ``assumption``: what neither claims nor the codebook say; ``override``: what is set by hand.

    Returns
    -------
    DataFrame
        As of ``shares_by``, with index ``basis``.
    """
    bases = {parameter.name: str(parameter.basis) for parameter in outcomes.scenario.parameters.values()}
    return shares_by(outcomes, bases, BASES, ("claims",)).rename_axis("basis")


def shares_by(
    outcomes: Outcomes, groups: Mapping[str, str], order: Sequence[str], first: Sequence[str]
) -> pd.DataFrame:
    """Compute the share of the variance of agreement that each group of parameters explains.

    The shares add up to 1: estimates below 0 count as 0, and if those of the groups exceed 1 together they are scaled
    down to it. The interval (95 %) is bootstrapped over runs around the estimate and errs on the wide side; ``noise``
    is what shuffled outcomes reach in 5 % of cases. A share is ``told`` from noise if it lies above that and its
    interval above 0; the interval of any other begins at 0.

    Parameters
    ----------
    outcomes : Outcomes
        Of an ensemble.
    groups : mapping
        By the name of a parameter, its group.
    order : sequence of str
        All groups, in the order of the rows.
    first : sequence of str
        Groups that the preferences of others are drawn after, as in ``dependence.explained_variance``.

    Returns
    -------
    DataFrame
        Index ``group``, the last one ``rest``; columns ``parameters`` (how many are uncertain and can bear on
        agreement), ``share``, ``low``, ``high``, ``noise``, ``told`` (bool) and ``word``. Shares are nan where there is
        nothing to explain.
    """
    ranked = _ranked(outcomes)
    of_each = [groups[name] for name in ranked.names]
    rows = _untold(of_each, order) if ranked.silent else _told(ranked, of_each, order, first)
    names = ["group", "parameters", "share", "low", "high", "noise", "told", "word"]
    return pd.DataFrame(rows, columns=names).set_index("group")


def _untold(groups: Sequence[str], order: Sequence[str]) -> list[_Row]:
    nan = float("nan")
    counts = [(group, groups.count(group)) for group in order]
    rows = [(group, n, nan, nan, nan, nan, False, CONSTANT if n else NOTHING) for group, n in counts]
    return [*rows, (REST, 0, nan, nan, nan, nan, False, CONSTANT)]


def _told(ranked: _Ranked, groups: Sequence[str], order: Sequence[str], first: Sequence[str]) -> list[_Row]:
    counts = {group: groups.count(group) for group in order}
    # A column that is constant in these runs, such as an act that is nearly certain, brings no noise.
    varying = Counter(group for group, correlation in zip(groups, ranked.found, strict=True) if correlation)

    def shares(correlations: Floats) -> dict[str, Floats]:
        squares = explained_variance(correlations, ranked.dependence, groups, first)
        return {group: squares[group] - varying[group] / (ranked.runs - 1) for group in squares}

    found, again, null = shares(ranked.found[None, :]), shares(ranked.again), shares(ranked.null)
    raw = {group: float(found[group][0]) for group in found}
    whole = max(1.0, sum(max(0.0, share) for share in raw.values()))
    rows: list[_Row] = []
    for group, count in counts.items():
        if not count:
            rows.append((group, 0, 0.0, 0.0, 0.0, float("nan"), False, NOTHING))
            continue
        noise = float(np.quantile(null[group], 1.0 - LEVEL))
        low, high = _interval(raw[group], again[group])
        told = raw[group] > noise and low > 0.0
        share = max(0.0, raw[group]) / whole
        low, high = min(low if told else 0.0, share), max(high, share)
        rows.append((group, count, share, low, high, noise, told, TOLD if told else NOISE))
    rest = max(0.0, 1.0 - sum(share for _, _, share, *_ in rows))
    low, high = _interval(1.0 - sum(raw.values()), 1.0 - sum(again.values(), np.zeros(_REPEATS)))
    return [*rows, (REST, 0, rest, min(low, rest), max(high, rest), float("nan"), False, REMAINDER)]


def drivers(outcomes: Outcomes, top: int = 10) -> pd.DataFrame:
    """Rank the parameters whose draws correlate most with agreement.

    The correlation is Spearman's with agreement as yes or no. ``told`` says whether it survives the control of
    false discoveries among all parameters that can bear on agreement, at 5 % (Benjamini & Hochberg 1995). The
    interval is that of the same test (Fisher's z), at the level that 95 % would need for that many
    parameters (Benjamini & Yekutieli 2005): it leaves 0 out just where the correlation is told from noise.

    Each correlation describes the draws as they are. Preferences that acts condition go together (``together``): one
    of them may stand for another, and its correlation is not what a change of it alone would do. A sweep tells that.

    Returns
    -------
    DataFrame
        At most ``top`` rows; columns ``parameter``, ``correlation``, ``low``, ``high``, ``p``, ``told``,
        ``basis``, ``together`` (bool), ``claims`` (tuple of identifiers). Empty if every run ended alike.
    """
    ranked = _ranked(outcomes)
    names = ["parameter", "correlation", "low", "high", "p", "told", "basis", "together", "claims"]
    if ranked.silent or not ranked.names:
        return pd.DataFrame(columns=names)
    found = ranked.found
    steep, spread = np.arctanh(np.clip(found, -1.0 + 1e-9, 1.0 - 1e-9)), 1.0 / np.sqrt(max(1, ranked.runs - 3))
    p = 2.0 * special.ndtr(-np.abs(steep) / spread)
    told = _adjusted(p) <= LEVEL
    reach = -spread * special.ndtri(LEVEL * max(1, told.sum()) / (2.0 * len(found)))
    low, high = np.tanh(steep - reach), np.tanh(steep + reach)
    order = np.lexsort((np.arange(len(found)), -np.abs(found)))[:top]
    parameters, tied = outcomes.scenario.parameters, set(ranked.dependence.places.tolist())
    rows = [
        (
            ranked.names[k],
            float(found[k]),
            float(low[k]),
            float(high[k]),
            float(p[k]),
            bool(told[k]),
            parameters[ranked.names[k]].basis,
            int(k) in tied,
            parameters[ranked.names[k]].claims,
        )
        for k in order
    ]
    return pd.DataFrame(rows, columns=names)


@lru_cache(maxsize=2)
def _ranked(outcomes: Outcomes) -> _Ranked:
    bears = bearing(outcomes.scenario)
    known = [p for p in outcomes.scenario.uncertain if outcomes.has(f"{DRAW}{p.name}") and bears(p.name)]
    agreed = np.where(outcomes.column("outcome") == "agreement", 1.0, 0.0)
    outcome, runs = standardize(agreed[:, None])[:, 0], len(agreed)
    silent = runs < 3 or not outcome.any()
    found, again, null = [np.zeros(0)], [np.zeros((_REPEATS, 0))], [np.zeros((_REPEATS, 0))]
    if not silent:
        resample, shuffle = _resampling(outcome), _shuffling(outcome)
        width = max(1, _AT_ONCE // runs)
        for at in range(0, len(known), width):
            draws = outcomes.columns([f"{DRAW}{p.name}" for p in known[at : at + width]]).to_numpy(dtype=np.float64)
            one = draws.shape[1] if runs <= _BLOCKS else 1
            for first in range(0, draws.shape[1], one):
                columns = standardize(ranks(draws[:, first : first + one]))
                found.append(columns.T @ outcome / runs)
                again.append(resample(columns))
                null.append(shuffle(columns))
    names = tuple(p.name for p in known)
    enough = min(DRAWS, max(FEWEST_DRAWS, DRAWS_OF_RUN * runs))
    dependence = INDEPENDENT if silent else dependence_of(outcomes.scenario, names, enough)
    return _Ranked(
        names=names,
        runs=runs,
        silent=silent,
        found=np.concatenate(found),
        again=np.hstack(again),
        null=as_dependent(np.hstack(null), dependence) if runs > _BLOCKS and not silent else np.hstack(null),
        dependence=dependence,
    )


def _adjusted(p: Floats) -> Floats:
    """Each p multiplied by how many there are to each that is no greater; no less than for any smaller one."""
    order = np.argsort(p)
    raised = p[order] * (len(p) / np.arange(1.0, len(p) + 1.0))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(raised[::-1])[::-1]
    return adjusted


def _resampling(outcome: Floats) -> Callable[[Floats], Floats]:
    """Correlations of columns with the outcome in bootstrap samples, (repeats, columns).

    Runs are drawn one by one, or, where they are very many, in at most ``_BLOCKS`` blocks of runs that follow one
    another: they are independent, so blocks are as good.
    """
    runs = len(outcome)
    starts = np.linspace(0, runs, min(runs, _BLOCKS) + 1).astype(np.int64)[:-1]
    sizes = np.diff(np.append(starts, runs))
    count = len(starts)
    drawn = np.random.default_rng(0).multinomial(count, np.full(count, 1.0 / count), size=_REPEATS)
    counts = drawn / (drawn @ sizes)[:, None]

    def sums(values: Floats) -> Floats:
        found: Floats = values if count == runs else np.add.reduceat(values, starts, axis=0)
        return counts @ found

    y = outcome
    mean_y = sums(y)[:, None]
    variance_y = sums(y**2)[:, None] - mean_y**2

    def resampled(x: Floats) -> Floats:
        mean_x = sums(x)
        covariance = sums(x * y[:, None]) - mean_x * mean_y
        variance = (sums(x**2) - mean_x**2) * variance_y
        return np.where(variance > 1e-12, covariance / np.sqrt(np.maximum(variance, 1e-12)), 0.0)

    return resampled


def _shuffling(outcome: Floats) -> Callable[[Floats], Floats]:
    """Correlations of columns with the outcome dealt out at random, (repeats, columns).

    Where runs are very many, these are normal, with variance 1 / (runs - 1), and independent for columns that are.
    """
    runs, rng = len(outcome), np.random.default_rng(0)
    if runs > _BLOCKS:
        return lambda columns: rng.standard_normal((_REPEATS, columns.shape[1])) / np.sqrt(runs - 1)
    dealt = np.array([rng.permutation(outcome) for _ in range(_REPEATS)])
    return lambda columns: dealt @ columns / runs


def _interval(share: float, again: Floats) -> tuple[float, float]:
    # A bootstrap sample repeats runs and so inflates squares: only its spread is used, around the estimate.
    low, high = share + np.quantile(again - again.mean(), [0.025, 0.975])
    return _clip(low), _clip(high)


def _clip(share: float) -> float:
    return float(min(1.0, max(0.0, share)))
