"""Shares and their intervals."""

from __future__ import annotations

import math

import pytest

from negosim.ensemble.results.outcomes import wilson

# R. G. Newcombe (1998), Two-sided confidence intervals for the single proportion: comparison of seven methods.
# Statistics in Medicine 17, 857-872, table I, method 3 (Wilson's score interval without continuity correction).
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("count", "total", "low", "high"), NEWCOMBE)
def test_wilsons_interval_is_that_of_the_literature(count: int, total: int, low: float, high: float) -> None:
    """The four examples of Newcombe's table, to its four digits."""
    estimate = wilson(count, total)
    assert (low, high) == pytest.approx((estimate.low, estimate.high), abs=5.1e-5)
    assert estimate.share == count / total


@pytest.mark.parametrize("total", [1, 3, 40, 500])
def test_shares_of_the_opposite_mirror_each_other(total: int) -> None:
    """What k of n is from below, n - k of n is from above; both ends stay in [0, 1] and hold the share."""
    for count in range(total + 1):
        here, there = wilson(count, total), wilson(total - count, total)
        assert (here.low, here.high) == pytest.approx((1 - there.high, 1 - there.low), abs=1e-12)
        assert 0.0 <= here.low <= here.share <= here.high <= 1.0


def test_of_no_runs_nothing_is_known() -> None:
    """A share of nothing is no number, and its interval is everything."""
    estimate = wilson(0, 0)
    assert math.isnan(estimate.share)
    assert (estimate.low, estimate.high) == (0.0, 1.0)
