"""The summary of an ensemble, as ``summary.json`` holds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from negosim.analysis.bargaining.valuation import central_valuation, digits_of_indices
from negosim.analysis.evidence.signing import agrees, contradicts
from negosim.analysis.evidence.variance_shares import variance_shares
from negosim.domain.issues import Condition
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import OUTCOMES, Estimate, Outcomes, wilson
from negosim.spaces.space import labels_of, space_of

PACKAGES = 50


def summarise(outcomes: Outcomes) -> dict[str, Any]:
    """Summarise an ensemble as a JSON-compatible dict; unknown values are None.

    Keys: ``scenario``, ``title``, ``digest``, ``seed``, ``runs``; ``outcomes`` by name; ``packages``, most frequent
    first and at most 50, with shares of all agreements (partial ones included) and with the acts in force that each
    ``agrees`` with and ``contradicts``, as ``party: act``; ``distinct_packages``; ``rounds`` and ``days`` to a full
    agreement; ``utilities`` by party over all agreements, with the median reservation value at their end; ``blockers``,
    over what each party refused last, with shares of the runs in which any did; ``evidence`` (see below);
    ``package_space``: how many packages are feasible, how many of them lie in the ZOPA of the central draw, and the
    share of the runs whose own ZOPA is not empty.

    In ``evidence``, ``claims``, ``conventions``, ``assumptions`` and ``overrides`` count the parameters of each basis,
    ``uncertain`` those of them that differ between runs, ``distinct_claims`` the claims used; ``assumption_share`` is
    the share of the variance of agreement that goes with assumptions, and ``variance`` has the shares of all bases and
    of the rest (``analysis.evidence.variance_shares``).
    """
    scenario, ends = outcomes.scenario, outcomes.columns(["outcome", "round", "day"])
    full = ends[ends["outcome"] == "agreement"]
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "digest": scenario.digest,
        "seed": outcomes.seed,
        "runs": len(outcomes),
        "outcomes": {name: _estimate(outcomes.rate(name)) for name in OUTCOMES},
        "packages": packages(outcomes),
        "distinct_packages": int(outcomes.of_agreed(["package"])["package"].nunique()),
        "rounds": _quantiles(full["round"]),
        "days": _quantiles(full["day"]),
        "utilities": _utilities(outcomes),
        "blockers": _blockers(outcomes),
        "evidence": _evidence(outcomes),
        "package_space": _package_space(outcomes),
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "count": estimate.count,
        "share": _number(estimate.share),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
    }


def _number(value: float) -> float | None:
    """A number to six digits, so that files do not hang on the last bit of some library; None for nan."""
    return round(float(value), 6) + 0.0 if np.isfinite(value) else None


def packages(outcomes: Outcomes, most: int = PACKAGES) -> list[dict[str, Any]]:
    """List the agreed packages, the most frequent first and at most ``most``, as under ``packages`` in the summary."""
    scenario, agreed = outcomes.scenario, outcomes.of_agreed(["package"])["package"].to_numpy(dtype=np.int64)
    kinds, counts = np.unique(agreed, return_counts=True)
    often = np.lexsort((kinds, -counts))[:most]
    digits = digits_of_indices(space_of(scenario), kinds[often])
    return [
        {
            "package": int(kinds[row]),
            "levels": labels_of(scenario, levels),
            **_estimate(wilson(int(counts[row]), len(agreed))),
            **_acts(scenario, labels_of(scenario, levels)),
        }
        for row, levels in zip(often, digits, strict=True)
    ]


def _acts(scenario: Scenario, package: Mapping[str, str]) -> dict[str, list[str]]:
    """The acts in force that a package agrees with, and those that refuse it."""
    terms = Condition({issue: (label,) for issue, label in package.items()})
    return {
        "agrees": [f"{act.party}: {act.name}" for act in scenario.acts if agrees(act, terms)],
        "contradicts": [f"{act.party}: {act.name}" for act in scenario.acts if contradicts(act, terms)],
    }


def _quantiles(values: pd.Series[Any]) -> dict[str, float | None]:
    known = values.dropna().to_numpy(dtype=np.float64)
    if not len(known):
        return {"median": None, "p05": None, "p95": None}
    p05, median, p95 = np.quantile(known, [0.05, 0.5, 0.95])
    return {"median": _number(median), "p05": _number(p05), "p95": _number(p95)}


def _utilities(outcomes: Outcomes) -> dict[str, Any]:
    def quantiles(name: str) -> dict[str, float | None]:
        return _quantiles(outcomes.of_agreed([name])[name])

    return {
        party.name: {
            **quantiles(f"utility_{party.name}"),
            "reservation": quantiles(f"reservation_{party.name}")["median"],
        }
        for party in outcomes.scenario.parties
    }


def blockers(outcomes: Outcomes) -> dict[tuple[str, str], int]:
    """Count the runs in which each party refused last over each issue, by (party, issue).

    A run counts once for each party that refused: those of one party are different runs, those of two may be the same.
    """
    return {
        (party.name, str(issue)): int(runs)
        for party in outcomes.scenario.parties
        for issue, runs in outcomes.column(f"objection_{party.name}").value_counts().items()
        if runs
    }


def blocked(outcomes: Outcomes) -> int:
    """Count the runs in which some party refused last: those without a full agreement, unless nothing was tabled."""
    over = outcomes.columns([f"objection_{party.name}" for party in outcomes.scenario.parties])
    return int(over.notna().any(axis=1).sum())


def _blockers(outcomes: Outcomes) -> list[dict[str, Any]]:
    counts, total = blockers(outcomes), blocked(outcomes)
    parties = [party.name for party in outcomes.scenario.parties]
    issues = [issue.name for issue in outcomes.scenario.issues]
    ordered = sorted(counts.items(), key=lambda item: (-item[1], parties.index(item[0][0]), issues.index(item[0][1])))
    return [
        {"party": party, "issue": issue, "count": count, "share": _number(count / total)}
        for (party, issue), count in ordered
    ]


def _evidence(outcomes: Outcomes) -> dict[str, Any]:
    scenario = outcomes.scenario
    shares = variance_shares(outcomes)
    assumed = shares.to_dict("index")["assumption"]
    return {
        **_bases(scenario, uncertain=False),
        "uncertain": _bases(scenario, uncertain=True),
        "distinct_claims": len({claim for p in scenario.parameters.values() for claim in p.claims}),
        "assumption_share": {
            "share": _number(assumed["share"]),
            "low": _number(assumed["low"]),
            "high": _number(assumed["high"]),
            "word": str(assumed["word"]),
        },
        "variance": {str(basis): _number(share) for basis, share in shares["share"].items()},
    }


def _bases(scenario: Scenario, *, uncertain: bool) -> dict[str, int]:
    parameters = scenario.uncertain if uncertain else tuple(scenario.parameters.values())
    counts = Counter(p.basis for p in parameters)
    return {
        "claims": counts["claims"],
        "conventions": counts["convention"],
        "assumptions": counts["assumption"],
        "overrides": counts["override"],
    }


def _package_space(outcomes: Outcomes) -> dict[str, Any]:
    valuation = central_valuation(outcomes.scenario)
    nonempty = int((outcomes.column("zopa") > 0).sum())
    return {
        "size": len(valuation),
        "zopa": int(valuation.zopa.sum()),
        "zopa_without_red_lines": int(central_valuation(outcomes.scenario, red_lines=False).zopa.sum()),
        "zopa_share_of_runs": _number(wilson(nonempty, len(outcomes)).share),
    }
