"""A package that a visitor put together: what it is worth to each party, and what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from negosim.analysis.evidence.proposals import Change, Proposal, distance, propose
from negosim.analysis.evidence.signing import would_sign
from negosim.analysis.wording import Words
from negosim.domain.scenario import Scenario
from negosim.explorer.grounds import told_claims
from negosim.explorer.opened import OpenedCase
from negosim.explorer.views import View

Numbers = dict[str, Any]


def proposed(case: OpenedCase, view: View, levels: object, draws: int) -> Numbers:
    """Ask the parties of a view about a package on the first day.

    Parameters
    ----------
    case : OpenedCase
        The case.
    view : View
        What is moved.
    levels : object
        Levels by issue.
    draws : int
        Number of draws of the parties' preferences.

    Returns
    -------
    dict
        For JSON.

    Raises
    ------
    BadInput
        The package names an unknown issue or level, or none that is feasible.
    """
    scenario = case.scenario(view)
    proposal = propose(scenario, levels, draws, view.seed)
    answer = would_sign(scenario, levels, draws, view.seed)  # type: ignore[arg-type]
    return {
        "draws": draws,
        "left_out": answer["left_out"],
        "infeasible": answer["infeasible"],
        "parties": [_party(case, scenario, proposal, answer["parties"], p) for p in range(len(scenario.parties))],
        "all": float(proposal.accepted.mean()),
        "signed": [
            {"title": each["title"], "differs": distance(proposal.levels, each["levels"])} for each in case.signed()
        ],
        "smallest_change": _change(proposal.change),
        "nearby": [_change(each) for each in proposal.nearby],
    }


def _party(
    case: OpenedCase, scenario: Scenario, proposal: Proposal, answers: Mapping[str, Any], number: int
) -> Numbers:
    party = scenario.parties[number].name
    found = answers[party]
    shares = zip(scenario.issues, proposal.gains[number].tolist(), strict=True)
    objections = sorted(((issue.name, share) for issue, share in shares if share), key=lambda each: -each[1])
    return {
        "party": party,
        "utility": _quantiles(proposal.utility[:, number]),
        "reservation": _quantiles(proposal.reservation[:, number]),
        "accepts": found["share"],
        "low": found["low"],
        "high": found["high"],
        "too_little": found["too_little"],
        "crossed": found["red_line"],
        "red_lines": [_line(case, scenario, party, name, share) for name, share in found["red_lines"].items()],
        "refused": [_line(case, scenario, party, name, share) for name, share in found["refused"].items()],
        "for": [_line(case, scenario, party, name, None) for name in found["for"]],
        "objections": [{"issue": issue, "share": share} for issue, share in objections],
    }


def _line(case: OpenedCase, scenario: Scenario, party: str, name: str, share: float | None) -> Numbers:
    """A red line or an act of a party by its name, with its claims."""
    words = Words(scenario)
    act = next((act for act in scenario.acts if (act.party, act.name) == (party, name)), None)
    if act is not None:
        title, key, claims = words.act(act), act.parameter, told_claims(case, act.claims)
    else:
        line = next(each for each in scenario.red_lines if (each.party, each.act or each.name) == (party, name))
        title, key = words.condition(line.condition), line.parameter
        claims = told_claims(case, scenario.parameters[key].claims)
    return {
        "title": title,
        "key": key,
        "share": share,
        "claims": [claim["id"] for claim in claims],
        "claim_texts": [claim["paraphrase"] for claim in claims],
    }


def _quantiles(values: Any) -> list[float]:
    found: list[float] = np.quantile(values, [0.05, 0.5, 0.95]).tolist()
    return found


def _change(change: Change | None) -> Numbers | None:
    if change is None:
        return None
    changes = [{"issue": issue, "from": before, "to": after} for issue, (before, after) in change.changed.items()]
    return {
        "levels": dict(change.levels),
        "changes": changes,
        "all": change.share,
        "low": change.low,
        "high": change.high,
    }
