"""Read the utility spaces of GENIUS: what values are worth to a party.

A value of a discrete issue is worth its evaluation over the largest of the issue; `evaluators` says what numbers are
worth, `nonlinear` what packages are worth where utilities do not add up over issues.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from negosim.domain.issues import finite_number
from negosim.errors import nearest, shown
from negosim.files.genius.domain import Found, GeniusIssue, GeniusProfile
from negosim.files.genius.evaluators import numbers_worth
from negosim.files.genius.issues import bound_of, issue_elements, kind_of
from negosim.files.genius.nonlinear import is_tabled, table_of
from negosim.files.genius.xml_parsing import Element


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
        Collects problems and notes.

    Returns
    -------
    GeniusProfile | None
        The profile; None if there are problems.
    """
    reservation = _reservation(root, found)
    discount = _discount(root, found)
    if is_tabled(root):
        table = table_of(root, issues, found)
        return None if table is None or found.problems else GeniusProfile(name, (), (), reservation, discount, table)
    given = _same("weight of index", [(e.get("index"), e.get("value")) for e in root.iter("weight")], found)
    weights, values = [], []
    elements = _by_issue(list(issue_elements(root)), issues, found)
    for issue, element in zip(issues, elements, strict=True):
        if element is None:
            continue
        _alike(element, issue, found)
        weights.append(_weight(given, element, issue, found))
        values.append(_values(element, issue, found))
    total = sum(weights)
    if weights and not 0.0 < total < math.inf:
        found.add("weight", "weights that add up to more than 0, and to a number", f"{total:g}")
    if found.problems:
        return None
    return GeniusProfile(name, tuple(w / total for w in weights), tuple(values), reservation, discount)


def _by_issue(elements: Sequence[Element], issues: Sequence[GeniusIssue], found: Found) -> list[Element | None]:
    """Find the element of each issue: by its name, or by its index where names differ or are there twice."""
    by_name: dict[str, list[Element]] = defaultdict(list)
    by_index: dict[str, Element] = {}
    for each in elements:
        by_name[(each.get("name") or "").strip()].append(each)
        by_index[(each.get("index") or "").strip()] = each
    indices = Counter((each.get("index") or "").strip() for each in elements)
    for index, count in indices.items():
        if index and count > 1:
            found.add("issue index", "each once", f"{shown(index)} {count} times")
    known = Counter(issue.name for issue in issues)
    chosen: list[Element | None] = []
    told: set[str] = set()
    for issue in issues:
        alike = by_name.get(issue.name, [])
        element: Element | None = alike[0] if len(alike) == 1 and known[issue.name] == 1 else None
        other = by_index.get(issue.index) if issue.index else None
        if element is None and other is not None:
            its = (other.get("name") or "").strip()
            if its not in known:
                found.note(f"{_key(issue)} is called {shown(its)} here, and is found by its index, {issue.index}")
            element = other if its == issue.name or its not in known else None
        if element is None and len(alike) > 1:
            found.add("issue", "each once", f"{shown(issue.name)} {len(alike)} times")
            told.add(f"{shown(issue.name)} {len(alike)} times")
        elif element is None:
            found.add(_key(issue), "what its values are worth", "nothing", nearest(issue.name, list(by_name)[:20]))
        chosen.append(element)
    used = {id(element) for element in chosen}
    for each in elements:
        name = (each.get("name") or "").strip()
        if id(each) not in used and name in known and f"{shown(name)} {len(by_name[name])} times" not in told:
            found.add("issue", "each once", f"{shown(name)} {len(by_name[name])} times")
            told.add(f"{shown(name)} {len(by_name[name])} times")
        elif id(each) not in used and name not in known:
            found.note(f"issue {shown(name)} is left out, the domain has none of that name")
    return chosen


def _same(key: str, pairs: Sequence[tuple[str | None, str | None]], found: Found) -> dict[str | None, str | None]:
    """Collect values by name; add a problem for each name with two different values."""
    said: dict[str | None, str | None] = {}
    for name, value in pairs:
        if said.setdefault(name, value) != value:
            what = key if name is None else f"{key} {shown(name)}"
            found.add(what, "one value", f"{shown(said[name])} and {shown(value)}")
    return said


