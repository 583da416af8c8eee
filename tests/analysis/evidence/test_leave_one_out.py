"""Acts left out: each foretold by all others, and the scores of forecasts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.analysis.evidence.leave_one_out import leave_acts_out, predict_acts, scores, without
from negosim.domain.scenario import Scenario
from tests.talks import talks

PREMIUMS: Any = {"*.premium": {"low": -0.5, "high": 0.9}, "*.horizon": {"value": 10}}
OFFER = {"kind": "offered", "terms": {"land": 3, "water": 2}}
SMALLER = {"kind": "offered", "terms": {"land": 2, "water": 2}}
RESISTED = {"kind": "resisted", "refused": [{"land": 1}]}
NEVER = {"kind": "refused", "refused": [{"land": [0, 1]}], "credibility": 0.5}


def shores(**acts: dict[str, Any]) -> Scenario:
    """The two shores with uncertain reservation values, and what the north did."""
    return talks({"parties": {"north": {"acts": acts}}}, assumptions=PREMIUMS)


def test_an_offer_is_foretold_by_a_smaller_one_and_a_resistance_by_nothing() -> None:
    """Who takes two of the land takes three; without any act the north is as likely to sign as its premium says."""
    told = leave_acts_out(shores(offer=OFFER, smaller=SMALLER, resisted=RESISTED), draws=200).set_index("act")
    assert told.loc["offer", "foretold"] == 1.0
    assert 0.2 < told.loc["smaller", "foretold"] < 0.9
    assert 0.2 < told.loc["resisted", "foretold"] < 0.9
    assert (told["fitted"] == 1.0).all()
    assert told["signs"].tolist() == [True, True, False]


def test_a_red_line_is_left_out_with_its_act() -> None:
    """Where it is real nothing crosses it; without it the north signs what it would."""
    scenario = shores(never=NEVER)
    told = leave_acts_out(scenario, draws=200).iloc[0]
    assert (told["fitted"], told["credibility"]) == (1.0, 0.5)
    free = without(scenario, scenario.acts)
    assert not free.acts
    assert not free.red_lines
    assert "north.red_line.never" not in free.parameters


def test_what_a_party_does_later_is_foretold_by_what_it_did_before() -> None:
    """Only acts with claims that were not known count."""
    before = shores(smaller={**SMALLER, "claims": ["c1"]})
    after = shores(smaller={**SMALLER, "claims": ["c1"]}, offer={**OFFER, "claims": ["c2"]})
    told = predict_acts(before, after, draws=100)
    assert told[["act", "foretold"]].to_numpy().tolist() == [["offer", 1.0]]
    assert predict_acts(after, before, draws=10).empty


def test_scores_of_a_coin_and_of_who_knows() -> None:
    """Brier .25 and area .5; 0 and 1."""
    happened = [True, False, True, False]
    assert scores(happened, [0.5] * 4) == (0.25, 0.5)
    assert scores(happened, [1.0, 0.0, 1.0, 0.0]) == (0.0, 1.0)
    assert scores(happened, [0.0, 1.0, 0.0, 1.0]) == (1.0, 0.0)
    assert np.isnan(scores([True], [0.3])[1])


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=2, max_size=12))
def test_the_area_counts_pairs(forecasts: list[tuple[bool, float]]) -> None:
    """Of an event and a non-event each; ties count half."""
    happened, told = [y for y, _ in forecasts], [p for _, p in forecasts]
    pairs = [(p, q) for y, p in forecasts if y for z, q in forecasts if not z]
    expected = sum(1.0 if p > q else 0.5 if p == q else 0.0 for p, q in pairs) / len(pairs) if pairs else float("nan")
    assert scores(happened, told)[1] == pytest.approx(expected, nan_ok=True)
