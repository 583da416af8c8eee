"""Read utility spaces of ranks and constraints (``rules``) as tables of packages, by the rules of GENIUS 10.

A value is worth its rank over the largest rank of its issue; a package is worth the mean over issues. A constraint of
an issue makes that issue worth 0 in some packages, one of the outcome makes the whole package worth 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from negosim.arrays import Bools, Floats
from negosim.domain.issues import finite_number
from negosim.errors import shown
from negosim.files.genius.domain import Found, GeniusIssue, along
from negosim.files.genius.xml_parsing import Element

OF_OUTCOME = ("inclusiveZeroOutcomeConstraint", "conditionalZeroOutcomeConstraint")
OF_VALUES = ("zeroConstraint", "conditionalZeroConstraint")
OF_SUMS = ("sumZeroConstraint", "sumZeroNotConstraint", "sumZeroConstraintList")


@attrs.frozen
class _Axes:
    """The issues of a domain, found by their index."""

    issues: Sequence[GeniusIssue]
    found: Found

    @property
    def shape(self) -> list[int]:
        """How many values each issue has."""
        return [len(issue.values) for issue in self.issues]

    def at(self, element: Element) -> int | None:
        """The axis of the issue that an element names."""
        index = (element.get("index") or "").strip()
        places = {issue.index: axis for axis, issue in enumerate(self.issues)}
        if index not in places:
            self.found.add(f"{element.tag} in rules", "the index of an issue", shown(index), among=places)
        return places.get(index)

    def where(self, axis: int, chosen: Sequence[bool]) -> Bools:
        """Packages whose value of an issue is chosen."""
        return along(np.array(chosen), axis, len(self.issues)).astype(np.bool_)

    def numbers(self, axis: int) -> Floats:
        """The numbers of an issue's values, along its axis; 0 for a word, with a problem."""
        numbers = [finite_number(value) for value in self.issues[axis].values]
        if None in numbers:
            name = shown(self.issues[axis].name)
            self.found.add(f"issue {name}", "values that are numbers, which a constraint adds up", "words")
        return along(np.array([number or 0.0 for number in numbers]), axis, len(self.issues))


def constrained(rules: Element, issues: Sequence[GeniusIssue], found: Found) -> Floats:
    """Compute what every package is worth.

    Parameters
    ----------
    rules : Element
        Ranks and constraints.
    issues : sequence of GeniusIssue
        Of the domain.
    found : Found
        Collects problems.

    Returns
    -------
    ndarray
        An axis for each issue.
    """
    axes = _Axes(issues, found)
    constraints = rules.findall("./constraints/constraint")
    for each in constraints:
        if (each.get("type") or "") not in (*OF_OUTCOME, *OF_VALUES, *OF_SUMS):
            found.add("constraint", "a known type", shown(each.get("type")), among=(*OF_OUTCOME, *OF_VALUES, *OF_SUMS))
    table = np.zeros(axes.shape)
    ranked = rules.findall("./ranks/issue")
    if not ranked:
        found.add("ranks", "ranks of the values of issues", "none")
    for issue in ranked:
        if (axis := axes.at(issue)) is None:
            continue
        worth = np.broadcast_to(along(_ranks(issue, issues[axis], found), axis, len(issues)), axes.shape).copy()
        for each in constraints:
            if each.get("type") in (*OF_VALUES, *OF_SUMS) and axes.at(each) == axis:
                worth[np.broadcast_to(_zero(each, axis, axes), axes.shape)] = 0.0
        table += worth
    table /= max(1, len(ranked))
    for each in constraints:
        if each.get("type") in OF_OUTCOME:
            table[np.broadcast_to(_zero_outcome(each, axes), axes.shape)] = 0.0
    return table


def _ranks(element: Element, issue: GeniusIssue, found: Found) -> Floats:
    """Ranks over the largest one; items name their value, or only its number in the issue."""
    ranks = np.full(len(issue.values), np.nan)
    for item in element.findall("item"):
        rank, value, index = finite_number(item.get("rank")), item.get("value"), finite_number(item.get("index"))
        if value is not None:
            ranks[[each == value.strip() for each in issue.values]] = np.nan if rank is None else rank
        elif index is not None and index == int(index) and 1 <= index <= len(ranks):
            ranks[int(index) - 1] = np.nan if rank is None else rank
    missing = np.flatnonzero(np.isnan(ranks))
    if len(missing):
        found.add(
            f"ranks of issue {shown(issue.name)}", "a rank for every value", f"none for {issue.values[missing[0]]}"
        )
        return np.zeros(len(ranks))
    best = float(ranks.max())
    if best <= 0.0 or ranks.min() < 0.0:
        found.add(f"ranks of issue {shown(issue.name)}", "ranks from 0, one above it", shown(ranks.tolist()))
        return np.zeros(len(ranks))
    return ranks / best


def _zero(each: Element, axis: int, axes: _Axes) -> Bools:
    """Packages in which a constraint makes its issue worth 0."""
    kind, values = each.get("type"), axes.issues[axis].values
    checked = each.get("value") or ""
    hit: Bools = np.ones([1] * len(axes.issues), dtype=np.bool_)
    if kind in OF_VALUES:
        for part in each.findall("valueassignment"):
            if (at := axes.at(part)) is not None:
                wanted = (part.get("value") or "").strip()
                hit = hit & axes.where(at, [value == wanted for value in axes.issues[at].values])
        return hit & axes.where(axis, [checked not in v for v in values]) if kind != "zeroConstraint" else hit
    low, high = finite_number(each.get("min")), finite_number(each.get("max"))
    if low is None or high is None:
        axes.found.add("constraint", "the numbers min and max", shown(dict(each.attrib)))
        return ~hit
    places = [at for part in each.findall("item") if (at := axes.at(part)) is not None]
    total = sum((axes.numbers(at) for at in places), np.zeros([1] * len(axes.issues)))
    if kind == "sumZeroConstraintList":
        words = [part.get("value") or "" for part in each.findall("condition")]
        chosen = [any(word in value for word in words) for value in values]
    else:
        chosen = [(checked in value) == (kind == "sumZeroConstraint") for value in values]
    return (total >= low) & (total <= high) & axes.where(axis, chosen)


def _zero_outcome(each: Element, axes: _Axes) -> Bools:
    """Packages that a constraint makes worth 0."""
    hit: Bools = np.ones([1] * len(axes.issues), dtype=np.bool_)
    conditional = each.get("type") == "conditionalZeroOutcomeConstraint"
    for part in each.findall("checkassignment"):
        if (at := axes.at(part)) is None:
            continue
        word = part.get("condition") or ""
        if "numeric" in word and "positive" in word:
            holds = axes.numbers(at) > 0.0 if conditional else axes.numbers(at) >= 0.0
        elif "numeric" in word and "negative" in word:
            holds = axes.numbers(at) < 0.0 if conditional else axes.numbers(at) <= 0.0
        elif "numeric" in word:
            continue
        else:  # of a conditional constraint, what must be there; else the package is worth nothing
            holds = axes.where(at, [(word in value) != conditional for value in axes.issues[at].values])
        hit = hit & holds
    return hit
