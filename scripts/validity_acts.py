"""The case: acts foretold by all others, acts of later documents, and the packages that are agreed most often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

import negosim as ns
from negosim.analysis.left_out import acts_left_out, foretold, packages_for, scores, without
from negosim.analysis.signing import agrees, contradicts, first_day_answers
from negosim.domain.acts import Act
from negosim.domain.issues import Condition
from validity_case import SCENARIOS, SEED

DRAWS, RUNS, TOP = 300, 2000, 10
NAMES = ("november_2023", "january_2024", "april_2024", "may_2024")
AS_OF = "january_2024"
BEFORE = {"left out": (0.4065, 0.6016), "forward": (0.3729, 0.8333)}
"""Brier score and area under the curve of the codebook before acts, measured once with the code of commit 9a4229d on
the same packages: parties of that code know the act that is asked, which helps them."""


def acts() -> dict[str, Any]:
    """Every act of the dossier foretold by the others, in the talks that first know it; later acts as of January."""
    scenarios = {name: ns.load_scenario(SCENARIOS / f"{name}.toml") for name in NAMES}
    seen: set[tuple[str, ...]] = set()
    rows: list[dict[str, Any]] = []
    for name in NAMES[1:]:
        scenario = scenarios[name]
        told = acts_left_out(scenario, DRAWS, SEED)
        prior = _prior(scenario)
        for row, before in zip(_records(told), prior, strict=True):
            if row["claims"] not in seen:
                seen.add(row["claims"])
                rows.append({"talks": name, **row, "claims": list(row["claims"]), "prior": before})
    later: dict[tuple[str, str], dict[str, Any]] = {}
    for name in ("april_2024", "may_2024"):
        for row in _records(foretold(scenarios[AS_OF], scenarios[name], DRAWS, SEED)):
            later[row["party"], row["act"]] = {"talks": name, **row}
    forward = list(later.values())
    return {
        "draws": DRAWS,
        "rows": rows,
        "forward": forward,
        "scores": _scores(rows, forward),
        "packages": [_packages(name, scenario) for name, scenario in scenarios.items()],
        "runs": RUNS,
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _prior(scenario: ns.Scenario) -> list[float]:
    """For each act, the share of draws in which its party would sign if no act were known."""
    parties = [party.name for party in scenario.parties]
    packages = [packages_for(scenario, act) for act in scenario.acts]
    signed, *_ = first_day_answers(without(scenario, scenario.acts), packages, DRAWS, SEED)
    return [float(s[:, parties.index(a.party)].mean()) for s, a in zip(signed, scenario.acts, strict=True)]


def _scores(rows: Sequence[dict[str, Any]], forward: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    happened = [row["signs"] for row in rows]
    later = [row["signs"] for row in forward]
    told = {
        "this model, the act left out": (*scores(happened, [r["foretold"] for r in rows]), len(rows)),
        "the prior, no act known": (*scores(happened, [r["prior"] for r in rows]), len(rows)),
        "the codebook before acts": (*BEFORE["left out"], len(rows)),
        "a coin": (*scores(happened, [0.5] * len(rows)), len(rows)),
        "this model as of 26 January, acts of April and May": (
            *scores(later, [r["foretold"] for r in forward]),
            len(forward),
        ),
        "the codebook before acts, the same": (*BEFORE["forward"], len(forward)),
    }
    return [{"model": name, "brier": b, "auc": a, "acts": n} for name, (b, a, n) in told.items()]


def _told(scenario: ns.Scenario, act: Act) -> str:
    """An act in words: who did what about which levels."""
    party = next(p.title for p in scenario.parties if p.name == act.party)
    return f"{party} {act.kind.replace('_', ' ')} `{act.name}` ({', '.join(act.claims)})"


def _packages(name: str, scenario: ns.Scenario) -> dict[str, Any]:
    """The packages that most runs of a scenario agree on, with the acts for and against them."""
    outcomes = ns.simulate(scenario, RUNS, SEED)
    agreed, issues = outcomes.agreed, [issue.name for issue in scenario.issues]
    draws = [f"draw_{act.parameter}" for act in scenario.acts]
    rows = []
    for package, count in (
        agreed["package"].value_counts().sort_index().sort_values(ascending=False, kind="stable").head(TOP).items()
    ):
        own = agreed[agreed["package"] == package]
        levels = {i: str(own.iloc[0][i]) for i in issues if not pd.isna(own.iloc[0][i])}
        terms = Condition({i: (label,) for i, label in levels.items()})
        against = [act for act in scenario.acts if contradicts(act, terms)]
        given = [party.title for party in scenario.parties if any(act.party == party.name for act in against)]
        real = own[[f"draw_{act.parameter}" for act in against if f"draw_{act.parameter}" in draws]]
        rows.append(
            {
                "levels": levels,
                "count": int(count),
                "share": float(count / len(agreed)),
                "for": [_told(scenario, act) for act in scenario.acts if agrees(act, terms)],
                "against": [_told(scenario, act) for act in against],
                "real": int((real.to_numpy() > 0.5).any(axis=1).sum()) if against else 0,
                "parties_against": given,
                "partial": bool(own.iloc[0]["outcome"] == "partial"),
            }
        )
    return {"talks": name, "agreements": len(agreed), "rows": rows}
