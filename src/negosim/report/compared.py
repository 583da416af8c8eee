"""The comparison with another ensemble under the same random numbers."""

from __future__ import annotations

from typing import Any

from negosim.analysis.outcomes.comparison import changed_packages, compare_outcomes, ending_otherwise
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem
from negosim.files.resolved_scenario import differing, resolved
from negosim.plots.words import issue_title, level_title, scenario_title
from negosim.report.figures import differences

PACKAGES = 6
NAMING = {"name", "title", "about"}
KEYS = 12
"""Keys in which scenarios differ that are named, of many."""


def comparison(outcomes: Outcomes, other: Outcomes) -> dict[str, Any]:
    """Compare two ensembles.

    Parameters
    ----------
    outcomes : Outcomes
        The ensemble of the report.
    other : Outcomes
        The one that it is compared with.

    Returns
    -------
    dict
        ``title`` of the other scenario; ``changed``, the keys in which the two differ, and ``more``, how many of these
        are not named; ``otherwise``, how many runs end otherwise; ``figure``; ``head`` and ``rows`` of the packages
        won and lost.

    Raises
    ------
    BadInput
        The ensembles have other parties, or runs that cannot be paired.
    """
    _check(outcomes, other)
    names = ("This case", "Other case")
    table = compare_outcomes(dict(zip(names, (outcomes, other), strict=True)))
    changed = [key for key in differing(resolved(outcomes.scenario), resolved(other.scenario)) if key not in NAMING]
    found = changed_packages(outcomes, other)
    issues = [str(name) for name in found.columns[:-3]]
    return {
        "title": scenario_title(other.scenario),
        "changed": changed[:KEYS],
        "more": len(changed[KEYS:]),
        "otherwise": ending_otherwise(outcomes, other),
        "figure": differences(table, names),
        "head": [*(issue_title(outcomes.scenario.issue(name), unit=False) for name in issues), *names, "Change"],
        "rows": [_row(outcomes, issues, row) for row in found.head(PACKAGES).to_numpy(dtype=object).tolist()],
    }


def _check(outcomes: Outcomes, other: Outcomes) -> None:
    wanted, given = ([party.name for party in each.scenario.parties] for each in (outcomes, other))
    problems = []
    if given != wanted:
        expected = f"talks of the same parties, {', '.join(wanted)}"
        problems.append(Problem(file="--compare", expected=expected, received=f"talks of {', '.join(given)}"))
    runs, others = (f"{len(each)} runs of seed {each.seed}" for each in (outcomes, other))
    if runs != others:
        problems.append(Problem(file="--compare", expected=f"{runs}, which can be paired", received=others))
    if problems:
        raise BadInput(problems)


def _row(outcomes: Outcomes, issues: list[str], row: list[Any]) -> tuple[str, ...]:
    scenario = outcomes.scenario
    levels = (
        level_title(scenario, str(label), issue=scenario.issue(name)) for name, label in zip(issues, row, strict=False)
    )
    first, other, change = row[-3:]
    return (*levels, f"{first:,}", f"{other:,}", f"{change:+,}".replace("-", "−"))
