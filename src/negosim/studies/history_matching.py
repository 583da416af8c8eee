"""History matching: which draws agree with observed patterns, and which parameters that identifies.

Every draw of the parameters is played once with random numbers of its own, and accepted if the run matches every fitted
pattern (rejection sampling: Tavaré et al. 1997; pattern-oriented modelling: Grimm et al. 2005). Accepted draws are the
posterior. Common random numbers must not be used: the posterior would fit the random numbers too. For the same reason
runs of another scenario have the same draws and new random numbers.

Parameters may be dependent: draws of another scenario are conditioned on the acts known there, and each posterior is
compared with its own prior. Of correlated preferences one may be identified in place of another.

The result says which draws are compatible with the patterns under the rules of the model, and what they lead to for the
patterns held out. It is no validation and no prediction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd

from negosim.arrays import Bools, Floats
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.playing.engine_names import DEFAULT_RUNS
from negosim.ensemble.playing.kernel_rows import play_apart
from negosim.ensemble.playing.simulate import simulate
from negosim.ensemble.results.outcome_table import DRAW
from negosim.ensemble.results.outcomes import Outcomes, wilson
from negosim.evidence.patterns import Half, Pattern, Patterns
from negosim.sampling.draws import draws_of

LEVEL = 0.05
LEAST = 10
_REPEATS = 200


@attrs.frozen(eq=False)
class Matching:
    """Draws accepted by history matching.

    Attributes
    ----------
    draws : DataFrame
        The prior: one row per draw, one column per parameter.
    accepted : ndarray of bool, shape (n,)
        The posterior: draws that match all fitted patterns.
    acceptance : DataFrame
        One row per pattern, and one for all fitted ones (``all fitted``): ``pattern``, ``half``, ``count``, ``share``,
        ``low``, ``high`` (of all draws, Wilson's 95 % interval); ``given``, ``given_low``, ``given_high``, the share
        among draws that match all other fitted patterns, nan without any.
    parameters : DataFrame
        One row per parameter: ``parameter``; ``distance`` between posterior and prior (Kolmogorov-Smirnov); ``floor``,
        the 95 % quantile of the distance of as many random draws; ``p``; ``identified``, significant at a false
        discovery rate of 5 %; ``prior_05``, ``prior_50``, ``prior_95``, ``posterior_05``, ``posterior_50``,
        ``posterior_95``. Empty if ``word`` is not.
    word : str
        Why there is no result; empty if there is one.
    """

    draws: pd.DataFrame
    accepted: Bools
    acceptance: pd.DataFrame
    parameters: pd.DataFrame
    word: str = ""

    @property
    def unidentified(self) -> tuple[str, ...]:
        """Parameters whose posterior does not differ from their prior."""
        return tuple(self.parameters.loc[~self.parameters["identified"].astype(bool), "parameter"])

    @property
    def sentence(self) -> str:
        """The result in a few sentences."""
        if self.word:
            return self.word
        count, total = int(self.accepted.sum()), len(self.parameters)
        told = f"{count:,} of {len(self.accepted):,} draws match all fitted patterns."
        open_ = f"They leave {len(self.unidentified)} of {total} parameters where they were."
        held = self.acceptance[self.acceptance["half"] == "held_out"]
        rest = " ".join(
            f"Held out: {row['pattern']} comes about in {100 * row['share']:.0f} % of all draws, and in "
            f"{100 * row['given']:.0f} % [{100 * row['given_low']:.0f} to {100 * row['given_high']:.0f} %] of those."
            for row in held.to_dict("records")
        )
        return " ".join(
            part for part in (told, open_, rest, "This is compatibility under the model, no prediction.") if part
        )


def matches(outcomes: Outcomes, pattern: Pattern) -> Bools:
    """Return which runs match a pattern, shape (runs,)."""
    found = np.ones(len(outcomes), dtype=np.bool_)
    if pattern.outcomes:
        found &= outcomes.column("outcome").isin(pattern.outcomes).to_numpy(dtype=np.bool_)
    for issue, labels in pattern.levels.items():
        found &= outcomes.column(issue).isin(labels).to_numpy(dtype=np.bool_)
    if pattern.levels:
        found &= (outcomes.column("package") >= 0).to_numpy(dtype=np.bool_)
    if pattern.no_package_until is not None:
        days = (pattern.no_package_until - outcomes.scenario.start).days
        signed = (outcomes.column("package") >= 0) & (outcomes.column("day") <= days)
        found &= ~signed.to_numpy(dtype=np.bool_)
    return found


def match_history(
    patterns: Patterns,
    runs: int = DEFAULT_RUNS,
    seed: int = DEFAULT_SEED,
    *,
    halves: Mapping[str, Half] | None = None,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Matching:
    """Calibrate by history matching: play draws and keep those whose runs match observed patterns.

    Run k of the first fitted scenario is played as in ``simulate``. For every other scenario the parameters of draw k
    come from its own distributions at the same quantiles, preferences conditioned on the acts known there, with new
    random numbers.

    Parameters
    ----------
    patterns : Patterns
        As from ``load_patterns``.
    runs : int, default 500
        Number of draws.
    seed : int, default 7
        Seed of the draws.
    halves : mapping of str to str, optional
        By pattern, ``fitted`` or ``held_out``, in place of what the file says.
    jobs : int, default 1
        Number of worker processes for the first scenario; 0 for one per core.
    progress : callable, optional
        Called with the number of runs just finished.

    Returns
    -------
    Matching
        Accepted draws, acceptance by pattern, and the parameters whose posterior differs from their prior.

    Raises
    ------
    BadInput
        A number is out of range.
    KeyError
        ``halves`` names no pattern.
    """
    sides: dict[str, Half] = {name: pattern.half for name, pattern in patterns.patterns.items()}
    for name, half in (halves or {}).items():
        if name not in sides:
            raise KeyError(name)
        sides[name] = half
    fitted = [patterns.patterns[name].scenario for name, half in sides.items() if half == "fitted"]
    first = fitted[0] if fitted else next(iter(patterns.scenarios))
    found: dict[str, Bools] = {}
    for path in (first, *(other for other in patterns.scenarios if other != first)):
        scenario = patterns.scenarios[path]
        own = {name: pattern for name, pattern in patterns.patterns.items() if pattern.scenario == path}
        if path == first:
            outcomes = simulate(scenario, runs, seed, jobs=jobs, progress=progress)
            names = {f"{DRAW}{parameter.name}": parameter.name for parameter in scenario.uncertain}
            draws = outcomes.columns(list(names)).rename(columns=names)
            found |= {name: matches(outcomes, pattern) for name, pattern in own.items()}
        else:
            found |= _anew(scenario, own, runs, seed, progress)
    return compute_matching(draws, pd.DataFrame({name: found[name] for name in sides}), sides)


def _anew(
    scenario: Scenario, patterns: Mapping[str, Pattern], runs: int, seed: int, progress: Callable[[int], None] | None
) -> dict[str, Bools]:
    """Matches of a scenario played with the draws of a seed, each under a chance of its own that no other run has."""
    values, seeds = draws_of(scenario, seed, range(runs)), range(seed + 1, seed + 1 + runs)
    rows = play_apart(scenario, values, seeds, progress or (lambda _: None))
    outcomes = Outcomes(scenario, seed, rows.to_pandas())
    return {name: matches(outcomes, pattern) for name, pattern in patterns.items()}


def compute_matching(
    draws: pd.DataFrame, found: pd.DataFrame, halves: Mapping[str, Half], *, seed: int = 0
) -> Matching:
    """Compute acceptance, posteriors and distances from draws and their matches.

    Parameters
    ----------
    draws : DataFrame
        A row a draw, a column a parameter.
    found : DataFrame
        Whether each draw's run matches each pattern, a column a pattern; every run under a chance of its own.
    halves : mapping
        By pattern, whether it is ``fitted`` or ``held_out``.
    seed : int
        Of the resampling.
    """
    fitted = [name for name in found.columns if halves[name] == "fitted"]
    table = found.to_numpy(dtype=np.bool_)
    accepted: Bools = np.asarray(found[fitted].to_numpy(dtype=np.bool_).all(axis=1), dtype=np.bool_)
    acceptance = _acceptance(found, halves, fitted, accepted)
    count = int(accepted.sum())
    word = ""
    if not fitted:
        word = "no pattern is fitted: the posterior is the prior"
    elif count < LEAST:
        each = "; ".join(f"{name}: {int(table[:, k].sum())}" for k, name in enumerate(found.columns) if name in fitted)
        word = f"{count} of {len(found):,} draws match all fitted patterns ({each}): too few to compare"
    elif count == len(found):
        word = "every draw matches all fitted patterns: the posterior is the prior"
    parameters = _parameters(draws, accepted, seed) if not word else pd.DataFrame(columns=list(_COLUMNS))
    return Matching(draws, accepted, acceptance, parameters, word)


def _acceptance(found: pd.DataFrame, halves: Mapping[str, Half], fitted: list[str], accepted: Bools) -> pd.DataFrame:
    rows = []
    for name in found.columns:
        others = [other for other in fitted if other != name]
        given = found[others].to_numpy(dtype=np.bool_).all(axis=1)
        own = found[name].to_numpy(dtype=np.bool_)
        rows.append((name, halves[name], own, own[given]))
    rows.append(("all fitted", "fitted", accepted, accepted[:0]))
    told = []
    for name, half, own, given in rows:
        whole, part = wilson(int(own.sum()), len(own)), wilson(int(given.sum()), len(given))
        ends = (part.share, part.low, part.high) if len(given) else (np.nan, np.nan, np.nan)
        told.append((name, half, whole.count, whole.share, whole.low, whole.high, *ends))
    columns = ["pattern", "half", "count", "share", "low", "high", "given", "given_low", "given_high"]
    return pd.DataFrame(told, columns=columns)


_ENDS = ("05", "50", "95")
_COLUMNS = (
    "parameter",
    "distance",
    "floor",
    "p",
    "identified",
    *(f"prior_{end}" for end in _ENDS),
    *(f"posterior_{end}" for end in _ENDS),
)


def _parameters(draws: pd.DataFrame, accepted: Bools, seed: int) -> pd.DataFrame:
    from scipy import stats  # noqa: PLC0415 - takes a second to import

    values, rng = draws.to_numpy(dtype=np.float64), np.random.default_rng(seed)
    order = np.argsort(values, axis=0, kind="stable")
    ordered = np.take_along_axis(values, order, axis=0)
    last = np.vstack([ordered[1:] != ordered[:-1], np.ones((1, values.shape[1]), dtype=np.bool_)])
    distance = _distances(accepted, order, last)
    null = np.array([_distances(rng.permutation(accepted), order, last) for _ in range(_REPEATS)])
    p = np.array([_p(values[accepted, k], values[~accepted, k]) for k in range(values.shape[1])])
    told = stats.false_discovery_control(p) <= LEVEL
    prior, posterior = (np.quantile(v, [0.05, 0.5, 0.95], axis=0) for v in (values, values[accepted]))
    rows = [
        (
            str(name),
            distance[k],
            np.quantile(null[:, k], 1 - LEVEL),
            p[k],
            bool(told[k]),
            *prior[:, k],
            *posterior[:, k],
        )
        for k, name in enumerate(draws.columns)
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _distances(accepted: Bools, order: npt.NDArray[np.int64], last: Bools) -> Floats:
    """Kolmogorov-Smirnov distances of the accepted from all, by column; ``last`` marks the last of equal values."""
    count = len(accepted)
    steps = np.cumsum(accepted[order], axis=0) / accepted.sum() - (np.arange(count) + 1.0)[:, None] / count
    found: Floats = np.where(last, np.abs(steps), 0.0).max(axis=0)
    return found


def _p(accepted: Floats, rejected: Floats) -> float:
    """The probability of so great a distance by chance; for yes or no, by Fisher's exact test."""
    from scipy import stats  # noqa: PLC0415 - takes a second to import

    levels = np.unique(np.concatenate([accepted, rejected]))
    if len(levels) == 1:
        return 1.0
    if len(levels) == 2:
        table = np.array([[int((side == level).sum()) for level in levels] for side in (accepted, rejected)])
        return float(stats.fisher_exact(table).pvalue)
    return float(stats.ks_2samp(accepted, rejected, method="asymp").pvalue)
