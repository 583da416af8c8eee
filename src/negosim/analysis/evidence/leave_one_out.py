"""Leave-one-out prediction of acts from all other evidence."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import pandas as pd

from negosim.analysis.evidence.signing import DRAWS, Progress, first_day_answers
from negosim.arrays import Bools, Ints
from negosim.domain.acts import Act
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.sampling.completions import typical_completions

COLUMNS = ("party", "act", "kind", "signs", "foretold", "fitted", "credibility", "claims")


def packages_for(scenario: Scenario, act: Act) -> Ints:
    """Return the typical completions (n, issues) that an act is judged by: of its terms, or of what it refuses."""
    if act.consents:
        return typical_completions(scenario, act.terms, act.party)
    parts = [typical_completions(scenario, condition, act.party, refused=True) for condition in act.said_of]
    return np.unique(np.concatenate(parts), axis=0)


def without(scenario: Scenario, acts: Sequence[Act]) -> Scenario:
    """Return a scenario without some of its acts."""
    names = {act.parameter for act in acts}
    return attrs.evolve(
        scenario,
        acts=tuple(act for act in scenario.acts if act.parameter not in names),
        red_lines=tuple(line for line in scenario.red_lines if line.parameter not in names),
        parameters={name: p for name, p in scenario.parameters.items() if name not in names},
    )


def leave_acts_out(
    scenario: Scenario, draws: int = DRAWS, seed: int = DEFAULT_SEED, progress: Progress | None = None
) -> pd.DataFrame:
    """Predict each act in force from all other acts: the share of draws in which its party would sign its package.

    Parameters
    ----------
    scenario : Scenario
        The scenario whose acts are predicted.
    draws : int, default 300
        Number of draws.
    seed : int, default 7
        Seed of the draws.
    progress : callable, optional
        Called with the number of acts done and their total.

    Returns
    -------
    DataFrame
        One row per act: ``party``, ``act``, ``kind``; ``signs``, whether the party said that it would sign;
        ``foretold``, share of draws in which it would, with this act left out; ``fitted``, share of draws in which it
        does as it said, given that the act is real; ``credibility``, probability that the act is real; ``claims``.
    """
    packages = {act.parameter: packages_for(scenario, act) for act in scenario.acts}
    held, _, values = first_day_answers(scenario, list(packages.values()), draws, seed)
    places = {name: k for k, name in enumerate(scenario.parameters)}
    parties = [party.name for party in scenario.parties]
    rows = []
    for act, answers in zip(scenario.acts, held, strict=True):
        p, own = parties.index(act.party), packages[act.parameter]
        real = values[:, places[act.parameter]] > 0.5
        signed = answers[real, p]
        fitted = _share(signed if act.consents else ~signed)
        ((left,), *_) = first_day_answers(without(scenario, [act]), [own], draws, seed)
        credibility = scenario.parameters[act.parameter].distribution.a
        foretold = _share(left[:, p])
        rows.append((act.party, act.name, act.kind, act.consents, foretold, fitted, credibility, act.claims))
        if progress is not None:
            progress(len(rows), len(held))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _share(answers: Bools) -> float:
    """The share of yeses; nan of none at all."""
    return float(answers.mean()) if answers.size else float("nan")


def predict_acts(scenario: Scenario, later: Scenario, draws: int = DRAWS, seed: int = DEFAULT_SEED) -> pd.DataFrame:
    """Predict the acts of a later scenario that an earlier one does not know.

    Returns
    -------
    DataFrame
        ``party``, ``act``, ``kind``, ``signs`` and ``foretold``, as of ``leave_acts_out``.
    """
    known = {claim for act in scenario.acts for claim in act.claims}
    new = [act for act in later.acts if set(act.claims) - known]
    packages = [packages_for(later, act) for act in new]
    answers, *_ = first_day_answers(scenario, packages, draws, seed) if new else ([],)
    parties = [party.name for party in scenario.parties]
    rows = [
        (act.party, act.name, act.kind, act.consents, _share(each[:, parties.index(act.party)]))
        for act, each in zip(new, answers, strict=True)
    ]
    return pd.DataFrame(rows, columns=["party", "act", "kind", "signs", "foretold"])


def scores(happened: Sequence[bool], foretold: Sequence[float]) -> tuple[float, float]:
    """Return the Brier score and the area under the ROC curve of forecasts.

    Parameters
    ----------
    happened : sequence of bool
        Whether each event came about.
    foretold : sequence of float
        The probability that was given to each, from 0 to 1.

    Returns
    -------
    brier : float
        Mean squared error (Brier 1950); .25 for a coin, 0 at best.
    auc : float
        The probability that an event was given more than a non-event, ties counting half (Hanley & McNeil 1982); nan if
        all or none came about.
    """
    y, p = np.asarray(happened, dtype=np.bool_), np.asarray(foretold, dtype=np.float64)
    brier = float(np.mean((p - y) ** 2)) if len(y) else float("nan")
    if not y.any() or y.all():
        return brier, float("nan")
    more = p[y][:, None] - p[~y][None, :]
    return brier, float(np.mean((more > 0) + 0.5 * (more == 0)))
