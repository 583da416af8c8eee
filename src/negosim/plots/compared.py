"""Levels of a factor side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from negosim.analysis.sensitivity.levels import compare_levels
from negosim.ensemble.results.outcomes import OUTCOMES
from negosim.plots.bars import legend_above
from negosim.plots.fitting import letters, scaled
from negosim.plots.palette import OUTCOME_LOOKS, looks, paper
from negosim.plots.style import WIDTH, drawing, guides, named
from negosim.plots.words import counted, plain, scenario_title, wrapped
from negosim.sweeps.sweep import Sweep


def levels_compared(
    sweep: Sweep,
    factor: str,
    responses: Sequence[str] = ("agreement",),
    *,
    by: str = "",
    titles: dict[str, str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Responses at each level of a factor, with 95 % intervals.

    Parameters
    ----------
    sweep : Sweep
        What was played.
    factor : str
        Of few values or levels: a line each.
    responses : sequence of str
        Shares, or others of one unit; one alone with ``by``.
    by : str, optional
        Another factor, whose levels are told apart.
    titles : dict, optional
        What factors, levels and responses are called, by name.
    ax : Axes, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.
    """
    called = {**(titles or {})}
    if by:
        table = compare_levels(sweep, factor, responses[0], by)
        series = {str(group): rows for group, rows in table.groupby(by, sort=False)}
    else:
        series = {name: compare_levels(sweep, factor, name) for name in responses}
    levels = list(dict.fromkeys(level for rows in series.values() for level in rows["level"]))
    height = 1.7 + 0.27 * len(levels) * max(2, len(series)) + 0.25 * (len(series) > 1)
    with drawing(ax, _source(sweep), WIDTH, height, title, note) as (axes, sheet):
        for k, (name, usual) in enumerate(looks(list(series)).items()):
            look = OUTCOME_LOOKS.get(name, usual)
            _draw(axes, series[name], levels, 0.24 * (k - (len(series) - 1) / 2), look, called.get(name, plain(name)))
        axes.set_yticks(
            range(len(levels)), [wrapped(called.get(str(v), _text(v)), letters(axes, 26), 2) for v in levels]
        )
        axes.set_ylim(len(levels) - 0.4, -0.6)
        guides(axes, "x")
        axes.tick_params(axis="y", length=0)
        shares = all(name.startswith("package:") or set(name.split("|")) <= set(OUTCOMES) for name in responses)
        if shares:
            axes.set_xlim(0.0, min(1.0, 1.15 * max(float(rows["high"].max()) for rows in series.values()) + 0.02))
            axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        what = called.get(responses[0], plain(responses[0])) if len(responses) == 1 else "share of runs"
        axes.set_xlabel(what)
        if len(series) > 1:
            legend_above(axes, axes.get_legend_handles_labels()[0], columns=3)
        met = "All levels meet the same runs." if sweep.common else "Each level has runs of its own."
        heading = f"{scenario_title(sweep.scenario)}: {called.get(factor, plain(factor))}"
        sheet.caption(heading, f"Lines: 95 % intervals. {met}")
    return axes


def _draw(axes: Axes, rows: pd.DataFrame, levels: list[Any], shift: float, look: Any, label: str) -> None:
    places = np.array([levels.index(level) for level in rows["level"]]) + shift
    axes.hlines(places, rows["low"], rows["high"], color=look.colour, linewidth=1.6)
    look_of = {"color": look.colour, "markersize": scaled(7), "markeredgecolor": paper()}
    axes.plot(rows["mean"], places, look.marker, label=label, clip_on=False, **look_of)


def _text(value: Any) -> str:
    return plain(value) if isinstance(value, str) else f"{value:g}"


def _source(sweep: Sweep) -> str:
    size = f"{counted(len(sweep), 'point')} × {counted(sweep.replications, 'run')}, seed {sweep.seed}"
    return f"{size}, {named(sweep.scenario)}"
