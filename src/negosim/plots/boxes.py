"""PRIM's boxes: what was traded for what on the way, and where the box lies."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from negosim.analysis.sensitivity.discovery import Box, Discovery, response_in_words
from negosim.analysis.sensitivity.prim import Limit
from negosim.domain.scenario import Scenario
from negosim.plots.bars import legend_above
from negosim.plots.fitting import letters, scaled
from negosim.plots.palette import GREEN, ORANGE, faint, ink, paper, shade
from negosim.plots.style import WIDTH, drawing, guides, named, remark
from negosim.plots.words import counted, factor_text, percent, percent_tick, wrapped


def _source(discovery: Discovery, scenario: Scenario | None) -> str:
    told = f"{counted(discovery.points, 'point')}, of which {percent(discovery.share)} are of interest"
    return told if scenario is None else f"{told}, {named(scenario)}"


def prim_trade_off(
    discovery: Discovery,
    box: int = 0,
    *,
    scenario: Scenario | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw density against coverage along the peeling of a PRIM box.

    The colour of a step is the number of factors that it restricts. Small crosses are the boxes of bootstrap
    samples, measured at all points.

    Parameters
    ----------
    discovery : Discovery
        What scenario discovery found.
    box : int
        Number of the box.
    scenario : Scenario, optional
        Gives parameters their titles.
    ax : Axes, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    Axes

    Raises
    ------
    IndexError
        There is no such box.
    """
    with drawing(ax, _source(discovery, scenario), WIDTH, 5.0, title, note) as (axes, sheet):
        axes.set_xlabel("coverage: share of all points of interest that lie in the box")
        axes.set_ylabel("density: share of interest in the box")
        axes.xaxis.set_major_formatter(percent_tick)
        axes.yaxis.set_major_formatter(percent_tick)
        axes.set_xlim(0.0, 1.04)
        axes.set_ylim(0.0, 1.04)
        guides(axes)
        if not discovery.boxes:
            remark(axes, discovery.word)
            sheet.caption(_title(discovery))
            return axes
        told = discovery.boxes[box]
        steps = told.trajectory
        shown = axes.scatter(
            steps["coverage"],
            steps["density"],
            c=steps["restricted"],
            cmap="viridis_r",
            s=42,
            edgecolor=paper(),
            zorder=3,
        )
        last = -1.0
        for row in steps.to_dict("records"):
            if row["restricted"] != last:
                last = float(row["restricted"])
                axes.annotate(
                    f"{last:.0f}",
                    (row["coverage"], row["density"]),
                    (-4, -4),
                    textcoords="offset points",
                    ha="right",
                    va="top",
                    fontsize=scaled(8),
                    color=faint(),
                )
        again = axes.scatter(
            told.again["coverage"], told.again["density"], marker="x", color=faint(), s=22, linewidth=0.9, zorder=2
        )
        chosen = axes.scatter(
            [told.coverage],
            [told.density],
            marker="D",
            s=95,
            facecolor="none",
            edgecolor=ORANGE,
            linewidth=2.2,
            zorder=4,
        )
        handles: list[Any] = []
        for handle, text in (
            (shown, "a step of the peeling"),
            (again, "boxes of bootstrap samples"),
            (chosen, "the box"),
        ):
            handle.set_label(text)
            handles.append(handle)
        legend_above(axes, handles if len(told.again) else [shown, chosen], columns=3)
        sheet.caption(
            _title(discovery),
            f"{told.sentence}\nNumbers and shades: how many factors the box restricts, from that step on.",
        )
    return axes


def _title(discovery: Discovery) -> str:
    side = "at least" if discovery.above else "at most"
    response = response_in_words(discovery.response)
    return f"Where {response} is {side} {discovery.threshold:g}: the trade of coverage for density"


