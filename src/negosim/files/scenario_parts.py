"""Convert the tables of a scenario file to the parts of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from negosim.domain.acts import Act
from negosim.domain.issues import Condition, Issue, Level, finite_number
from negosim.domain.procedure import Agenda, Phasing
from negosim.domain.scenario import Linkage, Mediator, Party, RedLine, Shock
from negosim.evidence.acts import ReportedAct
from negosim.evidence.projection import red_lines_of
from negosim.files.party_format import ActEntry
from negosim.files.scenario_format import IssueEntry, ScenarioFile


def issues_of(entry: ScenarioFile) -> tuple[Issue, ...]:
    """The issues of a file. A status quo that is not among the levels comes first, and no package may hold it."""
    return tuple(_issue(name, issue) for name, issue in entry.issues.items())


def _issue(name: str, entry: IssueEntry) -> Issue:
    (status_quo,) = entry.status_quo
    labels = entry.levels if status_quo in entry.levels else (status_quo, *entry.levels)
    return Issue(
        name=name,
        title=entry.title or name,
        levels=tuple(Level(label, finite_number(label), label in entry.levels) for label in labels),
        status_quo=labels.index(status_quo),
        unit=entry.unit,
        ordered=entry.ordered,
        delivery=entry.delivery,
        about=entry.about,
    )


def parties_of(entry: ScenarioFile) -> tuple[Party, ...]:
    """The parties of a file."""
    return tuple(
        Party(name, p.title or name, dict(p.prefers), p.discount, dict(p.ranks)) for name, p in entry.parties.items()
    )


def mediators_of(entry: ScenarioFile) -> tuple[Mediator, ...]:
    """The mediators of a file."""
    return tuple(Mediator(name, m.title or name) for name, m in entry.mediators.items())


def acts_of(entry: ScenarioFile) -> list[ReportedAct]:
    """The acts written in a file. They are in force."""
    return [
        ReportedAct(act=_act(party, name, act), credibility=act.credibility, why="written in the scenario")
        for party, p in entry.parties.items()
        for name, act in p.acts.items()
    ]


def _act(party: str, name: str, act: ActEntry) -> Act:
    return Act(
        name=name,
        party=party,
        kind=act.kind,
        terms=Condition(act.terms),
        refused=tuple(Condition(when) for when in act.refused),
        said_of=tuple(Condition(when) for when in act.said_of or act.refused),
        categorical=act.only,
        date=act.date,
        claims=act.claims,
    )


def red_lines_in(entry: ScenarioFile) -> list[RedLine]:
    """The red lines written in a file: those that stand there as such, and those of acts."""
    lines = [
        RedLine(
            name=name,
            party=party,
            issue=line.issue or next(iter(line.when)),
            condition=Condition(line.when),
            act=line.act,
        )
        for party, p in entry.parties.items()
        for name, line in p.red_lines.items()
    ]
    known = {line.parameter for line in lines}
    acts = [each for each in acts_of(entry) if each.act.red_line and each.act.parameter not in known]
    return lines + [line for each in acts for line in red_lines_of(each)]


def linkages_of(entry: ScenarioFile) -> list[Linkage]:
    """The linkages of a file."""
    return [
        Linkage(name=name, party=party, condition=Condition(linkage.when), issue=linkage.issue)
        for party, p in entry.parties.items()
        for name, linkage in p.linkages.items()
    ]


def shocks_of(entry: ScenarioFile) -> tuple[Shock, ...]:
    """The shocks of a file."""
    return tuple(Shock(name=name, **_fields(shock)) for name, shock in entry.shocks.items())


def phasing_of(entry: ScenarioFile) -> Phasing:
    """The phasing of a file."""
    return Phasing(**_fields(entry.phasing))


def _fields(entry: Any) -> dict[str, Any]:
    values = {a.name: getattr(entry, a.name) for a in attrs.fields(type(entry))}
    return {k: dict(v) if isinstance(v, Mapping) else v for k, v in values.items()}


def agenda_of(entry: ScenarioFile) -> Agenda:
    """The agenda of a file; one group of all issues if it is comprehensive."""
    if entry.agenda.mode == "comprehensive":
        return Agenda("comprehensive", (tuple(entry.issues),))
    return Agenda("phase_by_phase", entry.agenda.groups)
