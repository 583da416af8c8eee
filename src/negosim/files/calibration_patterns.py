"""Load patterns for calibration: what is known to have happened, with the claims that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, nearest, shown
from negosim.evidence.claims import Dossier
from negosim.evidence.patterns import Half, Pattern, PatternFile, Patterns
from negosim.files.dossier import load_dossier
from negosim.files.scenario import load_scenario
from negosim.files.toml_reading import read_toml, structure

OUTCOMES = ("agreement", "partial", "collapse", "deadline")


def load_patterns(path: Path | str) -> Patterns:
    """Load the patterns of a file, with their scenarios; BadInput with every problem."""
    file, folder = str(path), Path(path).parent
    entry = structure(read_toml(path, "a file of patterns"), PatternFile, file)
    problems: list[Problem] = []
    dossier, scenarios = Dossier(), {}
    try:
        dossier = load_dossier(folder / entry.dossier)
    except BadInput as error:
        problems += error.problems
    for name in dict.fromkeys(pattern.scenario for pattern in entry.patterns.values()):
        try:
            scenarios[name] = load_scenario(folder / name)
        except BadInput as error:
            problems += error.problems
    problems += [
        Problem(file=file, key=key, expected=expected, received=received, hint=hint)
        for key, expected, received, hint in _problems(entry, dossier, scenarios)
    ]
    if problems:
        raise BadInput(problems)
    used = {claim for pattern in entry.patterns.values() for claim in pattern.claims}
    texts = {claim.id: claim.paraphrase for claim in dossier.claims if claim.id in used}
    return Patterns(entry.title, entry.about, dict(entry.patterns), scenarios, texts)


_Found = tuple[str, str, str, str]


def _problems(entry: PatternFile, dossier: Dossier, scenarios: Mapping[str, Scenario]) -> Iterator[_Found]:
    halves = [pattern.half for pattern in entry.patterns.values()]
    for half in get_args(Half):
        if half not in halves:
            yield "patterns", f"at least one pattern that is {half}", ", ".join(halves) or "none", ""
    known = {claim.id for claim in dossier.claims}
    for name, pattern in entry.patterns.items():
        key = f"patterns.{name}"
        if not pattern.claims:
            yield f"{key}.claims", "at least one claim", "none", ""
        for claim in pattern.claims:
            if known and claim not in known:
                yield f"{key}.claims", "the id of a claim of the dossier", claim, nearest(claim, known)
        if not pattern.outcomes and not pattern.levels and pattern.no_package_until is None:
            yield key, "outcomes, levels or no_package_until", "none of them", ""
        for outcome in pattern.outcomes:
            if outcome not in OUTCOMES:
                yield f"{key}.outcomes", "one of " + ", ".join(OUTCOMES), shown(outcome), nearest(outcome, OUTCOMES)
        if pattern.scenario in scenarios:
            yield from _of_scenario(key, pattern, scenarios[pattern.scenario])


def _of_scenario(key: str, pattern: Pattern, scenario: Scenario) -> Iterator[_Found]:
    """Find issues, levels and days of a pattern that its scenario does not have."""
    issues = {issue.name: issue for issue in scenario.issues}
    for name, labels in pattern.levels.items():
        if name not in issues:
            yield f"{key}.levels", f"an issue of {scenario.name}", name, nearest(name, issues)
            continue
        known = issues[name].labels
        for label in labels:
            if label not in known:
                yield f"{key}.levels.{name}", f"a level of {name}", label, nearest(label, known)
    day, last = pattern.no_package_until, scenario.date(scenario.horizon)
    if day is not None and not scenario.start <= day <= last:
        expected = f"a day of the talks of {scenario.name}, {scenario.start} to {last}"
        yield f"{key}.no_package_until", expected, str(day), ""
