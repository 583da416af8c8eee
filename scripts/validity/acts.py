"""The case: acts foretold by all others, acts of later documents, and the packages that are agreed most often."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

import negosim as ns
from negosim.analysis.evidence.leave_one_out import leave_acts_out, packages_for, predict_acts, scores, without
from negosim.analysis.evidence.signing import agrees, contradicts, first_day_answers
from negosim.domain import events as e
from negosim.domain.acts import Act
from negosim.domain.issues import Condition
from negosim.spaces.space import decode, labels_of, space_of
from scripts.validity.case import SCENARIOS, SEED

DRAWS, RUNS, TOP, PLAYED = 300, 20_000, 10, 100
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
        told = leave_acts_out(scenario, DRAWS, SEED)
        prior = _prior(scenario)
        for row, before in zip(_records(told), prior, strict=True):
            if row["claims"] not in seen:
                seen.add(row["claims"])
                more = {"claims": list(row["claims"]), "words": _words(scenario, row), "prior": before}
                rows.append({"talks": name, **row, **more})
    later: dict[tuple[str, str], dict[str, Any]] = {}
    for name in ("april_2024", "may_2024"):
        known = {act.name: act for act in scenarios[AS_OF].acts}
        prior_of = dict(zip([(a.party, a.name) for a in scenarios[name].acts], _prior(scenarios[name]), strict=True))
        for row in _records(predict_acts(scenarios[AS_OF], scenarios[name], DRAWS, SEED)):
            key = (row["party"], row["act"])
            more = {"words": _words(scenarios[name], row), "prior": prior_of[key], "new": row["act"] not in known}
            later.setdefault(key, {"talks": name, **more, **row})
    forward = list(later.values())
    return {
        "draws": DRAWS,
        "rows": rows,
        "forward": forward,
        "scores": _scores(rows, forward),
        "packages": [_packages(name, scenario) for name, scenario in scenarios.items()],
        "runs": RUNS,
        "moves": _moves(scenarios[AS_OF]),
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
    parts = {
        "this model, the act left out": rows,
        "of these, consents": [r for r in rows if r["signs"]],
        "of these, refusals": [r for r in rows if not r["signs"]],
        "of these, what January's talks know": [r for r in rows if r["talks"] == AS_OF],
    }
    told = {
        **{
            name: (*scores([r["signs"] for r in part], [r["foretold"] for r in part]), len(part))
            for name, part in parts.items()
        },
        "the prior, no act known": (*scores(happened, [r["prior"] for r in rows]), len(rows)),
        "the codebook before acts": (*BEFORE["left out"], len(rows)),
        "a coin": (*scores(happened, [0.5] * len(rows)), len(rows)),
        "this model as of 26 January, acts of April and May": (
            *scores(later, [r["foretold"] for r in forward]),
            len(forward),
        ),
        "the same, no act known": (*scores(later, [r["prior"] for r in forward]), len(forward)),
        "the same, the codebook before acts": (*BEFORE["forward"], len(forward)),
    }
    return [
        {"model": name, "brier": b, "auc": None if math.isnan(a) else a, "acts": n} for name, (b, a, n) in told.items()
    ]


def _real(own: pd.DataFrame, acts: Sequence[Act]) -> int:
    """In how many of some runs one of some acts was real."""
    drawn = [own[f"draw_{act.parameter}"] > 0.5 for act in acts]
    return int(pd.concat(drawn, axis=1).any(axis=1).sum())


def _moves(scenario: ns.Scenario) -> dict[str, Any]:
    """What each party opens with and concedes first, and what the text has to do with common ground."""
    runs = [ns.play(scenario, SEED, run) for run in range(PLAYED)]
    first = ns.tabulate_first_concessions(scenario, events=runs)
    opened = ns.tabulate_openings(scenario, events=runs)
    given = opened[opened["gives_away"] > 0]
    return {
        "runs": PLAYED,
        "first": [row for row in _records(first) if row["share"] >= 0.02],
        "given_away": _records(given),
        "texts": _texts(scenario, runs),
    }


def _texts(scenario: ns.Scenario, runs: Sequence[Sequence[Any]]) -> dict[str, int]:
    """In how many rounds a text contradicts a level on which the last packages of all parties agree."""
    issues, drafted, against = [issue.name for issue in scenario.issues], 0, 0
    for run in runs:
        tabled: dict[str, dict[str, str]] = {}
        for event in run:
            if isinstance(event, e.PackageTabled):
                tabled[event.party] = labels_of(scenario, decode(space_of(scenario), event.package))
            elif isinstance(event, e.TextDrafted) and len(tabled) == len(scenario.parties):
                text = labels_of(scenario, decode(space_of(scenario), event.package))
                common = [i for i in issues if len({package[i] for package in tabled.values()}) == 1]
                drafted += 1
                against += any(text[i] != next(iter(tabled.values()))[i] for i in common)
    return {"drafted": drafted, "against": against}


def _told(scenario: ns.Scenario, act: Act) -> str:
    """An act in words: who did what about which levels."""
    party = next(p.title for p in scenario.parties if p.name == act.party)
    return f"{party} {_act_words(act)} ({', '.join(act.claims)})"


def _act_words(act: Act) -> str:
    """What was done, and the levels: of a consent and a demand its terms, of a refusal what it was said of."""
    said = [act.terms] if act.consents or act.kind == "demanded" else act.said_of
    levels = " or ".join(str(condition) or "any deal" for condition in said)
    return f"{act.kind} {levels}".replace("_", " ")


def _words(scenario: ns.Scenario, row: dict[str, Any]) -> str:
    act = next(act for act in scenario.acts if (act.party, act.name) == (row["party"], row["act"]))
    return _act_words(act)


def _packages(name: str, scenario: ns.Scenario) -> dict[str, Any]:
    """The packages that most runs of a scenario agree on, with the acts for and against them."""
    outcomes = ns.simulate(scenario, RUNS, SEED)
    issues = [issue.name for issue in scenario.issues]
    agreed = outcomes.of_agreed(["package", *issues])
    rows = []
    for package, count in (
        agreed["package"].value_counts().sort_index().sort_values(ascending=False, kind="stable").head(TOP).items()
    ):
        own = agreed[agreed["package"] == package]
        levels = {i: str(own.iloc[0][i]) for i in issues if not pd.isna(own.iloc[0][i])}
        terms = Condition({i: (label,) for i, label in levels.items()})
        against = [act for act in scenario.acts if contradicts(act, terms)]
        rows.append(
            {
                "levels": levels,
                "count": int(count),
                "share": float(count / len(agreed)),
                "for": [_told(scenario, act) for act in scenario.acts if agrees(act, terms)],
                "against": [_told(scenario, act) for act in against],
                "real": {
                    party.title: _real(own, [act for act in against if act.party == party.name])
                    for party in scenario.parties
                    if any(act.party == party.name for act in against)
                },
                "partial": bool(own.iloc[0]["outcome"] == "partial"),
            }
        )
    return {"talks": name, "agreements": len(agreed), "rows": rows}
