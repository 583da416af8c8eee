"""Changes that would bring a package about, or any agreement."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, shown
from negosim.explorer.desk import Asked, Desk
from negosim.plots.words import agent_title, parameter_text
from negosim.sweeps.path_search import find_paths
from negosim.sweeps.paths import Move, Path, Paths

RUNS, PROBABILITY = 200, 0.5


def searched(desk: Desk, asked: Asked, heard: Callable[[int], None]) -> dict[str, Any]:
    """Search for paths, as ``negosim paths-to`` does.

    Parameters
    ----------
    desk : Desk
        With the case.
    asked : mapping
        ``view``; ``where``, levels by issue, none for any agreement; ``probability`` to reach, by default a half.
    heard : callable
        Called with the number of runs just played.

    Returns
    -------
    dict
        For JSON: one row per path, with the probability that it reached in runs that were not used to find it.

    Raises
    ------
    BadInput
        With every problem of what was asked.
    """
    view, probability = desk.view(asked), asked.get("probability", PROBABILITY)
    if isinstance(probability, bool) or not isinstance(probability, int | float):
        raise BadInput([Problem(file="request", key="probability", expected="a number", received=shown(probability))])
    scenario = desk.case.scenario(view)
    package = _package(asked.get("where") or {})
    found = find_paths(scenario, package, float(probability), RUNS, seed=view.seed, progress=heard)

    def row(path: Path, kind: str) -> dict[str, Any]:
        return {
            "kind": kind,
            "moves": [_move(scenario, move) for move in path.moves],
            "set": _settings(scenario, path),
            "text": " and ".join(str(move) for move in path.moves),
            "size": path.length if math.isfinite(path.length) else None,
            "share": path.estimate.share,
            "low": path.estimate.low,
            "high": path.estimate.high,
            "reached": path.reached_again,
        }

    kinds = {"one change": found.singles, "two changes": found.pairs, "closest": found.closest}
    table = [row(path, kind) for kind, paths in kinds.items() for path in paths]
    if not any(each["reached"] for each in table):
        table.sort(key=lambda each: -each["share"])
    return {
        "probability": found.probability,
        "base": {"share": found.base.share, "low": found.base.low, "high": found.base.high},
        "there": found.there,
        "tried": list(found.tried),
        "sentence": _sentence(found, table),
        "table": table,
    }


def _move(scenario: Scenario, move: Move) -> dict[str, Any]:
    """A change; ``chance`` if it is of how likely something is."""
    known = move.name in scenario.parameters
    return {
        "key": move.name,
        "title": parameter_text(scenario, move.name) if known else move.name.capitalize(),
        "before": move.before,
        "after": _style_text(scenario, str(move.after)) if isinstance(move.after, str) else move.after,
        "chance": known and scenario.parameters[move.name].distribution.kind == "chance",
        "steps": move.steps if math.isfinite(move.steps) else None,
    }


def _style_text(scenario: Scenario, label: str) -> str:
    """A style of mediation with the title of the mediator."""
    who, _, style = label.partition(": ")
    return f"{agent_title(scenario, who)}: {style}"


def _settings(scenario: Scenario, path: Path) -> dict[str, Any] | None:
    """The changes as a view sets them; None if one is of a chance that stays open, which no value stands for."""
    settings: dict[str, Any] = {}
    for move in path.moves:
        if isinstance(move.after, str):
            who, _, style = move.after.partition(": ")
            names = [m.name for m in scenario.mediators if who in (m.name, "all mediators")]
            settings |= {f"{name}.style": style for name in names}
        elif scenario.parameters[move.name].distribution.kind != "chance":
            settings[move.name] = float(f"{move.after:.4g}")
        elif move.after in (0.0, 1.0):
            settings[move.name] = int(move.after)
        else:
            return None
    return settings


def _sentence(found: Paths, table: list[dict[str, Any]]) -> str:
    """What was found, in words."""
    if found.there:
        return f"No change is needed: it comes about in {_share(found.base.share)} of the runs."
    alone, together = found.tried
    wanted, reached = _share(found.probability), sum(each["reached"] for each in table)
    looked = f"of {alone} changes alone and {together} in pairs"
    now = f"(now {_share(found.base.share)})"
    if reached:
        return f"{reached} {looked} bring{'s' if reached == 1 else ''} it to {wanted} of the runs {now}."
    closest = f"; the closest brings {_share(table[0]['share'])}" if table else ""
    return f"None {looked} brings it to {wanted} of the runs {now}{closest}."


def _share(share: float) -> str:
    """A share as the page writes it: with one more digit below a tenth."""
    value = 100.0 * share
    return "<0.1 %" if 0.0 < value < 0.05 else f"{value:.{0 if value >= 10.0 or value == 0.0 else 1}f} %"


def _package(where: object) -> str:
    """Levels by issue as ``paths-to`` takes them."""
    if not isinstance(where, Mapping):
        raise BadInput([Problem(file="request", key="where", expected="levels by issue", received=shown(where))])
    parts = []
    for issue, labels in where.items():
        several = labels if isinstance(labels, list) else [labels]
        words = [str(issue), *(str(label) for label in several)]
        if any(mark in word for word in words for mark in ",=|&"):
            raise BadInput(
                [Problem(file="request", key="where", expected="an issue and levels", received=shown(words))]
            )
        parts.append(f"{issue}={'|'.join(words[1:])}")
    return ",".join(parts)
