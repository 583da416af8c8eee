"""Peers: NegMAS on random domains, and real domains with figures that others found."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

import negosim as ns
from benchmarks.children import NotMeasured, negmas, negmas_figures, negmas_loads
from benchmarks.domains import SEED, Domains, domains_of, random_domain
from negosim.analysis.bargaining.frontier import SOLUTIONS, domain_figures, figures_of
from negosim.files.genius.scenarios import load_genius
from scripts.validity.differences import differences, measured_differences
from scripts.validity.rows import Row, counted

ROOT = Path(__file__).parents[2]

KEPT = ROOT / "tests" / "docking" / "fixtures" / "negmas_validity.json"
KNOWN = Path(os.environ.get("NEGOSIM_DOMAINS") or ROOT.parent / "shared" / "domains") / "reference.json"
KNOWN_AS = {"kalai_smorodinsky": "ks", "equal_ratio": "ks"}
CLOSE = 1e-9
# Concession exponents of both parties, e of 1 - t^(1/e); NegMAS's exponent is 1/e.
TACTICS = {
    "Boulware (t⁴) both": (0.25, 0.25),
    "linear both": (1.0, 1.0),
    "Conceder (t^¼) both": (4.0, 4.0),
    "Boulware against Conceder": (0.25, 4.0),
    "linear against Boulware (t²)": (1.0, 0.5),
}
PLAYED = {3: 60, 4: 20}
ANALYSED = {(2, 3): 40, (2, 4): 10, (3, 3): 20}


def measured() -> dict[str, Any]:
    """What NegMAS says of every domain; NotMeasured where it is not installed."""
    talks, figures = {}, {}
    with TemporaryDirectory() as folder:
        for name, exponents in TACTICS.items():
            for issues, count in PLAYED.items():
                domains = domains_of(random_domain(issues, concession=exponents), range(count))
                child = negmas(domains, Path(folder), "same", exponents=[1 / e for e in exponents])
                talks[f"{name}; {issues}"] = child.ask(count)["ends"]
                child.close()
        for (parties, issues), count in ANALYSED.items():
            domains = domains_of(random_domain(issues, parties=parties), range(count))
            figures[f"{parties}; {issues}"] = negmas_figures(domains, Path(folder))
        differing = measured_differences(Path(folder))
    loads = negmas_loads([KNOWN.parent / name for name in _known()]) if KNOWN.exists() else {}
    return {"of": "NegMAS 0.16.0", "talks": talks, "figures": figures, "loads": loads, "differences": differing}


def talks(kept: dict[str, Any]) -> list[Row]:
    """Agreements of alternating offers over a table of tactics, ours beside those of NegMAS."""
    rows = []
    for name, exponents in TACTICS.items():
        for issues, count in PLAYED.items():
            scenario = random_domain(issues, concession=exponents)
            frame = ns.simulate(scenario, count, SEED).frame
            both = frame[["utility_party1", "utility_party0"]].to_numpy()
            theirs = kept["talks"][f"{name}; {issues}"]
            fits = _comparable(domains_of(scenario, range(count)))
            # Our first round has no like in NegMAS, whose time begins a step later: nobody has offered anything before.
            played = [run for run in range(count) if fits[run] and frame["round"][run] > 1]
            alike = [
                _ends_alike(theirs[run], frame["outcome"][run] == "agreement", both[run], int(frame["round"][run]))
                for run in played
            ]
            claim = f"{name}, {10**issues:,} outcomes: same package in the same step"
            if len(played) < count:
                claim += f" ({count - len(played)} of {count} were settled in the round that NegMAS does not play)"
            rows.append(counted(claim, "alternating offers", len(alike), sum(alike)))
    return rows


def _comparable(domains: Domains) -> list[bool]:
    worst = (domains.weights * domains.values.min(axis=3)).sum(axis=2)
    return [bool(each) for each in (worst < domains.reservations).all(axis=1)]


def _ends_alike(end: dict[str, Any], agreed: bool, utilities: Any, step: int) -> bool:
    if end["utilities"] is None or not agreed:
        return not agreed and end["utilities"] is None
    return step == end["step"] and bool(np.abs(np.subtract(end["utilities"], utilities)).max() <= CLOSE)


def figures(kept: dict[str, Any]) -> tuple[list[Row], dict[str, int]]:
    """Frontiers and solutions of random domains, ours beside those of NegMAS; and where Kalai-Smorodinsky differs."""
    rows, differing = [], {}
    for (parties, issues), count in ANALYSED.items():
        domains = domains_of(random_domain(issues, parties=parties), range(count))
        theirs = kept["figures"][f"{parties}; {issues}"]
        alike = dict.fromkeys(("pareto", *SOLUTIONS), 0)
        for run in range(count):
            mine = figures_of(_utilities(domains, run), domains.reservations[run])
            for name in alike:
                said = theirs[run].get("kalai_smorodinsky" if name == "equal_ratio" else name, [])
                own = mine.pareto if name == "pareto" else mine.solutions[name]
                alike[name] += same_points(own, [point[::-1] for point in said])
        where = f"{parties} parties, {10**issues:,} outcomes"
        least = "Kalai and Smorodinsky as NegMAS has it, gains relative to ideal ones spread least,"
        titles = {
            "pareto": "frontier",
            "nash": "Nash",
            "kalai": "Kalai",
            "welfare": "largest sum",
            "equal_ratio": least,
        }
        rows += [
            counted(f"{title} of random domains, {where}", "all packages", count, alike[name])
            for name, title in titles.items()
        ]
        differing[where] = count - alike["kalai_smorodinsky"]
    return rows, differing


def _utilities(domains: Domains, run: int) -> Any:
    """What every package of a domain is worth, (P, n)."""
    rows = []
    for weights, values in zip(domains.weights[run], domains.values[run], strict=True):
        worth = np.zeros(1)
        for weight, column in zip(weights, values, strict=True):
            worth = (worth[:, None] + weight * column).ravel()
        rows.append(worth)
    return np.array(rows)


def same_points(one: Any, other: Sequence[Sequence[float]]) -> bool:
    """Whether two sets of points are one, to 1e-9."""
    first, second = (np.array(sorted(map(tuple, np.asarray(points).tolist()))) for points in (one, other))
    return first.shape == second.shape and (not len(first) or bool(np.abs(first - second).max() <= CLOSE))


def _known() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KNOWN.read_text(encoding="utf-8"))["domains"]
    return found


def domains() -> list[Row]:
    """Real domains with reference figures, where they lie."""
    if not KNOWN.exists():
        return []
    rows = []
    for name, known in _known().items():
        scenario = load_genius(KNOWN.parent / name)
        found = domain_figures(scenario, ns.central_draw_of(scenario))
        points = {"pareto": found.pareto, **found.solutions}
        alike = [same_points(own, known[KNOWN_AS.get(key, key)]) for key, own in points.items()]
        claim = f"{name}, {known['outcomes']:,} outcomes, {known['pareto_size']} on the frontier"
        rows.append(counted(f"{claim}: frontier and solutions", "GENIUS files", len(alike), sum(alike)))
    return rows


def peers() -> dict[str, Any]:
    """Every row, by table; what NegMAS says comes from the file if it is not installed here."""
    try:
        kept = measured()
        KEPT.write_text(json.dumps(kept, separators=(",", ":")) + "\n", encoding="utf-8")
    except NotMeasured as reason:
        print(f"NegMAS was not asked again ({reason}); its kept answers stand")
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
    rows, differing = figures(kept)
    told = {"of": kept["of"], "talks": talks(kept), "figures": rows, "smorodinsky": differing, "domains": domains()}
    with TemporaryDirectory() as folder:
        apart, climbs = differences(kept["differences"], Path(folder))
    return told | {"loads": kept["loads"], "differences": apart, "climbs": climbs}
