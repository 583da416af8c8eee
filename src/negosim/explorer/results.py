"""What a move led to, as numbers for the page: every share as ``analysis`` computes it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from negosim.analysis.evidence.signing import agrees, contradicts
from negosim.analysis.outcomes.comparison import compare_outcomes
from negosim.analysis.outcomes.families import agreed_kinds, families
from negosim.analysis.outcomes.summary import blocked, blockers, packages
from negosim.analysis.wording import Words
from negosim.domain.acts import Act
from negosim.domain.issues import Condition
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes, wilson
from negosim.plots.words import OUTCOME_WORDS, level_title

SHOWN = 12
"""Most families, and most packages."""
MOST_POINTS = 400
BINS = 24
GRID = 0.02
"""Size of the cells in which agreements are counted in the space of utilities."""
Numbers = dict[str, Any]


def result(outcomes: Outcomes, base: Outcomes, axes: tuple[str, str] | None) -> Numbers:
    """Summarise the runs of a view beside those of the unmoved case.

    Parameters
    ----------
    outcomes, base : Outcomes
        Runs of the view and of the unmoved case, with the same seed and number; the same object if nothing is moved.
    axes : tuple of str, optional
        The issues of the landscape, across and down.

    Returns
    -------
    dict
        For JSON; unknown numbers are None.
    """
    return {
        "runs": len(outcomes),
        "agreed": outcomes.agreements,
        "endings": _endings(outcomes, base),
        "families": _families(outcomes, base),
        "packages": _packages(outcomes),
        "blockers": _blockers(outcomes, base),
        "times": _times(outcomes),
        "landscape": _landscape(outcomes, base, axes) if axes else None,
        "utilities": _utilities(outcomes),
    }


def number(value: float) -> float | None:
    """Return a number for JSON; None for nan and infinities."""
    return float(value) if math.isfinite(value) else None


def _endings(outcomes: Outcomes, base: Outcomes) -> list[Numbers]:
    table = compare_outcomes({"base": base, "view": outcomes})
    rows = {(row["case"], row["outcome"]): row for row in table.to_dict("records")}
    endings = []
    for name in OUTCOMES:
        row = rows["view", name]
        shares = {key: number(row[key]) for key in ("share", "low", "high")}
        gaps = {key: number(row[key]) for key in ("difference", "difference_low", "difference_high")}
        endings.append(
            {"outcome": name, "title": OUTCOME_WORDS[name], "count": int(row["runs"]), **shares}
            | {"base_share": number(rows["base", name]["share"]), **gaps}
        )
    return endings


def _families(outcomes: Outcomes, base: Outcomes) -> list[Numbers]:
    scenario, found = outcomes.scenario, families(outcomes)
    issues = [str(name) for name in found.columns[:-6]]
    known = {issue.name for issue in base.scenario.issues}
    before = families(base, issues) if issues and set(issues) <= known else None
    shares = {} if before is None else {tuple(row[: len(issues)]): row[-5] for row in before.to_numpy().tolist()}
    rows = found.head(SHOWN).to_numpy().tolist()
    common = [k for k in range(len(issues)) if len(found) > 1 and found.iloc[:, k].nunique() == 1]
    told = []
    for row in rows:
        labels = row[: len(issues)]
        terms = {issue: [str(label)] for issue, label in zip(issues, labels, strict=True)}
        count, share, low, high = row[-6:-2]
        own = [k for k in range(len(issues)) if k not in common] or range(len(issues))
        told.append(
            {
                "title": "; ".join(_level(scenario, issues[k], labels[k]) for k in own),
                "terms": terms,
                "package": _usual(outcomes, terms),
                "count": int(count),
                "share": number(share),
                "low": number(low),
                "high": number(high),
                "base_share": number(shares.get(tuple(labels), 0.0)) if before is not None else None,
                **_speaking(scenario, Condition({issue: tuple(labels) for issue, labels in terms.items()})),
            }
        )
    return told


def _usual(outcomes: Outcomes, terms: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The most frequent agreed package that holds some terms; whole ones come before partial ones."""
    issues, (kinds, counts) = outcomes.scenario.issues, agreed_kinds(outcomes)
    held = np.ones(len(kinds), np.bool_)
    for k, issue in enumerate(issues):
        if issue.name in terms:
            held &= np.isin(kinds[:, k], [issue.labels.index(label) for label in terms[issue.name]])
    full = held & (kinds >= 0).all(axis=1)
    best = kinds[int(np.argmax(np.where(full if full.any() else held, counts, 0)))]
    return {i.name: i.labels[d if d >= 0 else i.status_quo] for i, d in zip(issues, best.tolist(), strict=True)}


def _level(scenario: Scenario, issue: str, label: str) -> str:
    of = scenario.issue(issue)
    return f"{of.title}: {level_title(scenario, label, issue=of)}"


def _speaking(scenario: Scenario, terms: Condition) -> dict[str, list[Numbers]]:
    """The acts in force for and against some terms; ``act`` is the name of the parameter that says if one is real."""
    words = Words(scenario)

    def told(acts: Sequence[Act]) -> list[Numbers]:
        return [{"party": act.party, "title": words.act(act), "act": act.parameter} for act in acts]

    return {
        "for": told([act for act in scenario.acts if agrees(act, terms)]),
        "against": told([act for act in scenario.acts if contradicts(act, terms)]),
    }


