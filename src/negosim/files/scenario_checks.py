"""Check a scenario file beyond types: names that must exist, numbers that must agree, dates in order."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections import Counter
from collections.abc import Iterator

import attrs

from negosim.domain.issues import finite_number
from negosim.domain.quantities import QUANTITIES
from negosim.errors import Problem, nearest, shown
from negosim.files.condition_checks import Found, acts, conditions, known_words, labels_of, ranks
from negosim.files.party_format import PartyEntry
from negosim.files.scenario_format import IssueEntry, ScenarioFile

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
NEAR = 0.8
"""Similarity of two words (``difflib``) from which one is taken for a misspelling of the other."""
MOST_DAYS = 100_000
MOST_PACKAGES = 20_000_000
LAST_START = dt.date(9000, 1, 1)
OF_TABLES = frozenset({*(field.name for field in attrs.fields(ScenarioFile)), "extends"})
OF_MODEL = frozenset({"talks", "guarantee", "text"})
RESERVED = {
    "parties": OF_TABLES | OF_MODEL | QUANTITIES,
    "mediators": OF_TABLES | OF_MODEL | QUANTITIES,
    "shocks": OF_MODEL | {"rules", "issues", "set", "agenda", "phasing", "parameters"},
}
COLUMNS = frozenset({"run", "outcome", "round", "day", "package", "phases_held", "zopa"})
"""What the table of outcomes has beside a column for each issue."""


def check(entry: ScenarioFile, file: str) -> Iterator[Problem]:
    """Find every problem of a file whose types are right."""
    for key, expected, received, *hint in (
        *name_problems(entry),
        *_numbers(entry),
        *_dates(entry),
        *_issues(entry),
        *conditions(entry),
        *acts(entry),
        *ranks(entry),
        *_parties(entry),
        *_phasing(entry),
        *_agenda(entry),
        *_shocks(entry),
    ):
        yield Problem(file=file, key=key, expected=expected, received=received, hint=hint[0] if hint else "")


def _use_of(name: str) -> str:
    """What a reserved name stands for."""
    if name in OF_TABLES:
        return "a key of the file, which --set could not tell from it"
    return f"a quantity, which patterns such as *.{name} are for" if name in QUANTITIES else "a word of the model"


def name_problems(entry: ScenarioFile) -> Found:
    """Find names that are ill-formed, reserved, or used twice, and too few parties or issues."""
    if not NAME.match(entry.name):
        expected = "a name of small letters, digits and _, beginning with a letter; the folder of results is called so"
        yield "name", expected, shown(entry.name), "the title can be anything"
    columns = COLUMNS | {
        f"{what}_{party}" for what in ("utility", "reservation", "objection") for party in entry.parties
    }
    groups = {"issues": entry.issues, "parties": entry.parties, "mediators": entry.mediators, "shocks": entry.shocks}
    for table, entries in groups.items():
        for name in entries:
            if not NAME.match(name):
                yield f"{table}.{name}", "a name of small letters, digits and _", name
            elif name in (columns if table == "issues" else RESERVED[table]):
                what = "a column of the outcomes" if table == "issues" else _use_of(name)
                yield f"{table}.{name}", "a name that the model does not use itself", name, f"{name} is {what}"
    for name, count in Counter([*entry.parties, *entry.mediators]).items():
        if count > 1:
            yield f"mediators.{name}", "a name that no party has", name
    if len(entry.parties) < 2:
        yield "parties", "at least 2 parties", str(len(entry.parties))
    if not entry.issues:
        yield "issues", "at least one issue", "none"


def _numbers(entry: ScenarioFile) -> Found:
    rules = entry.rules
    positive = {
        "horizon": entry.horizon,
        "days_per_round": entry.days_per_round,
        "rules.max_moves": rules.max_moves,
        "rules.draft_moves": rules.draft_moves,
        "rules.draft_every": rules.draft_every,
    }
    for key, value in positive.items():
        if value < 1:
            yield key, "a whole number from 1", str(value)
    for key, value, most in (
        ("horizon", entry.horizon, MOST_DAYS),
        ("rules.max_moves", rules.max_moves, 4),
        ("rules.draft_moves", rules.draft_moves, 4),
    ):
        if value > most:
            yield key, f"at most {most}", str(value)
    if entry.days_per_round > entry.horizon >= 1:
        yield "days_per_round", f"at most the horizon, {entry.horizon}", str(entry.days_per_round)


def _dates(entry: ScenarioFile) -> Found:
    if entry.backcast is not None and entry.as_of is not None and entry.backcast <= entry.as_of:
        yield "backcast", f"a day after as_of, {entry.as_of}", str(entry.backcast)
    if entry.dossier is not None and entry.codebook is None and not entry.parameters:
        yield "codebook", "the codebook that turns the claims of the dossier into numbers", "nothing"
    if entry.dossier is not None and entry.as_of is None:
        yield "as_of", "the day up to which claims are used", "nothing"
    if not 1 <= entry.horizon <= MOST_DAYS:
        return
    if entry.start > LAST_START:
        yield "start", f"a date up to {LAST_START}, which leaves room for what follows", str(entry.start)
        return
    rounds = -(-entry.horizon // max(1, entry.days_per_round))
    end = entry.start + dt.timedelta(days=(rounds - 1) * entry.days_per_round)
    for name, shock in entry.shocks.items():
        if shock.date is not None and not entry.start <= shock.date <= end:
            yield f"shocks.{name}.date", f"a day from {entry.start} to {end}, the last round's", str(shock.date)


def _issues(entry: ScenarioFile) -> Found:
    for name, issue in entry.issues.items():
        for label, count in Counter(issue.levels).items():
            if count > 1:
                yield f"issues.{name}.levels", "each level once", f"{label} {count} times"
        if len(issue.status_quo) != 1:
            yield f"issues.{name}.status_quo", "one level", ", ".join(issue.status_quo)
        levels = set(issue.levels)
        for label in labels_of(issue):
            key = f"issues.{name}.{'levels' if label in levels else 'status_quo'}"
            if not label.strip():
                yield key, "a level with a name", "an empty one"
            elif "." in label and finite_number(label) is None:
                yield key, "a level without a full stop", repr(label)
        yield from _near_miss(name, issue)
        yield from _scale(name, issue)


def _near_miss(name: str, issue: IssueEntry) -> Found:
    """Check that a status quo that is no level is not a level that was misspelt."""
    for label in set(issue.status_quo) - set(issue.levels):
        words = [level for level in issue.levels if finite_number(level) is None]
        near = difflib.get_close_matches(label, words, n=1, cutoff=NEAR)
        if near and label.rstrip("_") not in words:
            hint = f"{near[0]} is the nearest; what cannot be agreed needs a word of its own"
            yield f"issues.{name}.status_quo", "a level, or a word unlike every level", label, hint


def _scale(name: str, issue: IssueEntry) -> Found:
    """Check that the numbers of an ordered issue, its status quo included, rise or fall along the scale."""
    scale = _scale_of(issue)
    numbers = [float(label) for label in scale if finite_number(label) is not None]
    if not issue.ordered or len(set(scale)) < len(scale) or sorted(numbers) in (numbers, numbers[::-1]):
        return
    own = [float(label) for label in issue.levels if finite_number(label) is not None]
    hint = "or ordered = false"
    if sorted(own) in (own, own[::-1]):
        hint = f"the status quo stands before the first level: turn the list round, levels = {_turned(issue)}"
    yield f"issues.{name}.levels", "numbers that rise, or fall, from the first to the last", ", ".join(scale), hint


def _turned(issue: IssueEntry) -> str:
    return (
        "["
        + ", ".join(label if finite_number(label) is not None else f'"{label}"' for label in issue.levels[::-1])
        + "]"
    )


def _scale_of(issue: IssueEntry) -> tuple[str, ...]:
    """The levels as they stand on the scale: a status quo that is not among them comes first."""
    return issue.levels if set(issue.status_quo) <= set(issue.levels) else (*issue.status_quo, *issue.levels)


def _parties(entry: ScenarioFile) -> Found:
    for name, party in entry.parties.items():
        key = f"parties.{name}"
        yield from known_words(f"{key}.prefers", party.prefers, entry.issues, "an issue")
        yield from known_words(f"{key}.weights", party.weights, entry.issues, "an issue")
        yield from known_words(f"{key}.values", party.values, entry.issues, "an issue")
        yield from _weights(key, party, entry)
        if not 0 < party.discount <= 1:
            yield f"{key}.discount", "above 0 and at most 1", f"{party.discount:g}"
        for issue, values in party.values.items():
            if issue in entry.issues:
                yield from known_words(
                    f"{key}.values.{issue}", values, labels_of(entry.issues[issue]), f"a level of {issue}"
                )


def _weights(key: str, party: PartyEntry, entry: ScenarioFile) -> Found:
    if not party.weights:
        return
    missing = [issue for issue in entry.issues if issue not in party.weights]
    if missing:
        yield f"{key}.weights", "a weight for every issue", "none for " + ", ".join(missing)
    for issue, weight in party.weights.items():
        if not 0 <= weight <= 1:
            yield f"{key}.weights.{issue}", "from 0 to 1", f"{weight:g}"
    total = sum(party.weights.values())
    if not missing and abs(total - 1) > 1e-9:
        yield f"{key}.weights", "weights that add up to 1", f"a sum of {total:.10g}"


def _phasing(entry: ScenarioFile) -> Found:
    phasing = entry.phasing
    for key, issue in (("issue", phasing.issue), ("guarantee", phasing.guarantee), ("duration", phasing.duration)):
        if issue is not None and issue not in entry.issues:
            yield f"phasing.{key}", "an issue", issue, nearest(issue, entry.issues)
    if phasing.issue in entry.issues and phasing.issue is not None:
        labels = labels_of(entry.issues[phasing.issue])
        yield from known_words("phasing.shares", phasing.shares, labels, f"a level of {phasing.issue}")
        for label in labels:
            if label not in phasing.shares:
                yield f"phasing.shares.{label}", "the share of each phase", "nothing"
    if phasing.duration in entry.issues and phasing.duration is not None:
        for label in labels_of(entry.issues[phasing.duration]):
            if finite_number(label) is not None and not 0 <= float(label) <= MOST_DAYS:
                yield "phasing.duration", f"levels in days, from 0 to {MOST_DAYS}", label
    for label, shares in phasing.shares.items():
        if not 0 < len(shares) <= 32 or any(s <= 0 for s in shares) or abs(sum(shares) - 1) > 1e-9:
            yield f"phasing.shares.{label}", "1 to 32 positive shares that add up to 1", str(list(shares))


def _agenda(entry: ScenarioFile) -> Found:
    agenda = entry.agenda
    if agenda.mode == "phase_by_phase":
        listed = Counter(issue for group in agenda.groups for issue in group)
        for number, group in enumerate(agenda.groups):
            yield from known_words(f"agenda.groups[{number}]", group, entry.issues, "an issue")
            if not group:
                yield f"agenda.groups[{number}]", "at least one issue", "none"
        missing = [i for i in entry.issues if i not in listed]
        if missing:
            yield "agenda.groups", "every issue in a group", "none for " + ", ".join(missing)
        for issue, count in listed.items():
            if count > 1:
                yield "agenda.groups", "each issue in one group", f"{issue} in {count}"


def _shocks(entry: ScenarioFile) -> Found:
    pairs = [f"{m}.{p}" for m in entry.mediators for p in entry.parties]
    for name, shock in entry.shocks.items():
        key = f"shocks.{name}"
        if (shock.date is None) == (shock.hazard == 0.0):
            yield key, "either a date or a hazard above 0", "both" if shock.date else "neither"
        if not 0 <= shock.hazard <= 1:
            yield f"{key}.hazard", "a probability from 0 to 1", f"{shock.hazard:g}"
        if not 0 <= shock.suspend <= MOST_DAYS:
            yield f"{key}.suspend", f"days, from 0 to {MOST_DAYS}", str(shock.suspend)
        yield from known_words(f"{key}.trust", shock.trust, pairs, "a mediator.party")
        yield from known_words(f"{key}.pressure", shock.pressure, entry.parties, "a party")
        yield from known_words(f"{key}.waiting_cost", shock.waiting_cost, entry.parties, "a party")
