from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from negosim import plots
from negosim.analysis.evidence.weight import evidence_shares
from negosim.analysis.sensitivity.analyze import analyze_samples, analyze_sensitivity
from negosim.analysis.sensitivity.discovery import Box, Discovery
from negosim.analysis.sensitivity.prim import Limit
from negosim.analysis.sensitivity.result import Sensitivity
from negosim.domain.scenario import Scenario
from negosim.studies.history_matching import compute_matching
from tests.analysis import samples
from tests.analysis.sensitivity import surfaces
from tests.plots.looking import cut_off, overlaps, words

SCENARIO = samples.scenario()
NAMES = ("north.weight.truce", "south.premium", "harbour.trust.north", "dummy")
"""Factors that take the places of slope, tilt, twist and dummy."""
RNG = np.random.default_rng(3)
STYLES = np.array(["facilitator", "formulator", "manipulator"])


@attrs.frozen
class Design:
    kind: str
    options: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen(eq=False)
class Sweep:
    """A sweep of the river talks, as far as its figures need to know it."""

    points: surfaces.Floats
    design: Design
    runs: int = 16
    constant: bool = False
    names: tuple[str, ...] = NAMES
    scenario: Scenario = SCENARIO

    @property
    def values(self) -> pd.DataFrame:
        """The last factor has words, the others numbers."""
        table = pd.DataFrame(self.points, columns=list(self.names))
        return table.assign(dummy=STYLES[np.minimum(2, (3 * self.points[:, 3]).astype(int))])

    def response(self, name: str) -> surfaces.Floats:
        """Yes or no for an agreement, a number for a day, nothing for a round."""
        p = surfaces.probability(self.points)
        if name == "round":
            return np.full((len(p), self.runs), np.nan)
        agreed = np.ones((len(p), self.runs)) if self.constant else surfaces.common(p, self.runs)
        return 90.0 * agreed if name == "day" else agreed


class _Rest:
    """The rest of ``CUBE``, for sweeps that have other values."""

    def __getattr__(self, name: str) -> Any:
        return getattr(CUBE, name)


CUBE = Sweep(RNG.random((300, 4)), Design("latin_hypercube"))
SOBOL = Sweep(surfaces.saltelli(64), Design("sobol"))
MORRIS = Sweep(surfaces.trajectories(20), Design("morris", {"levels": 4}))
ENDS = np.vstack([np.full((1, 4), 0.5)] + [np.where(np.arange(4) == k, e, 0.5)[None] for k in range(4) for e in (0, 1)])
SINGLE = Sweep(ENDS, Design("one_at_a_time"))


@pytest.fixture(autouse=True)
def _paper() -> Iterator[None]:
    with plots.offscreen():
        yield


def discovery() -> Discovery:
    """A box over two numbers and a word, as PRIM would give it."""
    values = CUBE.values
    interest = np.asarray((values[NAMES[0]] > 0.5) & (values["dummy"] != "facilitator"), dtype=np.bool_)
    limits = (
        Limit(NAMES[0], low=0.5, returns=1.0, low_range=(0.45, 0.56)),
        Limit(NAMES[1], low=0.1, high=0.9, returns=0.4, low_range=(0.05, 0.2), high_range=(0.85, 0.95)),
        Limit("dummy", levels=("formulator", "manipulator"), returns=0.9),
    )
    steps = pd.DataFrame(
        {
            "coverage": [1.0, 0.95, 0.9],
            "density": [0.3, 0.6, 0.9],
            "mass": [1.0, 0.5, 0.3],
            "restricted": [0.0, 1.0, 3.0],
        }
    )
    again = pd.DataFrame({"coverage": [0.85, 0.92], "density": [0.88, 0.8]})
    sentence = "Where the weight is at least 0.5, P(agreement) is at least 0.5 at 90 % of the points."
    box = Box(limits, 0.9, 0.9, 0.3, 90, dense=True, trajectory=steps, again=again, sentence=sentence)
    return Discovery("agreement", 0.5, True, float(interest.mean()), 300, (box,), values, interest)


def matching(*, any_accepted: bool = True) -> Any:
    """A posterior that one parameter tells from its prior."""
    draws = pd.DataFrame(RNG.normal(size=(400, 4)), columns=list(NAMES))
    deal = (draws[NAMES[0]] > 0.5) & any_accepted
    found = pd.DataFrame({"deal": deal, "later": RNG.random(400) < 0.5})
    return compute_matching(draws, found, {"deal": "fitted", "later": "held_out"})


