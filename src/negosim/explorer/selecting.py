"""Some runs of a view: their numbers, what sets them apart, and a typical one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from negosim.analysis.outcomes.representative import representative_run
from negosim.analysis.sensitivity.contrast import contrast
from negosim.arrays import Floats, Ints
from negosim.ensemble.results.outcome_table import DRAW
from negosim.ensemble.results.outcomes import Z95, Outcomes
from negosim.errors import BadInput, Problem, shown
from negosim.plots.words import parameter_text

MOST_NUMBERS, MOST_APART = 200, 10


def selected(outcomes: Outcomes, select: object) -> dict[str, Any]:
    """Describe the runs that fulfil a selection.

    Parameters
    ----------
    outcomes : Outcomes
        Runs with their draws.
    select : object
        ``outcome``, ``blocker`` (party and issue), ``where`` (levels by issue) and ``package`` (rank), each optional,
        as of ``Outcomes.runs_of``.

    Returns
    -------
    dict
        For JSON. Differences are those of the means, with 95 % intervals by the normal approximation.

    Raises
    ------
    BadInput
        The selection names what is not there.
    """
    runs = outcomes.runs_of(**_words(select))
    inside = np.isin(outcomes.column("run").to_numpy(), runs)
    return {
        "count": len(runs),
        "of": len(outcomes),
        "numbers": runs[:MOST_NUMBERS].tolist(),
        "apart": _apart(outcomes, runs, inside),
        "typical": _typical(outcomes, inside) if len(runs) else None,
    }


def _words(select: object) -> dict[str, Any]:
    known = ("outcome", "blocker", "where", "package")
    if not isinstance(select, Mapping) or set(select) - set(known):
        expected = f"an object with any of {', '.join(known)}"
        raise BadInput([Problem(file="request", key="select", expected=expected, received=shown(select))])
    words = {key: value for key, value in select.items() if value is not None}
    package, blocker = words.get("package"), words.get("blocker")
    problems = []
    if package is not None and (isinstance(package, bool) or not isinstance(package, int)):
        expected = "the rank of a package"
        problems.append(Problem(file="request", key="select.package", expected=expected, received=shown(package)))
    if blocker is not None:
        if not isinstance(blocker, list) or not 1 <= len(blocker) <= 2 or not all(isinstance(b, str) for b in blocker):
            expected = "a party and an issue"
            problems.append(Problem(file="request", key="select.blocker", expected=expected, received=shown(blocker)))
        else:
            words["blocker"] = (*blocker, "")[:2]
    if "outcome" in words and not isinstance(words["outcome"], str):
        expected = "the name of an outcome"
        problems.append(
            Problem(file="request", key="select.outcome", expected=expected, received=shown(words["outcome"]))
        )
    if problems:
        raise BadInput(problems)
    return words


def _apart(outcomes: Outcomes, runs: Ints, inside: Any) -> list[dict[str, Any]]:
    rows = []
    for row in contrast(outcomes, runs).head(MOST_APART).to_dict("records"):
        name = str(row["parameter"])
        low, high = _interval(outcomes.column(DRAW + name).to_numpy(np.float64), inside)
        rows.append(
            {
                "key": name,
                "title": parameter_text(outcomes.scenario, name),
                "selected": float(row["selected"]),
                "others": float(row["others"]),
                "difference": float(row["selected"] - row["others"]),
                "low": low,
                "high": high,
                "superiority": float(row["superiority"]),
                "told": bool(row["told"]),
            }
        )
    return rows


def _interval(values: Floats, inside: Any) -> tuple[float, float]:
    one, other = values[inside], values[~inside]
    half = Z95 * math.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    difference = float(one.mean() - other.mean())
    return difference - half, difference + half


def _typical(outcomes: Outcomes, inside: Any) -> int:
    """The run that represents those selected."""
    names = ["run", "outcome", "round", *(issue.name for issue in outcomes.scenario.issues)]
    names += [f"utility_{party.name}" for party in outcomes.scenario.parties]
    return representative_run(Outcomes(outcomes.scenario, outcomes.seed, outcomes.columns(names)[inside]))
