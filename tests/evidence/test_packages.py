"""From the wording of a claim to packages: what a consent is about, what a refusal and a demand refuse."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain.issues import Condition
from negosim.domain.scales import at_least_as_bad
from negosim.domain.scenario import Party
from negosim.evidence.packages import (
    Levels,
    consented,
    demanded,
    judged,
    level_of,
    refused,
    simplified,
    spelled,
    without_consents,
)
from tests.evidence.coding import ISSUES, NORTH, SOUTH, claim

BY_NAME = {issue.name: issue for issue in ISSUES}
OPENINGS, TOLLS, RULES = ("10", "20", "30", "40"), ("none", "low", "high"), ("north", "shared", "south")


def words(conditions: list[Condition]) -> list[str]:
    """Conditions as people read them."""
    return [str(condition) for condition in conditions]


def refuses(party: Party = NORTH, *, worse: bool = True, **fields: Any) -> list[str]:
    """What a refusal refuses."""
    return words(refused(BY_NAME, party, claim(stance="refuses", **fields), worse=worse))


def demands(party: Party = NORTH, **fields: Any) -> list[str]:
    """What a demand refuses."""
    return words(demanded(BY_NAME, party, claim(stance="demands", **fields)))


# --- Which level


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        ("20", {"value": 20.0}),
        ("20", {"value": 24.0}),
        ("40", {"value": 1000.0}),
        ("30", {"level": "30", "value": 10.0}),
        (None, {"level": "35"}),
        (None, {"direction": 1}),
    ],
)
def test_a_claim_names_a_level_or_the_nearest_to_its_number(expected: str | None, fields: dict[str, Any]) -> None:
    """A level by name counts before a number; a direction names none."""
    assert level_of(BY_NAME["opening"], claim(issue="opening", **fields)) == expected


def test_words_have_no_nearest_level() -> None:
    """A number for an issue whose levels are words names none."""
    assert level_of(BY_NAME["toll"], claim(issue="toll", value=3.0)) is None


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        (True, {"issue": "toll", "level": "low"}),
        (True, {"issue": "toll", "level": "low", "condition": {"rule": "shared"}}),
        (False, {"issue": "fish", "level": "all"}),
        (False, {"issue": "toll", "level": "low", "condition": {"fish": "all"}}),
        (False, {"issue": "toll", "level": "low", "condition": {"rule": "nobody"}}),
        (False, {"issue": "toll", "level": "low", "unless": {"fish": "all"}}),
    ],
)
def test_only_claims_on_what_is_negotiated_are_judged(expected: bool, fields: dict[str, Any]) -> None:
    """Their condition and their exception as well: whether these hold must be told from a package."""
    assert judged(ISSUES, claim(**fields)) == expected


# --- Consents


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        ({"toll": ("low",)}, {"issue": "toll", "level": "low"}),
        ({"toll": ("low",), "rule": ("shared",)}, {"issue": "toll", "level": "low", "condition": {"rule": "shared"}}),
        # more, or less, without a number: the middle half of the scale; by logarithm 20 and no other
        ({"opening": ("20",)}, {"issue": "opening", "direction": 1}),
        ({"opening": ("20",)}, {"issue": "opening", "direction": -1}),
        ({"toll": ("low",)}, {"issue": "toll", "direction": 1}),
        ({}, {"issue": "opening"}),
    ],
)
def test_a_consent_has_the_level_and_what_the_deal_has_besides(expected: Levels, fields: dict[str, Any]) -> None:
    """As said: neither better nor worse levels."""
    assert consented(BY_NAME, claim(stance="accepts", **fields)) == expected


# --- Refusals are monotone


@pytest.mark.parametrize(
    ("expected", "party", "fields"),
    [
        (["toll = low or high"], NORTH, {"issue": "toll", "level": "low"}),
        (["toll = none or low"], SOUTH, {"issue": "toll", "level": "low"}),
        (["opening = 10 or 20"], NORTH, {"issue": "opening", "level": "20"}),
        (["opening = 30 or 40"], SOUTH, {"issue": "opening", "level": "30"}),
        (["rule = shared"], NORTH, {"issue": "rule", "level": "shared"}),
    ],
)
def test_who_refuses_a_level_refuses_every_worse_one(expected: list[str], party: Party, fields: dict[str, Any]) -> None:
    """Worse for that party; where it has no order, the level alone. A level nobody may hold is left out."""
    assert refuses(party, **fields) == expected


def test_who_refuses_it_for_something_refuses_it_for_less() -> None:
    """A high toll for an opening of 20 days: also for 10, not for 30."""
    fields = {"issue": "toll", "level": "high", "condition": {"opening": "20"}}
    assert refuses(**fields) == ["opening = 10 or 20 and toll = high"]
    assert refuses(worse=False, **fields) == ["opening = 20 and toll = high"]


@pytest.mark.parametrize(("expected", "direction"), [("opening = 40", 1), ("opening = 10", -1)])
def test_resistance_without_a_number_is_read_in_the_mildest_way(expected: str, direction: int) -> None:
    """To more, or less: the end of the scale in that direction."""
    party = SOUTH if direction > 0 else NORTH
    told = claim(stance="resists", issue="opening", direction=direction)
    assert words(refused(BY_NAME, party, told)) == [expected]


@pytest.mark.parametrize("fields", [{"issue": "opening"}, {"issue": "rule", "direction": 1}])
def test_a_refusal_of_nothing_named_refuses_nothing(fields: dict[str, Any]) -> None:
    """Neither level, number nor a direction on a scale."""
    assert refuses(**fields) == []


# --- Unless


def test_unless_takes_out_what_has_it_or_better() -> None:
    """No high toll, unless the river is open for 30 days: 30 and 40 are out, 10 and 20 remain."""
    fields = {"issue": "toll", "level": "high", "unless": {"opening": "30"}}
    assert refuses(**fields) == ["opening = 10 or 20 and toll = high"]


def test_without_a_ranking_unless_names_its_levels_alone() -> None:
    """No high toll, unless the rule is shared or the north's own: the south's rule remains."""
    fields = {"issue": "toll", "level": "high", "unless": {"rule": ("shared", "north")}}
    assert refuses(**fields) == ["toll = high and rule = south"]


def test_of_several_things_asked_all_must_be_there() -> None:
    """Missing the one or the other, a high toll is refused: one condition for each way to miss it."""
    fields = {"issue": "toll", "level": "high", "unless": {"opening": "40", "rule": "shared"}}
    assert refuses(**fields) == ["opening = 10 or 20 or 30 and toll = high", "toll = high and rule = north or south"]


def test_an_exception_that_always_holds_leaves_nothing() -> None:
    """Any opening at all is at least 10 days."""
    assert refuses(issue="toll", level="high", unless={"opening": "10"}) == []


# --- Demands


@pytest.mark.parametrize(
    ("expected", "party", "fields"),
    [
        (["toll = high"], NORTH, {"issue": "toll", "level": "low"}),
        (["opening = 10 or 20"], NORTH, {"issue": "opening", "value": 30.0}),
        (["opening = 30 or 40"], SOUTH, {"issue": "opening", "value": 20.0}),
        (["rule = north or south"], NORTH, {"issue": "rule", "level": "shared"}),
        # the worst level is demanded by nobody: nothing is worse
        ([], NORTH, {"issue": "toll", "level": "high"}),
        # more, or less, without a number: the other end of the scale is refused
        (["opening = 10"], NORTH, {"issue": "opening", "direction": 1}),
        (["toll = high"], NORTH, {"issue": "toll", "direction": -1}),
        ([], NORTH, {"issue": "opening"}),
        (["toll = high and rule = shared"], NORTH, {"issue": "toll", "level": "low", "condition": {"rule": "shared"}}),
    ],
)
def test_a_demand_refuses_what_is_worse_than_demanded(
    expected: list[str], party: Party, fields: dict[str, Any]
) -> None:
    """And nothing else: what is better is welcome."""
    assert demands(party, **fields) == expected


# --- A party's own consents are exceptions


def left(conditions: list[Levels], *consents: Levels, party: Party = NORTH) -> list[str]:
    """What remains of refused packages beside consents."""
    given = [Condition(levels) for levels in conditions]
    return words(without_consents(BY_NAME, party, given, consents))


def test_what_is_taken_for_something_is_an_exception() -> None:
    """No high toll, but a high toll for 30 days would do: refused remains a high toll for 10 or 20."""
    assert left([{"toll": ("high",)}], {"toll": ("high",), "opening": ("30",)}) == [
        "opening = 10 or 20 and toll = high"
    ]


@pytest.mark.parametrize(
    "consent",
    [
        # nothing is asked in return: it contradicts the refusal and does not limit it
        {"toll": ("high",)},
        # another level
        {"toll": ("none",), "opening": ("30",)},
        # not of this issue
        {"opening": ("30",), "rule": ("shared",)},
    ],
)
def test_other_consents_are_no_exception(consent: Levels) -> None:
    """The refusal stands as it is."""
    assert left([{"toll": ("high",)}], consent) == ["toll = high"]


def test_several_exceptions_are_taken_out_one_after_another() -> None:
    """For 40 days, or under a shared rule: refused is what has neither."""
    consents = ({"toll": ("high",), "opening": ("40",)}, {"toll": ("high",), "rule": ("shared",)})
    assert left([{"toll": ("high",)}], *consents) == [
        "opening = 10 or 20 or 30 and toll = high and rule = north or south"
    ]


# --- Closure, over all packages


PACKAGES = [dict(zip(("opening", "toll", "rule"), levels, strict=True)) for levels in product(OPENINGS, TOLLS, RULES)]


def worse_or_alike(party: Party, package: dict[str, str]) -> list[dict[str, str]]:
    """The packages that are at least as bad in every issue."""
    return [
        other
        for other in PACKAGES
        if all(other[name] in at_least_as_bad(issue, party, (package[name],)) for name, issue in BY_NAME.items())
    ]


some = {
    "opening": st.sets(st.sampled_from(OPENINGS), min_size=1).map(tuple),
    "toll": st.sets(st.sampled_from(TOLLS), min_size=1).map(tuple),
}


@given(
    st.sampled_from([NORTH, SOUTH]),
    st.sampled_from(OPENINGS),
    st.fixed_dictionaries({}, optional={"toll": some["toll"]}),
    st.fixed_dictionaries({}, optional={"toll": some["toll"]}),
    st.lists(st.fixed_dictionaries(some), max_size=2),
)
def test_what_is_worse_than_a_refused_package_is_refused(
    party: Party, level: str, condition: Levels, unless: Levels, consents: list[Levels]
) -> None:
    """Whatever the condition, what is excepted, and what the party consents to."""
    told = claim(stance="refuses", issue="opening", level=level, condition=condition, unless=unless)
    conditions = without_consents(BY_NAME, party, refused(BY_NAME, party, told), consents)
    for package in PACKAGES:
        if any(condition.holds(package) for condition in conditions):
            assert all(any(c.holds(other) for c in conditions) for other in worse_or_alike(party, package))


# --- Conditions are told in the shortest way


@pytest.mark.parametrize(
    ("expected", "box"),
    [
        (["toll = low"], {"toll": ("low",), "rule": RULES}),
        (["toll = low"], {"toll": ("low",), "opening": OPENINGS}),
        ([""], {}),
        # a level that no package may hold
        ([], {"opening": ("0",)}),
        (["opening = 10"], {"opening": ("0", "10")}),
    ],
)
def test_conditions_name_what_matters(expected: list[str], box: Levels) -> None:
    """Issues on which every level will do are left out, and so are conditions that no package meets."""
    assert words(simplified(BY_NAME, [box, box])) == expected


def test_levels_are_spelled_for_the_name_of_a_parameter() -> None:
    """Issue by issue; without any, it is any deal."""
    assert spelled({"toll": ("low", "high"), "rule": ("shared",)}) == "toll_low_or_high_rule_shared"
    assert spelled({}) == "any_deal"
