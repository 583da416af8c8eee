"""Reading a scenario: file, ``extends``, overrides, evidence and assumptions, to one frozen value."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from negosim.domain.acts import Act
from negosim.domain.issues import MOST_CONDITIONS, Condition, Issue, Level
from negosim.domain.scenario import Agenda, Linkage, Mediator, Party, Phasing, Scenario, Shock
from negosim.errors import BadInput, Problem, ScenarioWarning
from negosim.evidence.acts import ReportedAct, later_acts
from negosim.evidence.claims import Dossier
from negosim.evidence.codebook import Codebook
from negosim.evidence.frame import Frame
from negosim.evidence.projection import Projection, known_claims, project
from negosim.files.acts import acts_by_hand, red_lines_by_hand
from negosim.files.dossier import load_codebook, load_dossier
from negosim.files.doubts import doubts
from negosim.files.fitting import misfits
from negosim.files.overrides import resolve, with_overrides
from negosim.files.parameters import fill, given
from negosim.files.resolved_scenario import digest_of_scenario
from negosim.files.scenario_checks import MOST_PACKAGES, check
from negosim.files.scenario_format import IssueEntry, ScenarioFile
from negosim.files.toml_reading import structure

NOTHING = Projection(parameters={}, shifts={}, acts=(), red_lines=(), used=())


def load_scenario(
    path: Path | str,
    *,
    set: Mapping[str, object] | None = None,  # noqa: A002 - the word of the command line
    as_of: dt.date | str | None = None,
) -> Scenario:
    """The scenario of a file.

    Args:
        path: a scenario file; one that was written beside outcomes loads to the same scenario.
        set: overrides, by parameter name (``qatar.trust.israel``), pattern (``*.horizon``) or key of the file
            (``agenda.mode``).
        as_of: use no claim later than this day, a date or its text (``2024-01-26``), in place of the file's own date;
            for a scenario with a dossier.

    Raises:
        BadInput: with every problem of the file, each with its address.

    Warns:
        ScenarioWarning: if what it says can be played and is probably not meant.
    """
    tables = with_overrides(resolve(Path(path)), set or {}, as_of)
    scenario = build(tables, str(path))
    if not tables.get("parameters"):  # of what was played before, it has been told
        for doubt in doubts(scenario):
            warnings.warn(f"{path}: {doubt}", ScenarioWarning, stacklevel=2)
    return scenario


def sources(path: Path | str, *, set: Mapping[str, object] | None = None) -> tuple[Dossier | None, Codebook | None]:  # noqa: A002
    """The dossier and the codebook that a scenario file names; None for one that it does not name."""
    tables = with_overrides(resolve(Path(path)), set or {}, None)
    dossier, codebook = tables.get("dossier"), tables.get("codebook")
    return load_dossier(dossier) if dossier else None, load_codebook(codebook) if codebook else None


def acts_of_file(
    path: Path | str,
    *,
    set: Mapping[str, object] | None = None,  # noqa: A002
    as_of: dt.date | str | None = None,
) -> tuple[ReportedAct, ...]:
    """Every act that a scenario file tells of, by hand or by claims, whether it is in force or not; by party.

    Those that only claims of later days tell of are among them, with ``voiced on DATE`` as their standing. Arguments
    and errors are those of ``load_scenario``.
    """
    entry = _entry(with_overrides(resolve(Path(path)), set or {}, as_of), str(path))
    dossier, codebook, frame = _framed(entry, *_people(entry), None)
    acts = _told(entry, _projected(entry, codebook, frame))
    if dossier is not None and codebook is not None and frame is not None:
        acts += later_acts(codebook, frame, dossier.claims, entry.as_of or entry.start)
    return _by_party(entry, acts)


def reasons_of_file(path: Path | str, *, set: Mapping[str, object] | None = None) -> dict[str, str]:  # noqa: A002
    """Why packages cannot be, as a scenario file says, by the condition in words; without those that give no reason."""
    entry = _entry(with_overrides(resolve(Path(path)), set or {}, None), str(path))
    return {str(Condition(each.when)): each.why for each in entry.infeasible.values() if each.why}


def scenario_of(text: str, name: str) -> Scenario:
    """The scenario of a resolved text; ``name`` stands for the file in errors."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput([Problem(file=name, expected="TOML", received=str(error))]) from None
    return build(tables, name)


