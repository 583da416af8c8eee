"""Quantities: which parameters a pattern is for."""

from __future__ import annotations

import pytest

from negosim.domain.quantities import QUANTITIES, fits

YES = [
    ("north.horizon", "north.horizon"),
    ("north.horizon", "*.horizon"),
    ("north.horizon", "north.*"),
    ("talks.collapse", "*.collapse"),
    ("otter.trust.north", "*.trust.*"),
    ("otter.trust.north", "otter.*"),
    ("north.value.land.horizon", "north.value.land.horizon"),
    ("north.value.land.horizon", "*.value.*.horizon"),
    ("north.weight.budget", "*.weight.budget"),
    ("guarantee.none", "*.none"),
    ("north.value.land.none", "*.none"),
]
NO = [
    ("north.weight.budget", "*.budget"),
    ("north.value.text.draft", "*.draft"),
    ("north.value.text.draft", "n*.draft"),
    ("north.red_line.pressure", "*.pressure"),
    ("north.horizon", "*.horizons"),
]


@pytest.mark.parametrize(("name", "pattern"), YES)
def test_a_pattern_is_for_what_it_fits(name: str, pattern: str) -> None:
    """Anything stands for a star."""
    assert fits(name, pattern)


@pytest.mark.parametrize(("name", "pattern"), NO)
def test_a_pattern_of_a_quantity_is_for_no_issue_or_level_of_that_name(name: str, pattern: str) -> None:
    """A budget that is negotiated is not the budget of a mediator."""
    assert not fits(name, pattern)


def test_the_words_of_quantities_are_those_in_the_names_of_parameters() -> None:
    """Of parties, of mediators, of the talks, and of pairs."""
    assert {"horizon", "budget", "collapse", "weight", "value", "red_line", "linkage", "trust"} <= QUANTITIES
