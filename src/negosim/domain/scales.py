"""How a party ranks the levels of an issue, and which of them are typical."""

from __future__ import annotations

import math
from collections.abc import Iterable

from negosim.domain.issues import Issue
from negosim.domain.scenario import Party


def compared(issue: Issue, party: Party) -> tuple[str, ...]:
    """The levels from the worst to the best, as far as they can be compared; empty if they cannot."""
    if issue.ordered:
        direction = issue.direction(party.prefers.get(issue.name))
        return issue.labels[::direction] if direction else ()
    return tuple(reversed(party.ranks.get(issue.name, ())))


def at_least_as_good(issue: Issue, party: Party, labels: Iterable[str]) -> tuple[str, ...]:
    """Find the levels that are at least as good for a party as one of some levels.

    Parameters
    ----------
    issue : Issue
        The issue.
    party : Party
        Its preferences order the levels.
    labels : Iterable[str]
        Of the levels.

    Returns
    -------
    tuple[str, ...]
        Labels in canonical order; only the given ones if levels cannot be compared.
    """
    order, named = compared(issue, party), tuple(labels)
    places = [order.index(label) for label in named if label in order]
    good = set(order[min(places) :] if places else ()) | set(named)
    return tuple(label for label in issue.labels if label in good)


def at_least_as_bad(issue: Issue, party: Party, labels: Iterable[str]) -> tuple[str, ...]:
    """Find the levels that are at least as bad for a party as one of some levels.

    Parameters
    ----------
    issue : Issue
        The issue.
    party : Party
        Its preferences order the levels.
    labels : Iterable[str]
        Of the levels.

    Returns
    -------
    tuple[str, ...]
        Labels in canonical order; only the given ones if levels cannot be compared.
    """
    order, named = compared(issue, party), tuple(labels)
    places = [order.index(label) for label in named if label in order]
    bad = set(order[: max(places) + 1] if places else ()) | set(named)
    return tuple(label for label in issue.labels if label in bad)


def positions(issue: Issue) -> dict[str, float]:
    """Where the levels that a package may hold lie on the scale of an ordered issue, from 0 to 1.

    The logarithm of numbers that are all above 0, else the steps of the scale.
    """
    levels = [issue.levels[digit] for digit in issue.available]
    numbers = [level.value for level in levels]
    if all(number is not None and number > 0 for number in numbers):
        places = [math.log(number) for number in numbers if number is not None]
    else:
        places = [float(k) for k in range(len(levels))]
    first, length = places[0], places[-1] - places[0]
    return {
        level.label: (place - first) / length if length else 0.5 for level, place in zip(levels, places, strict=True)
    }


def typical_levels(issue: Issue) -> tuple[str, ...]:
    """The levels at which an issue stands in a typical completion of a package that leaves it open.

    Of an ordered issue those in the middle half of the scale; if there are none, and of an unordered issue, the status
    quo if a package may hold it, else all levels.
    """
    if issue.ordered:
        middle = tuple(label for label, place in positions(issue).items() if 0.25 <= place <= 0.75)
        if middle:
            return middle
    status_quo = issue.levels[issue.status_quo]
    return (status_quo.label,) if status_quo.available else tuple(issue.labels[digit] for digit in issue.available)
