"""Load a dossier, check its claims, and compare them with the scenario that uses them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import get_args

from negosim.domain.issues import Issue
from negosim.domain.scenario import ABILITIES
from negosim.errors import BadInput, Problem, nearest
from negosim.evidence.claims import Claim, Document, Dossier, Stance
from negosim.evidence.projection import ALL_MEDIATORS
from negosim.files.toml_reading import read_toml, structure

SHORTEST = 4
"""Letters of the shortest word that is compared with others letter by letter."""


def load_dossier(path: Path | str) -> Dossier:
    """Load a dossier from a file.

    Parameters
    ----------
    path : Path | str
        A TOML file.

    Raises
    ------
    BadInput
        With every problem of the file.
    """
    dossier = structure(read_toml(path, "a dossier"), Dossier, str(path))
    problems = list(problems_of(dossier, str(path)))
    if problems:
        raise BadInput(problems)
    return dossier


def problems_of(dossier: Dossier, file: str) -> Iterable[Problem]:
    """Find every problem of a dossier by itself; ``file`` is named in them."""
    documents = {d.id: d for d in dossier.documents}
    for kind, names in (("documents", [d.id for d in dossier.documents]), ("claims", [c.id for c in dossier.claims])):
        for name, count in Counter(names).items():
            if count > 1:
                yield Problem(file=file, key=f"{kind}.{name}", expected="an id used once", received=f"{count} times")
    for document in dossier.documents:
        if document.date_basis == "inferred" and not document.date_reason:
            key = f"documents.{document.id}.date_reason"
            yield Problem(file=file, key=key, expected="the reason of an inferred date", received="nothing")
    for claim in dossier.claims:
        yield from _check_claim(claim, documents, file)


def _check_claim(claim: Claim, documents: dict[str, Document], file: str) -> Iterable[Problem]:
    key = f"claims.{claim.id}"
    start, stop = claim.span
    document = documents.get(claim.document)
    if document is None:
        hint = nearest(claim.document, documents)
        yield Problem(
            file=file, key=f"{key}.document", expected="the id of a document", received=claim.document, hint=hint
        )
    elif not 0 <= start < stop <= document.length:
        expected = f"0 <= start < stop <= {document.length}, the length of {document.id}"
        yield Problem(file=file, key=f"{key}.span", expected=expected, received=f"[{start}, {stop}]")
    elif claim.date > document.date:
        expected = f"a day until {document.date}, the date of {document.id}"
        yield Problem(file=file, key=f"{key}.date", expected=expected, received=str(claim.date))
    if claim.emphasis not in (1, 2, 3):
        yield Problem(file=file, key=f"{key}.emphasis", expected="1, 2 or 3", received=str(claim.emphasis))
    if claim.direction not in (-1, 0, 1):
        yield Problem(file=file, key=f"{key}.direction", expected="-1, 0 or 1", received=str(claim.direction))
    for field, expected, received, hint in _slips(claim):
        yield Problem(file=file, key=f"{key}.{field}", expected=expected, received=received, hint=hint)


def _slips(claim: Claim) -> Iterable[tuple[str, str, str, str]]:
    """Find contradictions within a claim: the field, what was expected, what was received, and a hint."""
    if claim.kind == "position" and claim.stance == "observes":
        stances = ", ".join(stance for stance in get_args(Stance) if stance != "observes")
        yield "stance", f"what is held of the position: one of {stances}", claim.stance, ""
    if claim.kind == "style" and claim.level not in ABILITIES:
        yield (
            "level",
            "what the mediator does: " + ", ".join(ABILITIES),
            claim.level or "nothing",
            nearest(claim.level, ABILITIES),
        )
    if claim.level and claim.value is not None:
        yield "value", f"either a level or a value: the level is {claim.level}", f"{claim.value:g}", ""
    if claim.unit and claim.value is None:
        yield "unit", "a value with the unit", claim.unit, ""
    if claim.unless and claim.stance not in ("refuses", "resists"):
        yield "unless", "a stance that refuses something: refuses, resists", claim.stance, ""
    if claim.until is not None and claim.until < claim.date:
        yield "until", f"a day from {claim.date}, the date of the claim", str(claim.until), ""
    if claim.kind == "stake" and not claim.issue:
        yield "issue", "the issue that is at stake", "nothing", ""
    for field in ("condition", "unless"):
        if claim.issue in getattr(claim, field):
            yield f"{field}.{claim.issue}", "a condition on other issues than the claim's own", claim.issue, ""


def mismatches(dossier: Dossier, issues: Sequence[Issue], actors: Iterable[str], file: str) -> Iterator[Problem]:
    """Find words and values of a dossier that cannot be meant in a scenario.

    Actors and issues that a scenario does not have are no problem, unless they differ in one letter from one that it
    has. Levels, units and values of its issues must be those of the issue.

    Parameters
    ----------
    dossier : Dossier
        With its claims.
    issues : Sequence[Issue]
        Of the scenario.
    actors : Iterable[str]
        Names of its parties and mediators.
    file : str
        Of the dossier, named in errors.
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
    """Find the known word from which a word differs in one letter.

    Parameters
    ----------
    word : str
        As written.
    known : Iterable[str]
        Words that may be meant.

    Returns
    -------
    str
        The word with one letter more, less, other or exchanged; empty if ``word`` is known or there is none.
    """
    return _slip(word, tuple(known))


@lru_cache(maxsize=4096)
def _slip(word: str, known: tuple[str, ...]) -> str:
    return "" if word in known else next((other for other in known if _one_letter(word, other)), "")


def _one_letter(word: str, other: str) -> bool:
    """Whether two words differ in one letter; digits and parts of one letter (``group_a``) do not count."""
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
    """Check the level or value that a claim names."""
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
