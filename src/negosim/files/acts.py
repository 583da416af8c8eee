"""Acts and red lines as a scenario file writes them, by hand and not by claims."""

from __future__ import annotations

from negosim.domain.acts import Act
from negosim.domain.issues import Condition
from negosim.domain.scenario import RedLine
from negosim.evidence.acts import ReportedAct
from negosim.evidence.projection import red_lines_of
from negosim.files.scenario_format import ActEntry, ScenarioFile


def red_lines_by_hand(entry: ScenarioFile) -> list[RedLine]:
    """The red lines of a file: those written as such, and those of acts."""
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
    told = [each for each in acts_by_hand(entry) if each.act.red_line and each.act.parameter not in known]
    return lines + [line for each in told for line in red_lines_of(each)]


def acts_by_hand(entry: ScenarioFile) -> list[ReportedAct]:
    """The acts of a file. They are in force."""
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
