"""Changes that would bring a package about, or any agreement."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from negosim.errors import BadInput, Problem, shown
from negosim.explorer.desk import Asked, Desk
from negosim.plots.words import parameter_text, percent
from negosim.sweeps.path_search import find_paths
from negosim.sweeps.paths import Path, Paths

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
        moves = [{"key": m.name, "before": m.before, "after": m.after} for m in path.moves]
        for move in moves:
            name = str(move["key"])
            move["title"] = parameter_text(scenario, name) if name in scenario.parameters else name.capitalize()
        return {
            "kind": kind,
            "moves": moves,
            "text": " and ".join(str(move) for move in path.moves),
            "size": path.length if math.isfinite(path.length) else None,
            "share": path.estimate.share,
            "low": path.estimate.low,
            "high": path.estimate.high,
            "reached": path.reached_again,
        }

    kinds = {"one change": found.singles, "two changes": found.pairs, "closest": found.closest}
    return {
        "probability": found.probability,
        "base": {"share": found.base.share, "low": found.base.low, "high": found.base.high},
        "there": found.there,
        "tried": list(found.tried),
        "sentence": _sentence(found),
        "table": [row(path, kind) for kind, paths in kinds.items() for path in paths],
    }


def _sentence(found: Paths) -> str:
    """What was found, in words."""
    if found.there:
        return f"No change is needed: it comes about in {percent(found.base.share)} of the runs."
    alone, together = found.tried
    wanted, reached = percent(found.probability), len(found.singles) + len(found.pairs)
    looked = f"of {alone} changes alone and {together} in pairs"
    if reached:
        return (
            f"{reached} {looked} bring it to {wanted} of the runs; without a change it is {percent(found.base.share)}."
        )
    closest = f"; the closest brings {percent(found.closest[0].estimate.share)}" if found.closest else ""
    return f"None {looked} brings it to {wanted} of the runs{closest}."


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
