"""Holding a dossier against the scenario that reads it: words that are slips, and values that no level has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from negosim.domain.issues import Issue
from negosim.errors import Problem, nearest
from negosim.evidence.claims import Claim, Dossier
from negosim.evidence.relations import ALL_MEDIATORS

SHORTEST = 4


def misfits(dossier: Dossier, issues: Sequence[Issue], actors: Iterable[str], file: str) -> Iterator[Problem]:
    """Every word of a dossier that cannot be meant in a scenario with these issues, and these parties and mediators.

    Actors and issues that a scenario does not have are no problem, unless one letter makes them one that it has.
    Levels, units and values of issues that it has must be those of the issue.
    """
    by_name = {issue.name: issue for issue in issues}
    known_actors, known_issues = (*actors, ALL_MEDIATORS), tuple(by_name)
    for claim in dossier.claims:
        words = [("actor", claim.actor, known_actors), ("toward", claim.toward, known_actors)]
        words += [("issue", claim.issue, known_issues)]
        conditions = {"condition": claim.condition, "unless": claim.unless}
        words += [(f"{field}.{name}", name, known_issues) for field, when in conditions.items() for name in when]
        for field, word, known in words:
            meant = slip(word, known)
            if meant and word not in dossier.meant:
                hint = f'nearest: {meant}; if it is another, say so at the top of the dossier: meant = ["{word}"]'
                what = "an actor" if field in ("actor", "toward") else "an issue"
                expected = f"{what} of the scenario, or a word that is not one letter from it"
                yield Problem(file=file, key=f"claims.{claim.id}.{field}", expected=expected, received=word, hint=hint)
        if claim.issue in by_name:
            yield from _level(claim, by_name[claim.issue], file)
        for field, when in conditions.items():
            for name, labels in when.items():
                if name in by_name:
                    yield from _labels(by_name[name], labels, f"claims.{claim.id}.{field}.{name}", file)


def slip(word: str, known: Iterable[str]) -> str:
    """The known word that one letter more, less, other or exchanged makes of a word; empty if it is known, or none."""
    known = list(known)
    return "" if word in known else next((other for other in known if _one_letter(word, other)), "")


def _one_letter(word: str, other: str) -> bool:
    """Whether two words differ in one letter; in a digit, or in a part of one letter (``group_a``), they are two."""
    if max(len(word), len(other)) < SHORTEST or re.sub(r"\d", "", word) == re.sub(r"\d", "", other):
        return False
    if re.sub(r"(^|_)[a-z](?=_|$)", r"\1", word) == re.sub(r"(^|_)[a-z](?=_|$)", r"\1", other):
        return False
    while word and other and word[0] == other[0]:
        word, other = word[1:], other[1:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) <= 1 or (len(word) == 2 and word == other[::-1])


def _labels(issue: Issue, labels: Iterable[str], key: str, file: str) -> Iterator[Problem]:
    for label in labels:
        if label not in issue.labels:
            hint = nearest(label, issue.labels)
            yield Problem(file=file, key=key, expected=f"a level of {issue.name}", received=label, hint=hint)


def _level(claim: Claim, issue: Issue, file: str) -> Iterator[Problem]:
    """What is wrong with the level or value that a claim names."""
    key = f"claims.{claim.id}"
    if claim.level and claim.kind != "style":
        yield from _labels(issue, (claim.level,), f"{key}.level", file)
    if claim.value is None:
        return
    units = dict.fromkeys((issue.unit, issue.name))
    if claim.unit and issue.unit and claim.unit not in units:
        expected = f"the unit of {issue.name}: {' or '.join(units)}"
        yield Problem(file=file, key=f"{key}.unit", expected=expected, received=claim.unit)
    if claim.kind != "position":
        return
    numbers = [level.value for level in issue.levels if level.value is not None]
    if not numbers:
        expected = f"a level of {issue.name}, which has no numbers"
        yield Problem(file=file, key=f"{key}.value", expected=expected, received=f"{claim.value:g}")
        return
    low, high = min(numbers), max(numbers)
    length = high - low or abs(high)
    if not low - length <= claim.value <= high + length:
        expected = f"a number on the scale of {issue.name}, {low:g} to {high:g}, or not far from it"
        yield Problem(file=file, key=f"{key}.value", expected=expected, received=f"{claim.value:g}")
