"""Figures in axes of one's own: nothing is drawn elsewhere, and matplotlib's settings are kept to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from negosim import plots
from negosim.domain.issues import Level
from negosim.ensemble.results.outcomes import Outcomes
from tests.analysis import samples
from tests.plots.looking import cut_off, overlaps, words

SCENARIO = samples.scenario()
MANY = samples.played(SCENARIO, runs=60)
EVENTS = samples.told(SCENARIO)
Draw = Callable[..., Axes]
OF_AXES: list[Draw] = [
    plots.outcome_shares,
    plots.package_families,
    plots.package_landscape,
    plots.landscape_pair,
    plots.time_to_agreement,
    plots.utility_plane,
    plots.blockers,
    plots.drivers,
    lambda outcomes, **options: plots.compared_outcomes(_cases(outcomes), **options),
    lambda outcomes, **options: plots.paired_differences(_cases(outcomes), **options),
]


def _cases(outcomes: Outcomes) -> dict[str, Outcomes]:
    ends = samples.played(SCENARIO, runs=len(outcomes), ends=["agreement", "deadline", "collapse"])
    return {"as reported": outcomes, "as if": ends}


of_axes = pytest.mark.parametrize("draw", OF_AXES)
OF_FIGURES: list[Callable[..., Any]] = [
    lambda **options: plots.level_distributions(MANY, **options),
    lambda **options: plots.negotiation_dance(SCENARIO, EVENTS, **options),
]


@pytest.fixture(autouse=True)
def _paper() -> Iterator[None]:
    with plots.offscreen(), mpl.rc_context():
        yield


@of_axes
def test_only_the_given_axes_are_drawn_on(draw: Draw) -> None:
    """They are returned; the axes beside them stay empty, and the figure gets no text of its own."""
    figure = Figure(figsize=(14, 6), layout="constrained")
    mine, other = figure.subplots(1, 2)
    before = len(other.get_children())
    assert draw(MANY, ax=mine) is mine
    figure.draw_without_rendering()
    assert len(other.get_children()) == before
    assert (figure.texts, figure.get_suptitle(), figure.get_supxlabel()) == ([], "", "")
    assert mine.get_title()


@of_axes
def test_title_and_note_are_the_callers_choice(draw: Draw) -> None:
    """Another title, or none; on given axes the note is written on demand only, in a whole figure unless refused."""
    axes = Figure(layout="constrained").subplots()
    assert draw(MANY, ax=axes, title="Mine").get_title() == "Mine"
    assert draw(MANY, ax=Figure(layout="constrained").subplots(), title="").get_title() == ""
    for ax, note, written in ((True, None, False), (True, True, True), (False, None, True), (False, False, False)):
        drawn = draw(MANY, ax=Figure(layout="constrained").subplots() if ax else None, note=note)
        figure = drawn.get_figure(root=True)
        assert isinstance(figure, Figure)
        assert any("seed 7" in text.get_text() for text in figure.findobj(Text)) == written  # type: ignore[union-attr]
    whole = draw(MANY, title="Mine").get_figure(root=True)
    assert isinstance(whole, Figure)
    assert whole.get_suptitle() == "Mine"


@pytest.mark.parametrize("draw", OF_FIGURES)
def test_figures_of_several_axes_fill_the_figure_that_is_given(draw: Callable[..., Any]) -> None:
    """A part of a figure of one's own: the other part stays empty, and title and note are the caller's choice."""
    figure = Figure(figsize=(20, 9), layout="constrained")
    left, right = figure.subfigures(1, 2)
    panels = draw(figure=left, title="Mine")
    assert {panel.figure for panel in panels} == {left}
    assert (left.get_suptitle(), left.get_supxlabel(), right.axes) == ("Mine", "", [])
    assert (figure.get_suptitle(), figure.texts) == ("", [])


@of_axes
@pytest.mark.parametrize("own", [True, False])
def test_on_a_dark_background_words_are_light(draw: Draw, own: bool) -> None:
    """In axes of one's own and in whole figures: every text on the background contrasts with it (WCAG 2, 4.5 : 1)."""
    plt.style.use("dark_background")
    axes = draw(MANY, ax=Figure(figsize=(9, 7), layout="constrained").subplots() if own else None)
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    if not own:
        assert to_rgb(figure.get_facecolor()) == (0.0, 0.0, 0.0)
    cells = set(map(id, axes.texts)) if "landscape" in draw.__name__ else set()
    for text in words(figure):
        if id(text) not in cells:
            assert _contrast(text.get_color(), axes.get_facecolor()) >= 4.5, text.get_text()


def _contrast(one: Any, other: Any) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Any) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


@of_axes
def test_a_paper_s_settings_are_kept_to(draw: Draw) -> None:
    """Small letters of another font in a narrow column: no text is larger, and nothing is cut off or overlaps."""
    small = {"font.size": 7, "axes.titlesize": 8, "axes.labelsize": 7, "legend.fontsize": 6, "font.family": "serif"}
    mpl.rcParams.update({**small, "xtick.labelsize": 6, "ytick.labelsize": 6})
    figure = Figure(figsize=(3.4, 3.2), layout="constrained")
    axes = draw(MANY, ax=figure.subplots())
    texts = words(figure)
    assert max(text.get_fontsize() for text in texts) <= 8
    assert {text.get_fontfamily()[0] for text in texts} == {"serif"}
    assert (cut_off(figure, texts), overlaps(texts)) == ([], [])
    assert axes.get_position().width > 0.2


def test_sixty_levels_with_long_names_do_not_overlap() -> None:
    """In whole figures: names are cut or take two lines, and rarely agreed levels share a row."""
    issue = SCENARIO.issues[0]
    levels = tuple(Level(f"a_rather_long_name_of_the_level_number_{k}") for k in range(60))
    long = attrs.evolve(issue, levels=levels, status_quo=0, ordered=False)
    scenario = attrs.evolve(SCENARIO, issues=(long, *SCENARIO.issues[1:]), red_lines=(), linkages=(), infeasible=())
    outcomes = samples.played(scenario, runs=60)
    for axes in (plots.level_distributions(outcomes)[0], plots.landscape_pair(outcomes, issue.name, "bridge")):
        figure = axes.get_figure(root=True)
        texts = words(figure)
        assert (cut_off(figure, texts), overlaps(texts)) == ([], [])
