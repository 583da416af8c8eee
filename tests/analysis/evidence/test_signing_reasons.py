"""Why a party would not sign: shares that are whole, the acts and red lines by name, and terms that cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negosim.analysis.evidence.leave_one_out import leave_acts_out
from negosim.analysis.evidence.signing import would_sign
from negosim.errors import BadInput
from tests.talks import talks

ACTS: dict[str, Any] = {
    "infeasible": {"all_and_nothing": {"when": {"land": 4, "water": 4}}},
    "parties": {
        "north": {
            "acts": {
                "half": {"kind": "open_to", "terms": {"land": 2, "water": 2}, "credibility": 0.8},
                "no_land": {"kind": "refused", "refused": [{"land": [0, 1]}], "credibility": 0.5},
            }
        },
        "south": {
            "acts": {"dry": {"kind": "demanded", "terms": {"water": [0, 1]}, "refused": [{"water": [2, 3, 4]}]}},
            "red_lines": {"all_land": {"when": {"land": 4}, "firmness": 0.9}},
        },
    },
    "assumptions": {"*.premium": {"low": -0.3, "high": 0.3}},
}
SHORES = talks(ACTS)
DRAWS = 50


@settings(max_examples=25, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.lists(st.sampled_from("01234"), min_size=1, max_size=3, unique=True) for name in ("land", "water")
        },
    ).filter(bool)
)
def test_a_party_signs_or_there_is_a_reason(package: dict[str, list[str]]) -> None:
    """Shares of signing, of crossed red lines and of too little add up to one, each within its interval."""
    answer = would_sign(SHORES, package, DRAWS)
    assert answer["left_out"] == [name for name in ("land", "water") if name not in package]
    for party, found in answer["parties"].items():
        assert found["share"] + found["red_line"] + found["too_little"] == pytest.approx(1.0)
        assert found["low"] <= found["share"] <= found["high"]
        assert set(found["refused"]) == set(found["against"])
        assert not set(found["refused"]) & set(found["refused_in_part"])
        assert max(found["red_lines"].values(), default=0.0) <= found["red_line"] + 1e-12
        lines = {line.act or line.name for line in SHORES.red_lines if line.party == party}
        assert set(found["red_lines"]) <= lines


def test_red_lines_are_named_with_the_share_in_which_they_are_crossed() -> None:
    """Acts and those by hand alike, over the completions that cross them."""
    parties = would_sign(SHORES, {"land": ["0", "4"], "water": "1"}, 400)["parties"]
    assert set(parties["north"]["red_lines"]) == {"no_land"}
    assert parties["north"]["red_lines"]["no_land"] == pytest.approx(0.25, abs=0.04)
    assert parties["north"]["refused_in_part"] == {"no_land": 0.5}
    assert parties["south"]["red_lines"]["all_land"] == pytest.approx(0.45, abs=0.04)
    assert (parties["south"]["for"], parties["south"]["against"]) == (["dry"], [])


def test_terms_that_the_scenario_excludes_are_answered_and_marked() -> None:
    """By the conditions that exclude every package with these terms; others are not marked."""
    assert would_sign(SHORES, "land=4,water=4", DRAWS)["infeasible"] == ["land = 4 and water = 4"]
    assert would_sign(SHORES, "land=3|4,water=4", DRAWS)["infeasible"] == []


def test_all_problems_of_all_packages_are_told_at_once() -> None:
    """With the number of the package, unless it is alone."""
    with pytest.raises(BadInput) as error:
        would_sign(SHORES, ["lnd=1", {"water": 9}], 0)
    assert [(p.file, p.key) for p in error.value.problems] == [
        ("would_sign", "draws"),
        ("package 1", "lnd"),
        ("package 2", "water"),
    ]
    with pytest.raises(BadInput, match=r"^package: land: expected a level of land that can be agreed"):
        would_sign(SHORES, "land=none")


def test_progress_hears_of_every_draw_and_every_act() -> None:
    """Up to all of them."""
    heard: list[tuple[int, int]] = []
    would_sign(SHORES, "land=1", 5, progress=lambda done, total: heard.append((done, total)))
    assert heard == [(n, 5) for n in range(1, 6)]
    heard.clear()
    leave_acts_out(SHORES, 5, progress=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 3), (2, 3), (3, 3)]
