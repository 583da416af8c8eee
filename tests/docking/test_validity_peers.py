"""NegMAS 0.16 over a table of tactics, and its frontiers and solutions: its answers as kept by ``make validity``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.validity import peers


@pytest.fixture
def kept() -> Any:
    """What NegMAS said."""
    return json.loads(peers.KEPT.read_text(encoding="utf-8"))


def test_the_same_tactics_end_with_the_same_package(kept: Any) -> None:
    """Boulware, linear, Conceder and pairs of them: alike on every domain that both play."""
    rows = peers.talks(kept)
    assert len(rows) == 10
    assert [row["claim"] for row in rows if not row["holds"]] == []
    assert sum(row["expected"] for row in rows) > 350


def test_frontiers_and_solutions_are_the_same_points(kept: Any) -> None:
    """Frontier, Nash, Kalai, welfare and the equal ratio on random domains of two and three parties, to 1e-9."""
    rows, differing = peers.figures(kept)
    assert [row["claim"] for row in rows if not row["holds"]] == []
    assert all(0 < count < 10 for count in differing.values())


def test_where_negmas_differs_negosim_keeps_to_the_definitions(kept: Any, tmp_path: Path) -> None:
    """Neighbours of texts, GENIUS files of unlike scales and frontiers, held against arithmetic without rounding."""
    rows, climbs = peers.differences(kept["differences"], tmp_path)
    assert [row["claim"] for row in rows if not row["holds"]] == []
    assert any(row["theirs"] < row["expected"] for row in rows)
    assert climbs["list"] < climbs["range"]
