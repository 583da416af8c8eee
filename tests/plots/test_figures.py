from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import matplotlib as mpl
import msgspec
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from negosim import plots
from negosim.analysis.bargaining.solutions import solve
from negosim.analysis.bargaining.valuation import central_valuation, mapped_valuation
from negosim.domain.events import PackageTabled
from negosim.domain.issues import Condition
from negosim.ensemble.results.outcomes import Outcomes
from tests.analysis import samples
from tests.plots.looking import cut_off, overlaps, words

SCENARIO = samples.scenario()
MANY = samples.played(SCENARIO, runs=60)
EVENTS = samples.told(SCENARIO)
THREE = samples.scenario(parties=("north", "south", "isle"))
LONELY = samples.scenario(issues=samples.ISSUES[:1])
ENSEMBLES = {
    "many": MANY,
    "one run": samples.played(SCENARIO, runs=1, ends=["agreement"]),
    "no agreement": samples.played(SCENARIO, runs=20, ends=["collapse", "deadline"]),
    "all agreed": samples.played(SCENARIO, runs=20, ends=["agreement"]),
    "partial": samples.played(SCENARIO, runs=20, ends=["partial", "agreement", "collapse", "deadline"]),
    "three parties": samples.played(THREE, runs=30),
    "one issue": samples.played(LONELY, runs=20, ends=["collapse", "deadline"]),
}


@pytest.fixture(autouse=True)
def _paper() -> Iterator[None]:
    with plots.offscreen():
        yield


def _draw(name: str, outcomes: Outcomes, events: list[object]) -> Figure:
    return plots.FIGURES[name](outcomes, events).figure  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ENSEMBLES)
def test_every_figure_of_any_ensemble_is_whole(kind: str) -> None:
    """Whatever the runs: no text is cut off or lies on another; scenario, seed and digest are named."""
    outcomes = ENSEMBLES[kind]
    events = samples.told(outcomes.scenario) if kind != "one issue" else []
    for name in plots.applicable(outcomes, events):
        figure = _draw(name, outcomes, events)
        texts = words(figure)
        assert (name, cut_off(figure, texts), overlaps(texts)) == (name, [], [])
        written = " ".join(text.get_text().replace("\n", " ") for text in texts)
        assert outcomes.scenario.title in written
        assert "seed 7" in written
        assert outcomes.scenario.digest[:8] in written


def test_saving_writes_every_figure_and_tells_of_each(tmp_path: Path) -> None:
    """Files are named after the figures, in their order, and progress hears of each path."""
    heard: list[Path] = []
    written = plots.save_all(MANY, EVENTS, tmp_path / "figures", heard.append)
    assert written == heard
    assert [path.name for path in written] == [f"{name}.png" for name in plots.FIGURES]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)


@pytest.mark.parametrize("name", ["outcome_shares", "drivers", "negotiation_dance"])
def test_the_same_runs_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    """A figure saved twice is the same file twice: nothing in it hangs on the clock or the version."""
    first, second = (plots.save_figure(name, MANY, EVENTS, tmp_path / part).read_bytes() for part in "ab")
    assert first == second


@pytest.mark.parametrize("outcomes", [attrs.evolve(MANY, frame=MANY.frame.head(0))], ids=["no run"])
def test_without_any_run_figures_say_so(outcomes: Outcomes) -> None:
    """An empty ensemble gives figures with a word in them, not errors."""
    for name in ("outcome_shares", "time_to_agreement", "package_families", "blockers", "drivers"):
        assert words(_draw(name, outcomes, []))


def test_saving_leaves_no_trace(tmp_path: Path) -> None:
    """No figure stays open in pyplot, and matplotlib's settings are as before."""
    before, opened = _settings(), plt.get_fignums()
    plots.save_figure("outcome_shares", MANY, [], tmp_path)
    assert plt.get_fignums() == opened
    assert _settings() == before


def _settings() -> dict[str, str]:
    # The backend is chosen when it is first asked for, which is asking enough.
    return {key: str(value) for key, value in mpl.rcParams.items() if not key.startswith("backend")}


def test_without_events_there_is_no_dance() -> None:
    """Figures that an ensemble cannot have are left out and not drawn empty."""
    assert "negotiation_dance" not in plots.applicable(MANY, [])
    assert {"package_landscape", "landscape_pair"}.isdisjoint(plots.applicable(ENSEMBLES["one issue"], EVENTS))


