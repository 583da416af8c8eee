"""Talks that only chance ends, held against the geometric race of two hazards."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from negosim.domain.outcome import Outcome
from negosim.domain.scenario import Scenario
from tests.talks import played, talks, values

# In every round agreement comes first, with probability a, then collapse, with probability s. The share that agrees is
# a / (a + (1 - a) s) and the mean length 1 / (a + s - a s): design, section 10.
AGREE, COLLAPSE = 0.1, 0.02
SHARE, LENGTH = 0.847458, 8.474576
RUNS = 2000


def fickle_talks() -> Scenario:
    """One package, worth 1 to both, that the south signs only under a pressure that comes by chance.

    The south asks for .5 more than that; a shock of hazard a takes 1 off what it asks.
    """
    return talks(
        values(south__premium=1.5, talks__collapse=COLLAPSE),
        horizon=400,
        issues={"land": {"levels": [4]}, "water": {"levels": [0]}},
        parties={
            side: {"values": {"land": {"none": 0, "4": 1, "0": False}, "water": {"none": 0, "0": 1, "4": False}}}
            for side in ("north", "south")
        },
        assumptions={"*.horizon": {"value": 1}},
        shocks={"outcry": {"hazard": AGREE, "pressure": {"south": 1.0}}},
    )


@pytest.fixture(scope="module")
def race() -> list[Outcome]:
    """How some thousand runs of the fickle talks ended."""
    scenario = fickle_talks()
    return [played(scenario, 11, run).outcome for run in range(RUNS)]


def test_two_hazards_race_as_theory_says(race: list[Outcome]) -> None:
    """Share and mean length lie within four standard errors of the closed forms, and nothing else ends a run."""
    ends = Counter(outcome.outcome for outcome in race)
    assert set(ends) == {"agreement", "collapse"}
    assert abs(ends["agreement"] / RUNS - SHARE) < 4 * math.sqrt(SHARE * (1 - SHARE) / RUNS)
    spread = math.sqrt(1 - 1 / LENGTH) * LENGTH
    assert abs(sum(outcome.round for outcome in race) / RUNS - LENGTH) < 4 * spread / math.sqrt(RUNS)


def test_both_ends_take_equally_long(race: list[Outcome]) -> None:
    """In such a race, when it ends says nothing of who wins: agreements and collapses have one distribution."""
    lengths = [[o.round for o in race if o.outcome == end] for end in ("agreement", "collapse")]
    agreed, collapsed = (sum(rounds) / len(rounds) for rounds in lengths)
    error = LENGTH * math.sqrt(sum(1 / len(rounds) for rounds in lengths))
    assert abs(agreed - collapsed) < 4 * error
