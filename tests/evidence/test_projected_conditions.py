"""From claims to conditions: which refusals draw red lines, which offers link, with a codebook of round numbers."""

from __future__ import annotations

import pytest

from negosim.domain.parameters import Distribution, triangular
from tests.evidence.coding import assert_distribution, claim, projected


def test_a_refusal_is_a_red_line_across_the_level_and_all_worse_ones() -> None:
    """For the north a high toll is worse than a low one; its firmness is that of the attribution."""
    found = projected(claim(issue="toll", level="low", stance="refuses", attribution="reported"))
    (line,) = found.red_lines
    assert (line.party, line.issue, line.condition.levels) == ("north", "toll", {"toll": ("low", "high")})
    assert_distribution(Distribution("chance", 0.5), found, line.parameter)


@pytest.mark.parametrize(("actor", "level", "crossed"), [("north", "10", ("0", "10")), ("south", "30", ("30", "40"))])
def test_what_is_worse_hangs_on_who_refuses(actor: str, level: str, crossed: tuple[str, ...]) -> None:
    """Less of the opening for the north, more of it for the south."""
    (line,) = projected(claim(actor=actor, issue="opening", level=level, stance="refuses")).red_lines
    assert line.condition.levels == {"opening": crossed}


def test_without_an_order_only_the_level_itself_is_refused() -> None:
    """Who rules the bridge has no better and worse."""
    (line,) = projected(claim(issue="rule", level="shared", stance="refuses")).red_lines
    assert line.condition.levels == {"rule": ("shared",)}


def test_each_further_refusal_removes_a_share_of_the_doubt() -> None:
    """Two rumours (.2) and a report (.5): from the firmest, .5, half of the doubt left goes with each of the others."""
    found = projected(
        claim(1, issue="toll", level="high", stance="refuses", attribution="rumoured"),
        claim(2, issue="toll", level="high", stance="refuses", attribution="reported"),
        claim(3, issue="toll", level="high", stance="refuses", attribution="rumoured"),
    )
    assert_distribution(Distribution("chance", 0.875), found, found.red_lines[0].parameter)


def test_an_exception_that_the_party_names_is_taken_out_of_its_red_line() -> None:
    """It refuses a high toll, but would accept one under a shared rule: the line stands under the other rules."""
    found = projected(
        claim(1, issue="toll", level="high", stance="refuses"),
        claim(2, issue="toll", level="high", stance="open_to", condition={"rule": "shared"}),
    )
    (line,) = found.red_lines
    assert line.condition.levels == {"toll": ("high",), "rule": ("north", "south")}


def test_another_partys_openness_is_no_exception() -> None:
    """Only one's own word counts."""
    found = projected(
        claim(1, issue="toll", level="high", stance="refuses"),
        claim(2, actor="south", issue="toll", level="high", stance="open_to", condition={"rule": "shared"}),
    )
    assert found.red_lines[0].condition.levels == {"toll": ("high",)}


def test_a_refusal_under_a_condition_holds_under_it_alone() -> None:
    """A low toll with the south's rule, and nothing else."""
    (line,) = projected(claim(issue="toll", level="high", stance="refuses", condition={"rule": "south"})).red_lines
    assert line.condition.levels == {"toll": ("high",), "rule": ("south",)}


@pytest.mark.parametrize("stance", ["demands", "proposes", "accepts", "open_to", "resists", "observes"])
def test_only_refusals_draw_red_lines(stance: str) -> None:
    """Resistance is no refusal."""
    assert projected(claim(issue="toll", level="high", stance=stance)).red_lines == ()


def test_an_acceptance_under_a_condition_is_a_linkage() -> None:
    """The north accepts a low toll for thirty days: there, low or none, it is worth at least what acceptance says."""
    found = projected(claim(issue="toll", level="low", stance="accepts", condition={"opening": "30"}))
    (linkage,) = found.linkages
    assert linkage.condition.levels == {"toll": ("none", "low"), "opening": ("30", "40")}
    assert (linkage.party, linkage.issue) == ("north", "toll")
    assert_distribution(triangular(0.6, 0.7, 0.8), found, linkage.parameter)


def test_the_same_offer_made_twice_is_one_linkage_with_both_claims() -> None:
    """Its value is averaged as that of a level is."""
    found = projected(
        claim(1, issue="toll", level="low", stance="accepts", condition={"opening": "30"}),
        claim(2, issue="toll", level="low", stance="open_to", condition={"opening": "30"}),
    )
    (linkage,) = found.linkages
    assert found.parameters[linkage.parameter].claims == ("c001", "c002")
    assert_distribution(triangular(0.5, 0.65, 0.8), found, linkage.parameter)


@pytest.mark.parametrize("stance", ["resists", "refuses", "observes"])
def test_only_offers_link(stance: str) -> None:
    """A refusal under a condition is a red line, and what is observed binds nobody."""
    assert projected(claim(issue="toll", level="low", stance=stance, condition={"opening": "30"})).linkages == ()


def test_a_condition_that_always_holds_links_nothing() -> None:
    """Under any opening at all the toll may be anything: there is nothing to trade."""
    found = projected(claim(issue="toll", level="high", stance="accepts", condition={"opening": "10"}))
    assert found.linkages == ()
