"""The closed forms of docs/validity.md that are quick to play, at every change: the script's own rows."""

from __future__ import annotations

import pytest

from scripts.validity import theory


@pytest.mark.parametrize("engine", ["ensemble", "mesa"])
def test_demands_meet_where_theory_says(engine: str) -> None:
    """Tactics, outside options, opening demands, waiting costs and risk aversion, in both engines."""
    rows = theory.meetings(engine)
    assert len(rows) == 20
    assert [row["claim"] for row in rows if not row["holds"]] == []


def test_hazards_race_as_theory_says() -> None:
    """Breakdown risk and a war of attrition, in the ensemble; test_constant_hazards plays the first through Mesa."""
    assert [row["claim"] for row in theory.hazards("ensemble") if not row["holds"]] == []


def test_patience_outside_options_and_solutions() -> None:
    """Rubinstein's shares, breakdown, outside options that bind and do not, and the solutions of known frontiers."""
    assert [row["claim"] for row in (*theory.patience(), *theory.solutions()) if not row["holds"]] == []
