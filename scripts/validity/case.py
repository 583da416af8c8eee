"""The case: null models beside the mediated one, the months of its history, stability of what is agreed, the median."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import negosim as ns
from negosim.analysis.bargaining.stability import CONCEPTS, PhaseStability, package_stability
from negosim.analysis.bargaining.valuation import Valuation, value_packages, values_of
from negosim.analysis.bargaining.weighted_median import weighted_median
from negosim.domain import events as e
from negosim.ensemble.results.outcomes import wilson
from negosim.files.dossier import load_dossier
from negosim.spaces.space import digits_of, space_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "phase_stability.png"
CASE = SCENARIOS / "january_2024.toml"
RUNS, SEED = 500, 7
NOBODY = {"*.relay": 0.0, "*.draft": 0.0, "*.press": 0.0}
Ends = list[dict[str, Any]]


def _ends_of(outcomes: ns.Outcomes) -> Ends:
    frame = outcomes.columns(["day", "package"])
    return [{"day": int(day), "package": int(package)} for day, package in frame.itertuples(index=False)]


def _floors(scenario: ns.Scenario, draw: Mapping[str, float], valued: Valuation) -> tuple[Any, Any]:
    """Reservation values of the first day, and what they lose a day, (P,)."""
    costs = np.array([draw[f"{party.name}.waiting_cost"] for party in scenario.parties])
    return valued.reservations, costs


def _random_offers(scenario: ns.Scenario, draw: Mapping[str, float], valued: Valuation, run: int) -> dict[str, Any]:
    """Every round a package by lot; signed by who is no worse off than without a deal on that day."""
    lot = np.random.default_rng([SEED, run])
    floors, costs = _floors(scenario, draw, valued)
    for k, column in enumerate(lot.integers(0, len(valued), scenario.rounds)):
        day = k * scenario.days_per_round
        if (valued.utilities[:, column] >= floors - costs * day).all():
            return {"day": day, "package": int(valued.indices[column])}
    return {"day": scenario.horizon, "package": -1}


def _split(scenario: ns.Scenario, draw: Mapping[str, float], valued: Valuation) -> dict[str, Any]:
    """On every issue the middle of the levels that the parties like best, signed as soon as all can."""
    best = [valued.packages[int(np.argmax(worth))] for worth in valued.utilities]
    middle = np.floor(np.mean(best, axis=0) + 0.5).astype(np.int64)
    columns = np.flatnonzero((valued.packages == middle).all(axis=1))
    floors, costs = _floors(scenario, draw, valued)
    for k in range(scenario.rounds if len(columns) else 0):
        day = k * scenario.days_per_round
        if (valued.utilities[:, columns[0]] >= floors - costs * day).all():
            return {"day": day, "package": int(valued.indices[columns[0]])}
    return {"day": scenario.horizon, "package": -1}


def _constant(ends: Ends, outcomes: ns.Outcomes, scenario: ns.Scenario) -> dict[str, Any]:
    """Two hazards a round, of agreement and of collapse, as often as in the model: when would they agree."""
    frame = outcomes.columns(["outcome", "round"])
    at_risk = float(frame["round"].sum())
    a = sum(end["package"] >= 0 for end in ends) / at_risk
    s = float((frame["outcome"] == "collapse").sum()) / at_risk
    end = a + s
    rounds = np.arange(1, scenario.rounds + 1)
    falls = a * (1 - end) ** (rounds - 1)
    days = (rounds - 1) * scenario.days_per_round
    half = int(np.searchsorted(np.cumsum(falls), falls.sum() / 2))
    early = float(falls[days < 30].sum() / falls.sum())
    return {"agree": a, "collapse": s, "share": float(falls.sum()), "median_day": int(days[half]), "early": early}


def nulls() -> dict[str, Any]:
    """The mediated model, the same without mediation, and three models that know less, on the same draws."""
    scenario = ns.load_scenario(CASE)
    outcomes = ns.simulate(scenario, RUNS, SEED)
    alone = ns.simulate(ns.load_scenario(CASE, set=NOBODY), RUNS, SEED)
    ends: dict[str, Ends] = {"mediated model": _ends_of(outcomes), "the same, nobody mediates": _ends_of(alone)}
    lots, splits, scales = [], [], []
    for run in range(RUNS):
        draw = ns.draw_of(scenario, SEED, run)
        valued = value_packages(scenario, draw)
        lots.append(_random_offers(scenario, draw, valued, run))
        splits.append(_split(scenario, draw, valued))
        scales.append((draw, valued.utilities, valued.reservations))
    ends |= {"random offers, rational acceptance": lots, "split the difference": splits}
    rows = [{"model": name, **_told(scenario, each, scales)} for name, each in ends.items()]
    hazard = _constant(ends["mediated model"], outcomes, scenario)
    days = np.array([end["day"] for end in ends["mediated model"] if end["package"] >= 0])
    return {"runs": RUNS, "rows": rows, "hazards": hazard, "early": float((days < 30).mean())}


def _told(scenario: ns.Scenario, ends: Ends, scales: list[Any]) -> dict[str, Any]:
    """What a model says of the case, as far as it says it."""
    agreed = [run for run, end in enumerate(ends) if end["package"] >= 0]
    share = wilson(len(agreed), len(ends))
    joint, below = [], 0
    for run in agreed:
        draw, utilities, floors = scales[run]
        worth = values_of(scenario, draw, [ends[run]["package"]])[:, 0]
        allowed = utilities[:, np.isfinite(utilities).all(axis=0)] - floors[:, None]
        best = allowed.min(axis=0).max() if allowed.shape[1] else 0.0
        joint.append(float((worth - floors).min() - best))
        below += bool((worth < floors).any())
    return {
        "share": share.share,
        "low": share.low,
        "high": share.high,
        "median_day": float(np.median([ends[run]["day"] for run in agreed])) if agreed else math.nan,
        "packages": len({ends[run]["package"] for run in agreed}),
        "lost": float(-np.mean(joint)) if joint else math.nan,
    }


MONTHS = (dt.date(2024, 1, 26), dt.date(2024, 2, 26), dt.date(2024, 3, 26), dt.date(2024, 4, 26), dt.date(2024, 5, 26))
FIRST, STAGED = "november_2023", 200
"""The talks whose first stage counts, and how many runs of them are played event by event."""
AFTER = (30, 60, 90, 120, 180)
# The day, the claims of the dossier that say what had happened by then, which talks are played, and whether by a deal.
KNOWN = [
    (dt.date(2023, 11, 24), ("c044", "c048", "c169"), FIRST, True),
    (dt.date(2024, 4, 4), ("c137",), "january_2024", False),
    (dt.date(2024, 5, 10), ("c107",), "january_2024", False),
    (dt.date(2024, 5, 10), ("c107",), "april_2024", False),
]


def history() -> dict[str, Any]:
    """Talks out of the dossier as it was month by month, and what documents say had happened."""
    dossier = {claim.id: claim for claim in load_dossier(SCENARIOS / "dossier.toml").claims}
    months = []
    for start in MONTHS:
        scenario = ns.load_scenario(CASE, set={"start": start}, as_of=start)
        days = _days(ns.simulate(scenario, RUNS, SEED))
        basis = Counter(p.basis for p in scenario.parameters.values())
        months.append(
            {
                "as_of": start.isoformat(),
                "claims": len({claim for p in scenario.parameters.values() for claim in p.claims}),
                "assumed": basis["assumption"] / len(scenario.parameters),
                "by": {str(after): float(np.mean(days <= after)) for after in AFTER},
            }
        )
    known: list[dict[str, Any]] = []
    for day, ids, name, deal in KNOWN:
        scenario = ns.load_scenario(SCENARIOS / f"{name}.toml")
        outcomes = ns.simulate(scenario, RUNS if name != FIRST else STAGED, SEED)
        days = _days(outcomes) if name != FIRST else _first_stages(scenario)
        share = wilson(int(np.sum(days <= (day - scenario.start).days)), len(days))
        known.append(
            {
                "day": day.isoformat(),
                "documents": "; ".join(f"{dossier[claim].paraphrase[:-1]} ({claim})" for claim in ids),
                "talks": name,
                "start": scenario.start.isoformat(),
                "deal": deal,
                "share": share.share,
                "low": share.low,
                "high": share.high,
                "runs": len(days),
                "ever": float(np.isfinite(days).mean()),
                "levels": _modes(outcomes) if deal else {},
            }
        )
    truce, none = known[0]["share"], 1.0 - known[2]["share"]
    likely = {"to the day": truce * none, "by the end of the calendar": known[0]["ever"] * none}
    return {"runs": RUNS, "months": months, "known": known, "likelihood": likely}


def _first_stages(scenario: ns.Scenario) -> Any:
    """The day on which each run's first stage was agreed; infinite if none was. Rows tell only when talks ended."""
    days = []
    for run in range(STAGED):
        day, agreed = 0, math.inf
        for event in ns.play(scenario, SEED, run):
            if isinstance(event, e.RoundOpened):
                day = event.day
            elif isinstance(event, e.StageAgreed | e.AgreementReached):
                agreed = min(agreed, day)
        days.append(agreed)
    return np.array(days)


