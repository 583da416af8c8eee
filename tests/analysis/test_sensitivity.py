from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest

from negosim.analysis import indices, noise
from negosim.analysis.effects import response_curve, response_grid, slices_of
from negosim.analysis.sensitivity import Sensitivity, analysed, sensitivity_of
from tests.analysis import surfaces
from tests.analysis.surfaces import NAMES

SOBOL = surfaces.saltelli(512)
CUBE = np.random.default_rng(2).random((2000, 4))
TRAJECTORIES = surfaces.trajectories(100)
BASE = np.full((1, 4), 0.5)
ENDS = np.vstack([BASE] + [np.where(np.arange(4) == k, end, BASE) for k in range(4) for end in (0.0, 1.0)])
POINTS = {
    "sobol": SOBOL,
    "latin_hypercube": CUBE,
    "grid": np.stack(np.meshgrid(*[[0.1, 0.5, 0.9]] * 4, indexing="ij"), axis=-1).reshape(-1, 4),
    "morris": TRAJECTORIES,
    "one_at_a_time": ENDS,
}


def of(kind: str, y: surfaces.Floats, **more: Any) -> Sensitivity:
    """What a response at the points of a design hangs on."""
    return sensitivity_of(NAMES, POINTS[kind], y, kind=kind, resamples=60, **more)


def number(sensitivity: Sensitivity, kind: str, factor: str, column: str) -> float:
    """One number of the frame."""
    rows = sensitivity.of(kind)
    return float(rows.loc[rows["factor"] == factor, column].iloc[0])


@pytest.mark.parametrize("kind", POINTS)
def test_every_design_has_an_analysis(kind: str) -> None:
    """Each gives a tidy frame: a row a factor and kind, the estimate within its interval, slope before twist."""
    found = of(kind, surfaces.common(surfaces.probability(POINTS[kind]), 16))
    frame = found.frame
    assert tuple(frame.columns) == indices.COLUMNS
    assert found.word == ""
    assert not frame.duplicated(["factor", "other", "kind"]).any()
    known = frame.dropna(subset=["low", "high"])
    assert ((known["low"] <= known["raw"]) & (known["raw"] <= known["high"])).all()
    first = {"sobol": "total", "morris": "mu_star", "one_at_a_time": "high"}.get(kind, "first")
    assert found.ranked(first)[0] == "slope"
    assert found.ranked(first)[-1] in {"dummy", "twist"}


@pytest.mark.parametrize("kind", POINTS)
@pytest.mark.parametrize(
    ("value", "word"), [(1.0, noise.CONSTANT), (float("nan"), noise.EMPTY)], ids=["constant", "without a value"]
)
def test_what_cannot_be_explained_has_a_word(kind: str, value: float, word: str) -> None:
    """A response that is the same everywhere, or nowhere: a word, an empty frame, no error and no table of nan."""
    found = of(kind, np.full((len(POINTS[kind]), 4), value))
    assert found.word == word
    assert found.frame.empty
    assert tuple(found.frame.columns) == indices.COLUMNS
    assert found.of("total").empty
    assert found.warnings == ()


def test_points_without_a_value_are_told() -> None:
    """They are left out, and a warning says how many; where hardly any are left, the word says how many it takes."""
    y = surfaces.common(surfaces.probability(CUBE), 8)
    y[:100] = np.nan
    assert "100 of 2,000 points have no value of response and are left out" in of("latin_hypercube", y).warnings
    y[10:] = np.nan
    y[:10, 0] = np.arange(10)
    assert of("latin_hypercube", y).word == indices.too_few(10, 20, "points")
    few = np.full((len(SOBOL), 2), np.nan)
    few[:40] = CUBE[:40, :2]
    assert of("sobol", few).word == ("base points with a value of the response: 4, needed: 8; nothing can be said")
    one = np.full((len(TRAJECTORIES), 2), np.nan)
    one[:7] = CUBE[:7, :2]
    assert of("morris", one).word == indices.too_few(1, 2, "trajectories")


