"""The chain between runs and claims, in both directions.

From runs: the acts that speak of what they agreed on, and the parameters whose draws set them apart. From a claim: its
acts and parameters, and how runs in which they are real differ from the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from negosim.analysis.evidence.signing import agrees, contradicts
from negosim.analysis.sensitivity.contrast import contrast
from negosim.arrays import Bools, Ints
from negosim.domain.acts import Act
from negosim.domain.issues import Condition
from negosim.ensemble.results.outcome_table import DRAW, OUTCOMES
from negosim.ensemble.results.outcomes import Outcomes, wilson


def trace_runs(outcomes: Outcomes, runs: Sequence[int] | Ints, most: int = 5) -> dict[str, Any]:
    """Trace some runs back to acts and parameters.

    Parameters
    ----------
    outcomes : Outcomes
        Runs of an ensemble.
    runs : sequence of int
        Numbers of the runs to trace.
    most : int, default 5
        Most parameters that are returned.

    Returns
    -------
    dict
        ``runs``: the numbers. ``total``: how many runs there are. ``outcomes``: how many of these ended in each way.
        ``terms``: by issue, the level that is the same in all of their packages. ``acts``: for each act in force that
        the terms agree with or contradict, ``party``, ``act``, ``kind``, ``speaks`` (for or against), ``parameter``,
        ``claims``, and the shares of these runs (``real``) and of all runs (``real_of_all``) in which it is real.
        ``compared``: whether there are enough runs on both sides. ``apart``: the parameters that set these runs apart,
        as records of ``contrast``, those told from noise only.
    """
    chosen = np.isin(outcomes.column("run").to_numpy(), np.asarray(runs))
    terms = _common_terms(outcomes, chosen)
    endings = outcomes.column("outcome").to_numpy()[chosen]
    apart = contrast(outcomes, runs)
    return {
        "runs": [int(run) for run in runs],
        "total": len(outcomes),
        "outcomes": {name: int((endings == name).sum()) for name in OUTCOMES if (endings == name).any()},
        "terms": {issue: labels[0] for issue, labels in terms.levels.items()},
        "acts": list(_speaking(outcomes, chosen, terms)) if terms.levels else [],
        "compared": not apart.empty,
        "apart": apart[apart["told"].astype(bool)].head(most).to_dict("records"),
    }


def acts_on_packages(outcomes: Outcomes, runs: Sequence[int] | Ints) -> list[dict[str, Any]]:
    """Count how many packages of some runs each act in force agrees with and contradicts.

    Parameters
    ----------
    outcomes : Outcomes
        Runs of an ensemble.
    runs : sequence of int
        Numbers of runs.

    Returns
    -------
    list of dict
        For each act that speaks of a package of these runs ``party``, ``act``, ``kind``, ``parameter``, ``claims``;
        ``packages``, the number of these runs with a package; ``agrees`` and ``contradicts``, how many of these
        packages it agrees with and contradicts; ``real`` and ``real_of_all``, the shares of these runs and of all runs
        in which it is real.
    """
    chosen = np.isin(outcomes.column("run").to_numpy(), np.asarray(runs))
    names = [issue.name for issue in outcomes.scenario.issues]
    frame = outcomes.columns(["package", *names])[chosen]
    packages = _conditions(frame[frame["package"] >= 0][names])
    counted = [
        (act, sum(agrees(act, package) for package in packages), sum(contradicts(act, package) for package in packages))
        for act in outcomes.scenario.acts
    ]
    told = [(act, one, other) for act, one, other in counted if one or other]
    drawn = [act.parameter for act, _, _ in told if outcomes.has(DRAW + act.parameter)]
    draws = outcomes.columns([DRAW + name for name in drawn]) if drawn else pd.DataFrame()
    rows = []
    for act, one, other in told:
        known = act.parameter in drawn
        real = draws[DRAW + act.parameter].to_numpy() > 0.5 if known else real_runs(outcomes, act.parameter)
        rows.append(
            {
                "party": act.party,
                "act": act.name,
                "kind": act.kind,
                "parameter": act.parameter,
                "claims": list(act.claims),
                "packages": len(packages),
                "agrees": one,
                "contradicts": other,
                "real": float(real[chosen].mean()),
                "real_of_all": float(real.mean()),
            }
        )
    return rows


def _conditions(agreed: pd.DataFrame) -> list[Condition]:
    packages = agreed.astype(object).to_dict("records")
    return [Condition({str(name): (label,) for name, label in package.items()}) for package in packages]


def _common_terms(outcomes: Outcomes, chosen: Bools) -> Condition:
    """Return the levels that are the same in all of these runs that agreed on a package."""
    names = [issue.name for issue in outcomes.scenario.issues]
    frame = outcomes.columns(["package", *names])[chosen]
    agreed = frame[frame["package"] >= 0]
    common = {}
    for name in names:
        values = agreed[name].unique()
        if len(values) == 1 and isinstance(values[0], str):
            common[name] = (values[0],)
    return Condition(common)


def _speaking(outcomes: Outcomes, chosen: Bools, terms: Condition) -> Any:
    for act in outcomes.scenario.acts:
        speaks = "for" if agrees(act, terms) else "against" if contradicts(act, terms) else ""
        if speaks:
            real = real_runs(outcomes, act.parameter)
            yield {
                "party": act.party,
                "act": act.name,
                "kind": act.kind,
                "speaks": speaks,
                "parameter": act.parameter,
                "claims": list(act.claims),
                "real": float(real[chosen].mean()),
                "real_of_all": float(real.mean()),
            }


def real_runs(outcomes: Outcomes, parameter: str) -> Bools:
    """Return for each run whether an act is real, by the name of its parameter."""
    if outcomes.has(DRAW + parameter):
        return outcomes.column(DRAW + parameter).to_numpy() > 0.5
    return np.full(len(outcomes), outcomes.scenario.parameters[parameter].distribution.central > 0.5)


def trace_claim(outcomes: Outcomes, claim: str) -> dict[str, Any]:
    """Trace a claim forward to acts, parameters and runs.

    Parameters
    ----------
    outcomes : Outcomes
        Runs of an ensemble.
    claim : str
        Identifier of the claim.

    Returns
    -------
    dict
        ``parameters``: names of the parameters with this claim. ``acts``: for each act in force that it tells of,
        ``party``, ``act``, ``kind``, ``parameter``, ``claims``; ``real``, in how many runs it is real;
        ``agreement_real`` and ``agreement_not``, the share of these and of the other runs with a full agreement and
        its interval;
        ``agrees`` and ``contradicts``, how many agreed packages agree with it and contradict it, counted by runs;
        ``blocked``, in how many runs its party refused last over an issue that it mentions. ``touched``: in how many
        runs any of these acts is real. All other parameters with the claim are the same for all runs or drawn in each.
    """
    scenario = outcomes.scenario
    acts = [act for act in scenario.acts if claim in act.claims]
    touched = np.zeros(len(outcomes), dtype=np.bool_)
    for act in acts:
        touched |= real_runs(outcomes, act.parameter)
    return {
        "claim": claim,
        "parameters": [p.name for p in scenario.parameters.values() if claim in p.claims],
        "acts": [_effect(outcomes, act) for act in acts],
        "runs": len(outcomes),
        "touched": int(touched.sum()),
    }


def _effect(outcomes: Outcomes, act: Act) -> dict[str, Any]:
    real, agreed = real_runs(outcomes, act.parameter), (outcomes.column("outcome") == "agreement").to_numpy()
    issues = {issue for condition in (act.terms, *act.refused) for issue in condition.levels}
    blocked = outcomes.column(f"objection_{act.party}").isin(issues)
    names = [issue.name for issue in outcomes.scenario.issues]
    found = _conditions(outcomes.of_agreed(names))
    return {
        "party": act.party,
        "act": act.name,
        "kind": act.kind,
        "parameter": act.parameter,
        "claims": list(act.claims),
        "real": int(real.sum()),
        "agreement_real": _share(agreed[real]),
        "agreement_not": _share(agreed[~real]),
        "agrees": sum(agrees(act, package) for package in found),
        "contradicts": sum(contradicts(act, package) for package in found),
        "blocked": int(blocked.to_numpy().sum()),
    }


def _share(agreed: Bools) -> dict[str, float]:
    estimate = wilson(int(agreed.sum()), len(agreed))
    return {"share": estimate.share, "low": estimate.low, "high": estimate.high}
