"""Levels compared: planted differences come out, and pairs are told from runs of their own."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from negosim.analysis.sensitivity.levels import compare_levels
from negosim.ensemble.results.outcomes import wilson
from negosim.errors import BadInput


@attrs.frozen(eq=False)
class Made:
    """Made-up results of a sweep."""

    values: pd.DataFrame
    y: npt.NDArray[np.float64]
    common: bool = True

    def response(self, name: str) -> npt.NDArray[np.float64]:
        """The same whatever is asked for."""
        assert name
        return self.y


def test_a_share_at_one_point_has_wilsons_interval() -> None:
    """Seven of ten and four of ten, with the intervals of these counts."""
    y = np.array([[1.0] * 7 + [0.0] * 3, [1.0] * 4 + [0.0] * 6])
    table = compare_levels(Made(pd.DataFrame({"x": ["a", "b"]}), y), "x")
    assert table["level"].tolist() == ["a", "b"]
    assert table["mean"].tolist() == [0.7, 0.4]
    assert table["low"].tolist() == [wilson(7, 10).low, wilson(4, 10).low]
    assert table["difference"].tolist() == pytest.approx([0, -0.3])


def test_pairs_take_away_what_runs_have_in_common() -> None:
    """Under common random numbers a shift of every run is known for sure; with runs of their own it is not."""
    noise = np.random.default_rng(0).normal(size=200)
    values = pd.DataFrame({"x": [0.0, 1.0]})
    paired = compare_levels(Made(values, np.array([noise, noise + 0.5])), "x").iloc[1]
    alone = compare_levels(Made(values, np.array([noise, noise + 0.5]), common=False), "x").iloc[1]
    assert paired["difference_low"] == pytest.approx(0.5)
    assert paired["difference_high"] == pytest.approx(0.5)
    assert alone["difference"] == pytest.approx(0.5)
    assert alone["difference_high"] - alone["difference_low"] > 0.3


def test_a_level_is_taken_over_all_its_points() -> None:
    """The mean of a level runs over the points of all other factors, or over those of each level of one of them."""
    values = pd.DataFrame({"x": ["a", "b", "a", "b"], "z": ["u", "u", "v", "v"]})
    y = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    assert compare_levels(Made(values, y), "x")["mean"].tolist() == [0.25, 0.75]
    apart = compare_levels(Made(values, y), "x", by="z")
    assert apart[["z", "level", "mean"]].to_numpy().tolist() == [
        ["u", "a", 0.0],
        ["u", "b", 1.0],
        ["v", "a", 0.5],
        ["v", "b", 0.5],
    ]
    assert apart["difference"].tolist() == [0, 1, 0, 0]


def test_none_of_all_runs_has_an_interval_too() -> None:
    """What no run of several points showed is not known to be impossible: Wilson's interval, of the runs there were."""
    values = pd.DataFrame({"x": ["a", "a"], "z": [0.0, 1.0]})
    row = compare_levels(Made(values, np.zeros((2, 50))), "x").iloc[0]
    assert (row["low"], row["high"]) == (0.0, wilson(0, 50).high)
    alone = compare_levels(Made(values, np.zeros((2, 50)), common=False), "x").iloc[0]
    assert alone["high"] == wilson(0, 100).high


def test_the_interval_of_a_share_stays_a_share() -> None:
    """No end lies below 0 or above 1."""
    y = np.zeros((2, 10))
    y[0, 0] = 1.0
    row = compare_levels(Made(pd.DataFrame({"x": ["a", "a"]}), y), "x").iloc[0]
    assert row["low"] == 0.0


def test_an_unknown_factor_is_named_with_the_nearest() -> None:
    """A misspelt factor is bad input."""
    with pytest.raises(BadInput, match="nearest: trust"):
        compare_levels(Made(pd.DataFrame({"trust": [0.0]}), np.zeros((1, 2))), "trsut")
