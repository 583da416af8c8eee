"""Which red line a package crosses, and which packages are no worse than no deal for all."""

from __future__ import annotations

import numpy as np

from negosim.rules.utility import crossed_red_line
from negosim.search.tabulation import in_zopa
from tests.talks import arrays, digits, talks


def test_the_first_real_red_line_of_a_party_is_the_one_that_is_crossed() -> None:
    """A posture is crossed by nothing, another party's line is not one's own."""
    lines = {
        "posture": {"when": {"land": [0, 1]}, "firmness": 0},
        "real": {"when": {"land": 0}, "firmness": 1},
        "also": {"when": {"land": 0, "water": 0}, "firmness": 1},
    }
    space, table = arrays(talks(parties={"north": {"red_lines": lines}}))
    crossed = [crossed_red_line(space, table, 0, digits(*package)) for package in ((1, 1), (1, 2), (2, 1))]
    assert crossed == [1, 1, -1]
    assert crossed_red_line(space, table, 1, digits(1, 1)) == -1


def test_the_zopa_is_what_is_no_worse_than_no_deal_for_all() -> None:
    """At the reservation value counts; across a red line does not; who refuses all leaves nothing."""
    worth = np.array([[0.5, 0.4, -np.inf, 0.9], [0.5, 0.9, 0.9, 0.2]])
    assert in_zopa(worth, np.array([0.5, 0.5])).tolist() == [True, False, False, False]
    assert in_zopa(worth, np.array([0.4, 0.2])).tolist() == [True, True, False, True]
    assert in_zopa(worth, np.array([-1.0, 1.0])).tolist() == [False] * 4
