"""From claims to numbers: each rule of the codebook on a few claims, with a codebook of round numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from negosim.domain.parameters import Distribution, fixed, triangular, uniform
from tests.evidence.coding import DAY, assert_distribution, claim, projected

# --- Values


@pytest.mark.parametrize(
    ("expected", "stance", "attribution"),
    [
        (triangular(0.9, 1.0, 1.0), "demands", "on_record"),
        (triangular(0.8, 0.9, 1.0), "proposes", "on_record"),
        (triangular(0.5, 0.7, 0.9), "accepts", "reported"),
        (triangular(0.3, 0.6, 0.9), "open_to", "rumoured"),
        (triangular(0.05, 0.2, 0.35), "resists", "named_official"),
        (triangular(0.0, 0.0, 0.1), "refuses", "on_record"),
    ],
)
def test_the_stance_gives_the_mode_of_a_value_and_the_attribution_its_width(
    expected: Distribution, stance: str, attribution: str
) -> None:
    """Cut off at 0 and 1."""
    found = projected(claim(issue="toll", level="low", stance=stance, attribution=attribution))
    assert_distribution(expected, found, "north.value.toll.low")
    assert found.parameters["north.value.toll.low"].claims == ("c001",)
    assert found.parameters["north.value.toll.low"].basis == "claims"


def test_claims_on_one_level_are_averaged_by_weight_and_disagreement_widens() -> None:
    """A demand on the record (1.0, weight 1) and a rumoured resistance (.2, weight .25, stressed to .5): mode .7333;
    the narrower width, .1, and half of the .8 between them."""
    found = projected(
        claim(1, issue="toll", level="low"),
        claim(2, issue="toll", level="low", stance="resists", attribution="rumoured", emphasis=3),
    )
    mode = (1.0 + 0.5 * 0.2) / 1.5
    assert_distribution(triangular(mode - 0.5, mode, 1.0), found, "north.value.toll.low")


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        ("20", {"value": 20.0}),
        ("20", {"value": 24.0}),
        ("40", {"value": 1000.0}),
        ("30", {"level": "30", "value": 10.0}),
        # more, and less, without a number: halfway along the scale
        ("20", {"direction": 1}),
        ("20", {"direction": -1}),
    ],
)
def test_a_claim_speaks_of_the_level_it_names_or_of_the_nearest_to_its_number(
    expected: str, fields: dict[str, Any]
) -> None:
    """A level by name counts before a number."""
    found = projected(claim(issue="opening", **fields))
    coded = [p.name for p in found.parameters.values() if ".value.opening." in p.name and p.claims]
    assert coded == [f"north.value.opening.{expected}"]


def test_a_level_that_the_scenario_does_not_have_moves_no_value() -> None:
    """But it shows that the issue matters."""
    found = projected(claim(issue="toll", level="free"))
    assert [p.name for p in found.parameters.values() if p.claims] == ["north.weight.toll"]


def test_levels_that_nobody_names_are_the_ends_of_the_scale_or_unknown() -> None:
    """The best end is wanted, the worst disliked; of an issue on which a party is silent mildly so; in between the
    scale is straight, so nothing is said; of an issue without order every level is unknown."""
    found = projected(claim(issue="opening", level="20"))
    assert_distribution(fixed(1.0), found, "north.value.opening.40")
    assert_distribution(triangular(0.0, 0.1, 0.2), found, "north.value.opening.0")
    assert_distribution(uniform(0.4, 0.6), found, "south.value.opening.40")
    assert_distribution(fixed(1.0), found, "south.value.opening.0")
    assert "north.value.opening.30" not in found.parameters
    assert_distribution(fixed(0.5), found, "north.value.rule.shared")
    assumed = [p.basis for p in found.parameters.values() if ".value." in p.name and not p.claims]
    assert set(assumed) == {"assumption"}


def test_a_refusal_under_a_condition_still_tells_the_value_and_an_acceptance_under_one_does_not() -> None:
    """What is accepted for a price is a linkage, and says nothing of the level without the price."""
    condition = {"rule": "shared"}
    refused = projected(claim(issue="toll", level="high", stance="refuses", condition=condition))
    accepted = projected(claim(issue="toll", level="high", stance="accepts", condition=condition))
    assert refused.parameters["north.value.toll.high"].claims == ("c001",)
    assert accepted.parameters["north.value.toll.high"].claims == ()


# --- Weights


def test_an_issue_weighs_with_every_statement_by_attribution_and_emphasis() -> None:
    """From .5: on the record 1, reported and stressed .5 x 2, and a rumour .25."""
    found = projected(
        claim(1, issue="toll", level="low"),
        claim(2, issue="toll", level="high", stance="resists", attribution="reported", emphasis=3),
        claim(3, issue="toll", level="none", attribution="rumoured"),
        claim(4, issue="opening", level="20"),
        claim(5, actor="south", issue="toll", level="high"),
    )
    assert_distribution(Distribution("gamma", 2.75), found, "north.weight.toll")
    assert_distribution(Distribution("gamma", 1.5), found, "south.weight.toll")
    assert_distribution(Distribution("gamma", 0.5), found, "south.weight.opening")
    assert found.parameters["south.weight.opening"].basis == "assumption"


def test_one_statement_counts_once_however_it_is_coded_or_retold() -> None:
    """The same span coded twice, and the same stance of the same day told by another document."""
    found = projected(
        claim(1, issue="toll", level="low"),
        claim(2, issue="toll", level="none", span=(10, 15)),
        claim(3, issue="toll", level="low", document="d2"),
        claim(4, issue="toll", level="low", document="d2", date=DAY - dt.timedelta(days=1)),
    )
    assert_distribution(Distribution("gamma", 2.5), found, "north.weight.toll")


def test_a_main_obstacle_and_an_audience_show_what_matters_without_a_stance() -> None:
    """A dispute told as fact counts if it is stressed most; a party's audience counts for the issue it names."""
    found = projected(
        claim(1, kind="fact", issue="toll", stance="observes", emphasis=3),
        claim(2, kind="fact", issue="toll", stance="observes", emphasis=2),
        claim(3, kind="audience", actor="ferrymen", toward="north", issue="toll", direction=-1, stance="observes"),
    )
    assert_distribution(Distribution("gamma", 0.5 + 2.0 + 1.0), found, "north.weight.toll")


