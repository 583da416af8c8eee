"""Provenance of every parameter: claim, convention, assumption or override."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from negosim.analysis.wording import listed
from negosim.domain.issues import Condition, Issue
from negosim.domain.parameters import Basis
from negosim.domain.scenario import Party, Scenario
from negosim.evidence.acts import CONSENTING, ReportedAct
from negosim.evidence.claims import Claim, Dossier
from negosim.evidence.packages import consented, demanded, level_of, refused
from negosim.evidence.projection import ALL_MEDIATORS

BASES: tuple[Basis, ...] = ("claims", "convention", "assumption", "override")
OF_TALKS = "talks"
"""The actor of stakes that all parties share."""


def provenance(scenario: Scenario) -> pd.DataFrame:
    """Tabulate the source of every parameter.

    Returns
    -------
    DataFrame
        One row a parameter, in the scenario's order; columns ``name``, ``distribution`` (as people read it),
        ``basis``, ``claims`` (tuple of identifiers), ``why`` and ``unit``.
    """
    rows = [(p.name, str(p.distribution), p.basis, p.claims, p.why, p.unit) for p in scenario.parameters.values()]
    return pd.DataFrame(rows, columns=["name", "distribution", "basis", "claims", "why", "unit"])


def provenance_summary(scenario: Scenario, dossier: Dossier | None = None) -> dict[str, Any]:
    """Count parameters by source, and the claims of a dossier that are not used.

    Parameters
    ----------
    scenario
        Whose parameters are counted.
    dossier
        The dossier the scenario draws on; without it the last two entries are missing.

    Returns
    -------
    dict
        ``parameters`` and ``uncertain``: how many there are. ``basis``: by basis, both numbers again.
        ``assumed_share``: of the uncertain ones, the share on assumption; nan if none is uncertain.
        ``claims``: identifiers that parameters and shocks stand on. ``taken_back``: those behind assumptions,
        taken back from a later day. ``overridden``: those that count nowhere, since their parameters are set
        by hand. ``unused``: of the dossier up to the scenario's day, those behind nothing. ``later``: of the
        dossier after that day, those not used either. All lists are sorted.
    """
    parameters = tuple(scenario.parameters.values())
    all_of, uncertain_of = Counter(p.basis for p in parameters), Counter(p.basis for p in scenario.uncertain)
    behind = {basis: {c for p in parameters if p.basis == basis for c in p.claims} for basis in BASES}
    claims = behind["claims"].union(behind["convention"], *(shock.claims for shock in scenario.shocks))
    taken_back = behind["assumption"] - claims
    overridden = behind["override"] - claims - taken_back
    uncertain = len(scenario.uncertain)
    summary: dict[str, Any] = {
        "parameters": len(parameters),
        "uncertain": uncertain,
        "basis": {b: {"parameters": all_of[b], "uncertain": uncertain_of[b]} for b in BASES},
        "assumed_share": uncertain_of["assumption"] / uncertain if uncertain else float("nan"),
        "claims": sorted(claims),
        "taken_back": sorted(taken_back),
        "overridden": sorted(overridden),
    }
    if dossier is not None:
        left = [c for c in dossier.claims if c.id not in claims | taken_back | overridden]
        summary["unused"] = sorted(c.id for c in left if c.date <= scenario.as_of)
        summary["later"] = sorted(c.id for c in left if c.date > scenario.as_of)
    return summary


def conditions(scenario: Scenario) -> dict[str, Condition]:
    """Return the condition of each red line and linkage, by the name of its parameter."""
    of_lines = {line.parameter: line.condition for line in scenario.red_lines}
    return of_lines | {linkage.parameter: linkage.condition for linkage in scenario.linkages}


def unused_reasons(scenario: Scenario, dossier: Dossier, acts: Sequence[ReportedAct] = ()) -> dict[str, str]:
    """Return why each unused claim of a dossier, up to the scenario's day, supports no parameter, by its identifier.

    ``acts``: all that the dossier tells of (``files.scenario.acts_of_file``); claims of those not in force say so.
    """
    unused = provenance_summary(scenario, dossier)["unused"]
    standing = {claim: told.standing for told in acts if not told.in_force for claim in told.act.claims}
    return {claim.id: _why_unused(scenario, claim, standing) for claim in dossier.claims if claim.id in unused}


def _why_unused(scenario: Scenario, claim: Claim, standing: Mapping[str, str]) -> str:
    parties, mediators = {p.name: p for p in scenario.parties}, {m.name for m in scenario.mediators}
    issues = {issue.name: issue for issue in scenario.issues}
    reason = "it speaks of what is given by hand"
    if claim.id in standing:
        reason = f"of an act {standing[claim.id]}"
    elif claim.kind == "position":
        reason = _why_no_position(claim, parties, issues) or reason
    elif claim.kind == "stake":
        reason = _why_no_stake(claim, parties, issues) or reason
    elif claim.kind == "fact":
        disputed = claim.actor in parties and claim.issue in issues and claim.emphasis > 1
        reason = reason if disputed else "a fact that names no obstacle of a party"
    elif claim.kind == "expectation":
        reason = "an expectation"
    elif claim.kind == "audience":
        reason = "an audience of no party" if claim.toward not in parties else "an audience without a direction"
    elif claim.kind == "style" and claim.actor in mediators | {ALL_MEDIATORS}:
        reason = "a wish that a mediator did something" if claim.stance != "observes" else reason
    elif claim.kind in ("style", "participation"):
        reason = f"a {claim.kind} of who is no mediator"
    elif claim.kind in ("relation", "pressure"):
        reason = _why_no_relation(claim, set(parties), mediators) or reason
    return reason


def _why_no_position(claim: Claim, parties: Mapping[str, Party], issues: Mapping[str, Issue]) -> str:
    if claim.actor not in parties:
        return "a position of who is no party"
    if not claim.issue:
        return "a position on no issue"
    if claim.issue not in issues:
        return f"a position on what is not negotiated: {claim.issue}"
    outside = sorted({*claim.condition, *claim.unless} - set(issues))
    if outside:
        return f"under a condition on what is not negotiated: {', '.join(outside)}"
    if claim.stance in CONSENTING:
        return ""
    means = demanded if claim.stance == "demands" else refused
    found = means(issues, parties[claim.actor], claim)
    if not found:
        return "it refuses no package that can be agreed"
    every = not any(condition.levels for condition in found)
    return "it refuses every package" if every else "the party consents to all that it refuses"


def _why_no_stake(claim: Claim, parties: Mapping[str, Party], issues: Mapping[str, Issue]) -> str:
    if claim.actor not in (*parties, OF_TALKS):
        return "a stake of who is no party"
    return "" if claim.issue in issues else f"a stake in what is not negotiated: {claim.issue or 'nothing named'}"


def _why_no_relation(claim: Claim, parties: set[str], mediators: set[str]) -> str:
    pair = {claim.actor, claim.toward}
    between = len(pair & parties) == 1 and len(pair & mediators) == 1
    if claim.kind == "relation" and not (between or (len(pair) == 2 and pair <= parties)):
        return "a relation of others than a mediator and a party, or two parties"
    if claim.kind == "pressure" and not (claim.actor in mediators and claim.toward in parties):
        return "pressure that is not a mediator's on a party"
    return "" if claim.direction else f"a {claim.kind} without a direction"


def read_as(scenario: Scenario, dossier: Dossier) -> dict[str, str]:
    """Return how each used position without a level is read: a number between levels, a wish for more or less."""
    issues, parties = {i.name: i for i in scenario.issues}, {p.name: p for p in scenario.parties}
    used = {claim for p in scenario.parameters.values() for claim in p.claims}
    found = {}
    for claim in dossier.claims:
        position = claim.kind == "position" and claim.issue in issues and claim.actor in parties
        if claim.id not in used or not position or claim.level:
            continue
        reading = _reading(issues, parties[claim.actor], claim)
        if reading:
            found[claim.id] = reading
    return found


def _reading(issues: Mapping[str, Issue], party: Party, claim: Claim) -> str:
    """What a position without a level stands for; empty if its number is that of a level, or if it names nothing."""
    issue = issues[claim.issue]
    level = level_of(issue, claim)
    if level is not None:
        same = claim.value == issue.levels[issue.digit(level)].value
        return "" if same else f"{claim.value:g} of {issue.name} as {level}"
    if not claim.direction:
        return ""
    wish = f"{'more' if claim.direction > 0 else 'less'} of {issue.name}"
    if claim.stance in CONSENTING:
        return f"{wish} as {listed(consented(issues, claim)[issue.name], 'or')}"
    demand = claim.stance == "demands"
    boxes = demanded(issues, party, claim) if demand else refused(issues, party, claim, worse=False)
    named = {label for box in boxes for label in box.levels.get(issue.name, ())}
    labels = listed((label for label in issue.labels if label in named), "or")
    return f"{wish} as {'anything but ' if demand else ''}{labels}" if labels else ""
