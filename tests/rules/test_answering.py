"""How a party answers a package, and which of several accepted ones is the deal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from negosim.arrays import Ints
from negosim.domain.scenario import Scenario
from negosim.rules.answering import accepts, by_issue, objection, preferred
from negosim.rules.utility import Table, utility
from negosim.search.prepared import prepared
from negosim.spaces.space import Space, context_of, labels_of
from tests.strategies import scenarios
from tests.talks import arrays, digits, talks, values


# AC_next (Baarslag, Hindriks & Jonker 2013): accept what is at least as good as what one would ask for next.
@pytest.mark.parametrize(
    ("accepted", "value", "bias", "floor", "aim"),
    [
        (True, 0.6, 0.0, 0.2, 0.6),
        (False, 0.59, 0.0, 0.2, 0.6),
        (True, 0.59, 0.02, 0.2, 0.6),
        (False, 0.61, -0.02, 0.2, 0.6),
        (False, 0.6, 0.0, 0.7, 0.6),
        (True, 0.7, 0.0, 0.7, 0.6),
    ],
)
def test_a_party_accepts_what_is_worth_its_next_aspiration_and_no_deal(
    accepted: bool, value: float, bias: float, floor: float, aim: float
) -> None:
    """Misjudgement counts towards the value; neither threshold alone is enough."""
    assert bool(accepts(value, bias, floor, aim)) is accepted


@pytest.mark.parametrize(
    ("issue", "offered", "wanted"),
    [
        ("land", (1, 1), (5, 5)),
        ("water", (5, 1), (5, 5)),
        # .75 of land against .25 of water: one part of land weighs as much as three of water
        ("land", (4, 2), (5, 5)),
        ("water", (5, 3), (4, 5)),
        ("land", (5, 5), (5, 5)),
    ],
)
def test_a_party_objects_to_the_issue_of_its_largest_shortfall(
    issue: str, offered: tuple[int, int], wanted: tuple[int, int]
) -> None:
    """In the north's own utility, against what it wants; of equal shortfalls the first."""
    scenario = talks()
    space, table = arrays(scenario)
    found = objection(space, table, 0, digits(*offered), digits(*wanted))
    assert scenario.issues[found].name == issue


def test_an_objection_counts_what_a_party_believes_will_come() -> None:
    """Land that comes by phases and is hardly believed in is a smaller shortfall than water at once."""
    phased = {
        "issues": {
            "land": {"delivery": "at_end"},
            "way": {"levels": ["at_once", "in_two"], "status_quo": "at_once"},
        },
        "parties": {
            side: {"weights": {"land": 0.5, "water": 0.4, "way": 0.1}, "values": {"way": {"at_once": 0}}}
            for side in ("north", "south")
        },
        "phasing": {"issue": "way", "shares": {"at_once": [1.0], "in_two": [0.5, 0.5]}},
    }
    scenario = talks(phased, values(north__follow_through=0.2))
    space, table = arrays(scenario)
    named = [scenario.issues[objection(space, table, 0, digits(1, 1, way), digits(5, 5, way))].name for way in (0, 1)]
    assert named == ["land", "water"]


@given(scenarios())
def test_a_package_is_worth_what_its_issues_are_and_linkages_beside_them(scenario: Scenario) -> None:
    """Issue by issue a package adds up to its utility, but for what linkages of no issue add."""
    space, table = arrays(scenario)
    for package in prepared(scenario).first.packages[:12]:
        labels, context = labels_of(scenario, package), _context(space, table, package)
        for p, party in enumerate(scenario.parties):
            beside = sum(
                table.lift[k, context, 0]
                for k, linkage in enumerate(scenario.linkages)
                if linkage.party == party.name and not linkage.issue and linkage.condition.holds(labels)
            )
            found = by_issue(space, table, p, package).sum() + beside
            assert utility(space, table, p, package) == pytest.approx(found, abs=1e-9)


def _context(space: Space, table: Table, package: Ints) -> int:
    return context_of(space.phasing, space.guarantee, table.guarantees, package)


def test_a_linkage_counts_for_the_issue_that_it_lifts() -> None:
    """Water at 0 is worth .8 of its weight to the north while all the land is its own; land is worth what it was."""
    lifts = {"dry": {"when": {"water": 0, "land": 4}, "worth": 0.8, "issue": "water"}}
    beside = {"both": {"when": {"water": 0}, "worth": 0.3}}
    north = {"north": {"linkages": {**beside, **lifts}}, "south": {"linkages": {"dry": lifts["dry"] | {"worth": 0.9}}}}
    space, table = arrays(talks(parties=north))
    assert by_issue(space, table, 0, digits(5, 1)) == pytest.approx([0.75, 0.2])
    assert by_issue(space, table, 0, digits(4, 1)) == pytest.approx([0.75 * 0.75, 0.0])


@pytest.mark.parametrize(
    ("row", "gains", "indices"),
    [
        (1, [[0.1, 0.5], [0.3, 0.3]], [4, 9]),
        (0, [[0.3, 0.3], [0.1, 0.5]], [9, 4]),
        (1, [[0.2, 0.4], [0.4, 0.2]], [9, 4]),
        (0, [[0.2, 0.4], [0.4, 0.2]], [4, 9]),
        (0, [[0.0, 0.0]], [7]),
        (1, [[-0.3, 0.9], [-0.2, 0.1]], [4, 9]),
        (2, [[-0.3, 0.9], [-0.3, 0.1], [0.1, 0.1]], [4, 9, 11]),
    ],
)
def test_of_several_accepted_packages_the_larger_product_of_gains_is_signed(
    row: int, gains: list[list[float]], indices: list[int]
) -> None:
    """Then the one with the lowest index; who tabled which does not matter."""
    assert preferred(np.array(gains), np.array(indices)) == row
