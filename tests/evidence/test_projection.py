"""From claims to numbers that are not acts: importance, scales, relations; with a codebook of round numbers."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from negosim.domain.parameters import Distribution, fixed, triangular, uniform
from negosim.domain.scenario import Party
from tests.evidence.coding import NORTH, SOUTH, assert_distribution, claim, projected, used

MAIN, NAMED, OTHER = triangular(2.0, 4.0, 8.0), triangular(1.0, 2.0, 4.0), triangular(0.5, 1.0, 2.0)

# --- Importance, from the stakes


def stake(number: int = 1, **fields: Any) -> Any:
    """A claim on what is at stake."""
    return claim(number, **{"kind": "stake", "stance": "observes", "issue": "toll", **fields})


@pytest.mark.parametrize(
    ("expected", "claims"),
    [
        (OTHER, []),
        (MAIN, [stake()]),
        (MAIN, [stake(actor="talks")]),
        (OTHER, [stake(actor="south")]),
        (OTHER, [stake(issue="rule")]),
        (MAIN, [stake(kind="fact", emphasis=3)]),
        (NAMED, [stake(kind="fact", emphasis=2)]),
        (OTHER, [stake(kind="fact")]),
        (OTHER, [stake(kind="fact", emphasis=3, actor="south")]),
        (NAMED, [claim(issue="toll", level="high", stance="refuses")]),
        (NAMED, [claim(issue="toll", level="low", stance="demands")]),
        (OTHER, [claim(issue="toll", level="low", stance="accepts", emphasis=3)]),
    ],
)
def test_what_is_at_stake_matters(expected: Distribution, claims: list[Any]) -> None:
    """What the talks are for, to all; what a party wants them for or could lose, and what is called its obstacle."""
    found = projected(*claims)
    assert_distribution(expected, found, "north.weight.toll")
    assert found.parameters["north.weight.toll"].basis == "convention"


def test_how_often_an_issue_is_named_says_nothing() -> None:
    """Ten offers do not make it matter more than one, and ten reports of a stake are one stake."""
    offers = [claim(n, issue="toll", level="low", stance="proposes") for n in range(10)]
    assert_distribution(OTHER, projected(*offers), "north.weight.toll")
    assert_distribution(MAIN, projected(*(stake(n) for n in range(10))), "north.weight.toll")


def test_a_weight_names_its_claims_and_its_reason() -> None:
    """Those that make it what it is."""
    found = projected(stake(1, actor="talks"), claim(2, issue="toll", level="high", stance="refuses"))
    weight = found.parameters["north.weight.toll"]
    assert weight.claims == ("c001", "c002")
    assert weight.why == "what the talks are for, or the main obstacle"
    assert found.parameters["south.weight.toll"].claims == ("c001",)


# --- Values, from scales


def test_a_scale_runs_from_0_to_1_and_may_bend_in_the_middle() -> None:
    """For the north more days are better, for the south fewer; between the three levels it is straight."""
    found = projected()
    numbers = {"0": fixed(0.0), "20": triangular(0.25, 0.5, 0.75), "40": fixed(1.0)}
    for label, distribution in numbers.items():
        assert_distribution(distribution, found, f"north.value.opening.{label}")
    assert_distribution(fixed(1.0), found, "south.value.opening.0")
    assert "north.value.opening.10" not in found.parameters
    assert found.parameters["north.value.opening.20"].basis == "convention"


def test_claims_say_nothing_of_the_value_of_a_level() -> None:
    """They are about packages: the scale is the same with and without them."""
    without, coded = (
        {name: p.distribution for name, p in projected(*claims).parameters.items() if ".value." in name}
        for claims in (
            [],
            [claim(1, issue="toll", level="low"), claim(2, issue="rule", level="south", stance="refuses")],
        )
    )
    assert coded == without


def test_without_a_wish_a_scale_has_no_values() -> None:
    """The scenario must give them, or say which end is better."""
    found = projected(parties=(Party("north", "North", {"toll": "less"}), SOUTH))
    assert not [name for name in found.parameters if name.startswith("north.value.opening.")]


@pytest.mark.parametrize(
    ("expected", "ranks"),
    [
        # without a ranking a party puts its status quo first, and nothing is known of the rest
        ([fixed(1.0), uniform(0.0, 0.8), uniform(0.0, 0.8)], ()),
        ([uniform(0.0, 0.8), uniform(0.0, 0.8), fixed(1.0)], ("south",)),
        ([fixed(0.0), triangular(0.25, 0.5, 0.75), fixed(1.0)], ("south", "shared", "north")),
    ],
)
def test_levels_without_an_order_have_their_place_in_a_partys_ranking(
    expected: list[Distribution], ranks: tuple[str, ...]
) -> None:
    """The first is worth 1, the last of a full ranking 0."""
    found = projected(parties=(attrs.evolve(NORTH, ranks={"rule": ranks} if ranks else {}), SOUTH))
    for label, distribution in zip(("north", "shared", "south"), expected, strict=True):
        assert_distribution(distribution, found, f"north.value.rule.{label}")


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
    """One for a deal, stressed, adds to the cost of a day; one against adds to what is asked beyond no deal.

    To what numbers, the scenario or the codebook says.
    """
    found = projected(
        claim(1, kind="audience", actor="fishers", toward="north", direction=1, emphasis=3, stance="observes"),
        claim(2, kind="audience", actor="ferrymen", toward="north", direction=-1, stance="observes"),
        claim(3, kind="audience", actor="ferrymen", toward="north", direction=-1, stance="observes"),
    )
    shifts = {name: (shift.add, shift.claims) for name, shift in found.shifts.items()}
    assert shifts == {"north.waiting_cost": (0.002, ("c001",)), "north.premium": (0.04, ("c002", "c003"))}
    assert not {"north.waiting_cost", "north.premium"} & set(found.parameters)
    assert used(found) == ["c001", "c002", "c003"]
