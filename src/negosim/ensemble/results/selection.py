"""Runs of an ensemble, selected by what they agreed on, how they ended and over what a party refused last."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pandas as pd

from negosim.arrays import Bools, Ints
from negosim.domain.scenario import Scenario
from negosim.domain.terms import Package, parse_terms
from negosim.ensemble.results.outcome_table import OUTCOMES
from negosim.errors import BadInput, Problem, nearest, shown


class Ensemble(Protocol):
    """What is asked of ``Outcomes`` to select its runs."""

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        ...

    def __len__(self) -> int:
        """Number of runs."""
        ...

    def column(self, name: str) -> pd.Series[Any]:
        """One column, one value per run."""
        ...


def ranked_packages(outcomes: Ensemble) -> tuple[Ints, Ints]:
    """Return the agreed packages, by index, and in how many runs each was agreed; the most frequent first.

    Packages with equal counts are in the order of their index.
    """
    packages = outcomes.column("package").to_numpy(dtype=np.int64)
    packages, counts = np.unique(packages[packages >= 0], return_counts=True)
    order = np.lexsort((packages, -counts))
    return packages[order], counts[order]


def select_runs(
    outcomes: Ensemble,
    *,
    package: int | None = None,
    where: Package | None = None,
    outcome: str | None = None,
    blocker: str | tuple[str, str] | None = None,
) -> Ints:
    """Return the numbers of the runs that fulfil every condition given; described at ``Outcomes.runs_of``."""
    problems: list[Problem] = []
    chosen = np.ones(len(outcomes), dtype=np.bool_)
    if package is not None:
        chosen &= _of_package(outcomes, package, problems)
    if where is not None:
        chosen &= _of_terms(outcomes, where, problems)
    if outcome is not None:
        if outcome not in OUTCOMES:
            hint, expected = nearest(str(outcome), OUTCOMES), "one of " + ", ".join(OUTCOMES)
            problems.append(Problem(file="outcome", expected=expected, received=shown(outcome), hint=hint))
        chosen &= (outcomes.column("outcome") == outcome).to_numpy()
    if blocker is not None:
        chosen &= _of_blocker(outcomes, blocker, problems)
    if problems:
        raise BadInput(problems)
    return outcomes.column("run").to_numpy(dtype=np.int64)[chosen]


def _of_package(outcomes: Ensemble, rank: int, problems: list[Problem]) -> Bools:
    packages, _ = ranked_packages(outcomes)
    if not 1 <= rank <= len(packages):
        expected = f"a rank from 1 to {len(packages)}, 1 for the package most often agreed"
        if not len(packages):
            expected = "runs with a package; no run of these agreed on one"
        problems.append(Problem(file="package", expected=expected, received=shown(rank)))
        return np.zeros(len(outcomes), dtype=np.bool_)
    chosen: Bools = outcomes.column("package").to_numpy() == packages[rank - 1]
    return chosen


def _of_terms(outcomes: Ensemble, where: Package, problems: list[Problem]) -> Bools:
    chosen = (outcomes.column("package") >= 0).to_numpy()
    try:
        terms = parse_terms(outcomes.scenario, where, "where")
    except BadInput as error:
        problems += error.problems
        return chosen
    for issue, labels in terms.levels.items():
        chosen = chosen & outcomes.column(issue).isin(labels).to_numpy()
    return chosen


def _of_blocker(outcomes: Ensemble, blocker: str | tuple[str, str], problems: list[Problem]) -> Bools:
    party, issue = blocker.partition(":")[::2] if isinstance(blocker, str) else blocker
    scenario = outcomes.scenario
    parties, issues = [p.name for p in scenario.parties], [i.name for i in scenario.issues]
    for word, known, what in ((party, parties, "a party"), (issue, ["", *issues], "an issue")):
        if word not in known:
            names = [name for name in known if name]
            expected = f"PARTY or PARTY:ISSUE, with {what} of the scenario"
            problems.append(Problem(file="blocker", expected=expected, received=word, hint=nearest(word, names)))
    if problems:
        return np.zeros(len(outcomes), dtype=np.bool_)
    over = outcomes.column(f"objection_{party}")
    chosen: Bools = (over == issue if issue else over.notna()).to_numpy(dtype=np.bool_)
    return chosen
