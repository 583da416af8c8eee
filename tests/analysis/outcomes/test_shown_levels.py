"""Levels as rows of a figure."""

from __future__ import annotations

import numpy as np

from negosim.analysis.outcomes.shown_levels import shown_levels
from negosim.domain.issues import Issue, Level

PRICE = Issue("price", "Price", tuple(Level(str(n), float(n)) for n in range(6)), status_quo=0)
ALL = np.ones(6, dtype=np.bool_)


def test_few_levels_have_a_row_each() -> None:
    """All that a package may hold or that were agreed, in canonical order; the others none."""
    rows = shown_levels(PRICE, np.array([0, 0, 0, 0, 0, 2]), np.array([0, 1, 1, 0, 0, 0]) > 0, most=3)
    assert rows.labels == ("1", "2", "5")
    assert rows.row_of.tolist() == [-1, 0, 1, -1, -1, 2]


def test_of_many_levels_those_agreed_most_often_have_a_row() -> None:
    """The others share the last row; of levels agreed as often the lower ones have their own."""
    rows = shown_levels(PRICE, np.array([1, 0, 1, 0, 5, 1]), ALL, most=3)
    assert rows.labels == ("0", "4", "4 others")
    assert rows.row_of.tolist() == [0, 2, 2, 2, 1, 2]


def test_levels_that_nobody_agreed_get_no_row_of_their_own() -> None:
    """One agreed level and the rest; without an agreement one row for all of them."""
    assert shown_levels(PRICE, np.array([0, 0, 4, 0, 0, 0]), ALL, most=3).labels == ("2", "5 others")
    assert shown_levels(PRICE, np.zeros(6, dtype=np.int64), ALL, most=3).labels == ("6 levels",)
