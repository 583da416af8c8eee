"""Read the utility spaces of GENIUS: what values are worth to a party.

A value of a discrete issue is worth its evaluation over the largest of the issue. A number of an integer issue is worth
``offset + slope (x - lower bound)``, one of a real issue ``parameter0 + parameter1 x``, both held in 0 to 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from negosim.domain.issues import finite_number
from negosim.errors import shown
from negosim.files.genius.domain import Found, GeniusIssue, GeniusProfile
from negosim.files.genius.issues import bound_of, kind_of
from negosim.files.genius.xml_parsing import Element

LINEAR, CONSTANT = "linear", "constant"
NO_SUM = ("constraint", "nonlinear")


def profile_of(name: str, root: Element, issues: Sequence[GeniusIssue], found: Found) -> GeniusProfile | None:
    """Read the utility space of a party.

    Parameters
    ----------
    name : str
        Of its file.
    root : Element
        A ``utility_space``.
    issues : Sequence[GeniusIssue]
        Of the domain.
    found : Found
        Collects problems.

    Returns
    -------
    GeniusProfile | None
        The profile; None if there are problems.
    """
    if root.get("type") in NO_SUM or root.find(".//ufun") is not None or root.find(".//rules") is not None:
        found.add("utility_space", "a sum over issues", "constraints over several issues", "such spaces are not read")
        return None
    elements = {(element.get("name") or "").strip(): element for element in root.iter("issue")}
    _once("issue", [(element.get("name") or "").strip() for element in root.iter("issue")], found)
    _once("issue index", [index for element in elements.values() if (index := element.get("index"))], found)
    known = {issue.name for issue in issues}
    for other in elements:
        if other not in known:
            found.add("issue", "an issue of the domain", shown(other), among=known)
    given = _same("weight of index", [(e.get("index"), e.get("value")) for e in root.iter("weight")], found)
    weights, values = [], []
    for issue in issues:
        element = elements.get(issue.name)
        if element is None:
            found.add(_key(issue), "what its values are worth", "nothing")
            continue
        _alike(element, issue, found)
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


def _once(key: str, names: Sequence[str], found: Found) -> None:
    """Add a problem for each repeated name."""
    for name, count in Counter(names).items():
        if count > 1:
            found.add(key, "each once", f"{shown(name)} {count} times")


def _same(key: str, pairs: Sequence[tuple[str | None, str | None]], found: Found) -> dict[str | None, str | None]:
    """Collect values by name; add a problem for each name with two different values."""
    said: dict[str | None, str | None] = {}
    for name, value in pairs:
        if said.setdefault(name, value) != value:
            what = key if name is None else f"{key} {shown(name)}"
            found.add(what, "one value", f"{shown(said[name])} and {shown(value)}")
    return said


def _alike(element: Element, issue: GeniusIssue, found: Found) -> None:
    """Add a problem where the kind or range of an issue differs from the domain's."""
    kind = kind_of(element) or issue.kind
    if kind != issue.kind:
        found.add(_key(issue), f"what the domain says it is, {issue.kind}", shown(kind))
    if issue.kind == "discrete" or not issue.values:
        return
    for word, value in (("lowerbound", issue.values[0]), ("upperbound", issue.values[-1])):
        bound = bound_of(element, word)
        if bound is not None and abs(bound - float(value)) > 1e-9 * max(1.0, abs(bound)):
            found.add(f"{_key(issue)}, {word}", f"that of the domain, {value}", f"{bound:g}")


def _key(issue: GeniusIssue, value: str | None = None) -> str:
    return f"issue {shown(issue.name)}" + ("" if value is None else f", value {shown(value)}")


def _weight(given: Mapping[str | None, str | None], element: Element, issue: GeniusIssue, found: Found) -> float:
    text = given.get(element.get("index"))
    number = finite_number(text)
    if number is None or number < 0.0:
        found.add(f"weight of {_key(issue)}", "a number from 0", shown(text) if text else "nothing")
        return 0.0
    return number


def _single(root: Element, tag: str, default: float, low: float, high: float, found: Found) -> float:
    elements = root.findall(f".//{tag}")
    if not elements:
        return default
    element = elements[0]
    _same(tag, [(None, one.get("value")) for one in elements], found)
    number = finite_number(element.get("value"))
    if number is None or not low <= number <= high:
        received = shown(element.get("value")) if element.get("value") else "nothing"
        found.add(tag, f"a number from {low:g} to {high:g}", received)
        return default
    return number


def _values(element: Element, issue: GeniusIssue, found: Found) -> tuple[float, ...]:
    known = set(issue.values)
    pairs = [((item.get("value") or "").strip(), item.get("evaluation")) for item in element.findall("item")]
    items = _same(f"{_key(issue)}, value", pairs, found)
    for value in dict.fromkeys(value for value, _ in pairs if value not in known):
        found.add(_key(issue, value), "a value of the domain", shown(value))
    numbers = _evaluated(items, issue, found) if items or issue.kind == "discrete" else _linear(element, issue, found)
    return tuple(numbers)


def _evaluated(items: Mapping[str | None, str | None], issue: GeniusIssue, found: Found) -> list[float]:
    numbers = []
    for value in issue.values:
        number = finite_number(items.get(value))
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
    offset, slope = finite_number(evaluator.get(words[0])), finite_number(evaluator.get(words[1]))
    if form == CONSTANT:
        slope = 0.0
    if offset is None or slope is None:
        found.add(_key(issue), f"an evaluator with the numbers {' and '.join(words)}", "one without")
        return []
    numbers = [float(value) for value in issue.values]
    zero = numbers[0] if whole and numbers else 0.0
    return [min(1.0, max(0.0, offset + slope * (number - zero))) for number in numbers]
