"""Read utility spaces that do not add up over issues, as tables of packages: hyper-rectangles and constraints.

The rules are those of GENIUS 10. A hyper-rectangle is worth its utility times its weight within its bounds
(``INCLUDES``) or outside them (``EXCLUDES``), and 0 elsewhere; functions combine rectangles and inner functions by sum,
largest or smallest; the result is divided by ``maxutility`` and is at most 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from negosim.arrays import Bools, Floats
from negosim.domain.issues import finite_number
from negosim.errors import shown
from negosim.files.genius.constraints import constrained
from negosim.files.genius.domain import MOST_TABLED, Found, GeniusIssue, along
from negosim.files.genius.xml_parsing import Element

MOST_WORK = 5 * 10**9
"""Packages times rectangles and constraints: as many as take some seconds."""
COMBINED = {"sum": np.add, "max": np.maximum, "min": np.minimum}


def is_tabled(root: Element) -> bool:
    """Whether a utility space holds hyper-rectangles or constraints."""
    return root.find(".//ufun") is not None or root.find(".//rules") is not None


def table_of(root: Element, issues: Sequence[GeniusIssue], found: Found) -> Floats | None:
    """Compute what every package is worth.

    Parameters
    ----------
    root : Element
        A ``utility_space`` for which `is_tabled`.
    issues : sequence of GeniusIssue
        Of the domain.
    found : Found
        Collects problems.

    Returns
    -------
    ndarray or None
        An axis for each issue; None if there are problems.
    """
    packages = math.prod(len(issue.values) for issue in issues)
    if packages > MOST_TABLED:
        expected = f"at most {MOST_TABLED:,} packages where utilities do not add up over issues"
        found.add("utility_space", expected, f"{packages:,}", "such a space can only be sampled")
        return None
    parts = sum(1 for _ in root.iter())
    if packages * parts > MOST_WORK:
        expected = f"at most {MOST_WORK // packages:,} elements in a space of {packages:,} packages"
        found.add("utility_space", expected, f"{parts:,}")
        return None
    rules = root.find(".//rules")
    table = constrained(rules, issues, found) if rules is not None else _of_rectangles(root, issues, found)
    return None if found.problems else table


def _of_rectangles(root: Element, issues: Sequence[GeniusIssue], found: Found) -> Floats | None:
    function = root.find(".//ufun")
    outer = root.find(".//utility")
    outer = outer if outer is not None else root.find(".//utility_function")
    best = finite_number(outer.get("maxutility") if outer is not None else None)
    if best is None or best <= 0.0:
        found.add("utility", "a maxutility above 0", "none" if best is None else f"{best:g}")
    grids = _grids(issues, found)
    if best is None or function is None or found.problems:
        return None
    return np.minimum(_function(function, issues, grids, found) / best, 1.0)


def _grids(issues: Sequence[GeniusIssue], found: Found) -> list[Floats]:
    """The number of each value, along the axis of its issue."""
    grids = []
    for axis, issue in enumerate(issues):
        numbers = [finite_number(value) for value in issue.values]
        if None in numbers:
            found.add(f"issue {shown(issue.name)}", "values that are numbers, which rectangles can bound", "words")
        row = np.array([math.nan if number is None else number for number in numbers])
        grids.append(along(row, axis, len(issues)))
    return grids


def _function(function: Element, issues: Sequence[GeniusIssue], grids: list[Floats], found: Found) -> Floats:
    word = (function.get("aggregation") or "sum").strip().lower()
    if word not in COMBINED:
        found.add("ufun", "an aggregation that is sum, max or min", shown(word), among=COMBINED)
        word = "sum"
    total: Floats | None = np.zeros([len(issue.values) for issue in issues]) if word == "sum" else None
    for each in function:
        if each.tag not in ("hyperRectangle", "ufun"):
            continue
        inner = each.tag == "ufun"
        part = _function(each, issues, grids, found) if inner else _rectangle(each, issues, grids, found)
        part = part * _weight(each, found)
        total = part if total is None else COMBINED[word](total, part)
        if len(found.problems):
            break
    shape = [len(issue.values) for issue in issues]
    return np.broadcast_to(np.zeros(()) if total is None else total, shape)


def _rectangle(each: Element, issues: Sequence[GeniusIssue], grids: list[Floats], found: Found) -> Floats:
    """What one rectangle is worth, without its weight; of length 1 along issues that do not bound it."""
    worth = finite_number(each.get("utility"))
    if worth is None:
        found.add("hyperRectangle", "a utility", shown(each.get("utility")))
        return np.zeros(())
    excludes = each.findall("EXCLUDES")
    inside: Bools = np.ones([1] * len(issues), dtype=np.bool_)
    places = {issue.index: axis for axis, issue in enumerate(issues)}
    for bound in excludes or each.findall("INCLUDES"):
        low, high = finite_number(bound.get("min")), finite_number(bound.get("max"))
        axis = places.get((bound.get("index") or "").strip())
        if low is None or high is None or axis is None:
            found.add("hyperRectangle", "bounds with the index of an issue, min and max", shown(dict(bound.attrib)))
            continue
        inside = inside & (grids[axis] >= low) & (grids[axis] <= high)
    return np.where(~inside if excludes else inside, worth, 0.0)


def _weight(each: Element, found: Found) -> float:
    weight = finite_number(each.get("weight", "1"))
    if weight is None:
        found.add(each.tag, "a weight that is a number", shown(each.get("weight")))
    return 1.0 if weight is None else weight