def _alike(element: Element, issue: GeniusIssue, found: Found) -> None:
    """Add a problem where the kind of an issue differs from the domain's, and a note where its range does."""
    kind = kind_of(element) or issue.kind
    if kind != issue.kind:
        found.add(_key(issue), f"what the domain says it is, {issue.kind}", shown(kind))
    if issue.kind == "discrete" or not issue.values:
        return
    for word, value in (("lowerbound", issue.values[0]), ("upperbound", issue.values[-1])):
        bound = bound_of(element, word)
        if bound is not None and abs(bound - float(value)) > 1e-9 * max(1.0, abs(bound)):
            found.note(f"{_key(issue)}: {word} {bound:g} differs from the domain's {value}, whose numbers are taken")


def _key(issue: GeniusIssue, value: str | None = None) -> str:
    return f"issue {shown(issue.name)}" + ("" if value is None else f", value {shown(value)}")


def _weight(given: Mapping[str | None, str | None], element: Element, issue: GeniusIssue, found: Found) -> float:
    text = given.get(element.get("index"))
    number = finite_number(text)
    if number is None or number < 0.0:
        found.add(f"weight of {_key(issue)}", "a number from 0", shown(text) if text else "nothing")
        return 0.0
    return number


def _reservation(root: Element, found: Found) -> float:
    text = _single(root, "reservation", found)
    number = finite_number(text)
    if text is None or number is None:
        if text is not None:
            found.note(f"reservation: {shown(text)} is no number, read as 0")
        return 0.0
    if not -2.0 <= number <= 2.0:
        found.add("reservation", "a number from -2 to 2", shown(text), "utilities lie between 0 and 1")
    return number


def _discount(root: Element, found: Found) -> float:
    """The discount factor; 1 where GENIUS takes none."""
    text = _single(root, "discount_factor", found)
    number = finite_number(text)
    if text is not None and (number is None or not 0.0 <= number <= 1.0):
        found.note(f"discount_factor: {shown(text)} is no number from 0 to 1, read as no discount")
        return 1.0
    # In GENIUS a factor of 0 stands for no discount, as 1 does.
    return number or 1.0


def _single(root: Element, tag: str, found: Found) -> str | None:
    """The value of an element that is there at most once; None if it is not there or says ``null``."""
    elements = root.findall(f".//{tag}")
    _same(tag, [(None, one.get("value")) for one in elements], found)
    text = elements[0].get("value") if elements else None
    return text if text != "null" else None


def _values(element: Element, issue: GeniusIssue, found: Found) -> tuple[float, ...]:
    items = element.findall("item")
    if not items and issue.kind != "discrete":
        return tuple(numbers_worth(element, issue, _key(issue), found))
    given: dict[str, list[str | None]] = defaultdict(list)
    for item in items:
        given[(item.get("value") or "").strip()].append(item.get("evaluation"))
    wanted = Counter(issue.values)
    largest = 0.0  # of all evaluations, as in GENIUS, also of values that the domain does not have
    for value, texts in given.items():
        if value not in wanted:
            found.note(f"{_key(issue, value)} is left out, the domain has none of that name")
            largest = max(largest, *(finite_number(text) or 0.0 for text in texts))
        elif len(texts) != wanted[value] and len(set(texts)) > 1:
            expected = "one value" if wanted[value] == 1 else f"{wanted[value]} values, as in the domain"
            found.add(_key(issue, value), expected, " and ".join(shown(text) for text in texts))
    numbers = []
    taken: Counter[str] = Counter()
    for value in issue.values:
        texts = given.get(value, [])
        text = texts[min(taken[value], len(texts) - 1)] if texts else None
        taken[value] += 1
        numbers.append(_evaluation(text, _key(issue, value), found, () if text else given))
    largest = max([largest, *numbers])
    return tuple(number / largest if largest > 0.0 else 0.0 for number in numbers)


def _evaluation(text: str | None, key: str, found: Found, others: Mapping[str, object] | Sequence[str]) -> float:
    number = finite_number(text)
    if number is None or number < 0.0:
        found.add(key, "an evaluation from 0", shown(text) if text else "nothing", among=others)
    return number or 0.0
