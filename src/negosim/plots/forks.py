"""A run beside its fork: both dances, and how often each future came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.domain.scenario import Scenario
from negosim.ensemble.playing.forks import Futures, changes_of_fork, events_before
from negosim.ensemble.results.outcomes import OUTCOMES
from negosim.plots.bars import whiskers, write
from negosim.plots.dance import day_number, ending_text, negotiation_dance
from negosim.plots.fitting import scaled
from negosim.plots.palette import OUTCOME_LOOKS, PURPLE, faint, ink, paper
from negosim.plots.style import drawing_many, guides, named
from negosim.plots.words import OUTCOME_WORDS, day_text, parameter_text, percent, percent_tick, scenario_title

Events = Sequence[e.Event]
WIDTH = 15.0
TOLD = 3
SIDE_WORDS = {"unchanged": "as it was", "changed": "changed"}


def fork_and_parent(
    scenario: Scenario,
    parent: Events,
    fork: Events,
    at_round: int,
    *,
    futures: Futures | None = None,
    figure: Figure | SubFigure | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> npt.NDArray[np.object_]:
    """Draw a run and its fork side by side, on the same scales.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    parent : sequence of Event
        The events of the run.
    fork : sequence of Event
        The events of the fork.
    at_round : int
        The first round of the fork.
    futures : Futures, optional
        Adds a panel with the share of each outcome as it was and changed, and the differences, with 95 % intervals.
    figure : Figure or SubFigure, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    ndarray of Axes
        Those of the run, those of the fork, then shares and differences if there are futures.
    """
    shared = events_before(parent, at_round)
    changes, redraw = changes_of_fork(fork, len(shared))
    height = 3.4 + 2.1 * len(scenario.parties)
    below = 3.9 if futures is not None else 0.0
    opening = parent[0]
    assert isinstance(opening, e.NegotiationOpened)
    source = f"Run {opening.run}, seed {opening.seed}, {named(scenario)}"
    with drawing_many(figure, source, WIDTH, 0.9 + height + below, title, note) as (page, sheet):
        parts = page.subfigures(2 if below else 1, 1, height_ratios=[height, below] if below else None, squeeze=False)
        left, right = parts[0, 0].subfigures(1, 2)
        headed = _ended("As it was", scenario, parent)
        one = negotiation_dance(scenario, parent, whole=True, figure=left, title=headed, note=True)
        headed = _ended(f"Forked at round {at_round}", scenario, fork)
        other = negotiation_dance(scenario, fork, whole=True, figure=right, title=headed, note=True)
        _same_scales(one, other)
        _mark([*one, *other], scenario, (at_round - 1) * scenario.days_per_round, at_round)
        panels = [*one, *other]
        if futures is not None:
            panels += _futures(parts[1, 0], futures)
        when = f"round {at_round}, {day_text(scenario.date((at_round - 1) * scenario.days_per_round))}"
        told = change_text(scenario, shared, changes, redraw)
        sheet.caption(f"{scenario_title(scenario)}, run {opening.run}\nFrom {when} on: {told}", _note(futures))
    return np.array(panels, dtype=np.object_)


def _ended(title: str, scenario: Scenario, events: Events) -> str:
    return f"{title}: {ending_text(scenario, events)}"


def change_text(scenario: Scenario, shared: Events, changes: Mapping[str, float], redraw: int = 0) -> str:
    """Return what a fork changed: each parameter with its values before and after."""
    state = replay(shared)
    words = [
        f"{parameter_text(scenario, name).removesuffix(' at the start')} {state.parameter(name):.3g} → {value:.3g}"
        for name, value in changes.items()
    ]
    if len(words) > TOLD:
        words = [*words[:TOLD], f"{len(words) - TOLD} more changes"]
    words += [f"chance number {redraw}"] if redraw else []
    return "; ".join(words) or "no change"


def _note(futures: Futures | None) -> str:
    common = "Both dances have the same scales. Until the fork they are the same events."
    if futures is None:
        return common
    count = f"{len(futures)} redraw{'' if len(futures) == 1 else 's'} of chance from the fork on"
    return (
        f"{common} Below: {count}, the same for both. Whiskers: 95 % intervals (Wilson; of the difference: Newcombe)."
    )


def _same_scales(one: npt.NDArray[np.object_], other: npt.NDArray[np.object_]) -> None:
    for here, there in zip(one, other, strict=True):
        for low_high, fit in (("get_ylim", "set_ylim"), ("get_xlim", "set_xlim")):
            ends = [*getattr(here, low_high)(), *getattr(there, low_high)()]
            for axes in (here, there):
                getattr(axes, fit)(min(ends), max(ends))


def _mark(panels: Sequence[Axes], scenario: Scenario, day: int, at_round: int) -> None:
    at = day_number(scenario, day)
    for panel in panels:
        panel.axvline(at, color=PURPLE, linewidth=2.2, linestyle=(0, (5, 2)), zorder=1.6)
    for panel in (panels[0], panels[len(panels) // 2]):
        panel.annotate(
            f"fork, round {at_round}",
            (at, 1.0),
            (0, 12),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=scaled(8.5),
            fontweight="bold",
            color=PURPLE,
        )


def _futures(part: SubFigure, futures: Futures) -> list[Axes]:
    if not futures.changes:
        shares = part.subplots()
        _shares(shares, futures)
        return [shares]
    shares, differences = part.subplots(1, 2, width_ratios=[1.35, 1.0], sharey=True)
    _shares(shares, futures)
    _differences(differences, futures)
    return [shares, differences]


def _shares(axes: Axes, futures: Futures) -> None:
    longest = 0.0
    for place, name in enumerate(OUTCOMES):
        look = OUTCOME_LOOKS[name]
        for side, shift in zip(futures.sides, (-0.2, 0.2), strict=False):
            estimate = futures.rate(side, name)
            paint = {"color": look.colour, "edgecolor": paper(), "hatch": look.hatch}
            if side == "unchanged":
                paint = {"facecolor": paper(), "edgecolor": look.colour, "hatch": look.hatch}
            axes.barh(place + shift, estimate.share, 0.34, **paint)  # type: ignore[arg-type]
            whiskers(axes, [estimate], [place + shift])
            write(axes, f"{percent(estimate.share)} {SIDE_WORDS[side]}", estimate.high, place + shift, size=8.5)
            longest = max(longest, estimate.high)
    axes.set_yticks(range(len(OUTCOMES)), [OUTCOME_WORDS[name] for name in OUTCOMES], fontsize=scaled(10.5))
    axes.set_ylim(len(OUTCOMES) - 0.5, -0.5)
    axes.set_xlim(0.0, 1.3 * longest)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= 1.0 + 1e-9 and tick <= 1.3 * longest])
    axes.xaxis.set_major_formatter(percent_tick)
    guides(axes, "x")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("share of futures")


def _differences(axes: Axes, futures: Futures) -> None:
    found = {name: futures.difference(name) for name in OUTCOMES}
    for place, (name, difference) in enumerate(found.items()):
        look = OUTCOME_LOOKS[name]
        axes.hlines(place, difference.low, difference.high, color=ink(), linewidth=1.5, zorder=4)
        axes.plot([difference.low, difference.high], [place, place], "|", color=ink(), markersize=scaled(8), zorder=4)
        axes.plot(
            [difference.share],
            [place],
            look.marker,
            color=look.colour,
            markersize=scaled(9),
            markeredgecolor=ink(),
            zorder=5,
        )
        told = f"{_points(difference.share)} points\n{difference.gained} became so, {difference.lost} no longer"
        axes.annotate(
            told, (1.0, place), (8, 0), textcoords="offset points", va="center", fontsize=scaled(8.5), **_BESIDE
        )
    axes.axvline(0.0, color=faint(), linewidth=1.0)
    most = max(max(abs(d.low), abs(d.high)) for d in found.values())
    axes.set_xlim(-1.1 * most, 1.1 * most)
    axes.xaxis.set_major_formatter(lambda value, _: _points(value))
    guides(axes, "x")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("difference: changed less as it was, in percentage points")


_BESIDE: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "annotation_clip": False}


def _points(share: float) -> str:
    """A difference in percentage points, with its sign."""
    value = round(100.0 * share, 1)
    return f"{value:+g}".replace("-", "−") if value else "0"
