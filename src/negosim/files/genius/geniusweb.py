"""The JSON of GeniusWeb: domains, and linear additive utility spaces.

A package is worth the sum over issues of weight times value, both from 0 to 1 as they stand in the file. In place of a
reservation value the format has a reservation bid: no deal is worth what this package is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from negosim.errors import shown
from negosim.files.genius.domain import Found, GeniusIssue, GeniusProfile
from negosim.files.genius.issues import MOST_LEVELS
from negosim.files.scenario_checks import MOST_PACKAGES

SPACE = "LinearAdditiveUtilitySpace"


def is_domain(document: Mapping[str, Any]) -> bool:
    """Whether a file holds a domain."""
    return "issuesValues" in document


def is_profile(document: Mapping[str, Any]) -> bool:
    """Whether a file holds a utility space that can be read."""
    return isinstance(document.get(SPACE), dict)


def issues_of(document: Mapping[str, Any], found: Found, _real_levels: int) -> tuple[GeniusIssue, ...]:
    """Read the issues of a domain: values, or numbers from the first to the last in steps."""
    issues, size = [], 1
    for name, entry in document["issuesValues"].items():
        ranged = "range" in entry
        values = _range(entry["range"], name, found) if ranged else tuple(_word(value) for value in entry["values"])
        if not values or len(set(values)) < len(values):
            found.add(f"issue {shown(name)}", "values, each once", shown(list(values)))
        issues.append(GeniusIssue(str(name), "integer" if ranged else "discrete", values))
        size *= max(1, len(values))
        if size > MOST_PACKAGES:
            found.add(f"issue {shown(name)}", f"at most {MOST_PACKAGES:,} packages", f"{size:,}")
            break
    if not issues:
        found.add("issuesValues", "issues", "none")
    return tuple(issues)


def _range(entry: Sequence[Any], name: str, found: Found) -> tuple[str, ...]:
    low, high, step = _decimals(entry, name, found)
    if step <= 0 or high < low or (high - low) / step >= MOST_LEVELS:
        found.add(f"issue {shown(name)}", f"a range of at most {MOST_LEVELS:,} numbers", shown(list(entry)))
        return ()
    return tuple(f"{low + k * step:f}" for k in range(int((high - low) / step) + 1))


def _decimals(entry: Sequence[Any], name: str, found: Found) -> tuple[Decimal, Decimal, Decimal]:
    try:
        low, high, step = (Decimal(str(number)) for number in entry)
    except (InvalidOperation, ValueError, TypeError):
        found.add(f"issue {shown(name)}", "a range of low, high and step", shown(entry))
        return Decimal(0), Decimal(0), Decimal(0)
    if not all(number.is_finite() and abs(number) < Decimal("1e15") for number in (low, high, step)):
        return Decimal(1), Decimal(0), Decimal(1)
    return low, high, step


def _word(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value).strip()


def profile_of(name: str, document: Mapping[str, Any], issues: Sequence[GeniusIssue], found: Found) -> GeniusProfile:
    """Read a utility space."""
    space = document[SPACE]
    weights, values = [], []
    for issue in issues:
        weight = space["issueWeights"].get(issue.name)
        entry = space["issueUtilities"].get(issue.name)
        if not _is_share(weight) or entry is None:
            found.add(f"issue {shown(issue.name)}", "utilities, and a weight from 0 to 1", shown(weight))
            continue
        weights.append(float(weight))
        values.append(_worth(entry, issue, found))
    total = sum(weights)
    if not found.problems and abs(total - 1.0) > 1e-6:
        found.add("issueWeights", "weights that add up to 1", f"{total:g}")
    if found.problems:
        return GeniusProfile(name, (), ())
    profile = GeniusProfile(name, tuple(w / total for w in weights), tuple(values))
    bid = (space.get("reservationBid") or {}).get("issuevalues") or {}
    return GeniusProfile(name, profile.weights, profile.values, _reservation(profile, bid, issues, found))


def _is_share(number: object) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and 0.0 <= number <= 1.0


def _worth(entry: Mapping[str, Any], issue: GeniusIssue, found: Found) -> tuple[float, ...]:
    key = f"issue {shown(issue.name)}"
    if "discreteutils" in entry:
        given = {str(word).strip(): number for word, number in entry["discreteutils"]["valueUtilities"].items()}
        numbers = [given.get(value, 0.0) for value in issue.values]
        for value in issue.values:
            if value not in given:
                found.note(f"{key}, value {shown(value)} has no utility, read as 0")
    elif "numberutils" in entry:
        ends = entry["numberutils"]
        low, high = float(ends["lowValue"]), float(ends["highValue"])
        bottom, top = float(ends["lowUtility"]), float(ends["highUtility"])
        span = high - low
        numbers = [bottom + (top - bottom) * (float(value) - low) / span if span else top for value in issue.values]
        numbers = [min(1.0, max(0.0, number)) for number in numbers]
    else:
        found.add(key, "discreteutils or numberutils", shown(list(entry)))
        return ()
    if not all(_is_share(number) for number in numbers):
        found.add(key, "utilities from 0 to 1", shown(numbers))
        return ()
    return tuple(float(number) for number in numbers)


def _reservation(profile: GeniusProfile, bid: Mapping[str, Any], issues: Sequence[GeniusIssue], found: Found) -> float:
    """What the reservation bid is worth; 0 without one."""
    total = 0.0
    for issue, weight, worth in zip(issues, profile.weights, profile.values, strict=True):
        value = _word(bid.get(issue.name)) if issue.name in bid else None
        if value in issue.values:
            total += weight * worth[issue.values.index(value)]
        elif bid:
            found.note(f"reservationBid: no known value of {shown(issue.name)}, which counts as 0")
    return total
