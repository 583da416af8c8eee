"""The figures of forks and turning points: whole, truthful, and not by colour alone."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from negosim import plots
from negosim.domain.scenario import Scenario
from negosim.ensemble.playing.forks import Futures, fork, play_futures
from negosim.ensemble.playing.simulate import play
from negosim.studies.turning_points import End, TurningPoints, find_turning_points
from tests.analysis import samples
from tests.plots.looking import cut_off, overlaps, words

SCENARIO = samples.scenario()
RUN = play(SCENARIO, 7, 0)
PRESSED = {"*.pressure": {"add": 0.4}, "harbour.trust.*": {"add": 0.2}}
FORK = fork(SCENARIO, RUN, 3, PRESSED)
FUTURES = play_futures(SCENARIO, RUN, 3, PRESSED, 4)
CHANGES = {"both pressed by all who can press at all, as hard as they can": PRESSED, "bolder": {"*.bias": 0.1}}


@pytest.fixture(autouse=True)
def _paper() -> Iterator[None]:
    with plots.offscreen():
        yield


@pytest.mark.parametrize(
    ("at_round", "changes", "found"),
    [(3, PRESSED, FUTURES), (1, PRESSED, None), (3, {}, play_futures(SCENARIO, RUN, 3, {}, 3))],
    ids=["with futures", "at the first round", "without changes"],
)
def test_a_run_and_its_fork_are_whole(at_round: int, changes: dict[str, object], found: Futures | None) -> None:
    """No text is cut off or lies on another; run, seed, digest, round and changes are named."""
    other = fork(SCENARIO, RUN, at_round, changes)
    panels = plots.fork_and_parent(SCENARIO, RUN, other, at_round, futures=found)
    figure = panels[0].figure.figure
    texts = words(figure)
    assert (cut_off(figure, texts), overlaps(texts)) == ([], [])
    written = " ".join(text.get_text().replace("\n", " ") for text in texts)
    told = "North Shore: pressure" if changes else "no change"
    for word in ("Run 0, seed 7", SCENARIO.digest[:8], f"fork, round {at_round}", told, "As it was", "Forked at"):
        assert word in written


def test_both_dances_have_the_same_scales() -> None:
    """Panels of one party can be compared by eye."""
    panels = plots.fork_and_parent(SCENARIO, RUN, FORK, 3)
    half = len(panels) // 2
    for one, other in zip(panels[:half], panels[half:], strict=True):
        assert (one.get_xlim(), one.get_ylim()) == (other.get_xlim(), other.get_ylim())


def test_bars_and_points_are_shares_and_differences() -> None:
    """The lower row shows the shares of both sides, and the difference of each outcome."""
    *_, shares, differences = plots.fork_and_parent(SCENARIO, RUN, FORK, 3, futures=FUTURES)
    names = ("agreement", "partial", "collapse", "deadline")
    expected = [FUTURES.rate(side, name).share for name in names for side in FUTURES.sides]
    assert [bar.get_width() for bar in shares.patches] == pytest.approx(expected)
    points = [
        line.get_xdata() for line in differences.lines if line.get_marker() in "osXD" and len(line.get_xdata()) == 1
    ]
    assert np.concatenate(points) == pytest.approx([FUTURES.difference(name).share for name in names])


def points(run_end: str, ends: list[str], scenario: Scenario = SCENARIO, package: int = -1) -> TurningPoints:
    """Turning points with the ends that are wanted, for two changes."""
    rows = [
        (change, number, 3 * (number - 1), end, number, 3 * number, package if end == run_end else 5, end != run_end)
        for change in CHANGES
        for number, end in enumerate(ends, start=1)
    ]
    columns = ["change", "at_round", "at_day", "outcome", "round", "day", "package", "turned"]
    end = End(run_end, len(ends), 3 * len(ends), package)
    return TurningPoints(scenario, end, CHANGES, pd.DataFrame(rows, columns=columns))


@pytest.mark.parametrize("rounds", [1, 2, 7, 30, 120])
def test_the_map_of_turning_points_is_whole(rounds: int) -> None:
    """Whatever the number of rounds: no text is cut off, ticks do not meet, run and digest are named."""
    ends = [("agreement", "collapse", "deadline", "partial")[k % 4] for k in range(rounds)]
    axes = plots.turning_map(points("collapse", ends), run="Run 0, seed 7, ")
    figure = axes.get_figure(root=True)
    assert figure is not None
    texts = words(figure)
    assert (cut_off(figure, texts), overlaps(texts)) == ([], [])
    written = " ".join(text.get_text().replace("\n", " ") for text in texts)
    assert f"Run 0, seed 7, scenario river (digest {SCENARIO.digest[:8]})" in written
    assert f"{2 * sum(end != 'collapse' for end in ends)} of {2 * rounds} forks end otherwise" in written


def test_a_cell_has_the_letter_of_what_it_was_turned_into() -> None:
    """Turned cells carry a capital; cells with the run's own outcome are pale, and small where the package differs."""
    ends = ["agreement", "collapse", "deadline", "partial"]
    axes = plots.turning_map(points("collapse", ends))
    signs = [text.get_text() for text in axes.texts if len(text.get_text()) == 1]
    assert signs == ["A", "D", "P", "A", "D", "P", "C"]
    cells = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(cells) == 8
    pale = [sum(cell.get_facecolor()[:3]) for cell in cells]
    assert max(pale) == pale[1] == pale[5]
    agreed = points("agreement", ["agreement"] * 3, package=9)
    agreed.frame.loc[0, "package"] = 3
    signs = [text.get_text() for text in plots.turning_map(agreed).texts if len(text.get_text()) == 1]
    assert signs == ["a", "A"]


def test_the_map_can_be_drawn_into_axes_of_ones_own() -> None:
    """Real turning points, in axes that are given."""
    found = find_turning_points(SCENARIO, RUN, {"bolder": {"*.bias": 0.1}})
    figure = plots.outcome_shares(samples.played(SCENARIO, runs=3)).figure
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    assert plots.turning_map(attrs.evolve(found), ax=axes) is axes
    assert axes.get_title()
