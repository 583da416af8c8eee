"""When a change would have turned the outcome of a run: round by change."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch, Rectangle

from negosim.ensemble.results.outcomes import OUTCOMES
from negosim.plots.bars import legend_above
from negosim.plots.fitting import scaled
from negosim.plots.palette import OUTCOME_LOOKS, faint, ink, paper, readable
from negosim.plots.style import drawing, named
from negosim.plots.words import OUTCOME_WORDS, day_text, scenario_title, wrapped
from negosim.studies.turning_points import TurningPoints

MUTED = 0.78
LETTERS = {"agreement": "A", "partial": "P", "collapse": "C", "deadline": "D"}


def turning_map(
    points: TurningPoints, *, run: str = "", ax: Axes | None = None, title: str | None = None, note: bool | None = None
) -> Axes:
    """Draw a run's forks as a heat map: the round of the fork across, the changes down.

    A cell has the colour and the letter of the outcome of its fork. It is pale if that is the run's own outcome,
    with a small letter if the package is another.

    Parameters
    ----------
    points : TurningPoints
        The forks.
    run : str
        A text that names the run.
    ax : Axes, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    Axes
    """
    rounds, changes = points.end.round, list(points.changes)
    cells = {(row.change, row.at_round): row for row in points.frame.itertuples()}
    width = min(16.0, max(9.0, 4.6 + 0.17 * rounds))
    labels = [wrapped(name, 38) for name in changes]
    heights = [max(0.32, 0.08 + 0.155 * (label.count("\n") + 1)) for label in labels]
    ends = np.cumsum(heights)
    middles = [float(end - height / 2) for end, height in zip(ends, heights, strict=True)]
    source, tall = f"{run}{named(points.scenario)}", 2.1 + max(float(ends[-1]), 0.7)
    with drawing(ax, source, width, tall, title, note) as (axes, sheet):
        for name, middle, height in zip(changes, middles, heights, strict=True):
            for number in range(1, rounds + 1):
                _cell(axes, points, cells[name, number], middle, height)
        axes.set_xlim(0.5, rounds + 0.5)
        axes.set_ylim(float(ends[-1]), 0.0)
        axes.set_yticks(middles, labels)
        axes.tick_params(axis="both", length=0)
        axes.set_xlabel("round from which on the change holds")
        axes.set_xticks(_ticks(rounds), [_tick(points, number) for number in _ticks(rounds)])
        axes.spines[:].set_visible(False)
        _own_end(axes, points)
        _key(axes, points)
        end = points.end
        when = f"round {end.round}, {day_text(points.scenario.date(end.day))}"
        told = f"{OUTCOME_WORDS[end.outcome].lower()} in {when}"
        sheet.caption(f"{scenario_title(points.scenario)}: {told}, and what would have turned it", _note(points))
    return axes


def _cell(axes: Axes, points: TurningPoints, fork: Any, middle: float, height: float) -> None:
    look = OUTCOME_LOOKS[fork.outcome]
    colour = np.array(to_rgb(look.colour))
    if not fork.turned:
        colour = colour + (np.array(to_rgb(paper())) - colour) * MUTED
    corner = (fork.at_round - 0.5, middle - 0.46 * height)
    axes.add_patch(Rectangle(corner, 1.0, 0.92 * height, facecolor=tuple(colour), edgecolor=paper(), linewidth=0.6))
    sign = LETTERS[fork.outcome] if fork.turned else ""
    if not fork.turned and fork.package != points.end.package:
        sign = LETTERS[fork.outcome].lower()
    weight, colour_of_sign = ("bold", readable((*colour, 1.0))) if fork.turned else ("normal", faint())
    if sign:
        axes.text(
            fork.at_round,
            middle,
            sign,
            ha="center",
            va="center",
            fontsize=scaled(7.5),
            fontweight=weight,
            color=colour_of_sign,
        )


def _ticks(rounds: int) -> list[int]:
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 500, 10**6) if rounds / step <= 10)
    return sorted({1, *range(step, rounds + 1, step)} - ({2} if step == 2 else set()))


def _tick(points: TurningPoints, number: int) -> str:
    date = points.scenario.date((number - 1) * points.scenario.days_per_round)
    return f"{number}\n{date.day} {date:%b}"


def _own_end(axes: Axes, points: TurningPoints) -> None:
    """The end of the run itself, at the edge of its last round."""
    look = OUTCOME_LOOKS[points.end.outcome]
    axes.axvline(points.end.round + 0.5, color=ink(), linewidth=2.5, clip_on=False)
    axes.annotate(
        LETTERS[points.end.outcome],
        (1.0, 1.0),
        (0, 9),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=scaled(8.5),
        fontweight="bold",
        color=ink(),
        bbox={"boxstyle": "round,pad=0.25", "facecolor": look.colour, "edgecolor": ink()},
        annotation_clip=False,
    )


def _key(axes: Axes, points: TurningPoints) -> None:
    shown = set(points.frame["outcome"]) | {points.end.outcome}
    handles = [
        Patch(facecolor=OUTCOME_LOOKS[name].colour, label=f"{LETTERS[name]}  {OUTCOME_WORDS[name].lower()}")
        for name in OUTCOMES
        if name in shown
    ]
    legend_above(axes, handles)


def _note(points: TurningPoints) -> str:
    turned = int(points.frame["turned"].sum())
    told = f"{turned} of {len(points.frame)} forks end otherwise, under the run's own chance"
    pale = "Pale: the run's own outcome"
    if points.end.package >= 0:
        pale += "; a small letter: with another package"
    return f"{told}. {pale}. The line on the right: the end of the run itself."