@pytest.mark.parametrize("chance", ["independent", "common", "entangled"])
def test_first_order_needs_no_design_of_its_own(chance: str) -> None:
    """Of points strewn at random the corrected first-order indices are the known ones, within their intervals."""
    p = surfaces.probability(CUBE)
    y = {"independent": surfaces.independent(p, 16), "common": surfaces.common(p, 16)}.get(chance)
    y = surfaces.entangled(p, CUBE, 16) if y is None else y
    found = of("latin_hypercube", y, common=chance != "independent").of("first")
    gaps = (found["corrected"] - [surfaces.FIRST[name] for name in found["factor"]]).abs()
    # Ten slices of a line hold 99 % of its variance.
    assert (gaps <= found["corrected_high"] - found["corrected"] + 0.01).all()
    assert (gaps <= 0.2).all()


def test_a_response_that_varies_off_the_base_points_alone_has_a_word() -> None:
    """There is no variance whose shares indices could be."""
    y = np.ones((len(SOBOL), 4))
    y[3] = 0.0
    found = of("sobol", y)
    assert (found.word, len(found.frame)) == (indices.BASE_ALIKE, 0)


def test_points_that_differ_by_noise_alone_are_told() -> None:
    """A warning, and no corrected index where there is no signal."""
    y = np.random.default_rng(0).random((60, 3))
    found = sensitivity_of(NAMES, CUBE[:60], y, kind="latin_hypercube", resamples=40)
    assert noise.NO_SIGNAL in found.warnings
    assert found.of("first")["corrected"].isna().all()


def test_first_order_is_not_divided_by_the_signal_under_common_random_numbers() -> None:
    """A response with one cause has an index of 1 and not more, however few the runs."""
    y = surfaces.common(CUBE[:, 0], 6)
    assert number(of("latin_hypercube", y), "first", "slope", "corrected") == pytest.approx(1.0, abs=0.02)


def test_swings_are_told_from_the_base() -> None:
    """One at a time: from the middle the slope moves the probability by .21 either way, the dummy by nothing."""
    found = of("one_at_a_time", surfaces.common(surfaces.probability(ENDS), 4000))
    assert found.base == pytest.approx(0.5, abs=0.03)
    assert number(found, "high", "slope", "raw") == pytest.approx(0.21, abs=0.03)
    assert number(found, "low", "slope", "raw") == pytest.approx(-0.21, abs=0.03)
    assert (number(found, "high", "dummy", "low"), number(found, "high", "dummy", "high")) == (0.0, 0.0)


def test_the_base_is_the_point_from_which_all_others_differ_in_one_place() -> None:
    """It comes first, also where a single factor leaves no commonest value, or it is the commonest of all."""
    single = sensitivity_of(["x"], np.array([[0.5], [0.0], [1.0]]), np.array([5.0, 3.0, 9.0]), kind="one_at_a_time")
    assert (single.base, single.of("low")["raw"].tolist(), single.of("high")["raw"].tolist()) == (5.0, [-2.0], [4.0])
    last = of("one_at_a_time", surfaces.common(surfaces.probability(ENDS), 16))
    turned = sensitivity_of(
        NAMES, ENDS[::-1], surfaces.common(surfaces.probability(ENDS[::-1]), 16), kind="one_at_a_time"
    )
    assert turned.frame.equals(last.frame)
    with pytest.raises(ValueError, match="no point is the base"):
        sensitivity_of(NAMES, CUBE[:9], CUBE[:9, :1], kind="one_at_a_time")


def test_pairs_make_swings_narrower() -> None:
    """Under common random numbers the interval is that of differences run by run."""
    y = surfaces.common(surfaces.probability(ENDS), 400)
    paired, unpaired = (
        number(of("one_at_a_time", y, common=common), "high", "tilt", "high")
        - number(of("one_at_a_time", y, common=common), "high", "tilt", "raw")
        for common in (True, False)
    )
    assert paired < 0.75 * unpaired


def test_a_budget_that_bears_the_claim_is_not_warned_of() -> None:
    """Many points and many runs: no warning, and no other budget is asked for."""
    found = of("sobol", surfaces.independent(surfaces.probability(SOBOL), 256), common=False, claim=0.15)
    assert found.warnings == ()
    assert found.budget is None


