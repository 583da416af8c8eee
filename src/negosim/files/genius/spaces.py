"""The utility spaces of GENIUS: what values are worth to a party.

A value of a discrete issue is worth its evaluation over the largest of the issue. A number of an integer issue is worth
``offset + slope (x - lower bound)``, one of a real issue ``parameter0 + parameter1 x``, both held in 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from negosim.files.genius.forms import Found, GeniusIssue, GeniusProfile, number_of
from negosim.files.problems import shown
from negosim.files.xml import Element

LINEAR, CONSTANT = "linear", "constant"
NO_SUM = ("constraint", "nonlinear")


def profile_of(name: str, root: Element, issues: Sequence[GeniusIssue], found: Found) -> GeniusProfile | None:
    """A party's ``utility_space`` over the issues of its domain; None, with problems ``found``, if it is none."""
    if root.get("type") in NO_SUM or root.find(".//ufun") is not None or root.find(".//rules") is not None:
        found.add("utility_space", "a sum over issues", "constraints over several issues", "such spaces are not read")
        return None
    elements = {(element.get("name") or "").strip(): element for element in root.iter("issue")}
    known = {issue.name for issue in issues}
    for other in elements:
        if other not in known:
            found.add("issue", "an issue of the domain", shown(other), among=known)
    given = {element.get("index"): element.get("value") for element in root.iter("weight")}
    weights, values = [], []
    for issue in issues:
        element = elements.get(issue.name)
        if element is None:
            found.add(_key(issue), "what its values are worth", "nothing")
            continue
        weights.append(_weight(given, element, issue, found))
        values.append(_values(element, issue, found))
    reservation = _single(root, "reservation", 0.0, -2.0, 2.0, found)
    discount = _single(root, "discount_factor", 1.0, 0.0, 1.0, found)
    total = sum(weights)
    if weights and not 0.0 < total < math.inf:
        found.add("weight", "weights that add up to more than 0, and to a number", f"{total:g}")
    if found.problems:
        return None
    # In GENIUS a factor of 0 stands for no discount, as 1 does.
    return GeniusProfile(name, tuple(w / total for w in weights), tuple(values), reservation, discount or 1.0)


def _key(issue: GeniusIssue, value: str | None = None) -> str:
    return f"issue {shown(issue.name)}" + ("" if value is None else f", value {shown(value)}")


def _weight(given: Mapping[str | None, str | None], element: Element, issue: GeniusIssue, found: Found) -> float:
    text = given.get(element.get("index"))
    number = number_of(text)
    if number is None or number < 0.0:
        found.add(f"weight of {_key(issue)}", "a number from 0", shown(text) if text else "nothing")
        return 0.0
    return number


def _single(root: Element, tag: str, default: float, low: float, high: float, found: Found) -> float:
    element = root.find(f".//{tag}")
    if element is None:
        return default
    number = number_of(element.get("value"))
    if number is None or not low <= number <= high:
        received = shown(element.get("value")) if element.get("value") else "nothing"
        found.add(tag, f"a number from {low:g} to {high:g}", received)
        return default
    return number


def _values(element: Element, issue: GeniusIssue, found: Found) -> tuple[float, ...]:
    items = {(item.get("value") or "").strip(): item.get("evaluation") for item in element.findall("item")}
    numbers = _evaluated(items, issue, found) if items or issue.kind == "discrete" else _linear(element, issue, found)
    return tuple(numbers)


def _evaluated(items: Mapping[str, str | None], issue: GeniusIssue, found: Found) -> list[float]:
    numbers = []
    for value in issue.values:
        number = number_of(items.get(value))
        if number is None or number < 0.0:
            text = items.get(value)
            found.add(_key(issue, value), "an evaluation from 0", shown(text) if text else "nothing")
        numbers.append(number or 0.0)
    largest = max(numbers, default=0.0)
    return [number / largest if largest > 0.0 else 0.0 for number in numbers]


def _linear(element: Element, issue: GeniusIssue, found: Found) -> list[float]:
    evaluator = element.find("evaluator")
    form = "none" if evaluator is None else evaluator.get("ftype") or LINEAR
    if evaluator is None or form not in (LINEAR, CONSTANT):
        found.add(_key(issue), "items, or an evaluator that is linear or constant", shown(form) if form else "none")
        return []
    whole = issue.kind == "integer"
    words = ("offset", "slope") if whole else ("parameter0", "parameter1")
    offset, slope = number_of(evaluator.get(words[0])), number_of(evaluator.get(words[1]))
    if form == CONSTANT:
        slope = 0.0
    if offset is None or slope is None:
        found.add(_key(issue), f"an evaluator with the numbers {' and '.join(words)}", "one without")
        return []
    numbers = [float(value) for value in issue.values]
    zero = numbers[0] if whole and numbers else 0.0
    return [min(1.0, max(0.0, offset + slope * (number - zero))) for number in numbers]
