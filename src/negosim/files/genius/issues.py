"""Read the issues of a GENIUS domain."""

from __future__ import annotations

import math
from collections.abc import Iterator

from negosim.domain.issues import finite_number
from negosim.errors import shown
from negosim.files.genius.domain import Found, GeniusIssue
from negosim.files.genius.xml_parsing import Element
from negosim.files.scenario_checks import MOST_PACKAGES

MOST_ISSUES = 100
MOST_LEVELS = 100_000
KINDS = ("discrete", "integer", "real")


def issues_of(root: Element, found: Found, real_levels: int) -> tuple[GeniusIssue, ...]:
    """Read the issues of a domain, those of nested objectives included.

    Parameters
    ----------
    root : Element
        A ``negotiation_template``.
    found : Found
        Collects problems.
    real_levels : int
        Number of levels of a range of real numbers; 0 refuses such issues.
    """
    elements = list(issue_elements(root))
    if not 0 < len(elements) <= MOST_ISSUES:
        found.add("negotiation_template", f"1 to {MOST_ISSUES} issues", str(len(elements)))
        return ()
    issues: list[GeniusIssue] = []
    size = 1
    for number, element in enumerate(elements, start=1):
        name, index = (element.get("name") or "").strip(), (element.get("index") or "").strip()
        key = f"issue {number}" + (f" ({name})" if name else "")
        if not name:
            found.add(key, "a name", "none")
        elif any(issue.name == name and issue.index == index for issue in issues):
            found.add(key, "a name or an index that no other issue has", shown(name))
        kind = kind_of(element) or "discrete"
        if kind not in KINDS:
            found.add(key, "an issue that is " + " or ".join(KINDS), shown(kind))
        values = _items(element, key, found) if kind == "discrete" else _range(element, kind, key, found, real_levels)
        issues.append(GeniusIssue(name, kind, values, index))
        size *= max(1, len(values))  # asked here, before there are levels for more
        if size > MOST_PACKAGES:
            hint = "a domain of this size cannot be searched"
            found.add(key, f"at most {MOST_PACKAGES:,} packages with the issues before it", f"{size:,}", hint)
            return ()
    return tuple(issues)


def issue_elements(root: Element) -> Iterator[Element]:
    """Yield the issues of a domain or utility space, those of objectives in objectives too.

    Other parts of a file, such as ranks of values or an analysis, have elements of the same name.
    """
    for each in root:
        if each.tag == "issue":
            yield each
        elif each.tag in ("utility_space", "objective"):
            yield from issue_elements(each)


def kind_of(element: Element) -> str:
    """The kind of an issue, under any of the names in use; empty if there is none."""
    return (element.get("type") or element.get("etype") or element.get("vtype") or "").strip().lower()


def _items(element: Element, key: str, found: Found) -> tuple[str, ...]:
    """The values of the items, in order; one that is named twice is there twice."""
    values = tuple((item.get("value") or "").strip() for item in element.findall("item"))
    if not values:
        found.add(key, "items", "none")
    elif "" in values:
        found.add(key, "items, each with a value", "one without")
    elif len(values) > MOST_LEVELS:
        found.add(key, f"at most {MOST_LEVELS:,} items", f"{len(values):,}")
    if len(set(values)) < len(values):
        found.note(f"{key} names a value twice: each is a value of its own")
    return values


def _range(element: Element, kind: str, key: str, found: Found, real_levels: int) -> tuple[str, ...]:
    """The numbers of a range: all integers, or as many levels as a real range is cut into."""
    low, high = (bound_of(element, word) for word in ("lowerbound", "upperbound"))
    if low is None or high is None or low > high:
        received = f"{low:g} and {high:g}" if low is not None and high is not None else "no such numbers"
        found.add(key, "a lowerbound and an upperbound above it", received)
    elif not math.isfinite(high - low):
        found.add(key, "bounds with a difference that is a number", f"{low:g} and {high:g}")
    elif kind == "real" and not real_levels:
        hint = "--real-levels N cuts the range into N levels"
        found.add(key, "levels that can be counted", f"real numbers from {low:g} to {high:g}", hint)
    elif kind == "real" and real_levels > MOST_LEVELS:
        found.add(key, f"at most {MOST_LEVELS:,} levels", f"--real-levels {real_levels}")
    elif kind == "real":
        steps = max(1, real_levels - 1)
        return tuple(dict.fromkeys(f"{low + (high - low) * k / steps:.12g}" for k in range(real_levels)))
    elif low != int(low) or high != int(high):
        found.add(key, "bounds that are whole numbers", f"{low:g} and {high:g}")
    elif high - low >= MOST_LEVELS:
        found.add(key, f"at most {MOST_LEVELS:,} levels", f"{high - low + 1:.6g}")
    else:
        return tuple(str(n) for n in range(int(low), int(high) + 1))
    return ()


def bound_of(element: Element, word: str) -> float | None:
    """A bound of the issue, or of a ``range`` in it."""
    inner = element.find("range")
    return finite_number(element.get(word) or (inner.get(word) if inner is not None else None))
