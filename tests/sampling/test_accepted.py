"""Draws do not depend on which runs were drawn before, nor on how they are split."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import negosim as ns
from negosim.sampling import draws
from negosim.sampling.conditioning import BLOCK, Accepted

SCENARIO = ns.load_scenario("january_2024")


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept from other tests."""
    monkeypatch.setattr(draws, "_accepted", Accepted())


@pytest.mark.parametrize("edges", [(0, 230), (0, 100, 230), (0, 50, 230), (0, 130, 131, 230), (100, 230, 0, 100)])
def test_split_runs_are_drawn_as_whole_ones(edges: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Given any split into parts, in any order and across the blocks that are kept, then each run has its own draw."""
    whole = draws.draws_of(SCENARIO, 7, range(230))
    monkeypatch.setattr(draws, "_accepted", Accepted())
    for first, stop in pairwise(edges):
        if first < stop:
            assert np.array_equal(draws.draws_of(SCENARIO, 7, range(first, stop)), whole[first:stop])
    assert np.array_equal(draws.draws_of(SCENARIO, 7, range(230)), whole)


@pytest.mark.parametrize(
    "settings", [{"qatar.trust.israel": 0.4}, {"israel.act.exile_for_end": 1}, {"israel.premium": -0.2}]
)
def test_another_scenario_does_not_get_the_numbers_of_this_one(
    settings: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given draws of a scenario, then those of one that differs are what they are without them."""
    other = ns.load_scenario("january_2024", set=settings)
    draws.draws_of(SCENARIO, 7, range(BLOCK))
    after = draws.draws_of(other, 7, range(BLOCK))
    monkeypatch.setattr(draws, "_accepted", Accepted())
    assert np.array_equal(draws.draws_of(other, 7, range(BLOCK)), after)


def test_memory_is_bounded() -> None:
    """Given room for a few blocks, then many runs leave no more than those, and are what they are."""
    whole, small = draws.draws_of(SCENARIO, 7, range(5 * BLOCK)), Accepted(most_bytes=100_000)
    draws._accepted = small
    assert np.array_equal(draws.draws_of(SCENARIO, 7, range(5 * BLOCK)), whole)
    assert small._bytes <= 100_000
