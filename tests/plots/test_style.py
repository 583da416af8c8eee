from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.plots.fitting import spread
from negosim.plots.palette import BASIS_LOOKS, OUTCOME_LOOKS, looks
from negosim.plots.style import house
from negosim.plots.words import parameter_text, percent, wrapped
from tests.analysis import samples


@pytest.mark.parametrize("kinds", [looks("abcdefg"), OUTCOME_LOOKS, BASIS_LOOKS])
def test_colour_never_stands_alone(kinds: dict) -> None:
    """Whatever differs in colour differs in marker, in hatch and in line as well."""
    for aspect in ("colour", "marker", "hatch", "line"):
        assert len({str(getattr(look, aspect)) for look in kinds.values()}) == len(kinds)


@given(st.lists(st.floats(0.0, 1.0), max_size=8))
def test_labels_are_spread_apart(wanted: list[float]) -> None:
    """Labels keep their order and a gap, and stay on the paper where they fit."""
    placed = spread(wanted, 0.1, 0.0, 1.0)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(placed[order]) >= 0.1 - 1e-9).all()
    assert (placed >= min(wanted, default=0.0) - 1.0).all()
    assert (placed <= 1.0 + 1e-9).all()
    assert (placed >= -1e-9).all()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("north.weight.truce", "North Shore: weight of Length of the truce"),
        ("south.value.bridge.half_open", "South Shore: value of “Half open” (Bridge)"),
        ("south.red_line.no_free_bridge", "South Shore: red line “no free bridge” is real"),
        ("north.linkage.quiet_trade", "North Shore: linkage “quiet trade”"),
        ("north.trust.south", "North Shore: trust in South Shore"),
        ("harbour.trust.north", "Harbour Town: trust of North Shore"),
        ("harbour.leverage.south", "Harbour Town: leverage on South Shore"),
        ("north.waiting_cost", "North Shore: cost of waiting"),
        ("talks.collapse", "Talks: collapse"),
    ],
)
def test_parameters_have_names_for_people(name: str, text: str) -> None:
    """A parameter's address becomes words, with the titles of the scenario."""
    assert parameter_text(samples.scenario(), name) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0 %"), (0.004, "0.4 %"), (0.124, "12 %"), (1.0, "100 %"), (float("nan"), "–")]
)
def test_shares_are_written_in_percent(share: float, text: str) -> None:
    """Small shares keep a digit; an unknown one is a dash."""
    assert percent(share) == text


def test_long_words_are_not_broken() -> None:
    """Lines break between words alone."""
    assert wrapped("palestinian authority", 5) == "palestinian\nauthority"


def test_what_a_first_figure_turns_on_stays_on() -> None:
    """The back end of notebooks makes matplotlib interactive with the first figure; later ones are shown by that."""
    before = mpl.is_interactive()
    try:
        mpl.interactive(False)
        with house():
            mpl.interactive(True)
        assert mpl.is_interactive()
    finally:
        mpl.interactive(before)
