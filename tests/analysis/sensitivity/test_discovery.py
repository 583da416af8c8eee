from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pandas as pd
import pytest

from negosim.analysis.sensitivity.discovery import discover_scenarios
from negosim.analysis.sensitivity.prim import inside
from negosim.errors import BadInput

RNG = np.random.default_rng(4)
POINTS = 400
VALUES = pd.DataFrame(
    {
        "trust": RNG.uniform(0.0, 1.0, POINTS),
        "premium": RNG.uniform(-0.1, 0.2, POINTS),
        "style": RNG.choice(["facilitator", "formulator", "manipulator"], POINTS),
        "dummy": RNG.uniform(0.0, 1.0, POINTS),
        "constant": 1.0,
    }
)
PLANTED = ((VALUES["trust"] > 0.5) & (VALUES["premium"] < 0.08) & (VALUES["style"] != "facilitator")).to_numpy()
Y = (RNG.random((POINTS, 16)) < np.where(PLANTED, 0.85, 0.15)[:, None]).astype(np.float64)
installed = importlib.util.find_spec("ema_workbench") is not None
pytestmark = pytest.mark.skipif(
    not installed, reason="EMA Workbench is not installed: pip install 'negosim[discovery]'"
)


def test_a_planted_box_is_found() -> None:
    """Its three restrictions near where they were planted, dense and covering; stable; told in real units."""
    found = discover_scenarios(VALUES, Y, 0.5, units={"premium": "utility"}, peel=0.08, resamples=4)
    assert (found.word, len(found.boxes)) == ("", 1)
    box = found.boxes[0]
    limits = {limit.factor: limit for limit in box.limits}
    assert set(limits) == {"trust", "premium", "style"}
    assert limits["trust"].low == pytest.approx(0.5, abs=0.06)
    assert limits["premium"].high == pytest.approx(0.08, abs=0.03)
    assert limits["style"].levels == ("formulator", "manipulator")
    assert box.dense
    assert box.density >= 0.8
    assert box.coverage >= 0.9
    within = inside(found.values, box.limits)
    assert box.points == within.sum()
    assert box.coverage == pytest.approx(found.interest[within].sum() / found.interest.sum())
    assert min(limit.returns for limit in box.limits) >= 0.75
    assert limits["trust"].low_range is not None
    assert limits["trust"].low_range[0] <= limits["trust"].low_range[1]
    assert limits["trust"].high_range is None
    assert len(box.again) == 4
    assert box.trajectory["density"].iloc[0] == pytest.approx(found.share)
    for part in (
        "trust is at least 0.",
        "utility",
        "style is formulator or manipulator",
        "P(agreement) is at least 0.5",
    ):
        assert part in box.sentence


def test_below_a_threshold_is_the_other_side() -> None:
    """Where P is at most .5 the planted factors bound the box from the other side, or not at all."""
    found = discover_scenarios(
        VALUES[["trust", "dummy"]], VALUES["trust"].to_numpy()[:, None], 0.3, above=False, resamples=0
    )
    (box,) = found.boxes
    assert [limit.factor for limit in box.limits] == ["trust"]
    assert box.limits[0].high == pytest.approx(0.3, abs=0.06)
    assert np.isnan(box.limits[0].returns)
    assert "at most 0.3" in box.sentence
    assert "bootstrap" not in box.sentence


def test_a_second_box_is_sought_in_what_the_first_left() -> None:
    """A greater and a smaller planted corner become two boxes, which lie on opposite sides."""
    x = pd.DataFrame({"across": RNG.uniform(0, 1, 300), "upward": RNG.uniform(0, 1, 300)})
    corners = ((x > 0.75).all(axis=1) | (x < 0.5).all(axis=1)).to_numpy(dtype=np.float64)
    found = discover_scenarios(x, corners[:, None], 0.5, boxes=2, peel=0.1, resamples=0)
    assert len(found.boxes) == 2
    assert sum(box.coverage for box in found.boxes) > 0.8
    sides = {limit.low is not None for box in found.boxes for limit in box.limits if limit.factor == "across"}
    assert sides == {True, False}


@pytest.mark.parametrize(
    ("y", "word"),
    [
        (np.ones((POINTS, 2)), "every point is of interest"),
        (np.zeros((POINTS, 2)), "only 0 points are of interest"),
        (np.full((POINTS, 2), np.nan), "the response has no value at any point"),
        (RNG.choice([0.0, 1.0], (POINTS, 1)), "no restriction makes what is of interest denser"),
    ],
    ids=["everywhere", "nowhere", "no value", "at random"],
)
def test_where_there_is_no_box_a_word_says_why(y: np.ndarray, word: str) -> None:
    """Everything, nothing, no value, or nothing but chance: no box, no error."""
    found = discover_scenarios(VALUES[["dummy"]], y, 0.5, resamples=0, peel=0.2)
    if word.startswith("no restriction") and found.boxes:
        assert not found.boxes[0].dense
    else:
        assert found.boxes == ()
        assert word in found.word


def test_points_without_a_value_are_left_out() -> None:
    """They are neither of interest nor not."""
    y = VALUES["trust"].to_numpy()[:, None].copy()
    y[:100] = np.nan
    found = discover_scenarios(VALUES[["trust"]], y, 0.7, resamples=0, peel=0.2)
    assert found.points == 300


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing, and what installs it."""
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    with pytest.raises(BadInput, match=r"negosim\[discovery\]"):
        discover_scenarios(VALUES, Y, 0.5, resamples=0)
