"""Credibility: how likely a reported act is real, with a codebook of round numbers."""

from __future__ import annotations

from typing import Any

import pytest

from negosim.domain.parameters import Distribution
from tests.evidence.coding import acts, assert_distribution, claim, projected, used

HIGH = {"issue": "toll", "level": "high"}


def credibility(*several: dict[str, Any]) -> float:
    """How credible a refusal of a high toll is that some claims tell of."""
    (told,) = acts(*(claim(n, **{**HIGH, "stance": "refuses", **fields}) for n, fields in enumerate(several))).values()
    return told.credibility


@pytest.mark.parametrize(
    ("expected", "attribution"),
    [(0.9, "on_record"), (0.8, "named_official"), (0.6, "anonymous_official"), (0.5, "reported"), (0.2, "rumoured")],
)
def test_it_is_that_of_the_attribution(expected: float, attribution: str) -> None:
    """Of a stance that is always earnest, without emphasis."""
    assert credibility({"attribution": attribution}) == pytest.approx(expected)


def test_it_is_that_of_the_attribution_times_how_earnest_the_stance_is() -> None:
    """Half of what is resisted, and of what is demanded, is taken as meant."""
    assert credibility({"stance": "resists"}) == pytest.approx(0.45)
    assert credibility({"stance": "demands", "level": "low"}) == pytest.approx(0.45)


def test_each_further_document_removes_a_share_of_the_doubt() -> None:
    """From .9 in one: half of the .1 goes with a second, and half of the rest with a third."""
    documents = [{"document": f"d{n}"} for n in range(3)]
    assert [credibility(*documents[:n]) for n in (1, 2, 3)] == pytest.approx([0.9, 0.95, 0.975])


def test_a_further_claim_in_one_document_does_not() -> None:
    """One text that says it twice is one source."""
    assert credibility({}, {}) == pytest.approx(0.9)


def test_the_best_claim_counts() -> None:
    """A rumour beside what is on record adds a document and lowers nothing."""
    assert credibility({}, {"attribution": "rumoured", "document": "d2"}) == pytest.approx(0.95)


@pytest.mark.parametrize(("expected", "emphasis"), [(0.9, 1), (0.95, 2), (0.975, 3)])
def test_emphasis_is_a_factor_on_the_doubt(expected: float, emphasis: int) -> None:
    """What a text makes much of is less likely a posture."""
    assert credibility({"emphasis": emphasis}) == pytest.approx(expected)


def test_who_says_never_is_less_likely_to_pose() -> None:
    """Half of the doubt whether it is a posture goes; the doubt whether the report is right stays."""
    assert credibility({"only": True}) == pytest.approx(0.9)
    assert credibility({"stance": "resists", "only": True}) == pytest.approx(0.9 * 0.75)


def test_of_a_deal_the_best_consent_counts() -> None:
    """Its demands tell of it, and whether they are postures is another matter."""
    told = acts(
        claim(1, issue="toll", level="low", stance="demands", deal="pact", emphasis=3),
        claim(2, issue="opening", level="30", stance="accepts", deal="pact", attribution="reported"),
    )["north.pact"]
    assert told.credibility == pytest.approx(0.5)


def test_it_is_the_probability_that_the_act_is_real_in_a_run() -> None:
    """Its parameter stands on its claims, and says how it came about."""
    found = projected(claim(1, **HIGH, stance="accepts"), claim(2, **HIGH, stance="accepts", document="d2", emphasis=2))
    assert_distribution(Distribution("chance", 0.975), found, "north.act.toll_high")
    parameter = found.parameters["north.act.toll_high"]
    assert (parameter.basis, parameter.claims) == ("claims", ("c001", "c002"))
    assert parameter.why == "credibility: attribution, 2 documents, emphasis 2"


@pytest.mark.parametrize(
    ("expected", "stance", "only"),
    [
        (True, "refuses", False),
        (True, "refuses", True),
        (False, "resists", False),
        (True, "resists", True),
        (False, "demands", False),
        (True, "demands", True),
        (False, "accepts", True),
    ],
)
def test_what_is_refused_is_a_red_line(expected: bool, stance: str, only: bool) -> None:
    """And what is resisted or demanded in words that leave no price."""
    found = projected(claim(issue="toll", level="low", stance=stance, only=only))
    assert bool(found.red_lines) == expected
    assert any(".red_line." in name for name in found.parameters) == expected


def test_a_refusal_with_several_conditions_is_several_red_lines() -> None:
    """One line for each condition, and one parameter for all: they are real together."""
    unless = {"opening": "40", "rule": "shared"}
    found = projected(claim(**HIGH, stance="refuses", only=True, unless=unless))
    assert [str(line.condition) for line in found.red_lines] == [
        "opening = 10 or 20 or 30 and toll = high",
        "toll = high and rule = north or south",
    ]
    (parameter,) = {line.parameter for line in found.red_lines}
    assert_distribution(Distribution("chance", 0.9), found, parameter)
    assert parameter.startswith("north.red_line.")


def test_only_what_is_in_force_has_a_parameter() -> None:
    """A deal that is spent is told of, and moves nothing."""
    spent = claim(issue="toll", level="low", stance="accepts", until=claim().date)
    found = projected(spent)
    assert len(found.acts) == 1
    assert not [name for name in found.parameters if ".act." in name]
    assert used(found) == []
