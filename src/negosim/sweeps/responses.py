"""Responses of a sweep: named functions of an outcome, one number for each run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from negosim.arrays import Floats
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import OUTCOMES
from negosim.errors import BadInput, Problem, nearest

UTILITY, PACKAGE = "utility.", "package:"
Columns = Callable[[list[str]], pd.DataFrame]


def numbers_of(name: str, scenario: Scenario, columns: Columns, where: str = "response") -> Floats:
    """A response of every run.

    ``agreement``, ``partial``, ``collapse``, ``deadline``, or several with ``|`` between them: 1 for a run that ended
    so, else 0. ``day`` and ``round`` of the end of every run, ``utility.PARTY`` of what holds at its end, whether or
    not it was agreed. ``package:ISSUE=LEVEL|LEVEL&ISSUE=LEVEL``: 1 for a run in which each issue named was agreed at
    one of its levels, else 0.

    Parameters
    ----------
    name : str
        Of the response.
    scenario : Scenario
        Whose parties and issues there are.
    columns : Columns
        Gives some columns of the outcomes, by name.
    where : str
        The file or call, for errors.

    Raises
    ------
    BadInput
        There is no such response.
    """
    if name.startswith(PACKAGE):
        return _of_class(package_class(name.removeprefix(PACKAGE), scenario, where, name), columns)
    if set(name.split("|")) <= set(OUTCOMES):
        return np.asarray(columns(["outcome"])["outcome"].isin(name.split("|")), np.float64)
    parties = [f"{UTILITY}{party.name}" for party in scenario.parties]
    if name in ("day", "round"):
        return np.asarray(columns([name])[name], np.float64)
    if name in parties:
        column = f"utility_{name.removeprefix(UTILITY)}"
        return np.asarray(columns([column])[column], np.float64)
    known = [*OUTCOMES, "day", "round", *parties, "package:ISSUE=LEVEL"]
    raise BadInput(
        [Problem(file=where, key="response", expected="a response", received=name, hint=nearest(name, known))]
    )


def package_class(text: str, scenario: Scenario, where: str, key: str) -> dict[str, tuple[str, ...]]:
    """Parse a class of packages.

    Parameters
    ----------
    text : str
        ``ISSUE=LEVEL|LEVEL&ISSUE=LEVEL``; a comma does as well as ``&``.
    scenario : Scenario
        With the issues.
    where : str
        The file or option named in errors.
    key : str
        The address in it.

    Returns
    -------
    dict[str, tuple[str, ...]]
        The allowed levels by issue.

    Raises
    ------
    BadInput
        With every issue and level that does not exist.
    """
    issues = {issue.name: issue for issue in scenario.issues}
    problems, chosen = [], dict[str, tuple[str, ...]]()
    for part in text.replace(",", "&").split("&"):
        name, equals, levels = (word.strip() for word in part.partition("="))
        wanted = tuple(level.strip() for level in levels.split("|"))
        if not equals or not name:
            problems.append(Problem(file=where, key=key, expected="ISSUE=LEVEL", received=part.strip() or "nothing"))
        elif name not in issues:
            problems.append(
                Problem(file=where, key=key, expected="an issue", received=name, hint=nearest(name, issues))
            )
        elif name in chosen:
            problems.append(Problem(file=where, key=key, expected="each issue once", received=f"{name} twice"))
        else:
            labels = [issues[name].labels[digit] for digit in issues[name].available]
            problems += [
                Problem(file=where, key=key, expected=f"a level of {name}", received=level, hint=nearest(level, labels))
                for level in wanted
                if level not in labels
            ]
        chosen[name] = wanted
    if problems:
        raise BadInput(problems)
    return chosen


def _of_class(chosen: Mapping[str, tuple[str, ...]], columns: Columns) -> Floats:
    frame = columns(list(chosen))
    fits = np.logical_and.reduce([frame[issue].isin(levels).to_numpy() for issue, levels in chosen.items()])
    return np.asarray(fits, np.float64)


def means(y: Floats) -> tuple[Floats, Floats]:
    """Of a response (n, R): the mean of every point, (n,), and its standard error, nan for a single replication."""
    mean = y.mean(axis=1)
    if y.shape[1] < 2:
        return mean, np.full(len(y), np.nan)
    return mean, y.std(axis=1, ddof=1) / np.sqrt(y.shape[1])


def constant(y: Floats) -> float | None:
    """The value of a response that is the same in every run of every point; else None."""
    first = float(y.flat[0])
    return first if bool(np.all(y == first)) else None
