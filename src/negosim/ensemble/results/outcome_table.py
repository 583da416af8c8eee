"""Columns of the table of outcomes."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from negosim.domain.outcome import Outcome
from negosim.domain.scenario import Scenario

DRAW = "draw_"
OUTCOMES = ("agreement", "partial", "collapse", "deadline")


def schema(scenario: Scenario) -> pa.Schema:
    """Return the Arrow schema of the outcomes of a scenario."""
    return table(scenario, []).schema


def table(scenario: Scenario, rows: Sequence[Outcome]) -> pa.Table:
    """Return outcomes as an Arrow table with that schema."""
    text, number, whole = pa.string(), pa.float64(), pa.int64()
    parties = [party.name for party in scenario.parties]
    columns: dict[str, pa.Array] = {
        "run": pa.array([r.run for r in rows], whole),
        "outcome": pa.array([r.outcome for r in rows], text),
        "round": pa.array([r.round for r in rows], whole),
        "day": pa.array([r.day for r in rows], whole),
        "package": pa.array([r.package for r in rows], whole),
    }
    for issue in scenario.issues:
        columns[issue.name] = pa.array([r.levels.get(issue.name) for r in rows], text)
    for party in parties:
        columns[f"utility_{party}"] = pa.array([r.utilities[party] for r in rows], number)
    for party in parties:
        columns[f"reservation_{party}"] = pa.array([r.reservations[party] for r in rows], number)
    for party in parties:
        columns[f"objection_{party}"] = pa.array([r.objections.get(party) for r in rows], text)
    columns["phases_held"] = pa.array([r.phases_held for r in rows], whole)
    columns["zopa"] = pa.array([r.zopa for r in rows], whole)
    for parameter in scenario.uncertain:
        columns[f"{DRAW}{parameter.name}"] = pa.array([r.draw[parameter.name] for r in rows], number)
    return pa.table(columns)