def test_in_a_notebook_the_figure_is_pyplots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ``offscreen`` a figure is one that pyplot shows."""
    monkeypatch.setattr("negosim.plots.style._offscreen", type("Off", (), {"get": staticmethod(lambda: False)}))
    plt.switch_backend("agg")
    axes = plots.outcome_shares(MANY)
    assert plt.gcf() is axes.figure
    plt.close(axes.figure)


def test_bars_are_as_long_as_the_shares() -> None:
    """Outcome bars show the shares of the four outcomes in their order."""
    axes = plots.outcome_shares(MANY)
    expected = [MANY.rate(name).share for name in ("agreement", "partial", "collapse", "deadline")]
    assert [bar.get_width() for bar in axes.patches] == expected


def test_the_landscape_writes_shares_into_cells() -> None:
    """In the pair of all agreements the written percentages add up to a hundred, but for rounding."""
    axes = plots.landscape_pair(MANY, "truce", "toll")
    cells = [int(text.get_text()) for text in axes.texts if text.get_text().isdigit()]
    assert sum(cells) == pytest.approx(100, abs=len(cells) / 2)


def test_the_outline_goes_around_the_zopa() -> None:
    """The stepped line has just the sides between cells inside and outside of the ZOPA."""
    inside = plots.landscapes.pair(MANY, "truce", "toll").often
    padded = np.pad(inside, 1).astype(int)
    sides = np.abs(np.diff(padded, axis=0)).sum() + np.abs(np.diff(padded, axis=1)).sum()
    axes = plots.landscape_pair(MANY, "truce", "toll")
    lines = [c for c in axes.collections if isinstance(c, LineCollection) and len(c.get_segments()) == sides]
    assert len(lines) == 2


def test_where_red_lines_leave_nothing_the_plane_says_so() -> None:
    """Where the central draw's red lines forbid every package, the plane sets them aside, and says that it does."""
    everything = Condition({"bridge": ("closed", "half_open", "open")})
    line = attrs.evolve(SCENARIO.red_lines[0], condition=everything)
    barred = attrs.evolve(samples.scenario(south__red_line__no_free_bridge=1.0), red_lines=(line,))
    for scenario, said in ((SCENARIO, False), (barred, True)):
        outcomes = attrs.evolve(MANY, scenario=scenario)
        axes = plots.utility_plane(outcomes)
        written = " ".join(text.get_text() for text in words(axes.get_figure(root=True)))
        assert ("set aside" in written) == said


def test_the_plane_shows_two_parties_and_says_which() -> None:
    """Of three parties the first two are shown, or the two named; unknown ones are refused."""
    outcomes = ENSEMBLES["three parties"]
    axes = plots.utility_plane(outcomes)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("utility to North Shore", "utility to South Shore")
    assert any("Two of 3 parties" in text.get_text() for text in words(axes.get_figure(root=True)))
    assert plots.utility_plane(outcomes, ("isle", "north")).get_xlabel() == "utility to Isle Shore"
    with pytest.raises(ValueError, match="north, south, isle; received north, east"):
        plots.utility_plane(outcomes, ("north", "east"))


def _legend(axes: Axes) -> list[str]:
    legend = axes.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


def test_the_key_names_what_is_to_be_seen() -> None:
    """Where every pair of levels is feasible nothing is said of infeasible ones, and the other way round."""
    narrow = attrs.evolve(SCENARIO, infeasible=(Condition({"truce": ("10",), "bridge": ("open",)}),))
    for draw in (plots.package_landscape, lambda outcomes: plots.landscape_pair(outcomes, "truce", "bridge")):
        assert "no feasible package" not in _legend(draw(MANY))
        assert "no feasible package" in _legend(draw(samples.played(narrow, runs=30)))
    seen = plots.landscapes.pair(MANY, "truce", "bridge")
    white = "feasible, not agreed in these runs"
    assert (white in _legend(plots.landscape_pair(MANY, "truce", "bridge"))) == bool((seen.counts == 0).any())


def test_the_shares_under_the_drivers_add_up() -> None:
    """Claims, assumptions and the rest are a hundred percent, and a white bar is one whose line reaches zero."""
    for runs in (20, 60):
        axes = plots.drivers(samples.played(SCENARIO, runs=runs))
        note = next(t.get_text() for t in words(axes.get_figure(root=True)) if "variance" in t.get_text())
        shares = [int(share) for share in re.findall(r"(\d+) %(?! intervals)", " ".join(note.split()))]
        assert sum(shares) == 100
        white = [bar.get_facecolor() == (1.0, 1.0, 1.0, 1.0) for bar in axes.patches]
        lines = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2][: len(white)]
        assert white == [low <= 0.0 <= high for low, high in lines]