def test_a_budget_that_does_not_names_the_one_that_would() -> None:
    """Widths fall as 1 / √N: the budget asked for, once there, bears the claim, and half of it does not."""
    p = surfaces.probability(surfaces.saltelli(64))
    small = sensitivity_of(
        NAMES, surfaces.saltelli(64), surfaces.independent(p, 32), kind="sobol", common=False, claim=0.15
    )
    assert small.budget is not None
    assert any(str(small.budget) in warning for warning in small.warnings)
    assert small.budget.runs == small.budget.base * 10 * small.budget.replications
    x = surfaces.saltelli(small.budget.base)
    y = surfaces.independent(surfaces.probability(x), small.budget.replications)
    widths = {}
    for base in (small.budget.base, small.budget.base // 4):
        found = sensitivity_of(NAMES, x[: base * 10], y[: base * 10], kind="sobol", common=False, claim=0.15)
        rows = found.of("total")
        widths[base] = float((rows["corrected_high"] - rows["corrected"]).max())
    assert widths[small.budget.base] < 1.25 * 0.15 < widths[small.budget.base // 4]


def test_more_replications_are_asked_for_where_only_they_help() -> None:
    """Few runs under common random numbers: more points would not narrow what other runs would show."""
    x = surfaces.saltelli(1024)
    found = sensitivity_of(
        NAMES, x, surfaces.entangled(surfaces.probability(x), x, 8), kind="sobol", common=True, claim=0.2
    )
    assert found.budget is not None
    assert found.budget.replications > 8


def test_noise_in_every_total_index_is_warned_of() -> None:
    """Independent chance and few runs: the share of noise, and the replications that would bring it down."""
    found = of("sobol", surfaces.independent(surfaces.probability(SOBOL), 4), common=False)
    assert any("of the variance over points is noise" in warning for warning in found.warnings)
    assert number(found, "total", "dummy", "floor") == pytest.approx(1 - found.signal.share)
    assert number(found, "total", "dummy", "raw") == pytest.approx(1 - found.signal.share, abs=0.1)


def test_a_dummy_that_shows_something_is_warned_of() -> None:
    """Independent chance read as if it were common: the factor that does nothing gives it away."""
    found = of("sobol", surfaces.independent(surfaces.probability(SOBOL), 1), common=True)
    assert any("the factor that does nothing has a total index of" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("names", "kind", "rows"),
    [(NAMES[:3], "sobol", 20), (NAMES, "star", 20), (NAMES, "sobol", 19), (NAMES, "morris", 4)],
)
def test_numbers_that_do_not_fit_are_refused(names: tuple[str, ...], kind: str, rows: int) -> None:
    """Names and points, the kind of design, points and their design."""
    with pytest.raises(ValueError, match=r"received|blocks"):
        sensitivity_of(names, CUBE[:rows], CUBE[:rows, :2], kind=kind)


@attrs.frozen
class _Design:
    kind: str
    options: Mapping[str, Any]


@attrs.frozen(eq=False)
class _Sweep:
    """A sweep, as far as its analysis needs to know it."""

    names: tuple[str, ...]
    points: surfaces.Floats
    design: _Design
    values: pd.DataFrame

    def response(self, name: str) -> surfaces.Floats:
        """Yes or no by point and run."""
        assert name == "agreement"
        return surfaces.common(surfaces.probability(self.points), 8)


def test_a_sweep_is_analysed_by_its_design() -> None:
    """Names, points, design and response come from the sweep."""
    sweep = _Sweep(NAMES, TRAJECTORIES, _Design("morris", {"levels": 4}), pd.DataFrame(TRAJECTORIES, columns=NAMES))
    found = analysed(sweep)
    assert (found.response, found.design, found.names) == ("agreement", "morris", NAMES)
    assert found.frame.equals(of("morris", sweep.response("agreement"), options={"levels": 4}).frame)


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
    found = analysed(Leveled(), "day")
    low, high = (found.of(kind)["raw"].round(12).tolist() for kind in ("low", "high"))
    assert (low, high) == ([-0.5, 0.0, -3.0], [0.5, 6.0, 4.0])
    assert found.ends == {"style": ("worst", "best")}


def test_a_slice_whose_points_are_alike_is_not_taken_for_certain() -> None:
    """A rare dip that no point of the dummy's lowest slice shows does not make the dummy an effect."""
    x = np.random.default_rng(5).random((80, 4))
    rare = (np.argsort(np.argsort(x[:, 3])) % 20 == 13).astype(float)
    found = sensitivity_of(NAMES, x, np.repeat(0.9 - 0.1 * rare[:, None], 4, axis=1), kind="latin_hypercube")
    low, high = (number(found, "low", "dummy", end) for end in ("low", "high"))
    assert number(found, "low", "dummy", "raw") > 0.0
    assert low < 0.0 < high