def prim_box(
    discovery: Discovery,
    box: int = 0,
    *,
    scenario: Scenario | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw the limits of a PRIM box, each factor on its own range from the least to the greatest value.

    Bars show what the box allows. Lines at their ends reach from the 5th to the 95th percentile of the limit in
    bootstrap samples; percentages are how often a restriction comes back in them.

    Parameters
    ----------
    discovery : Discovery
        What scenario discovery found.
    box : int
        Number of the box.
    scenario : Scenario, optional
        Gives parameters their titles.
    ax : Axes, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    Axes

    Raises
    ------
    IndexError
        There is no such box.
    """
    limits = discovery.boxes[box].limits if discovery.boxes else ()
    with drawing(ax, _source(discovery, scenario), WIDTH, 2.3 + 0.55 * max(2, len(limits)), title, note) as (
        axes,
        sheet,
    ):
        for place, limit in enumerate(limits):
            if limit.levels:
                _levels(axes, discovery, limit, place)
            else:
                _range(axes, discovery, limit, place)
            if np.isfinite(limit.returns):
                axes.text(1.04, place, percent(limit.returns), va="center", fontsize=scaled(9), fontweight="bold")
        axes.set_yticks(
            range(len(limits)),
            [wrapped(factor_text(scenario, limit.factor), letters(axes, 34), 2) for limit in limits],
            fontsize=scaled(8.5),
        )
        axes.set_ylim(max(len(limits), 1) - 0.4, -0.6)
        axes.set_xlim(-0.02, 1.14)
        axes.set_xticks([])
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        side = "at least" if discovery.above else "at most"
        heading = f"A box in which {response_in_words(discovery.response)} is mostly {side} {discovery.threshold:g}"
        if discovery.boxes:
            sheet.caption(heading, _note(discovery.boxes[box]))
        else:
            remark(axes, discovery.word)
            sheet.caption(heading)
    return axes


def _note(box: Box) -> str:
    stable = (
        " Right: how often each restriction comes back in bootstrap samples; lines: where its limit then lies."
        if len(box.again)
        else ""
    )
    return f"{box.sentence}\nGreen: what the box allows of each factor's range in the sweep.{stable}"


def _range(axes: Axes, discovery: Discovery, limit: Limit, place: int) -> None:
    column = discovery.values[limit.factor]
    least, span = float(column.min()), float(column.max() - column.min())
    ends = [
        0.0 if limit.low is None else (limit.low - least) / span,
        1.0 if limit.high is None else (limit.high - least) / span,
    ]
    axes.barh(place, 1.0, 0.36, color=shade(0.08), linewidth=0)
    axes.barh(place, ends[1] - ends[0], 0.36, ends[0], color=GREEN, linewidth=0)
    for bound, spread_of, at in ((limit.low, limit.low_range, ends[0]), (limit.high, limit.high_range, ends[1])):
        if bound is None:
            continue
        if spread_of is not None:
            axes.plot([(x - least) / span for x in spread_of], [place, place], color=ink(), linewidth=1.4)
        axes.plot([at, at], [place - 0.24, place + 0.24], color=ink(), linewidth=1.6)
        axes.text(at, place + 0.29, f"{bound:.3g}", ha="center", va="top", fontsize=scaled(8))
    for at, value, align in ((0.0, least, "left"), (1.0, least + span, "right")):
        axes.text(at, place - 0.22, f"{value:.3g}", ha=align, va="bottom", fontsize=scaled(7.5), color=faint())


def _levels(axes: Axes, discovery: Discovery, limit: Limit, place: int) -> None:
    labels = sorted(discovery.values[limit.factor].unique())
    width = 1.0 / len(labels)
    for k, label in enumerate(labels):
        allowed = label in limit.levels
        style: dict[str, Any] = {"facecolor": GREEN if allowed else shade(0.08), "edgecolor": paper(), "linewidth": 1.5}
        axes.add_patch(Rectangle((k * width, place - 0.18), width, 0.36, **style))
        weight, colour = ("bold", paper()) if allowed else ("normal", faint())
        axes.text(
            (k + 0.5) * width,
            place,
            label.replace("_", " "),
            ha="center",
            va="center",
            fontsize=scaled(8),
            fontweight=weight,
            color=colour,
        )
