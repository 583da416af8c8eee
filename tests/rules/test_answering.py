"""How a party answers a package, and which of several accepted ones is the deal."""

from __future__ import annotations

import numpy as np
import pytest

from negosim.rules.answering import accepts, objection, preferred
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


@pytest.mark.parametrize(
    ("row", "gains", "indices"),
    [
        (1, [[0.1, 0.5], [0.3, 0.3]], [4, 9]),
        (0, [[0.3, 0.3], [0.1, 0.5]], [9, 4]),
        (1, [[0.2, 0.4], [0.4, 0.2]], [9, 4]),
        (0, [[0.2, 0.4], [0.4, 0.2]], [4, 9]),
        (0, [[0.0, 0.0]], [7]),
    ],
)
def test_of_several_accepted_packages_the_larger_product_of_gains_is_signed(
    row: int, gains: list[list[float]], indices: list[int]
) -> None:
    """Then the one with the lowest index; who tabled which does not matter."""
    assert preferred(np.array(gains), np.array(indices)) == row