def _days(outcomes: ns.Outcomes) -> Any:
    """The day of each run's agreement, full or partial; infinite without one."""
    frame = outcomes.columns(["day", "package"])
    return np.where(frame["package"] >= 0, frame["day"], np.inf)


def _modes(outcomes: ns.Outcomes) -> dict[str, str]:
    """The level of the pause, the hostages and the prisoners for each that was agreed most often, and how often."""
    found = {}
    for issue in ("pause", "hostages", "prisoners_per_hostage"):
        counts = outcomes.of_agreed([issue])[issue].value_counts()
        if len(counts) and counts.iloc[0]:
            title = outcomes.scenario.issue(issue).title
            found[title] = f"{counts.index[0]} ({counts.iloc[0] / counts.sum():.0%})"
    return found


def stability() -> dict[str, Any]:
    """For every agreement of the case in several phases: who gains by leaving before which, and what holds it."""
    scenario = ns.load_scenario(CASE)
    outcomes, found = _phases_of(scenario)
    ns.plots.save_page(lambda: ns.plots.phase_stability(outcomes, found).figure, PICTURE)
    other = _phases_of(ns.load_scenario(CASE, set={"issues.pause.delivery": "by_phase"}))[1]
    return {
        "runs": 4 * RUNS,
        "agreements": len(found),
        "one_phase": sum(not phases for phases in found),
        "phases": _by_phase(scenario, found),
        "pause_by_phase": _by_phase(scenario, other),
    }


