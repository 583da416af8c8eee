"""Types of the columns of outcomes for people: numbers for numeric levels, categories in their order for the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcome_table import OUTCOMES


def typed(scenario: Scenario, stored: pd.DataFrame) -> pd.DataFrame:
    """Return outcomes with typed columns.

    Parameters
    ----------
    scenario : Scenario
        Scenario of the runs.
    stored : DataFrame
        Outcomes as they are stored, or some columns of them: levels, outcomes and names as text.

    Returns
    -------
    DataFrame
        Levels of issues that are all numbers as float, other levels as categories in the order of the issue, which are
        ordered if its levels form a scale; outcomes and last objections as categories. Missing values are missing.
    """
    issues = [issue.name for issue in scenario.issues]
    names = {"outcome": OUTCOMES, **{f"objection_{party.name}": issues for party in scenario.parties}}
    columns = {name: _categories(stored[name], words) for name, words in names.items() if name in stored}
    for issue in scenario.issues:
        numbers = issue.numbers
        if issue.name not in stored:
            continue
        columns[issue.name] = (
            stored[issue.name].astype(object).map(numbers).astype(np.float64)
            if numbers
            else _categories(stored[issue.name], issue.labels, ordered=issue.ordered)
        )
    return stored.assign(**columns)


def as_stored(scenario: Scenario, frame: pd.DataFrame) -> pd.DataFrame:
    """Return outcomes as they are stored, from typed columns or stored ones."""
    columns = {}
    for issue in scenario.issues:
        if issue.name in frame and pd.api.types.is_float_dtype(frame[issue.name].dtype) and issue.numbers:
            labels = {value: label for label, value in issue.numbers.items()}
            columns[issue.name] = frame[issue.name].map(labels).astype(object).where(frame[issue.name].notna(), None)
    objections = [f"objection_{party.name}" for party in scenario.parties]
    for name in ("outcome", *objections, *(issue.name for issue in scenario.issues)):
        if name in frame and isinstance(frame[name].dtype, pd.CategoricalDtype):
            columns[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame.assign(**{name: column.astype("str") for name, column in columns.items()})


def _categories(column: pd.Series[Any], names: Sequence[str], *, ordered: bool = False) -> pd.Series[Any]:
    return column.astype(object).astype(pd.CategoricalDtype([*names], ordered=ordered))
