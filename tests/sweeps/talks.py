"""Quick talks that tests sweep over."""

from __future__ import annotations

from pathlib import Path

from negosim.domain.scenario import Scenario
from negosim.files.scenario import load_scenario

ROOT = Path(__file__).parents[2]
QUICK = ROOT / "tests" / "cli" / "fixtures" / "quick.toml"
JANUARY = ROOT / "scenarios" / "january_2024.toml"


def quick(**settings: object) -> Scenario:
    """Talks of a few rounds: two issues, two parties, a mediator."""
    return load_scenario(QUICK, set=settings)
