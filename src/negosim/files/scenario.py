"""Load a scenario: file, ``extends``, overrides, evidence and assumptions, to one frozen value."""

from __future__ import annotations

import datetime as dt
import tomllib
import warnings
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from negosim.domain.issues import Condition
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, ScenarioWarning, collected, shown
from negosim.evidence.acts import ReportedAct, later_acts
from negosim.evidence.claims import Case, Dossier, known_claims
from negosim.evidence.codebook import Codebook
from negosim.evidence.projection import Projection, project
from negosim.files import scenario_parts as parts
from negosim.files.built_scenario_checks import check_names, check_space, doubts
from negosim.files.codebook import load_codebook
from negosim.files.dossier import load_dossier, mismatches
from negosim.files.overrides import resolve, with_overrides
from negosim.files.parameters import parameters_of
from negosim.files.resolved_scenario import digest_of_scenario
from negosim.files.scenario_checks import check
from negosim.files.scenario_format import ScenarioFile
from negosim.files.shipped_cases import find_case
from negosim.files.toml_reading import structure

Sources = tuple[Dossier | None, Codebook | None]


def load_scenario(
    path: PathLike[str] | str,
    *,
    set: Mapping[str, object] | None = None,  # noqa: A002 - the word of the command line
    as_of: dt.date | str | None = None,
) -> Scenario:
    """Load the scenario of a file.

    Parameters
    ----------
    path : Path | str
        A scenario file, or the name of a case (``negosim.cases``) where there is no such file. A file that was written
        beside outcomes loads to the same scenario.
    set : Mapping[str, object] | None
        Overrides, by parameter name (``qatar.trust.israel``), pattern (``*.horizon``) or key of the file
        (``agenda.mode``).
    as_of : dt.date | str | None
        Use no claim later than this day, a date or its text (``2024-01-26``), in place of the file's own date; for a
        scenario with a dossier.

    Raises
    ------
    BadInput
        With every problem of the file, each with its address.

    Warns
    -----
    ScenarioWarning
        If the scenario can be simulated and is probably not what was meant.
    """
    _check_arguments(path, set)
    tables = with_overrides(resolve(find_case(path)), set or {}, as_of)
    scenario = build(tables, str(path))
    if not tables.get("parameters"):  # a resolved file was warned of when it was first loaded
        for warning in doubts(scenario):
            warnings.warn(f"{path}: {warning}", ScenarioWarning, stacklevel=2)
    return scenario


def _check_arguments(path: object, overrides: object) -> None:
    problems = []
    if not isinstance(path, str | PathLike):
        expected = "the path of a scenario file, or the name of a case"
        problems.append(Problem(file="load_scenario", key="path", expected=expected, received=shown(path)))
    if not isinstance(overrides, Mapping | None):
        expected, hint = "a mapping of parameters to values", "such as {'*.horizon': 90}"
        received = shown(overrides)
        problems.append(Problem(file="load_scenario", key="set", expected=expected, received=received, hint=hint))
    if problems:
        raise BadInput(problems)


def scenario_of(text: str, name: str) -> Scenario:
    """Load a scenario from a resolved text.

    Parameters
    ----------
    text : str
        TOML, as ``resolved_scenario.resolved`` writes it.
    name : str
        Stands for the file in errors.

    Raises
    ------
    BadInput
        With every problem of the text.
    """
    try:
        tables = tomllib.loads(text)
    except ValueError as error:
        raise BadInput([Problem(file=name, expected="TOML", received=str(error))]) from None
    return build(tables, name)


def sources(path: Path | str, *, set: Mapping[str, object] | None = None) -> Sources:  # noqa: A002
    """Load the dossier and the codebook that a scenario file names.

    Parameters
    ----------
    path : Path | str
        A scenario file.
    set : Mapping[str, object] | None
        Overrides, as of ``load_scenario``.

    Returns
    -------
    Sources
        Dossier and codebook; None for one that the file does not name.

    Raises
    ------
    BadInput
        With every problem of the files.
    """
    tables = with_overrides(resolve(find_case(path)), set or {}, None)
    dossier, codebook = tables.get("dossier"), tables.get("codebook")
    return load_dossier(dossier) if dossier else None, load_codebook(codebook) if codebook else None


def dossier_path(path: Path | str, set: Mapping[str, object] | None = None) -> Path | None:  # noqa: A002
    """Return the path of the dossier that a scenario file names, if it does; parameters and errors as ``sources``."""
    found = with_overrides(resolve(find_case(path)), set or {}, None).get("dossier")
    return Path(found) if found else None


def acts_of_file(
    path: Path | str,
    *,
    set: Mapping[str, object] | None = None,  # noqa: A002
    as_of: dt.date | str | None = None,
) -> tuple[ReportedAct, ...]:
    """Find every act that a scenario file or its claims report, whether in force or not.

    Acts that only claims of later days report are among them, with ``voiced on DATE`` as their standing.

    Parameters
    ----------
    path : Path | str
        A scenario file.
    set : Mapping[str, object] | None
        Overrides, as of ``load_scenario``.
    as_of : dt.date | str | None
        The day, in place of the file's own.

    Returns
    -------
    tuple[ReportedAct, ...]
        The acts, in the order of the parties.

    Raises
    ------
    BadInput
        With every problem of the files.
    """
    tables = with_overrides(resolve(find_case(path)), set or {}, as_of)
    entry = _entry(tables, str(path))
    dossier, codebook = _sources(tables)
    case = _case(entry, dossier)
    acts = [*parts.acts_of(entry), *_project(entry, case, codebook).acts]
    if dossier is not None and codebook is not None:
        acts += later_acts(codebook, case, dossier.claims, entry.as_of or entry.start)
    return _by_party(entry, acts)


