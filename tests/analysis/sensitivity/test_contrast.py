"""What sets runs apart: the test agrees with scipy's, planted differences are found, noise is not told."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from negosim.analysis.sensitivity.contrast import contrast
from tests.analysis import samples

OUTCOMES = samples.played(samples.scenario(), runs=200)
NAME = "north.premium"


def test_superiority_and_p_value_are_those_of_the_mann_whitney_test() -> None:
    """With ties, since one parameter is a yes or no."""
    runs = np.arange(0, 200, 3)
    inside = np.isin(np.arange(200), runs)
    found = contrast(OUTCOMES, runs).set_index("parameter")
    for name in found.index:
        draws = OUTCOMES.column(f"draw_{name}").to_numpy()
        test = stats.mannwhitneyu(draws[inside], draws[~inside], method="asymptotic", use_continuity=False)
        assert found.loc[name, "superiority"] == pytest.approx(test.statistic / (inside.sum() * (~inside).sum()))
        assert found.loc[name, "p"] == pytest.approx(test.pvalue)
        assert found.loc[name, "selected"] == pytest.approx(draws[inside].mean())


def test_a_planted_difference_comes_first_and_is_told() -> None:
    """The runs with the largest premium: that comes first; noise may add one, no more."""
    runs = np.argsort(OUTCOMES.column(f"draw_{NAME}").to_numpy())[-40:]
    found = contrast(OUTCOMES, runs)
    assert found["parameter"][0] == NAME
    assert found["superiority"][0] == 1.0
    assert found["told"][0]
    assert found["told"].sum() <= 2


def test_runs_picked_at_random_are_seldom_set_apart() -> None:
    """In about one of twenty picks, by the level of the test."""
    rng = np.random.default_rng(3)
    told = sum(contrast(OUTCOMES, rng.permutation(200)[:60])["told"].any() for _ in range(200))
    assert told <= 20


@pytest.mark.parametrize("count", [0, 4, 197, 200])
def test_too_few_runs_on_a_side_are_not_compared(count: int) -> None:
    """The table is empty."""
    assert contrast(OUTCOMES, range(count)).empty