Phases = list[tuple[PhaseStability, ...]]


def _phases_of(scenario: ns.Scenario) -> tuple[ns.Outcomes, Phases]:
    """Some runs, and the phases of every agreement."""
    outcomes = ns.simulate(scenario, 4 * RUNS, SEED)
    agreed = outcomes.agreed
    draws = (ns.draw_of(scenario, SEED, int(run)) for run in agreed["run"])
    return outcomes, [package_stability(scenario, d, int(x)) for d, x in zip(draws, agreed["package"], strict=True)]


def _by_phase(scenario: ns.Scenario, found: Phases) -> list[dict[str, Any]]:
    """For every phase in which shares of agreements somebody gains by leaving, and in which it holds."""
    titles = [party.title for party in scenario.parties]
    rows = []
    for number in sorted({phase.phase for phases in found for phase in phases}):
        of = [phase for phases in found for phase in phases if phase.phase == number]
        gains = {title: float(np.mean([phase.gain(p) > 0 for phase in of])) for p, title in enumerate(titles)}
        replied = {title: float(np.mean([phase.gain(p, 1 - p) > 0 for phase in of])) for p, title in enumerate(titles)}
        holds = {c: float(np.mean([phase.holds(c) for phase in of])) for c in CONCEPTS}
        rows.append({"phase": number, "agreements": len(of), "gains": gains, "replied": replied, "holds": holds})
    return rows


def median() -> dict[str, Any]:
    """The weighted median of the case, powers alike and not, beside what is agreed and what it is worth."""
    scenario = ns.load_scenario(CASE)
    outcomes = ns.simulate(scenario, RUNS, SEED)
    agreed = outcomes.of_agreed([issue.name for issue in scenario.issues])
    draw = ns.central_draw_of(scenario)
    names = [party.name for party in scenario.parties]
    powers = {"alike": {}, **{f"{party.title} twice": {party.name: 2.0} for party in scenario.parties}}
    found = {label: weighted_median(scenario, draw, power) for label, power in powers.items()}
    rows = []
    for n, issue in enumerate(found["alike"]):
        counts = agreed[issue.issue].value_counts()
        rows.append(
            {
                "issue": scenario.issue(issue.issue).title,
                "positions": {p.title: issue.positions[p.name] for p in scenario.parties},
                "force": issue.forces[names[0]],
                "medians": {label: each[n].median for label, each in found.items()},
                "mean": issue.mean,
                "agreed": str(counts.index[0]),
                "agreed_share": float(counts.iloc[0] / counts.sum()),
                "median_share": float(counts.get(issue.median, 0) / counts.sum()),
            }
        )
    valued = value_packages(scenario, draw, red_lines=False)
    worth = {}
    for label in ("median", "mean"):
        package = {i.issue: getattr(i, label) for i in found["alike"]}
        digits = digits_of(scenario, package)
        known = bool((valued.packages == digits).all(axis=1).any())
        gains = values_of(scenario, draw, [int(digits @ space_of(scenario).strides)])[:, 0] - valued.reservations
        worth[label] = {
            "feasible": known,
            "gains": dict(zip((p.title for p in scenario.parties), gains.tolist(), strict=True)),
        }
    return {"rows": rows, "worth": worth, "parties": [party.title for party in scenario.parties]}
