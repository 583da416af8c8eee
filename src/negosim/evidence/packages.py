"""Convert the wording of claims to levels and conditions on packages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from negosim.domain.issues import Condition, Issue
from negosim.domain.scales import at_least_as_bad, at_least_as_good, typical_levels
from negosim.domain.scenario import Party
from negosim.evidence.claims import Claim

Levels = dict[str, tuple[str, ...]]


def level_of(issue: Issue, claim: Claim) -> str | None:
    """The level that a claim names: by its label, or the nearest to its value; None if there is none."""
    if claim.level:
        return claim.level if claim.level in issue.labels else None
    if claim.value is None:
        return None
    wanted = claim.value
    numbered = [level for level in issue.levels if level.value is not None]
    if not numbered:
        return None
    return min(numbered, key=lambda level: abs((level.value or 0.0) - wanted)).label


def judged(issues: Sequence[Issue], claim: Claim) -> bool:
    """Whether a claim can be compared with packages: its issues are negotiated and have its levels."""
    labels = {issue.name: issue.labels for issue in issues}
    named = (*claim.condition.items(), *claim.unless.items())
    return claim.issue in labels and all(name in labels and set(w) <= set(labels[name]) for name, w in named)


def consented(issues: Mapping[str, Issue], claim: Claim) -> Levels:
    """The terms of a consent: the level it names and those of its condition.

    A wish for more or less without a number stands for the middle half of the scale.
    """
    issue = issues[claim.issue]
    level = level_of(issue, claim)
    terms = {issue.name: (level,)} if level else {issue.name: typical_levels(issue)} if claim.direction else {}
    return {**terms, **{name: tuple(levels) for name, levels in claim.condition.items()}}


def refused(issues: Mapping[str, Issue], party: Party, claim: Claim, *, worse: bool = True) -> list[Condition]:
    """Convert a refusal or a resistance to the packages that it is about.

    A party that refuses a level refuses every worse one, and under worse conditions. ``unless`` exempts packages that
    have all of what it names, or better. A resistance to more, or less, without a number is read in the mildest way: as
    one to the end of the scale.

    Parameters
    ----------
    issues : Mapping[str, Issue]
        By name.
    party : Party
        Its preferences order the levels.
    claim : Claim
        With a refusing stance.
    worse : bool
        Include worse levels; if false, only what was said.

    Returns
    -------
    list[Condition]
        The packages, as a union of conditions.
    """
    issue = issues[claim.issue]
    level = level_of(issue, claim) or _end(issue, claim)
    if level is None:
        return []
    terms: Levels = {}
    for name, levels in {**claim.condition, issue.name: (level,)}.items():
        terms[name] = at_least_as_bad(issues[name], party, levels) if worse else tuple(levels)
    if not claim.unless:
        return simplified(issues, [terms])
    return simplified(issues, _without(issues, party, terms, claim.unless))


def demanded(issues: Mapping[str, Issue], party: Party, claim: Claim) -> list[Condition]:
    """Convert a demand to the packages that it refuses: all with a worse level than the one demanded.

    A demand for more, or less, without a number is read in the mildest way: it refuses the other end of the scale.

    Parameters
    ----------
    issues : Mapping[str, Issue]
        By name.
    party : Party
        Its preferences order the levels.
    claim : Claim
        With the stance ``demands``.

    Returns
    -------
    list[Condition]
        The refused packages, as a union of conditions.
    """
    issue = issues[claim.issue]
    level = level_of(issue, claim)
    if level is not None:
        good = at_least_as_good(issue, party, (level,))
        worse = tuple(label for label in issue.labels if label not in good)
    elif claim.direction and issue.ordered:
        worse = (_end(issue, claim, other=True) or "",)
    else:
        return []
    condition = {name: tuple(levels) for name, levels in claim.condition.items()}
    return simplified(issues, [{**condition, issue.name: worse}])


def _end(issue: Issue, claim: Claim, *, other: bool = False) -> str | None:
    """The last available level in the direction of a claim, or the one at the other end; None without a direction."""
    if not claim.direction or not issue.ordered:
        return None
    upwards = (issue.direction("more" if claim.direction > 0 else "less") > 0) != other
    return issue.labels[issue.available[-1 if upwards else 0]]


def _without(
    issues: Mapping[str, Issue], party: Party, terms: Mapping[str, tuple[str, ...]], unless: Mapping[str, Iterable[str]]
) -> list[Levels]:
    """Terms minus the packages that have all that is named, or better: one condition for each issue that misses it."""
    found = []
    for name, levels in unless.items():
        good = at_least_as_good(issues[name], party, tuple(levels))
        rest = tuple(label for label in terms.get(name, issues[name].labels) if label not in good)
        found.append({**terms, name: rest})
    return found


def without_consents(
    issues: Mapping[str, Issue], party: Party, conditions: Sequence[Condition], consents: Sequence[Levels]
) -> list[Condition]:
    """Exempt from refused packages those that the same party consented to, or better ones.

    A consent is an exception if it names every issue of the refusal, overlaps with it there, and names further issues:
    what is asked in return. Each of several exceptions counts.

    Parameters
    ----------
    issues : Mapping[str, Issue]
        By name.
    party : Party
        Its preferences order the levels.
    conditions : Sequence[Condition]
        The refused packages.
    consents : Sequence[Levels]
        Terms that the party consented to.

    Returns
    -------
    list[Condition]
        The packages that stay refused, as a union of conditions.
    """
    found: list[Condition] = []
    for condition in conditions:
        left = [condition]
        for terms in (terms for terms in consents if _excepted(condition, terms)):
            boxes = [box for each in left for box in _without(issues, party, each.levels, terms)]
            left = _widest(simplified(issues, boxes))
        found += [each for each in left if each not in found]
    return found


def _excepted(condition: Condition, terms: Levels) -> bool:
    speaks = all(set(terms.get(name, ())) & set(levels) for name, levels in condition.levels.items())
    return speaks and bool(set(terms) - set(condition.levels))


def _widest(conditions: Sequence[Condition]) -> list[Condition]:
    """Conditions without those that another one includes."""
    return [c for c in conditions if not any(within(c.levels, other.levels) for other in conditions if other != c)]


def within(narrow: Mapping[str, Sequence[str]], wide: Mapping[str, Sequence[str]]) -> bool:
    """Whether all packages with some levels have others as well."""
    return all(name in narrow and set(narrow[name]) <= set(levels) for name, levels in wide.items())


def simplified(issues: Mapping[str, Issue], boxes: Iterable[Mapping[str, tuple[str, ...]]]) -> list[Condition]:
    """Restrict conditions to levels that packages may hold.

    Parameters
    ----------
    issues : Mapping[str, Issue]
        By name.
    boxes : Iterable[Mapping[str, tuple[str, ...]]]
        Levels by issue; an issue that is left out may stand at any level.

    Returns
    -------
    list[Condition]
        Conditions without issues on which every level is named, and without those that no package can meet.
    """
    found: list[Condition] = []
    for box in boxes:
        levels: Levels = {}
        for name, issue in issues.items():
            open_to = [issue.labels[digit] for digit in issue.available]
            named = tuple(label for label in open_to if label in box.get(name, open_to))
            if len(named) < len(open_to):
                levels[name] = named
        condition = Condition(levels)
        if all(levels.values()) and condition not in found:
            found.append(condition)
    return found


def spelled(levels: Mapping[str, tuple[str, ...]]) -> str:
    """Spell levels as the name of a parameter."""
    return "_".join(f"{name}_{'_or_'.join(labels)}" for name, labels in levels.items()) or "any_deal"