Evidence = tuple[Dossier | None, Codebook | None]


def build(tables: Mapping[str, Any], file: str, evidence: Evidence | None = None) -> Scenario:
    """The scenario of resolved tables; ``file`` names them in errors.

    ``evidence`` is what stands in place of the dossier and the codebook that the tables name.
    """
    entry = _entry(tables, file)
    issues, parties, mediators = _people(entry)
    _, codebook, frame = _framed(entry, issues, parties, mediators, evidence)
    found = _projected(entry, codebook, frame)
    order = [party.name for party in parties]
    red_lines = sorted((*red_lines_by_hand(entry), *found.red_lines), key=lambda r: order.index(r.party))
    linkages = sorted(_linkages(entry), key=lambda k: order.index(k.party))
    acts = [told.act for told in _by_party(entry, _told(entry, found)) if told.in_force]
    _check_names(acts, file)
    phasing = Phasing(
        issue=entry.phasing.issue,
        shares=dict(entry.phasing.shares),
        guarantee=entry.phasing.guarantee,
        duration=entry.phasing.duration,
    )
    scenario = Scenario(
        name=entry.name,
        title=entry.title or entry.name,
        about=entry.about,
        as_of=entry.as_of or entry.start,
        start=entry.start,
        horizon=entry.horizon,
        days_per_round=entry.days_per_round,
        issues=issues,
        infeasible=tuple(Condition(i.when) for i in entry.infeasible.values()),
        parties=parties,
        mediators=mediators,
        red_lines=tuple(red_lines),
        linkages=tuple(linkages),
        acts=tuple(acts),
        shocks=tuple(Shock(name=name, **_fields(shock)) for name, shock in entry.shocks.items()),
        agenda=_agenda(entry),
        rules=entry.rules,
        phasing=phasing,
        parameters={},
    )
    parameters = fill(scenario, entry, found, codebook, file) if not entry.parameters else given(scenario, entry, file)
    scenario = attrs.evolve(scenario, parameters=parameters)
    scenario = attrs.evolve(scenario, digest=digest_of_scenario(scenario))
    _check_space(scenario, entry, file)
    return scenario


def _entry(tables: Mapping[str, Any], file: str) -> ScenarioFile:
    entry = structure(tables, ScenarioFile, file)
    problems = list(check(entry, file))
    if problems:
        raise BadInput(problems)
    return entry


def _people(entry: ScenarioFile) -> tuple[tuple[Issue, ...], tuple[Party, ...], tuple[Mediator, ...]]:
    """The issues, and who talks about them."""
    parties = tuple(
        Party(name, p.title or name, dict(p.prefers), p.discount, dict(p.ranks)) for name, p in entry.parties.items()
    )
    mediators = tuple(Mediator(name, m.title or name) for name, m in entry.mediators.items())
    return tuple(_issue(name, i) for name, i in entry.issues.items()), parties, mediators


def _fields(entry: Any) -> dict[str, Any]:
    values = {a.name: getattr(entry, a.name) for a in attrs.fields(type(entry))}
    return {k: dict(v) if isinstance(v, Mapping) else v for k, v in values.items()}


def _issue(name: str, entry: IssueEntry) -> Issue:
    (status_quo,) = entry.status_quo
    labels = entry.levels if status_quo in entry.levels else (status_quo, *entry.levels)
    own = frozenset(entry.levels)
    levels = tuple(Level(label, _number(label), label in own) for label in labels)
    return Issue(
        name=name,
        title=entry.title or name,
        levels=levels,
        status_quo=labels.index(status_quo),
        unit=entry.unit,
        ordered=entry.ordered,
        delivery=entry.delivery,
        about=entry.about,
    )


