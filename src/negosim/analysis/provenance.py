"""What every number of a scenario stands on: parameter by parameter, and in sum."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from negosim.domain.parameters import Basis
from negosim.domain.scenario import Scenario
from negosim.evidence.claims import Dossier

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
