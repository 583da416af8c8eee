"""What every number of a scenario stands on: parameter by parameter, and in sum."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from negosim.domain.issues import Condition
from negosim.domain.parameters import Basis
from negosim.domain.scenario import Scenario
from negosim.evidence.claims import Claim, Dossier
from negosim.evidence.codebook import Codebook
from negosim.evidence.packages import level_of
from negosim.evidence.relations import ALL_MEDIATORS

BASES: tuple[Basis, ...] = ("claims", "assumption", "override")


def provenance(scenario: Scenario) -> pd.DataFrame:
    """Every parameter with what it stands on.

    Returns
    -------
    DataFrame
        One row a parameter, in the scenario's order; columns ``name``, ``distribution`` (as people read it),
        ``basis``, ``claims`` (tuple of identifiers), ``why`` and ``unit``.
    """
    rows = [(p.name, str(p.distribution), p.basis, p.claims, p.why, p.unit) for p in scenario.parameters.values()]
    return pd.DataFrame(rows, columns=["name", "distribution", "basis", "claims", "why", "unit"])


def provenance_summary(scenario: Scenario, dossier: Dossier | None = None) -> dict[str, Any]:
    """How much of a scenario stands on claims, how much on assumption, and what of a dossier it leaves aside.

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
    claims = behind["claims"].union(*(shock.claims for shock in scenario.shocks))
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
    """The packages that each red line and linkage is about, by the name of its parameter."""
    of_lines = {line.parameter: line.condition for line in scenario.red_lines}
    return of_lines | {linkage.parameter: linkage.condition for linkage in scenario.linkages}


def unused_reasons(scenario: Scenario, dossier: Dossier) -> dict[str, str]:
    """Why each claim of a dossier up to the scenario's day stands behind no parameter, by its identifier."""
    unused = provenance_summary(scenario, dossier)["unused"]
    return {claim.id: _why_unused(scenario, claim) for claim in dossier.claims if claim.id in unused}


def _why_unused(scenario: Scenario, claim: Claim) -> str:
    parties, mediators = {p.name for p in scenario.parties}, {m.name for m in scenario.mediators}
    issues = {issue.name for issue in scenario.issues}
    reason = "it speaks of what is given by hand"
    if claim.kind == "position":
        reason = _why_no_position(claim, parties, issues) or reason
    elif claim.kind == "fact":
        disputed = claim.actor in parties and claim.issue in issues and claim.emphasis == 3
        reason = reason if disputed else "a fact, and no main obstacle that a party disputes"
    elif claim.kind == "expectation":
        reason = "an expectation"
    elif claim.kind == "audience":
        reason = "an audience of no party" if claim.toward not in parties else "an audience without a direction"
    elif claim.kind == "style" and claim.actor in mediators | {ALL_MEDIATORS}:
        reason = "a wish that a mediator did something" if claim.stance != "observes" else reason
    elif claim.kind in ("style", "participation"):
        reason = f"a {claim.kind} of who is no mediator"
    elif claim.kind in ("relation", "pressure"):
        reason = _why_no_relation(claim, parties, mediators) or reason
    return reason


def _why_no_position(claim: Claim, parties: set[str], issues: set[str]) -> str:
    if claim.actor not in parties:
        return "a position of who is no party"
    if not claim.issue:
        return "a position on no issue"
    if claim.issue not in issues:
        return f"a position on what is not negotiated: {claim.issue}"
    outside = sorted(set(claim.condition) - issues)
    return f"under a condition on what is not negotiated: {', '.join(outside)}" if outside else ""


def _why_no_relation(claim: Claim, parties: set[str], mediators: set[str]) -> str:
    pair = {claim.actor, claim.toward}
    between = len(pair & parties) == 1 and len(pair & mediators) == 1
    if claim.kind == "relation" and not (between or (len(pair) == 2 and pair <= parties)):
        return "a relation of others than a mediator and a party, or two parties"
    if claim.kind == "pressure" and not (claim.actor in mediators and claim.toward in parties):
        return "pressure that is not a mediator's on a party"
    return "" if claim.direction else f"a {claim.kind} without a direction"


def read_as(scenario: Scenario, dossier: Dossier, codebook: Codebook) -> dict[str, str]:
    """As which level each used position is read that names none: a number between levels, a wish for more or less."""
    issues, found = {issue.name: issue for issue in scenario.issues}, {}
    used = {claim for p in scenario.parameters.values() for claim in p.claims}
    for claim in dossier.claims:
        if claim.id not in used or claim.kind != "position" or claim.level or claim.issue not in issues:
            continue
        issue = issues[claim.issue]
        level = level_of(issue, claim, codebook.unnumbered)
        wish = f"{claim.value:g}" if claim.value is not None else "more" if claim.direction > 0 else "less"
        if level is not None and claim.value != issue.levels[issue.digit(level)].value:
            found[claim.id] = f"{wish} of {issue.name} as {level}"
    return found
