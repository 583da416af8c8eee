"""From the wording of a claim to conditions on packages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from negosim.domain.issues import Issue
from negosim.domain.scenario import Party
from negosim.evidence.claims import Claim

Levels = dict[str, tuple[str, ...]]


def level_of(issue: Issue, claim: Claim, unnumbered: float | None = None) -> str | None:
    """The label of the level a claim speaks of: by name, or the nearest to its value; None if it names none.

    With ``unnumbered``, more (or less) without a number is the level that far along the scale in its direction.
    """
    if claim.level:
        return claim.level if claim.level in issue.labels else None
    if claim.value is None and unnumbered is not None and claim.direction and issue.ordered:
        steps = math.floor(unnumbered * (len(issue.levels) - 1) + 0.5)
        upwards = issue.direction("more" if claim.direction > 0 else "less") > 0
        return issue.labels[steps if upwards else len(issue.levels) - 1 - steps]
    if claim.value is None:
        return None
    wanted = claim.value
    numbered = [level for level in issue.levels if level.value is not None]
    if not numbered:
        return None
    return min(numbered, key=lambda level: abs((level.value or 0.0) - wanted)).label


def better_or_equal(issue: Issue, party: Party, label: str, *, reverse: bool = False) -> tuple[str, ...]:
    """The levels at least as good (``reverse``: at least as bad) for a party as one of them; itself alone if
    unordered."""
    direction = issue.direction(party.prefers.get(issue.name)) if issue.ordered else 0
    if not direction:
        return (label,)
    at = issue.digit(label)
    upwards = (direction > 0) != reverse
    return issue.labels[at:] if upwards else issue.labels[: at + 1]


def conditions_of(issues: Sequence[Issue], party: Party, claim: Claim, *, exact: bool) -> Levels:
    """The condition of a claim; unless ``exact``, with all levels at least as good for the party."""
    found: Levels = {}
    for issue in issues:
        named = claim.condition.get(issue.name, ())
        wide = {label for name in named for label in ((name,) if exact else better_or_equal(issue, party, name))}
        if wide:
            found[issue.name] = tuple(label for label in issue.labels if label in wide)
    return found


def judged(issues: Sequence[Issue], claim: Claim) -> bool:
    """Whether a claim's condition can be held against packages: every issue of it is negotiated and has the levels."""
    labels = {issue.name: issue.labels for issue in issues}
    return all(name in labels and set(named) <= set(labels[name]) for name, named in claim.condition.items())


def without(issues: Sequence[Issue], condition: Levels, exception: Claim) -> Levels:
    """A condition less the packages that meet an exception, when that hangs on one issue more."""
    extra = [name for name in exception.condition if name not in condition]
    if len(extra) != 1:
        return condition
    issue = next(i for i in issues if i.name == extra[0])
    rest = tuple(label for label in issue.labels if label not in exception.condition[issue.name])
    return {**condition, issue.name: rest} if rest else condition


def spelled(level: str, issue: Issue, condition: Mapping[str, tuple[str, ...]]) -> str:
    """A name for a condition: the issue and level it is about, then what else it asks."""
    more = [f"{name}_{'_or_'.join(labels)}" for name, labels in condition.items() if name != issue.name]
    return "_".join([issue.name, level, *more])
