"""Packages put together by hand: what they are worth, and which change more draws accept."""

from __future__ import annotations

import numpy as np
import pytest

from negosim.analysis.evidence.proposals import clearly_better, distance, propose
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput
from tests.talks import talks, values


@pytest.fixture
def shores() -> Scenario:
    """Two shores that sign what is worth .6 to them."""
    return talks(values(north__premium=0.6, south__premium=0.6))


def test_what_both_gain_by_is_accepted_and_needs_no_change(shores: Scenario) -> None:
    """Land to the north and water to the south is worth .75 to both: all draws accept, and no change is better."""
    found = propose(shores, {"land": 4, "water": 0}, draws=5)
    assert found.accepted.tolist() == [1.0] * 5
    assert np.allclose(found.utility, 0.75)
    assert np.allclose(found.reservation, 0.6)
    assert found.change is None
    assert not found.gains.any()


def test_the_smallest_change_is_of_the_fewest_issues(shores: Scenario) -> None:
    """All to the north is worth .25 less than nothing to the south; the water alone, given to the south, mends it."""
    found = propose(shores, {"land": 4, "water": 4}, draws=5)
    assert found.accepted.tolist() == [0.0] * 5
    assert found.change is not None
    assert dict(found.change.changed) == {"water": ("4", "0")}
    assert found.change.share == 1.0


def test_a_change_of_a_few_draws_is_not_named(shores: Scenario) -> None:
    """Four draws gained and none lost may be chance (1 in 16); five are told (1 in 32)."""
    assert propose(shores, {"land": 4, "water": 4}, draws=4).nearby == ()
    assert propose(shores, {"land": 4, "water": 4}, draws=5).nearby[0].low > 0.5


def test_gains_are_weighed_against_losses() -> None:
    """Fifteen gained and five lost are told (P = .021), fourteen and six are not (P = .058); others do not count."""
    before = np.repeat([False, True, False, True], [15, 5, 70, 10])
    after = np.repeat([True, False, False, True], [15, 5, 70, 10])
    assert clearly_better(after, before)
    before[0], after[0] = True, False
    assert not clearly_better(after, before)
    assert not clearly_better(before, before)


def test_an_objection_is_the_issue_whose_change_is_worth_most(shores: Scenario) -> None:
    """The south, which refuses in all draws, gains most by the water; the north refuses in none."""
    found = propose(shores, {"land": 4, "water": 4}, draws=5)
    assert found.gains.tolist() == [[0.0, 0.0], [0.0, 1.0]]


def test_issues_left_open_are_averaged_and_not_changed(shores: Scenario) -> None:
    """A package that leaves the water open is worth an average of its completions, and no change is looked for."""
    found = propose(shores, {"land": 4}, draws=5)
    assert np.all(found.utility[:, 0] > 0.75)
    assert found.change is None


def test_an_unknown_level_is_bad_input(shores: Scenario) -> None:
    """A level that the issue does not have is named."""
    with pytest.raises(BadInput, match="land"):
        propose(shores, {"land": 9})


def test_distance_names_the_issues_that_differ() -> None:
    """What was signed with other levels, and what the package leaves open, differs."""
    assert distance({"land": ("4",)}, {"land": "4", "water": "0"}) == ["water"]
    assert distance({"land": ("4",), "water": ("1",)}, {"land": "3", "water": "1"}) == ["land"]
