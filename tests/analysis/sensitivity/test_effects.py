"""One factor at a time, and slice by slice: swings from the base, curves and maps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest

from negosim.analysis.sensitivity.analyze import analyze_samples, analyze_sensitivity
from negosim.analysis.sensitivity.effects import response_curve, response_grid, slices_of
from tests.analysis.sensitivity import surfaces
from tests.analysis.sensitivity.designs import CUBE, ENDS, number, of
from tests.analysis.sensitivity.surfaces import NAMES


def test_swings_are_told_from_the_base() -> None:
    """One at a time: from the middle the slope moves the probability by .21 either way, the dummy by nothing."""
    found = of("one_at_a_time", surfaces.common(surfaces.probability(ENDS), 4000))
    assert found.base == pytest.approx(0.5, abs=0.03)
    assert number(found, "high", "slope", "raw") == pytest.approx(0.21, abs=0.03)
    assert number(found, "low", "slope", "raw") == pytest.approx(-0.21, abs=0.03)
    assert (number(found, "high", "dummy", "low"), number(found, "high", "dummy", "high")) == (0.0, 0.0)


def test_the_base_is_the_point_from_which_all_others_differ_in_one_place() -> None:
    """It comes first, also where a single factor leaves no commonest value, or it is the commonest of all."""
    single = analyze_samples(["x"], np.array([[0.5], [0.0], [1.0]]), np.array([5.0, 3.0, 9.0]), kind="one_at_a_time")
    assert (single.base, single.of("low")["raw"].tolist(), single.of("high")["raw"].tolist()) == (5.0, [-2.0], [4.0])
    last = of("one_at_a_time", surfaces.common(surfaces.probability(ENDS), 16))
    turned = analyze_samples(
        NAMES, ENDS[::-1], surfaces.common(surfaces.probability(ENDS[::-1]), 16), kind="one_at_a_time"
    )
    assert turned.frame.equals(last.frame)
    with pytest.raises(ValueError, match="no point is the base"):
        analyze_samples(NAMES, CUBE[:9], CUBE[:9, :1], kind="one_at_a_time")


def test_pairs_make_swings_narrower() -> None:
    """Under common random numbers the interval is that of differences run by run."""
    y = surfaces.common(surfaces.probability(ENDS), 400)
    paired, unpaired = (
        number(of("one_at_a_time", y, common=common), "high", "tilt", "high")
        - number(of("one_at_a_time", y, common=common), "high", "tilt", "raw")
        for common in (True, False)
    )
    assert paired < 0.75 * unpaired


def test_a_curve_follows_the_response() -> None:
    """Along tilt the mean rises from .35 to .65, each mean within its interval; categories have a point each."""
    curve = response_curve(CUBE[:, 1], surfaces.independent(surfaces.probability(CUBE), 16))
    expected = 0.5 + 0.3 * (curve["at"] - 0.5)
    assert ((curve["mean"] - expected).abs() <= 1.6 * (curve["high"] - curve["mean"])).all()
    assert curve["points"].sum() == len(CUBE)
    assert response_curve(np.repeat([0.25, 0.75], 10), np.arange(20.0)[:, None])["mean"].tolist() == [4.5, 14.5]


def test_a_map_has_a_cell_for_every_pair_of_slices() -> None:
    """Means over the points of each cell; nan where there is none."""
    x, z, means, counts = response_grid(CUBE[:, 0], CUBE[:, 2], surfaces.probability(CUBE)[:, None], slices=5)
    assert means.shape == counts.shape == (len(z), len(x)) == (5, 5)
    assert counts.sum() == len(CUBE)
    assert means[-1, -1] == pytest.approx(0.5 + 0.42 * 0.4 + 0.8 * 0.16, abs=0.05)
    hollow = response_grid(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array([[0.2], [0.4]]))[2]
    assert np.isnan(hollow).tolist() == [[False, True], [True, False]]


def test_slices_hold_equal_numbers_of_points() -> None:
    """Of many values; of few, each value is a slice."""
    number_of, middles = slices_of(CUBE[:, 0])
    assert set(np.bincount(number_of)) == {200}
    assert middles == pytest.approx(np.arange(0.05, 1.0, 0.1), abs=0.03)


@attrs.frozen(eq=False)
class Leveled:
    """A sweep of one factor at a time: a number, a list of numbers in no order, and levels."""

    kind: str = "one_at_a_time"
    names: tuple[str, ...] = ("slope", "listed", "style")

    @property
    def design(self) -> Leveled:
        return self

    @property
    def options(self) -> Mapping[str, Any]:
        return {}

    @property
    def points(self) -> surfaces.Floats:
        centre = [0.5, 0.5, 1 / 8]
        ends = [(0, 0.0), (0, 1.0), (1, 1 / 6), (1, 5 / 6), (2, 3 / 8), (2, 5 / 8), (2, 7 / 8)]
        return np.array([centre] + [[*centre[:k], u, *centre[k + 1 :]] for k, u in ends])

    @property
    def values(self) -> pd.DataFrame:
        slope, listed, style = self.points.T
        return pd.DataFrame(
            {
                "slope": slope,
                "listed": np.array([5.0, 3.0, 9.0])[(3 * listed).astype(int)],
                "style": np.array(["as it is", "best", "worst", "good"])[(4 * style).astype(int)],
            }
        )

    def response(self, name: str) -> surfaces.Floats:
        assert name == "day"
        worth = {"as it is": 0.0, "best": 4.0, "worst": -3.0, "good": 2.0}
        table = self.values
        mean = table["slope"] + table["listed"] + table["style"].map(worth)
        return mean.to_numpy(dtype=np.float64)[:, None] + np.arange(3.0)


def test_the_ends_of_levels_are_where_the_response_is_lowest_and_highest() -> None:
    """Neither the first and the last that a file lists, nor, of numbers, the ends of a list without an order."""
    found = analyze_sensitivity(Leveled(), "day")
    low, high = (found.of(kind)["raw"].round(12).tolist() for kind in ("low", "high"))
    assert (low, high) == ([-0.5, 0.0, -3.0], [0.5, 6.0, 4.0])
    assert found.ends == {"style": ("worst", "best")}


def test_a_slice_whose_points_are_alike_is_not_taken_for_certain() -> None:
    """A rare dip that no point of the dummy's lowest slice shows does not make the dummy an effect."""
    x = np.random.default_rng(5).random((80, 4))
    rare = (np.argsort(np.argsort(x[:, 3])) % 20 == 13).astype(float)
    found = analyze_samples(NAMES, x, np.repeat(0.9 - 0.1 * rare[:, None], 4, axis=1), kind="latin_hypercube")
    low, high = (number(found, "low", "dummy", end) for end in ("low", "high"))
    assert number(found, "low", "dummy", "raw") > 0.0
    assert low < 0.0 < high