def reasons_of_file(path: Path | str, *, set: Mapping[str, object] | None = None) -> dict[str, str]:  # noqa: A002
    """Collect the reasons that a scenario file gives for infeasible packages.

    Parameters
    ----------
    path : Path | str
        A scenario file.
    set : Mapping[str, object] | None
        Overrides, as of ``load_scenario``.

    Returns
    -------
    dict[str, str]
        The reason by the condition in words; conditions without a reason are left out.

    Raises
    ------
    BadInput
        With every problem of the file.
    """
    entry = _entry(with_overrides(resolve(find_case(path)), set or {}, None), str(path))
    return {str(Condition(each.when)): each.why for each in entry.infeasible.values() if each.why}


def build(tables: Mapping[str, Any], file: str, evidence: Sources | None = None) -> Scenario:
    """Build the scenario of tables.

    Parameters
    ----------
    tables : Mapping[str, Any]
        Of a scenario file, after ``extends`` and overrides.
    file : str
        Named in errors.
    evidence : Sources | None
        Used in place of the dossier and the codebook that the tables name.

    Raises
    ------
    BadInput
        With every problem of the tables, each with its address.
    """
    problems: list[Problem] = []
    entry = collected(problems, lambda: _entry(tables, file))
    read = collected(problems, lambda: _sources(tables if isinstance(tables, dict) else {}, evidence))
    if entry is None or read is None:
        raise BadInput(problems)
    dossier, codebook = read
    case = _case(entry, dossier)
    projection = _project(entry, case, codebook)
    order = list(entry.parties)
    acts = _by_party(entry, [*parts.acts_of(entry), *projection.acts])
    red_lines = (*parts.red_lines_in(entry), *projection.red_lines)
    scenario = Scenario(
        name=entry.name,
        title=entry.title or entry.name,
        about=entry.about,
        as_of=entry.as_of or entry.start,
        start=entry.start,
        horizon=entry.horizon,
        days_per_round=entry.days_per_round,
        issues=tuple(case.issues),
        infeasible=tuple(Condition(i.when) for i in entry.infeasible.values()),
        parties=tuple(case.parties),
        mediators=tuple(case.mediators),
        red_lines=tuple(sorted(red_lines, key=lambda line: order.index(line.party))),
        linkages=tuple(sorted(parts.linkages_of(entry), key=lambda linkage: order.index(linkage.party))),
        acts=tuple(report.act for report in acts if report.in_force),
        shocks=parts.shocks_of(entry),
        agenda=parts.agenda_of(entry),
        rules=entry.rules,
        phasing=parts.phasing_of(entry),
        parameters={},
    )
    check_names(scenario.acts, file)
    parameters = parameters_of(scenario, entry, projection, codebook, file)
    scenario = attrs.evolve(scenario, parameters=parameters)
    scenario = attrs.evolve(scenario, digest=digest_of_scenario(scenario))
    check_space(scenario, file)
    return scenario


def _entry(tables: Mapping[str, Any], file: str) -> ScenarioFile:
    entry = structure(tables, ScenarioFile, file)
    problems = list(check(entry, file))
    if problems:
        raise BadInput(problems)
    return entry


def _sources(tables: Mapping[str, Any], evidence: Sources | None = None) -> Sources:
    """The dossier and the codebook of a file; a resolved file needs neither, and no dossier counts without codebook.

    BadInput with the problems of both.
    """
    dossier, codebook = tables.get("dossier"), tables.get("codebook")
    if tables.get("parameters") or not isinstance(codebook, str):
        return None, None
    if evidence is not None:
        return evidence if dossier else (None, evidence[1])
    problems: list[Problem] = []
    claims = collected(problems, lambda: load_dossier(dossier)) if isinstance(dossier, str) else None
    rules = collected(problems, lambda: load_codebook(codebook))
    if problems:
        raise BadInput(problems)
    return claims, rules


def _case(entry: ScenarioFile, dossier: Dossier | None) -> Case:
    """The issues and agents of a file, with the claims of its dossier that count."""
    issues, parties, mediators = parts.issues_of(entry), parts.parties_of(entry), parts.mediators_of(entry)
    if dossier is None or entry.dossier is None:
        return Case(issues=issues, parties=parties, mediators=mediators)
    problems = list(mismatches(dossier, issues, (*entry.parties, *entry.mediators), entry.dossier))
    if problems:
        raise BadInput(problems)
    end = entry.start + dt.timedelta(days=entry.horizon)
    claims, backcast = known_claims(dossier, entry.as_of or entry.start, entry.backcast, end)
    return Case(issues=issues, parties=parties, mediators=mediators, claims=claims, backcast=backcast)


def _project(entry: ScenarioFile, case: Case, codebook: Codebook | None) -> Projection:
    return Projection() if codebook is None else project(codebook, case, entry.as_of or entry.start)


def _by_party(entry: ScenarioFile, acts: Iterable[ReportedAct]) -> tuple[ReportedAct, ...]:
    order = list(entry.parties)
    return tuple(sorted(acts, key=lambda report: order.index(report.act.party)))
