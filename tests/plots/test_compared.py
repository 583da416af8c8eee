"""Levels side by side: every level and series is there, and nothing is cut off or lies on another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from negosim.plots import levels_compared, offscreen
from negosim.sweeps.factors import Factor
from negosim.sweeps.sweep import Sweep, sweep
from tests.plots.looking import cut_off, overlaps, words
from tests.sweeps.talks import QUICK


@pytest.fixture(scope="module")
def played() -> Sweep:
    """Two factors with levels, quickly."""
    styles = {"a facilitator with a rather long name": {}, "nobody": {"mediators.otter": False}}
    patience = Factor("*.horizon", values=(20, 40, 60))
    return sweep(QUICK, [Factor("mediation", levels=styles), patience], "grid", replications=20)


@pytest.fixture(autouse=True)
def no_window() -> Iterator[None]:
    """Figures belong to no window."""
    with offscreen():
        yield
    plt.close("all")


def drawn(figure: object) -> list[str]:
    """What is written, all of it on the paper and none on another."""
    assert isinstance(figure, Figure)
    texts = words(figure)
    assert cut_off(figure, texts) == []
    assert overlaps(texts) == []
    return [text.get_text() for text in texts]


def test_every_level_and_response_is_there(played: Sweep) -> None:
    """A line a level, a mark a response, and a note that the runs are the same."""
    axes = levels_compared(played, "*.horizon", ("agreement", "collapse", "deadline"))
    written = drawn(axes.figure)
    assert {"20", "40", "60", "agreement", "collapse", "deadline", "share of runs"} <= set(written)
    assert any("All levels meet the same runs." in text for text in written)
    assert len(axes.get_lines()) == 3


def test_a_second_factor_is_told_apart(played: Sweep) -> None:
    """One response, a series for each level of the other factor, by marker and colour."""
    axes = levels_compared(played, "*.horizon", by="mediation", titles={"*.horizon": "private horizon, days"})
    drawn(axes.figure)
    lines = axes.get_lines()
    assert len({str(line.get_marker()) for line in lines}) == len({str(line.get_color()) for line in lines}) == 2


def test_a_response_with_units_has_an_axis_of_its_own(played: Sweep) -> None:
    """Days are no shares."""
    assert "day" in drawn(levels_compared(played, "mediation", ("day",)).figure)


def test_some_points_alone_can_be_shown(played: Sweep) -> None:
    """A part of a sweep is a sweep of these points, with their runs."""
    part = played.where(played.values["mediation"] == "nobody")
    assert len(part) == 3
    assert (part.response("day") == played.response("day")[3:]).all()
    assert part.values["mediation"].unique().tolist() == ["nobody"]
