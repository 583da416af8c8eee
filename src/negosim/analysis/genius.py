"""Convert a scenario to a GENIUS domain: its issues, and a utility space for each party in one draw.

In GENIUS the best value of every issue is worth its whole weight and weights add up to 1. Utilities and reservation
values are therefore divided by ``sum_i w_i max v_i``: preferences, the Pareto frontier, and the solutions of Nash and
of Kalai and Smorodinsky stay the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, nearest
from negosim.files.genius.domain import GeniusDomain, GeniusIssue, GeniusProfile, plain
from negosim.files.genius.writing import ENDINGS, write_genius
from negosim.rules.concession import reservation
from negosim.rules.preferences import addresses_of, prepare, vector_of
from negosim.rules.utility import Table, utility
from negosim.sampling.draws import central_draw_of
from negosim.spaces.space import space_of


def save_genius(
    scenario: Scenario,
    folder: Path | str,
    *,
    draw: Mapping[str, float] | None = None,
    form: str = "genius",
    force: bool = False,
) -> tuple[Path, ...]:
    """Write a scenario into a folder as a domain of GENIUS, GeniusWeb or NegMAS.

    Parameters
    ----------
    scenario : Scenario
        Issues and preferences are written; GENIUS has no place for mediators, tactics and calendar.
    folder : Path or str
        Made if it does not exist.
    draw : mapping of str to float, optional
        A value for every parameter; the central draw if None.
    form : str
        ``genius`` for XML, ``geniusweb`` for JSON, which has no discounts, ``negmas`` for YAML.
    force : bool
        Replace existing files.

    Returns
    -------
    tuple of Path
        The files, the domain first.

    Raises
    ------
    BadInput
        Utilities do not add up over issues, or a file exists already.
    """
    if form not in ENDINGS:
        raise BadInput([Problem(file="form", expected="a known form", received=form, hint=nearest(form, ENDINGS))])
    domain = domain_of(scenario, draw)
    discounted = [profile.name for profile in domain.profiles if profile.discount != 1.0]
    if form == "geniusweb" and discounted:
        hint = "set discount = 1 in the scenario"
        problem = Problem(
            file=scenario.name, key=f"parties.{discounted[0]}.discount", expected="none", received="one", hint=hint
        )
        raise BadInput([problem])
    return write_genius(domain, folder, form=form, force=force)


def domain_of(scenario: Scenario, draw: Mapping[str, float] | None = None) -> GeniusDomain:
    """Convert a scenario to a GENIUS domain in one draw.

    Parameters
    ----------
    scenario : Scenario
    draw : mapping of str to float, optional
        A value for every parameter; the central draw if None.

    Raises
    ------
    BadInput
        With everything in the scenario that GENIUS cannot express.
    """
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
    """Find what GENIUS cannot express: preferences that do not add up over issues."""

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
