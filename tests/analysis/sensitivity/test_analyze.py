"""What a response hangs on, by every design: known indices, their intervals, and what is warned of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest

from negosim.analysis.sensitivity import by_design, noise
from negosim.analysis.sensitivity.analyze import analyze_samples, analyze_sensitivity
from tests.analysis.sensitivity import surfaces
from tests.analysis.sensitivity.designs import CUBE, POINTS, SOBOL, TRAJECTORIES, number, of
from tests.analysis.sensitivity.surfaces import NAMES


@pytest.mark.parametrize("kind", POINTS)
def test_every_design_has_an_analysis(kind: str) -> None:
    """Each gives a tidy frame: a row a factor and kind, the estimate within its interval, slope before twist."""
    found = of(kind, surfaces.common(surfaces.probability(POINTS[kind]), 16))
    frame = found.frame
    assert tuple(frame.columns) == by_design.COLUMNS
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
    assert tuple(found.frame.columns) == by_design.COLUMNS
    assert found.of("total").empty
    assert found.warnings == ()


def test_points_without_a_value_are_told() -> None:
    """They are left out, and a warning says how many; where hardly any are left, the word says how many it takes."""
    y = surfaces.common(surfaces.probability(CUBE), 8)
    y[:100] = np.nan
    assert "100 of 2,000 points have no value of response and are left out" in of("latin_hypercube", y).warnings
    y[10:] = np.nan
    y[:10, 0] = np.arange(10)
    assert of("latin_hypercube", y).word == by_design.too_few(10, 20, "points")
    few = np.full((len(SOBOL), 2), np.nan)
    few[:40] = CUBE[:40, :2]
    assert of("sobol", few).word == ("base points with a value of the response: 4, needed: 8; nothing can be said")
    one = np.full((len(TRAJECTORIES), 2), np.nan)
    one[:7] = CUBE[:7, :2]
    assert of("morris", one).word == by_design.too_few(1, 2, "trajectories")


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
    assert (found.word, len(found.frame)) == (by_design.BASE_ALIKE, 0)


def test_points_that_differ_by_noise_alone_are_told() -> None:
    """A warning, and no corrected index where there is no signal."""
    y = np.random.default_rng(0).random((60, 3))
    found = analyze_samples(NAMES, CUBE[:60], y, kind="latin_hypercube", resamples=40)
    assert noise.NO_SIGNAL in found.warnings
    assert found.of("first")["corrected"].isna().all()


def test_first_order_is_not_divided_by_the_signal_under_common_random_numbers() -> None:
    """A response with one cause has an index of 1 and not more, however few the runs."""
    y = surfaces.common(CUBE[:, 0], 6)
    assert number(of("latin_hypercube", y), "first", "slope", "corrected") == pytest.approx(1.0, abs=0.02)


def test_a_budget_that_bears_the_claim_is_not_warned_of() -> None:
    """Many points and many runs: no warning, and no other budget is asked for."""
    found = of("sobol", surfaces.independent(surfaces.probability(SOBOL), 256), common=False, claim=0.15)
    assert found.warnings == ()
    assert found.budget is None


def test_a_budget_that_does_not_names_the_one_that_would() -> None:
    """Widths fall as 1 / √N: the budget asked for, once there, bears the claim, and half of it does not."""
    p = surfaces.probability(surfaces.saltelli(64))
    small = analyze_samples(
        NAMES, surfaces.saltelli(64), surfaces.independent(p, 32), kind="sobol", common=False, claim=0.15
    )
    assert small.budget is not None
    assert any(str(small.budget) in warning for warning in small.warnings)
    assert small.budget.runs == small.budget.base * 10 * small.budget.replications
    x = surfaces.saltelli(small.budget.base)
    y = surfaces.independent(surfaces.probability(x), small.budget.replications)
    widths = {}
    for base in (small.budget.base, small.budget.base // 4):
        found = analyze_samples(NAMES, x[: base * 10], y[: base * 10], kind="sobol", common=False, claim=0.15)
        rows = found.of("total")
        widths[base] = float((rows["corrected_high"] - rows["corrected"]).max())
    assert widths[small.budget.base] < 1.25 * 0.15 < widths[small.budget.base // 4]


def test_more_replications_are_asked_for_where_only_they_help() -> None:
    """Few runs under common random numbers: more points would not narrow what other runs would show."""
    x = surfaces.saltelli(1024)
    found = analyze_samples(
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
        analyze_samples(names, CUBE[:rows], CUBE[:rows, :2], kind=kind)


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
    found = analyze_sensitivity(sweep)
    assert (found.response, found.design, found.names) == ("agreement", "morris", NAMES)
    assert found.frame.equals(of("morris", sweep.response("agreement"), options={"levels": 4}).frame)
