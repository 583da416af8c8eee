"""Check conditions, acts and rankings of a scenario file against its issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from negosim.domain.acts import CONSENTS, is_red_line
from negosim.domain.issues import MOST_CONDITIONS
from negosim.errors import nearest
from negosim.files.party_format import ActEntry, PartyEntry
from negosim.files.scenario_format import IssueEntry, ScenarioFile

Found = Iterator[tuple[str, ...]]
"""Problems: the key, what was expected, what was received, and perhaps a hint."""


def labels_of(issue: IssueEntry) -> tuple[str, ...]:
    """The levels of an issue, its status quo first."""
    return tuple(dict.fromkeys((*issue.status_quo, *issue.levels)))


def known_words(key: str, given: Iterable[str], known: Iterable[str], expected: str) -> Found:
    """Find words that are not known.

    Parameters
    ----------
    key : str
        Address in the file, to which the word is added.
    given : Iterable[str]
        The words.
    known : Iterable[str]
        Those there are.
    expected : str
        What a word should be, for errors.
    """
    known = dict.fromkeys(known)
    for name in given:
        if name not in known:
            yield f"{key}.{name}", expected, name, nearest(name, known)


def _condition(entry: ScenarioFile, key: str, when: Mapping[str, Iterable[str]]) -> Found:
    if not when:
        yield key, "at least one issue", "none"
    for issue, labels in when.items():
        if issue not in entry.issues:
            yield f"{key}.{issue}", "an issue", issue, nearest(issue, entry.issues)
            continue
        known = dict.fromkeys(labels_of(entry.issues[issue]))
        for label in labels:
            if label not in known:
                yield f"{key}.{issue}", f"a level of {issue}", label, nearest(label, known)


def conditions(entry: ScenarioFile) -> Found:
    """Check infeasible packages, red lines and linkages."""
    counts = {"infeasible": len(entry.infeasible)}
    counts["parties red_lines"] = sum(len(p.red_lines) for p in entry.parties.values())
    counts["parties linkages"] = sum(len(p.linkages) for p in entry.parties.values())
    for key, count in counts.items():
        if count > MOST_CONDITIONS:
            yield key, f"at most {MOST_CONDITIONS} conditions", str(count)
    for name, infeasible in entry.infeasible.items():
        yield from _condition(entry, f"infeasible.{name}.when", infeasible.when)
    for party, p in entry.parties.items():
        for name, line in p.red_lines.items():
            key = f"parties.{party}.red_lines.{name}"
            yield from _condition(entry, f"{key}.when", line.when)
            if line.issue and line.issue not in line.when:
                yield f"{key}.issue", "an issue of its condition", line.issue, nearest(line.issue, line.when)
            if not 0 <= line.firmness <= 1:
                yield f"{key}.firmness", "from 0 to 1", f"{line.firmness:g}"
        for name, linkage in p.linkages.items():
            yield from _condition(entry, f"parties.{party}.linkages.{name}.when", linkage.when)
            if linkage.issue and linkage.issue not in linkage.when:
                key = f"parties.{party}.linkages.{name}.issue"
                yield key, "an issue of its condition", linkage.issue, nearest(linkage.issue, linkage.when)


def acts(entry: ScenarioFile) -> Found:
    """Check acts: unknown words, and consents or refusals with the wrong entries.

    Claims may report a consent to any deal, so that a consent in a resolved file needs no terms.
    """
    for party, p in entry.parties.items():
        for name, act in p.acts.items():
            key = f"parties.{party}.acts.{name}"
            for number, when in enumerate(act.refused):
                yield from _condition(entry, f"{key}.refused[{number}]", when)
            for field, when in (("terms", act.terms), *((f"said_of[{n}]", w) for n, w in enumerate(act.said_of))):
                if when:
                    yield from _condition(entry, f"{key}.{field}", when)
            yield from _consent(key, act, entry) if act.kind in CONSENTS else _refusal(key, act)
            day = entry.as_of or entry.start
            if act.date is not None and act.date > day and not act.claims:
                yield f"{key}.date", f"a day up to {day}, as of which the scenario is", str(act.date)
            if not 0 <= act.credibility <= 1:
                yield f"{key}.credibility", "a probability from 0 to 1", f"{act.credibility:g}"
        yield from _red_lines_of_acts(f"parties.{party}", p)


def _consent(key: str, act: ActEntry, entry: ScenarioFile) -> Found:
    for issue, labels in act.terms.items() if not act.claims else ():
        may = entry.issues[issue].levels if issue in entry.issues else labels
        if not set(labels) & set(may):
            yield f"{key}.terms.{issue}", "a level that can be agreed: " + ", ".join(may), ", ".join(labels)
    if not act.terms and not act.claims:
        yield f"{key}.terms", "the terms of the consent", "none"
    for field in ("refused", "said_of"):
        if getattr(act, field):
            yield f"{key}.{field}", "nothing: a consent refuses no packages", f"{len(getattr(act, field))} conditions"
    if act.only:
        yield f"{key}.only", "false: a consent is no red line", "true"


def _refusal(key: str, act: ActEntry) -> Found:
    if not act.refused:
        hint = "of a demand, all that lacks what is demanded" if act.kind == "demanded" else ""
        yield f"{key}.refused", "the packages that it refuses", "none", hint


def _red_lines_of_acts(key: str, party: PartyEntry) -> Found:
    """Find red lines that name no act of the party, or share a parameter with an act that they do not name."""
    lines = [name for name, act in party.acts.items() if is_red_line(act.kind, categorical=act.only)]
    for name, line in party.red_lines.items():
        if line.act and line.act not in lines:
            yield f"{key}.red_lines.{name}.act", "a refusal of the party", line.act, nearest(line.act, lines)
        elif not line.act and name in lines:
            yield f"{key}.red_lines.{name}", "a name that no refusal of the party has", name


def ranks(entry: ScenarioFile) -> Found:
    """Check rankings: none of ordered issues, known levels, each level once."""
    for name, party in entry.parties.items():
        key = f"parties.{name}.ranks"
        yield from known_words(key, party.ranks, entry.issues, "an issue")
        for issue, levels in party.ranks.items():
            if issue not in entry.issues:
                continue
            if entry.issues[issue].ordered:
                hint = "say in prefers whether more or less is better"
                yield f"{key}.{issue}", "an issue with ordered = false", f"{issue}, which is ordered", hint
            yield from known_words(f"{key}.{issue}", levels, labels_of(entry.issues[issue]), f"a level of {issue}")
            for label, count in Counter(levels).items():
                if count > 1:
                    yield f"{key}.{issue}", "each level once", f"{label} {count} times"
