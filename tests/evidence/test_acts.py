"""Acts: what the parties are reported to have done, told as given claims, then acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from negosim.evidence.acts import later_acts
from tests.evidence.coding import CODEBOOK, DAY, acts, case, claim, refusals

LATER, EARLIER = DAY + dt.timedelta(days=1), DAY - dt.timedelta(days=10)
HIGH = {"issue": "toll", "level": "high"}
LOW = {"issue": "toll", "level": "low"}
LONG = {"issue": "opening", "level": "30"}

# --- Who did what


@pytest.mark.parametrize(
    ("stance", "kind", "consents"),
    [
        ("proposes", "offered", True),
        ("accepts", "accepted", True),
        ("open_to", "open_to", True),
        ("resists", "resisted", False),
        ("refuses", "refused", False),
        ("demands", "demanded", False),
    ],
)
def test_a_position_of_a_party_is_an_act(stance: str, kind: str, consents: bool) -> None:
    """Called after its stance."""
    (told,) = acts(claim(**LOW, stance=stance)).values()
    assert (told.act.party, told.act.kind, told.act.consents) == ("north", kind, consents)
    assert told.act.terms.levels == {"toll": ("low",)}
    assert bool(told.act.refused) != consents


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "fact", "stance": "observes"},
        {"kind": "stake", "stance": "observes"},
        {"actor": "otter", "stance": "proposes"},
        {"actor": "mediators", "stance": "proposes"},
        {"issue": "fish", "level": "all"},
        {"condition": {"fish": "all"}},
        {"condition": {"rule": "nobody"}},
    ],
)
def test_everything_else_is_no_act(fields: dict[str, Any]) -> None:
    """What is observed, what mediators say, what is not negotiated."""
    assert acts(claim(**{**LOW, **fields})) == {}


def test_a_demand_for_the_worst_is_none() -> None:
    """There is nothing that it refuses."""
    assert acts(claim(**HIGH, stance="demands")) == {}


def test_who_refuses_every_package_does_not_negotiate() -> None:
    """It is no act: to the north every toll is as bad as none, or worse."""
    assert acts(claim(issue="toll", level="none", stance="refuses")) == {}


# --- A deal is one act


def test_claims_with_one_key_form_one_act() -> None:
    """A low toll for thirty days under a shared rule: offered as a whole, by the strongest of its claims."""
    found = acts(
        claim(1, **LOW, stance="open_to", deal="pact"),
        claim(2, **LONG, stance="proposes", deal="pact"),
        claim(3, issue="rule", level="shared", stance="open_to", deal="pact"),
        claim(4, **LOW, stance="open_to"),
    )
    assert list(found) == ["north.pact", "north.toll_low"]
    pact = found["north.pact"].act
    assert pact.terms.levels == {"opening": ("30",), "toll": ("low",), "rule": ("shared",)}
    assert (pact.kind, pact.claims) == ("offered", ("c001", "c002", "c003"))


def test_what_is_demanded_within_a_deal_is_one_of_its_terms() -> None:
    """Who would open for long if the toll is low consents to both, and refuses what lacks the low toll."""
    found = acts(claim(1, **LOW, stance="demands", deal="pact"), claim(2, **LONG, stance="open_to", deal="pact"))
    assert found["north.pact"].act.terms.levels == {"opening": ("30",), "toll": ("low",)}
    assert refusals(found["north.toll_high"]) == ["toll = high"]


def test_the_demands_of_a_deal_are_refused_together() -> None:
    """Who sets several terms refuses what lacks any of them: one act, real as a whole or not at all."""
    (told,) = acts(
        claim(1, **LOW, stance="demands", deal="terms"), claim(2, **LONG, stance="demands", deal="terms")
    ).values()
    assert told.act.name == "terms_demanded"
    assert refusals(told) == ["toll = high", "opening = 10 or 20"]
    assert told.act.terms.levels == {"opening": ("30",), "toll": ("low",)}


def test_demands_without_a_key_stand_alone() -> None:
    """Two acts."""
    found = acts(claim(1, **LOW, stance="demands"), claim(2, **LONG, stance="demands"))
    assert list(found) == ["north.toll_high", "north.opening_10_or_20"]


def test_several_levels_of_an_issue_in_one_deal_are_all_its_terms() -> None:
    """Thirty days or forty."""
    (told,) = acts(
        claim(1, **LONG, stance="open_to", deal="pact"),
        claim(2, issue="opening", level="40", stance="open_to", deal="pact"),
    ).values()
    assert told.act.terms.levels == {"opening": ("30", "40")}


# --- Claims that say one thing are one act


def test_consents_to_the_same_terms_are_one() -> None:
    """However they are worded: with a condition, or as terms of a deal."""
    found = acts(
        claim(1, **LOW, stance="open_to", condition={"rule": "shared"}),
        claim(2, issue="rule", level="shared", stance="open_to", condition={"toll": "low"}, document="d2"),
        claim(3, **LOW, stance="open_to"),
    )
    assert [told.act.claims for told in found.values()] == [("c001", "c002"), ("c003",)]


def test_what_refuses_the_same_packages_is_one_refusal() -> None:
    """To refuse a high toll, to demand a low one, to resist a higher one: one act, called by the strongest."""
    found = acts(
        claim(1, **LOW, stance="demands"),
        claim(2, **HIGH, stance="refuses"),
        claim(3, issue="toll", direction=1, stance="resists"),
    )
    (told,) = found.values()
    assert (told.act.kind, told.act.claims) == ("refused", ("c001", "c002", "c003"))
    assert told.act.terms.levels == {"toll": ("high",)}


def test_other_packages_are_another_refusal() -> None:
    """Also if the one includes the other."""
    found = acts(claim(1, **HIGH, stance="refuses"), claim(2, **LOW, stance="refuses"))
    assert [refusals(told) for told in found.values()] == [["toll = high"], ["toll = low or high"]]


def test_names_differ() -> None:
    """An act is called by the first packages that it refuses; a later one of a name is numbered."""
    found = acts(
        claim(1, **HIGH, stance="refuses", condition={"opening": "30"}),
        claim(2, **HIGH, stance="refuses", unless={"opening": "40", "rule": "shared"}),
    )
    assert list(found) == ["north.opening_10_or_20_or_30_toll_high", "north.opening_10_or_20_or_30_toll_high_2"]


# --- Exceptions, and what was said


def test_a_partys_own_consent_is_an_exception_to_what_it_refuses() -> None:
    """No high toll, but a high toll under a shared rule would do."""
    found = acts(claim(1, **HIGH, stance="refuses"), claim(2, **HIGH, stance="open_to", condition={"rule": "shared"}))
    assert refusals(found["north.toll_high"]) == ["toll = high and rule = north or south"]


def test_another_partys_consent_is_none() -> None:
    """Only one's own word counts."""
    consent = claim(2, actor="south", **HIGH, stance="open_to", condition={"rule": "shared"})
    assert refusals(acts(claim(1, **HIGH, stance="refuses"), consent)["north.toll_high"]) == ["toll = high"]


