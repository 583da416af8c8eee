"""Writing a scenario as a GENIUS domain: its issues, and a utility space for each party in one draw.

In that form the best value of every issue is worth its whole weight and weights add up to 1, so that utilities come out
divided by ``sum_i w_i max v_i``, reservation values likewise: who prefers what to what, the frontier, and the solutions
of Nash and of Kalai and Smorodinsky are the same.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem
from negosim.files.atomic_writing import save
from negosim.files.genius.domain import GeniusDomain, GeniusIssue, GeniusProfile, plain
from negosim.rules.concession import reservation
from negosim.rules.draws import central_draw_of
from negosim.rules.preparing import addresses_of, prepare, vector_of
from negosim.rules.space import space_of
from negosim.rules.table import Table, utility


def save_genius(
    scenario: Scenario, folder: Path | str, *, draw: Mapping[str, float] | None = None, force: bool = False
) -> tuple[Path, ...]:
    """Write a scenario into a folder as a GENIUS domain; the files, the domain first.

    Args:
        scenario: of it, issues and preferences are written; the form has no place for mediators, tactics and calendar.
        folder: where to; it is made if it is not there.
        draw: of every parameter; the central one if none is given.
        force: write over files that are there.

    Raises:
        BadInput: what packages are worth does not add up over issues, or a file is there already.
    """
    folder = Path(folder)
    domain = domain_of(scenario, draw)
    contents = {folder / f"{domain.name}.xml": _domain(domain)}
    for profile in domain.profiles:
        contents[folder / f"{domain.name}_{profile.name}.xml"] = _space(domain, profile)
    save(contents, force=force)
    return tuple(contents)


def domain_of(scenario: Scenario, draw: Mapping[str, float] | None = None) -> GeniusDomain:
    """A scenario as a GENIUS domain, in one draw; BadInput with all that it cannot say."""
    draw = central_draw_of(scenario) if draw is None else draw
    space = space_of(scenario)
    table = prepare(space, addresses_of(scenario), vector_of({name: draw[name] for name in scenario.parameters}))
    problems = list(_unsaid(scenario, draw, table))
    if problems:
        raise BadInput(problems)
    profiles = []
    for p, party in enumerate(scenario.parties):
        values = [table.delivered[p, 0, i, list(issue.available)] for i, issue in enumerate(scenario.issues)]
        best = np.array([worth.max() for worth in values]) * table.weights[p]
        no_deal = utility(space, table, p, space.status_quo)
        floor = reservation(no_deal, draw[f"{party.name}.premium"], 0.0, 0.0, draw[f"{party.name}.pressure"])
        total = float(best.sum())
        profiles.append(
            GeniusProfile(
                party.name,
                tuple(float(w) / total for w in best),
                tuple(tuple(map(float, worth)) for worth in values),
                floor / total,
                party.discount,
            )
        )
    return GeniusDomain(
        scenario.name,
        tuple(
            GeniusIssue(plain(issue.title), "discrete", tuple(plain(issue.levels[k].label) for k in issue.available))
            for issue in scenario.issues
        ),
        tuple(profiles),
    )


def _unsaid(scenario: Scenario, draw: Mapping[str, float], table: Table) -> Iterator[Problem]:
    """What of a scenario's preferences does not add up over issues."""

    def problem(key: str, expected: str, received: str, hint: str = "") -> Problem:
        return Problem(file=scenario.name, key=key, expected=expected, received=received, hint=hint)

    if scenario.infeasible:
        yield problem("infeasible", "a GENIUS domain holds every package", f"{len(scenario.infeasible)} conditions")
    for line in scenario.red_lines:
        if draw[line.parameter] > 0.5:
            hint = f"--set {line.parameter}=0 makes it a posture"
            yield problem(line.parameter, "utility that adds up over issues", "a real red line", hint)
    for linkage in scenario.linkages:
        if draw[linkage.parameter] != 0.0:
            hint = f"--set {linkage.parameter}=0 takes it away"
            yield problem(linkage.parameter, "utility that adds up over issues", "a linkage", hint)
    if np.ptp(table.delivered, axis=1).any():
        hint = "--set '*.follow_through=1' makes every phase certain"
        yield problem("phasing", "utility that adds up over issues", "delivery that hangs on the phasing", hint)
    titles = [plain(issue.title) for issue in scenario.issues]
    for title in dict.fromkeys(titles):
        if titles.count(title) > 1:
            yield problem("issues", "a title that no other issue has", title)
    for p, party in enumerate(scenario.parties):
        best = max(float(table.worth[p, 0, i, list(issue.available)].max()) for i, issue in enumerate(scenario.issues))
        if not best > 0.0:
            yield problem(f"parties.{party.name}", "a package worth more than 0", "none")


def _domain(domain: GeniusDomain) -> bytes:
    root = ET.Element("negotiation_template")
    space = ET.SubElement(root, "utility_space", number_of_issues=str(len(domain.issues)))
    _issues(_objective(space, domain.name), domain.issues)
    return _text(root)


def _space(domain: GeniusDomain, profile: GeniusProfile) -> bytes:
    root = ET.Element("utility_space", number_of_issues=str(len(domain.issues)))
    objective = _objective(root, domain.name)
    for items, worth in zip(_issues(objective, domain.issues), profile.values, strict=True):
        for item, value in zip(items, worth, strict=True):
            item.set("evaluation", repr(value))
    for n, weight in enumerate(profile.weights, start=1):
        ET.SubElement(objective, "weight", index=str(n), value=repr(weight))
    ET.SubElement(root, "discount_factor", value=repr(profile.discount))
    ET.SubElement(root, "reservation", value=repr(profile.reservation))
    return _text(root)


def _objective(parent: ET.Element, name: str) -> ET.Element:
    kind = dict.fromkeys(("type", "etype"), "objective")
    return ET.SubElement(parent, "objective", {"index": "0", "name": name, "description": "", **kind})


def _issues(objective: ET.Element, issues: tuple[GeniusIssue, ...]) -> list[list[ET.Element]]:
    """The issues under an objective; the items of each."""
    made = []
    for n, issue in enumerate(issues, start=1):
        kind = dict.fromkeys(("type", "etype", "vtype"), "discrete")
        element = ET.SubElement(objective, "issue", {"index": str(n), "name": issue.name, **kind})
        made.append(
            [ET.SubElement(element, "item", index=str(k), value=v) for k, v in enumerate(issue.values, start=1)]
        )
    return made


def _text(root: ET.Element) -> bytes:
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
