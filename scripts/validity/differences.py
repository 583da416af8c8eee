"""Where NegMAS was said to differ from the definitions, measured: its hill climbing, its loads, its rounding.

All domains are made here out of whole numbers, so that what is right is reckoned without rounding.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

import negosim as ns
from benchmarks.children import negmas_differences
from benchmarks.domains import SEED
from negosim.analysis.bargaining.frontier import CLOSE, domain_figures, figures_of
from negosim.files.genius.scenarios import load_genius
from negosim.files.scenario import build
from negosim.spaces.neighbours import neighbours
from negosim.spaces.space import space_of
from scripts.validity.rows import Row, counted

COUNT, LEVELS, WHOLE, BEST = 40, 5, 20, 10
SCALES = {"evaluations up to 1 on every issue": (1, 1, 1), "evaluations up to 5, 20 and 100": (5, 20, 100)}
Domain = dict[str, Any]


def _random(stream: int, number: int, best: Sequence[int] = (BEST,) * 3) -> Domain:
    """A domain of two parties and three issues: weights in twentieths, values in tenths of the best of the issue."""
    lot = np.random.default_rng([SEED, stream, number])
    values = lot.integers(0, BEST, (2, len(best), LEVELS))
    np.put_along_axis(values, lot.integers(0, LEVELS, (2, len(best), 1)), BEST, axis=2)
    return {
        "weights": (lot.multinomial(WHOLE - len(best), [1 / len(best)] * len(best), 2) + 1).tolist(),
        "values": values.tolist(),
        "whole": WHOLE,
        "best": BEST,
        "scales": list(best),
    }


def _numbers() -> list[Domain]:
    return [_random(1, number) for number in range(COUNT)]


def _spaces(scales: Sequence[int]) -> list[Domain]:
    return [_random(2, number, scales) for number in range(COUNT)]


def _worth(domain: Domain, outcome: Sequence[int]) -> tuple[int, ...]:
    """What an outcome is worth to both, in shares of ``WHOLE * BEST``."""
    return tuple(
        sum(w * column[level] for w, column, level in zip(weights, values, outcome, strict=True))
        for weights, values in zip(domain["weights"], domain["values"], strict=True)
    )


def _frontier(domain: Domain) -> set[tuple[int, ...]]:
    """The points that no other dominates."""
    points = {_worth(domain, outcome) for outcome in product(range(LEVELS), repeat=len(domain["scales"]))}
    return {p for p in points if not any(q != p and all(a >= b for a, b in zip(q, p, strict=True)) for q in points)}


def write_genius(domain: Domain, folder: Path) -> None:
    """The domain as files of GENIUS: evaluations run up to the scale of each issue."""
    folder.mkdir(parents=True)
    names = [f"issue{i}" for i in range(len(domain["scales"]))]
    for party in (None, 0, 1):
        root = ET.Element("negotiation_template" if party is None else "utility_space")
        inside = ET.SubElement(root, "utility_space") if party is None else root
        kind = {"type": "objective", "etype": "objective", "description": ""}
        objective = ET.SubElement(inside, "objective", {"index": "0", "name": "root", **kind})
        kind = dict.fromkeys(("type", "etype", "vtype"), "discrete")
        for i, name in enumerate(names):
            issue = ET.SubElement(objective, "issue", {"index": str(i + 1), "name": name, **kind})
            for level in range(LEVELS):
                item = ET.SubElement(issue, "item", {"index": str(level + 1), "value": f"v{level}"})
                if party is not None:
                    share = domain["values"][party][i][level] / domain["best"]
                    item.set("evaluation", str(share * domain["scales"][i]))
        for i in range(len(names)) if party is not None else ():
            weight = domain["weights"][party][i] / domain["whole"]
            ET.SubElement(objective, "weight", {"index": str(i + 1), "value": str(weight)})
        if party is not None:
            ET.SubElement(root, "reservation", {"value": "0.0"})
        name = "domain" if party is None else f"party{party}"
        ET.ElementTree(root).write(folder / f"{name}.xml", encoding="utf-8", xml_declaration=True)


def measured_differences(folder: Path) -> dict[str, Any]:
    """What NegMAS says of every domain; NotMeasured where it is not installed."""
    asked: dict[str, Any] = {}
    for way in ("climbing", "rounding"):
        file = folder / f"{way}.json"
        file.write_text(json.dumps(_numbers()), encoding="utf-8")
        asked[way] = negmas_differences(way, [file])
    asked["loads"] = {}
    for name, scales in SCALES.items():
        folders = [folder / f"scale{scales[0]}" / f"{n:03}" for n in range(COUNT)]
        for domain, place in zip(_spaces(scales), folders, strict=True):
            write_genius(domain, place)
        asked["loads"][name] = negmas_differences("loads", folders)
    return asked


def differences(kept: dict[str, Any], folder: Path) -> tuple[list[Row], dict[str, int]]:
    """Compare NegMAS and negosim with the definitions.

    Parameters
    ----------
    kept : dict
        What NegMAS answered.
    folder : Path
        Where domains are written.

    Returns
    -------
    tuple[list[Row], dict[str, int]]
        Rows that count the domains which come out by the definition, in NegMAS and here; and, by the form of the
        issues, the climbs of NegMAS that end at a package which one change improves for both parties.
    """
    domains, rows = _numbers(), []
    besides = len(domains[0]["scales"]) * (LEVELS - 1)
    for form, title in (("range", "ranges of integers"), ("list", "lists of the same numbers")):
        theirs = sum(climb[form]["beside"] == besides for climb in kept["climbing"])
        claim = f"hill climbing, issues as {title}: beside a text lie all that differ from it in one issue"
        rows.append(_row(claim, theirs, COUNT * (_beside(form) == besides)))
    stuck = {
        form: sum(
            not _at_rest(domain, climb[form]["last"]) for domain, climb in zip(domains, kept["climbing"], strict=True)
        )
        for form in ("range", "list")
    }
    for name, scales in SCALES.items():
        spaces, told = _spaces(scales), kept["loads"][name]
        mine = [_loaded(domain, folder / f"mine{scales[0]}" / f"{n:03}") for n, domain in enumerate(spaces)]
        claim = f"GENIUS files, {name}: the best outcome is worth 1 to both"
        theirs = sum(max(abs(best - 1.0) for best in load["best"]) < CLOSE for load in told)
        rows.append(_row(claim, theirs, sum(best for best, _ in mine)))
        claim = f"GENIUS files, {name}: nothing on the frontier is dominated, and nothing is missing"
        rows.append(_row(claim, _right(spaces, [load["frontier"] for load in told]), sum(right for _, right in mine)))
    claim = "weights in twentieths and values in tenths: nothing on the frontier is dominated, and nothing is missing"
    rows.append(_row(claim, _right(domains, kept["rounding"]), sum(set(_mine(d)) == _frontier(d) for d in domains)))
    claim = "the same domains: every point of the frontier counts once"
    once = sum(len(front) == len({_worth(d, o) for o in front}) for d, front in _pairs(domains, kept["rounding"]))
    rows.append(_row(claim, once, sum(len(_mine(d)) == len(set(_mine(d))) for d in domains)))
    return rows, stuck


def _row(claim: str, theirs: int, mine: int) -> Row:
    return counted(claim, "domains", COUNT, mine) | {"theirs": theirs}


def _pairs(domains: Sequence[Domain], fronts: Sequence[Any]) -> Iterator[tuple[Domain, Any]]:
    return zip(domains, fronts, strict=True)


def _right(domains: Sequence[Domain], fronts: Sequence[Any]) -> int:
    """In how many domains the outcomes of a frontier are worth what the points of the frontier are."""
    return sum({_worth(d, o) for o in front} == _frontier(d) for d, front in _pairs(domains, fronts))


def _at_rest(domain: Domain, text: Sequence[int]) -> bool:
    """Whether no change of one issue is better for both."""
    here = _worth(domain, text)
    others = ([*text[:i], level, *text[i + 1 :]] for i in range(len(text)) for level in range(LEVELS))
    return not any(all(a > b for a, b in zip(_worth(domain, o), here, strict=True)) for o in others)


def _beside(form: str) -> int:
    """How many packages lie beside one here, the issues' levels being numbers in order or names without one."""
    labels = [str(n) if form == "range" else f"v{n}" for n in range(LEVELS)]
    names = [f"issue{i}" for i in range(3)]
    values = {"no_deal": 0.0, **{label: n / LEVELS for n, label in enumerate(labels)}}
    party = {"weights": dict.fromkeys(names, 1 / 3), "values": dict.fromkeys(names, values)}
    issue = {"levels": labels, "status_quo": "no_deal", "ordered": form == "range"}
    tables = {
        "name": "beside",
        "start": dt.date(2030, 1, 1),
        "horizon": 10,
        "issues": dict.fromkeys(names, issue),
        "parties": {"first": party, "second": party},
        "assumptions": {"*.horizon": {"value": 10}},
    }
    scenario = build(tables, "beside")
    text = np.array([issue.available[LEVELS // 2] for issue in scenario.issues], np.int64)
    return len(neighbours(space_of(scenario), np.ones(len(text), np.bool_), text, 1)) - 1


def _mine(domain: Domain) -> list[tuple[int, ...]]:
    """The points of the frontier that negosim finds, in shares of ``WHOLE * BEST``."""
    rows = []
    for weights, values in zip(domain["weights"], domain["values"], strict=True):
        worth = np.zeros(1)
        for weight, column in zip(weights, values, strict=True):
            worth = (worth[:, None] + weight / WHOLE * (np.array(column) / BEST)).ravel()
        rows.append(worth)
    return _whole(figures_of(np.array(rows), np.zeros(2)).pareto)


def _whole(points: Any) -> list[tuple[int, ...]]:
    return [tuple(point) for point in np.rint(np.asarray(points) * WHOLE * BEST).astype(int).tolist()]


def _loaded(domain: Domain, folder: Path) -> tuple[bool, bool]:
    """Whether the best is worth 1 to both, and the frontier is right, as negosim loads the domain's files."""
    write_genius(domain, folder)
    scenario = load_genius(folder)
    front = domain_figures(scenario, ns.central_draw_of(scenario)).pareto
    best = bool(np.abs(front.max(axis=0) - 1.0).max() < CLOSE)
    return best, set(_whole(front)) == _frontier(domain)
