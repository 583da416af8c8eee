"""The tree of boxes, alone; what it is of a package space is asked with the halves (``test_halves``)."""

from __future__ import annotations

import numpy as np

from negosim.rules.boxes import tree_of
from negosim.rules.compiling import plainly


def test_boxes_whose_first_issues_stand_apart_share_nothing_but_the_root() -> None:
    """From the first place of all to the last, and no issue at all."""
    longest, nowhere = 3, 12
    places = np.array([[0, 1, nowhere - 1, nowhere], [4, 4, nowhere, nowhere]], np.uint32)
    parent, place = plainly(tree_of)(places, longest, nowhere)
    assert place.tolist() == [nowhere, 0, 1, nowhere - 1, nowhere, 4, 4, nowhere, nowhere]
    assert parent.tolist() == [0, 0, 0, 0, 0, 1, 2, 3, 4]


def test_boxes_with_the_same_first_issue_share_it() -> None:
    """And each is a leaf of its own."""
    places = np.array([[0, 0, 5], [4, 5, 6], [8, 9, 9]], np.uint32)
    parent, place = plainly(tree_of)(places, 3, 12)
    assert place.tolist() == [12, 0, 5, 4, 5, 6, 8, 9, 9]
    assert parent.tolist() == [0, 0, 0, 1, 1, 2, 3, 4, 5]