def test_the_key_of_the_drivers_has_the_marks_of_the_figure() -> None:
    """What is white in the figure is white in the key with the same marker, and each basis has its own."""
    axes = plots.drivers(samples.played(SCENARIO, runs=60))
    seen = {(line.get_marker(), line.get_markerfacecolor()) for line in axes.lines if len(line.get_xdata()) == 1}
    legend = axes.get_legend()
    assert legend is not None
    shown = {(line.get_marker(), line.get_markerfacecolor()) for line in legend.findobj(Line2D)}
    assert len({marker for marker, _ in seen}) > 1
    assert seen <= shown
    assert {marker for marker, colour in shown if colour == "white"} == {m for m, colour in seen if colour == "white"}


def test_few_packages_are_shown_one_by_one() -> None:
    """A small scenario has a point a package, and what was agreed on a solution is ringed and said."""
    axes = plots.utility_plane(MANY)
    points = next(c for c in axes.collections if c.get_label() == "package")
    assert len(points.get_offsets()) == central_valuation(SCENARIO).allowed.sum()
    nash = solve(mapped_valuation(SCENARIO))
    assert nash.nash is not None
    package = int(nash.valuation.indices[nash.nash])
    agreed = np.where(MANY.frame["package"] >= 0, package, -1)
    axes = plots.utility_plane(samples.renamed(MANY, package=agreed))
    texts = [" ".join(text.get_text().split()) for text in axes.texts]
    assert any(text.endswith(f"agreed in {(agreed >= 0).sum()} runs") for text in texts)


def test_a_single_issue_has_room() -> None:
    """Its levels take a good part of the page, however long its title."""
    titled = attrs.evolve(LONELY, issues=(attrs.evolve(LONELY.issues[0], title="Length of the truce " * 8),))
    panel = plots.level_distributions(attrs.evolve(ENSEMBLES["one issue"], scenario=titled))[0]
    panel.figure.draw_without_rendering()
    assert panel.get_position().height > 0.35


def test_a_dance_shows_what_matters_to_a_party() -> None:
    """Early offers that are worth far less to it do not set its scale: they are arrows at the edge, and said to be."""

    def early(event: object) -> object:
        if isinstance(event, PackageTabled) and event.party == "north" and event.aspiration > 0.8:
            return msgspec.structs.replace(event, utilities={**event.utilities, "south": -5.0})
        return event

    events = [early(event) for event in EVENTS]
    assert events != EVENTS
    for whole in (False, True):
        north, south, _ = plots.negotiation_dance(SCENARIO, events, whole=whole)  # type: ignore[arg-type]
        note = " ".join(text.get_text() for text in words(south.figure))
        assert (south.get_ylim()[0] > -0.5) == (not whole)
        assert ("Arrows at an edge" in note) == (not whole)
        assert north.get_ylim() == plots.negotiation_dance(SCENARIO, EVENTS)[0].get_ylim()


def test_a_landscape_needs_two_issues() -> None:
    """With one issue on the agenda there are no pairs, and the error says so."""
    for draw in (plots.package_landscape, plots.landscape_pair):
        with pytest.raises(ValueError, match="two issues"):
            draw(ENSEMBLES["one issue"])


def test_a_dance_has_a_panel_a_party_and_one_for_pressure() -> None:
    """Two parties make three panels, three make four, on one calendar."""
    assert len(plots.negotiation_dance(SCENARIO, EVENTS)) == 3
    assert len(plots.negotiation_dance(THREE, samples.told(THREE))) == 4


@pytest.mark.parametrize("end", ["agreement", "collapse", "deadline"])
def test_a_dance_tells_how_it_ended(end: str) -> None:
    """The title names the end and its round, the foot the shocks; a signed package has a star."""
    events = samples.told(SCENARIO, end=end)
    panels = plots.negotiation_dance(SCENARIO, events)
    written = [text.get_text() for text in words(panels[0].figure)]
    assert any(f": {end} in round 14" in text.replace("\n", " ") for text in written)
    assert any("1 Flood (25 Mar)" in text.replace("\n", " ") for text in written)
    assert ("signed package" in written) == (end == "agreement")
    assert {"talks suspended", "refused: own red line", "pressed by Harbour Town"} <= set(written)


def test_a_run_that_goes_on_can_be_danced() -> None:
    """An unfinished run has a title without an end."""
    panels = plots.negotiation_dance(SCENARIO, EVENTS[: len(EVENTS) // 2])
    assert any(": open in round" in text.get_text() for text in words(panels[0].figure))


def test_a_dance_needs_the_beginning() -> None:
    """Events without the opening are refused."""
    for events in ([], EVENTS[5:]):
        with pytest.raises(ValueError, match="NegotiationOpened"):
            plots.negotiation_dance(SCENARIO, events)