def test_a_spent_consent_is_none() -> None:
    """What was taken in a deal that is over limits no refusal of today."""
    spent = claim(2, **HIGH, stance="accepts", condition={"rule": "shared"}, until=DAY)
    assert refusals(acts(claim(1, **HIGH, stance="refuses"), spent)["north.toll_high"]) == ["toll = high"]


def test_a_refusal_keeps_what_was_said() -> None:
    """Neither worse terms nor exceptions: by these terms it is held against draws."""
    (told, _) = sorted(
        acts(
            claim(1, **LOW, stance="refuses", condition={"opening": "20"}),
            claim(2, **LOW, stance="open_to", condition={"opening": "20", "rule": "shared"}),
        ).values(),
        key=lambda told: told.act.consents,
    )
    assert refusals(told) == [
        "opening = 10 or 20 and toll = high",
        "opening = 10 and toll = low or high",
        "opening = 10 or 20 and toll = low or high and rule = north or south",
    ]
    assert [str(condition) for condition in told.act.said_of] == ["opening = 20 and toll = low"]


def test_unless_is_part_of_what_is_refused() -> None:
    """No high toll unless the rule is shared."""
    (told,) = acts(claim(**HIGH, stance="refuses", unless={"rule": "shared"})).values()
    assert refusals(told) == ["toll = high and rule = north or south"]


# --- Standing


def test_a_deal_is_spent_from_its_day_on() -> None:
    """The day before it still stands."""
    spent = claim(**LOW, stance="accepts", until=DAY)
    assert acts(spent)["north.toll_low"].standing == f"spent on {DAY}"
    assert acts(spent, as_of=DAY - dt.timedelta(days=1))["north.toll_low"].in_force


def test_of_several_ends_the_last_counts() -> None:
    """A deal is spent when all of it is."""
    found = acts(
        claim(1, **LOW, stance="accepts", deal="pact", until=EARLIER),
        claim(2, **LONG, stance="accepts", deal="pact", until=LATER),
    )
    assert found["north.pact"].until == LATER


def test_a_later_refusal_supersedes_a_consent() -> None:
    """To the same terms, or to wider ones; not to others, and not on the same day."""
    consent = claim(1, **LOW, stance="accepts", date=EARLIER)
    assert (
        acts(consent, claim(2, **LOW, stance="refuses"))["north.toll_low"].standing == "superseded by toll_low_or_high"
    )
    assert acts(consent, claim(2, **HIGH, stance="refuses"))["north.toll_low"].in_force
    assert acts(claim(1, **LOW, stance="accepts"), claim(2, **LOW, stance="refuses"))["north.toll_low"].in_force


def test_a_later_consent_supersedes_a_refusal_of_the_same() -> None:
    """If it covers all that was refused."""
    refusal = claim(1, **HIGH, stance="refuses", date=EARLIER)
    found = acts(refusal, claim(2, **HIGH, stance="accepts"))
    assert [told.standing for told in found.values()] == ["in force", "superseded by toll_high"]
    wider = claim(1, **LOW, stance="refuses", date=EARLIER)
    assert all(told.in_force for told in acts(wider, claim(2, **LOW, stance="accepts")).values())


def test_a_later_refusal_does_not_supersede_an_earlier_one() -> None:
    """Both stand."""
    found = acts(claim(1, **HIGH, stance="refuses", date=EARLIER), claim(2, **LOW, stance="refuses"))
    assert all(told.in_force for told in found.values())


def test_what_is_taken_back_from_later_refuses_nothing() -> None:
    """A refusal holds from the day it is voiced; a consent is presumed to have been given before."""
    found = acts(claim(1, **HIGH, stance="refuses"), claim(2, **LOW, stance="accepts"), backcast=("c001", "c002"))
    assert list(found) == ["north.toll_low"]


def test_acts_of_a_later_day_are_told_apart() -> None:
    """They are not known, and say since when they would be."""
    now, then = claim(1, **LOW, stance="accepts"), claim(2, **LONG, stance="open_to", date=LATER)
    (told,) = later_acts(CODEBOOK, case(now), (now, then), DAY)
    assert (told.act.name, told.standing) == ("opening_30", f"voiced on {LATER}")