def _packages(outcomes: Outcomes) -> list[Numbers]:
    keys = ("levels", "count", "share", "low", "high")
    return [
        {"rank": rank, **{key: row[key] for key in keys}} for rank, row in enumerate(packages(outcomes, SHOWN), start=1)
    ]


def _blockers(outcomes: Outcomes, base: Outcomes) -> list[Numbers]:
    """What each party refused last over, of the runs in which some party refused last."""
    counts, before = blockers(outcomes), blockers(base)
    failed, failed_before = blocked(outcomes), blocked(base)
    order = sorted(counts, key=lambda key: -counts[key])
    scenario, words = outcomes.scenario, Words(outcomes.scenario)
    rows = []
    for party, issue in order:
        share = wilson(counts[party, issue], failed)
        acts = [act for act in scenario.acts if act.party == party and any(issue in c.levels for c in act.refused)]
        rows.append(
            {
                "party": party,
                "issue": issue,
                "count": share.count,
                "share": number(share.share),
                "low": share.low,
                "high": share.high,
                "base_share": number(wilson(before.get((party, issue), 0), failed_before).share),
                "acts": [{"title": words.act(act), "key": act.parameter} for act in acts],
            }
        )
    return rows


def _times(outcomes: Outcomes) -> Numbers:
    """On how many days agreements and collapses came, in bins of whole rounds."""
    scenario, ends = outcomes.scenario, outcomes.columns(["outcome", "day"])
    width = scenario.days_per_round * max(1, -(-scenario.rounds // BINS))
    edges = np.arange(0, scenario.horizon + 2 * width, width)
    edges = edges[: int(np.searchsorted(edges, scenario.horizon, side="right")) + 1]
    days, outcome = ends["day"].to_numpy(np.float64), ends["outcome"].to_numpy()
    full = np.isin(outcome, ["agreement", "partial"])
    return {
        "edges": edges.tolist(),
        "agreement": np.histogram(days[full], edges)[0].tolist(),
        "collapse": np.histogram(days[outcome == "collapse"], edges)[0].tolist(),
    }


def _landscape(outcomes: Outcomes, base: Outcomes, axes: tuple[str, str]) -> Numbers:
    across, down = axes
    return {
        "x": across,
        "y": down,
        "cells": _cells(outcomes, across, down),
        "base": _cells(base, across, down),
    }


def _cells(outcomes: Outcomes, across: str, down: str) -> list[list[int]]:
    """Count the agreements with each pair of levels that can be agreed, rows ``down``; zeros for unknown issues."""
    scenario = outcomes.scenario
    columns, rows = (_labels(scenario, name) for name in (across, down))
    cells = np.zeros((len(rows), len(columns)), np.int64)
    agreed = outcomes.of_agreed(list({across, down})).dropna()
    x = agreed[across].map({label: k for k, label in enumerate(columns)})
    y = agreed[down].map({label: k for k, label in enumerate(rows)})
    inside = (x.notna() & y.notna()).to_numpy()
    np.add.at(cells, (y.to_numpy()[inside].astype(np.int64), x.to_numpy()[inside].astype(np.int64)), 1)
    return cells.tolist()


def _labels(scenario: Scenario, name: str) -> list[str]:
    return [level.label for level in scenario.issue(name).levels if level.available]


def _utilities(outcomes: Outcomes) -> Numbers:
    """Agreements in the space of the first two parties' utilities, counted in small cells."""
    parties = [party.name for party in outcomes.scenario.parties][:2]
    values = outcomes.of_agreed([f"utility_{party}" for party in parties]).to_numpy(np.float64)
    cells, of, counts = np.unique(np.round(values / GRID), axis=0, return_inverse=True, return_counts=True)
    runs = outcomes.of_agreed(["run"])["run"].to_numpy()
    first = np.full(len(cells), -1, np.int64)
    first[of.ravel()[::-1]] = runs[::-1]
    order = np.argsort(-counts, kind="stable")[:MOST_POINTS]
    points = [
        [*(cells[k] * GRID).round(4).tolist(), int(counts[k]), f"run {first[k]}" if counts[k] == 1 else ""]
        for k in order
    ]
    floors = outcomes.columns([f"reservation_{party}" for party in parties]).to_numpy(np.float64)
    quantiles = np.quantile(floors, [0.05, 0.5, 0.95], axis=0).T.round(6).tolist()
    return {"parties": parties, "points": points, "reservation": dict(zip(parties, quantiles, strict=True))}


def moved(base: Scenario, settings: Mapping[str, Any], titles: Mapping[str, str]) -> list[Numbers]:
    """List the settings of a view with what stood there before."""
    rows = []
    for key, value in settings.items():
        before = base.parameters.get(key)
        rows.append(
            {
                "key": key,
                "title": titles.get(key, key),
                "from": str(before.distribution) if before is not None else None,
                "to": value,
            }
        )
    return rows
