"""``Scenario.explain``: what a parameter stands on; and items found by name."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import negosim as ns
from negosim.errors import BadInput

CASE = Path(__file__).parents[2] / "scenarios" / "examples" / "second_case" / "scenario.toml"
SCENARIO = ns.load_scenario(CASE)


def test_the_parameter_of_an_act_is_explained_by_the_act() -> None:
    """And by the claims that tell of it."""
    for act in SCENARIO.acts:
        explanation = SCENARIO.explain(act.parameter)
        assert act in explanation.acts
        assert set(act.claims) <= set(explanation.claims)


def test_a_preference_is_explained_by_the_acts_that_mention_its_issue() -> None:
    """Draws of preferences are conditioned on them; the premium on all acts of its party."""
    found = SCENARIO.explain("union.weight.cranes")
    assert found.acts
    assert all(act.party == "union" and "cranes" in f"{act.terms} {act}" for act in found.acts)
    assert SCENARIO.explain("union.premium").acts == tuple(act for act in SCENARIO.acts if act.party == "union")
    assert SCENARIO.explain("talks.collapse").acts == ()


def test_an_explanation_reads_as_text() -> None:
    """Distribution, basis, acts, claims."""
    text = str(SCENARIO.explain("union.weight.cranes"))
    assert text.startswith("union.weight.cranes: ")
    assert "claims: p0" in text.splitlines()[-1]


def test_an_unknown_parameter_is_refused_with_the_nearest() -> None:
    """As every unknown word."""
    with pytest.raises(BadInput, match=r"received union\.weigth\.cranes \(nearest: union\.weight\.cranes"):
        SCENARIO.explain("union.weigth.cranes")


def test_issues_parties_and_mediators_are_found_by_name() -> None:
    """And by position, as in any tuple; also after a copy."""
    for items in (SCENARIO.issues, SCENARIO.parties, SCENARIO.mediators):
        assert all(items[item.name] is item and item.name in items for item in items)
        assert (items[-1], items[:1]) == ([*items][-1], (items[0],))
        assert pickle.loads(pickle.dumps(items)) == items
    with pytest.raises(KeyError, match="nothing"):
        SCENARIO.issues["nothing"]