# --- Relations, abilities, audiences


@pytest.mark.parametrize(
    ("expected", "moves"),
    [
        (triangular(0.5, 0.6, 0.7), [{"direction": 1}]),
        (triangular(0.3, 0.4, 0.5), [{"direction": -1}]),
        (triangular(0.35, 0.45, 0.55), [{"direction": -1, "attribution": "reported"}]),
        (triangular(0.4, 0.5, 0.6), [{"direction": 1}, {"direction": -1}]),
        (triangular(0.0, 0.0, 0.1), [{"direction": -1, "emphasis": 3}] * 2 + [{"direction": -1}]),
        (triangular(0.4, 0.5, 0.6), [{"direction": 0}]),
    ],
)
def test_claims_on_a_relation_move_trust_both_ways(expected: Distribution, moves: list[dict[str, Any]]) -> None:
    """By the step, the weight and the direction, whoever of the two is the actor; and trust stays in [0, 1]."""
    ends = [("otter", "north"), ("north", "otter")]
    claims = [
        claim(n, kind="relation", actor=ends[n % 2][0], toward=ends[n % 2][1], stance="observes", **move)
        for n, move in enumerate(moves)
    ]
    assert_distribution(expected, projected(*claims), "otter.trust.north")
    assert_distribution(triangular(0.4, 0.5, 0.6), projected(*claims), "otter.trust.south")


def test_trust_between_parties_is_of_the_one_in_the_other() -> None:
    """And has its own base and step."""
    found = projected(claim(kind="relation", actor="north", toward="south", direction=1, stance="observes"))
    assert_distribution(fixed(0.3), found, "north.trust.south")
    assert_distribution(fixed(0.2), found, "south.trust.north")


@pytest.mark.parametrize(("expected", "direction"), [(0.4, 1), (0.2, -1)])
def test_pressing_shows_leverage_and_holding_back_takes_it(expected: float, direction: int) -> None:
    """Of the mediator on that party."""
    found = projected(claim(kind="pressure", actor="otter", toward="south", direction=direction, stance="observes"))
    assert_distribution(fixed(expected), found, "otter.leverage.south")
    assert_distribution(fixed(0.3), found, "otter.leverage.north")


@pytest.mark.parametrize("actor", ["otter", "mediators"])
def test_an_ability_that_was_shown_is_likely_and_one_that_was_asked_for_is_not(actor: str) -> None:
    """Every mediator relays; what is said of all of them counts for each."""
    found = projected(
        claim(1, kind="style", actor=actor, level="draft", stance="observes"),
        claim(2, kind="style", actor=actor, level="press", stance="demands"),
    )
    assert_distribution(fixed(1.0), found, "otter.relay")
    assert_distribution(Distribution("chance", 0.9), found, "otter.draft")
    assert_distribution(Distribution("chance", 0.1), found, "otter.press")


def test_audiences_make_waiting_dear_or_a_deal() -> None:
    """One for a deal, stressed, adds to the cost of a day; one against adds to what is asked beyond no deal."""
    found = projected(
        claim(1, kind="audience", actor="fishers", toward="north", direction=1, emphasis=3, stance="observes"),
        claim(2, kind="audience", actor="ferrymen", toward="north", direction=-1, stance="observes"),
    )
    assert_distribution(fixed(0.002), found, "north.waiting_cost")
    assert_distribution(uniform(0.0, 0.04), found, "north.premium")
    assert "south.waiting_cost" not in found.parameters