def _number(label: str) -> float | None:
    try:
        number = float(label)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _framed(
    entry: ScenarioFile,
    issues: tuple[Issue, ...],
    parties: tuple[Party, ...],
    mediators: tuple[Mediator, ...],
    evidence: Evidence | None,
) -> tuple[Dossier | None, Codebook | None, Frame | None]:
    """What is projected, and by which codebook; no frame without claims, neither of them in a resolved file."""
    if entry.parameters or entry.codebook is None:
        return None, None, None
    dossier, codebook = evidence or (
        load_dossier(entry.dossier) if entry.dossier else None,
        load_codebook(entry.codebook),
    )
    if codebook is None:
        return None, None, None
    if dossier is None or entry.dossier is None:
        frame = Frame(issues=issues, parties=parties, mediators=mediators, claims=())
        return None, codebook, frame
    window = entry.start + dt.timedelta(days=entry.horizon)
    problems = list(misfits(dossier, issues, (*entry.parties, *entry.mediators), entry.dossier))
    if problems:
        raise BadInput(problems)
    claims, earlier = known_claims(dossier, entry.as_of or entry.start, entry.backcast, window)
    frame = Frame(issues=issues, parties=parties, mediators=mediators, claims=claims, earlier=earlier)
    return dossier, codebook, frame


def _projected(entry: ScenarioFile, codebook: Codebook | None, frame: Frame | None) -> Projection:
    if codebook is None or frame is None:
        return NOTHING
    return project(codebook, frame, entry.as_of or entry.start)


def _check_names(acts: Sequence[Act], file: str) -> None:
    """BadInput for acts of a party that share a parameter: one by hand and one of claims."""
    counts = Counter(act.parameter for act in acts)
    problems = [
        Problem(
            file=file,
            key=f"parties.{act.party}.acts.{act.name}",
            expected="a name that no act of the party has by claims",
            received=act.name,
        )
        for act in acts
        if counts[act.parameter] > 1 and not act.claims
    ]
    if problems:
        raise BadInput(problems)


def _told(entry: ScenarioFile, found: Projection) -> tuple[ReportedAct, ...]:
    """The acts written by hand, which are in force, and those that claims tell of."""
    return *acts_by_hand(entry), *found.acts


def _by_party(entry: ScenarioFile, acts: tuple[ReportedAct, ...]) -> tuple[ReportedAct, ...]:
    order = list(entry.parties)
    return tuple(sorted(acts, key=lambda told: order.index(told.act.party)))


def _linkages(entry: ScenarioFile) -> list[Linkage]:
    return [
        Linkage(name=name, party=party, condition=Condition(linkage.when), issue=linkage.issue)
        for party, p in entry.parties.items()
        for name, linkage in p.linkages.items()
    ]


def _agenda(entry: ScenarioFile) -> Agenda:
    if entry.agenda.mode == "comprehensive":
        return Agenda("comprehensive", (tuple(entry.issues),))
    return Agenda("phase_by_phase", entry.agenda.groups)


def _check_space(scenario: Scenario, entry: ScenarioFile, file: str) -> None:
    # A package's index counts every level, also a status quo that none may hold; tables of half the issues do too.
    for what, most, counts in (
        ("packages", MOST_PACKAGES, [len(i.available) for i in scenario.issues]),
        ("combinations with every status quo", 1e12, [len(i.levels) for i in scenario.issues]),
    ):
        size = float(np.prod(counts, dtype=float))
        if size > most:
            raise BadInput(
                [Problem(file=file, key="issues", expected=f"at most {most:.3g} {what}", received=f"{size:.3g}")]
            )
    for key, count in (("red_lines", len(scenario.red_lines)), ("linkages", len(scenario.linkages))):
        if count > MOST_CONDITIONS:
            expected = f"at most {MOST_CONDITIONS} {key.replace('_', ' ')}, those of claims included"
            raise BadInput([Problem(file=file, key=key, expected=expected, received=str(count))])
    if not scenario.has_feasible_package():
        key = "infeasible" if entry.infeasible else "issues"
        expected = "at least one feasible package"
        raise BadInput([Problem(file=file, key=key, expected=expected, received="an empty package space")])