def sobol() -> Sensitivity:
    """Indices of few points."""
    return analyze_sensitivity(SOBOL)


def shares(sensitivity: Sensitivity) -> pd.DataFrame:
    """Of four factors in three groups."""
    return evidence_shares(
        sensitivity, dict(zip(NAMES, ("on_record", "hedged", "assumption", "assumption"), strict=True))
    )


FIGURES: dict[str, Callable[[], Axes]] = {
    "tornado, one at a time": lambda: plots.tornado(analyze_sensitivity(SINGLE)),
    "tornado, strewn": lambda: plots.tornado(analyze_sensitivity(CUBE)),
    "tornado of days": lambda: plots.tornado(analyze_sensitivity(CUBE, "day")),
    "Sobol' bars": lambda: plots.sobol_bars(sobol()),
    "Sobol' bars, first order only": lambda: plots.sobol_bars(analyze_sensitivity(CUBE)),
    "Sobol' bars, one run": lambda: plots.sobol_bars(analyze_sensitivity(attrs.evolve(SOBOL, runs=1))),
    "Morris' plane": lambda: plots.morris_plane(analyze_sensitivity(MORRIS)),
    "curve": lambda: plots.response_curve(CUBE, NAMES[0]),
    "curve of words": lambda: plots.response_curve(CUBE, "dummy", "day"),
    "map": lambda: plots.response_map(CUBE, NAMES[0], NAMES[1]),
    "map of words": lambda: plots.response_map(CUBE, "dummy", NAMES[1], "day"),
    "trade-off": lambda: plots.prim_trade_off(discovery(), scenario=SCENARIO),
    "box": lambda: plots.prim_box(discovery(), scenario=SCENARIO),
    "prior and posterior": lambda: plots.prior_posterior(matching(), scenario=SCENARIO),
    "evidence": lambda: plots.evidence_shares(shares(sobol()), source="60 runs"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_a_sweep_is_whole(name: str) -> None:
    """No text is cut off or lies on another, and what is shown is named."""
    figure = FIGURES[name]().figure.figure
    texts = words(figure)
    assert (cut_off(figure, texts), overlaps(texts)) == ([], [])
    written = " ".join(text.get_text().replace("\n", " ") for text in texts)
    assert any(part in written for part in ("points", "draws", "runs"))
    if name != "evidence":
        assert SCENARIO.digest[:8] in written


SILENT: dict[str, tuple[Callable[[], Axes], str]] = {
    "tornado": (lambda: plots.tornado(analyze_sensitivity(attrs.evolve(SINGLE, constant=True))), "nothing to explain"),
    "Sobol' bars": (
        lambda: plots.sobol_bars(analyze_sensitivity(attrs.evolve(SOBOL, constant=True))),
        "nothing to explain",
    ),
    "Sobol' bars of Morris": (lambda: plots.sobol_bars(analyze_sensitivity(MORRIS)), "no Sobol' indices"),
    "Morris' plane": (
        lambda: plots.morris_plane(analyze_sensitivity(attrs.evolve(MORRIS, constant=True))),
        "nothing to explain",
    ),
    "Morris' plane of Sobol'": (lambda: plots.morris_plane(sobol()), "no elementary effects"),
    "curve": (lambda: plots.response_curve(CUBE, NAMES[0], "round"), "no value"),
    "map": (lambda: plots.response_map(CUBE, NAMES[0], NAMES[1], "round"), "no value"),
    "trade-off": (lambda: plots.prim_trade_off(attrs.evolve(discovery(), boxes=(), word="no box")), "no box"),
    "box": (lambda: plots.prim_box(attrs.evolve(discovery(), boxes=(), word="no box")), "no box"),
    "prior and posterior": (lambda: plots.prior_posterior(matching(any_accepted=False)), "0 of 400 draws match"),
    "evidence": (lambda: plots.evidence_shares(pd.DataFrame(), word="every run ended alike"), "ended alike"),
}


@pytest.mark.parametrize("name", SILENT)
def test_a_figure_without_anything_to_show_says_so(name: str) -> None:
    """A word in place of bars; nothing is cut off."""
    draw, word = SILENT[name]
    figure = draw().figure.figure
    texts = words(figure)
    assert cut_off(figure, texts) == []
    assert word in " ".join(text.get_text().replace("\n", " ") for text in texts)


def test_the_dummy_is_always_among_the_bars() -> None:
    """However few are shown, the factor that does nothing is one of them."""
    labels = [label.get_text() for label in plots.sobol_bars(sobol(), top=2).get_yticklabels()]
    assert "dummy (does nothing)" in labels
    assert len(labels) == 3


def test_bars_are_the_corrected_indices() -> None:
    """The length of a bar is the corrected index, hollow marks are the raw ones."""
    sensitivity = sobol()
    axes = plots.sobol_bars(sensitivity)
    totals = sensitivity.of("total").set_index("factor").loc[list(sensitivity.ranked("total"))]
    drawn = sorted(round(patch.get_width(), 9) for patch in axes.patches)
    assert set(totals["corrected"].round(9)) <= set(drawn)


def test_a_zero_can_be_seen_in_a_tornado() -> None:
    """An end that moves nothing is a dot, a factor that moves nothing has a 0, and levels are named by their ends."""
    sensitivity = analyze_sensitivity(SINGLE)
    axes = plots.tornado(sensitivity)
    # In the middle of the slope the twist does nothing either.
    assert [name for name in NAMES if _still(sensitivity, name)] == [NAMES[2], "dummy"]
    assert sum(line.get_marker() == "o" for line in axes.lines) == 4
    assert [text.get_text() for text in axes.texts].count("0") == 2
    assert any(label.get_text().startswith("dummy") and "|" in label.get_text() for label in axes.get_yticklabels())


def _still(sensitivity: Sensitivity, name: str) -> bool:
    frame = sensitivity.frame
    return bool((frame.loc[frame["factor"] == name, "raw"] == 0.0).all())


def test_a_tornado_is_widest_at_the_top() -> None:
    """Factors by the larger of their two changes."""
    axes = plots.tornado(analyze_sensitivity(SINGLE))
    widths = [abs(patch.get_width()) for patch in axes.patches]
    tops = [max(widths[k : k + 2]) for k in range(0, len(widths), 2)]
    assert tops == sorted(tops, reverse=True)


def test_numbers_stand_in_their_order_and_words_in_that_of_the_sweep() -> None:
    """Of a chance, 0 comes before 1, though 1 lies lower in the unit cube."""
    chance = CUBE.values.assign(**{NAMES[0]: (CUBE.points[:, 0] < 0.4) * 1.0})
    sweep = attrs.make_class("Chance", {"values": attrs.field(default=chance)}, bases=(_Rest,))()
    labels = [label.get_text() for label in plots.response_curve(sweep, NAMES[0]).get_xticklabels()]
    assert labels == ["0", "1"]
    words_of = [label.get_text() for label in plots.response_curve(sweep, "dummy").get_xticklabels()]
    assert words_of == list(STYLES)
    low = analyze_sensitivity(sweep).of("low").set_index("factor")["raw"]
    assert low[NAMES[0]] > 0.1


def test_axes_of_ones_own_can_be_drawn_on() -> None:
    """Given axes are those that come back."""
    figure = plots.response_curve(CUBE, NAMES[0]).figure.figure
    (axes,) = figure.axes
    axes.clear()
    assert plots.response_curve(CUBE, NAMES[1], ax=axes) is axes


@pytest.mark.parametrize(
    ("sweep", "names"),
    [
        (SINGLE, ["tornado"]),
        (CUBE, ["tornado", "sobol_bars"]),
        (MORRIS, ["morris_plane"]),
        (attrs.evolve(CUBE, constant=True), []),
    ],
    ids=["one at a time", "strewn", "Morris", "constant"],
)
def test_a_design_has_figures_of_its_own(sweep: Sweep, names: list[str]) -> None:
    """By name, and each can be drawn; a constant response has none."""
    found = plots.sensitivity_figures(analyze_sensitivity(sweep))
    assert list(found) == names
    assert all(isinstance(draw(), Axes) for draw in found.values())


def test_an_unknown_factor_is_refused() -> None:
    """By its name."""
    with pytest.raises(KeyError, match="nobody"):
        plots.response_curve(CUBE, "nobody")


def test_long_names_are_kept_on_the_page() -> None:
    """Names of forty letters and more than a dozen factors: nothing is cut off, the rest is counted."""
    names = tuple(f"a_very_long_name_of_a_factor_of_this_sweep_{k:02d}" for k in range(16))
    x = RNG.random((200, 16))
    found = analyze_samples(names, x, x.sum(axis=1)[:, None], kind="latin_hypercube", resamples=20)
    for figure in (plots.tornado(found).figure.figure, plots.sobol_bars(found).figure.figure):
        texts = words(figure)
        assert (cut_off(figure, texts), overlaps(texts)) == ([], [])
        assert "of 16" in " ".join(text.get_text().replace("\n", " ") for text in texts)
