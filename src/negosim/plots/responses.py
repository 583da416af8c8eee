"""How the response of a sweep runs along one factor, and over two."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from negosim.analysis.sensitivity.effects import FEW, response_grid
from negosim.analysis.sensitivity.effects import response_curve as curve_of
from negosim.analysis.sensitivity.noise import as_runs, point_means
from negosim.analysis.sensitivity.swept import SweptDesign
from negosim.arrays import Floats
from negosim.plots.bars import legend_above
from negosim.plots.fitting import scaled
from negosim.plots.palette import BLUE, SKY, ink, paper, readable, shares_map
from negosim.plots.style import WIDTH, drawing, guides, named, remark
from negosim.plots.words import counted, factor_text, percent_tick, plain, response_text


def _source(sweep: SweptDesign, y: Floats) -> str:
    scenario = getattr(sweep, "scenario", None)
    told = f"{counted(len(y), 'point')} × {counted(y.shape[1], 'run')}, {plain(sweep.design.kind)}"
    return told if scenario is None else f"{told}, {named(scenario)}"


def _column(sweep: SweptDesign, factor: str) -> tuple[Floats, list[str] | None]:
    """A factor's values as numbers, with labels if they are few or words; KeyError if there is no such factor."""
    values = sweep.values[factor]
    share = np.asarray(sweep.points, dtype=np.float64)[:, list(sweep.names).index(factor)]
    if pd.api.types.is_numeric_dtype(values) and values.nunique() > FEW:
        return values.to_numpy(dtype=np.float64), None
    at = pd.Series(share).groupby(values.to_numpy()).mean()
    order = (at if pd.api.types.is_numeric_dtype(values) else at.sort_values()).index
    labels = [f"{label:.4g}" if isinstance(label, int | float) else plain(str(label)) for label in order]
    places = {label: float(place) for place, label in enumerate(order)}
    return values.map(places).to_numpy(dtype=np.float64), labels


def response_curve(
    sweep: SweptDesign,
    factor: str,
    response: str = "agreement",
    *,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw the mean of a response along one factor, while all other factors vary as in the sweep.

    The dark band is the 95 % interval of the mean. The pale band holds the middle 95 % of the points: the influence
    of other factors and of noise.

    Parameters
    ----------
    sweep : Sweep
        What was played.
    factor : str
        The factor.
    response : str
        The response.
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
    KeyError
        There is no such factor.
    """
    y = as_runs(sweep.response(response))
    column, labels = _column(sweep, factor)
    scenario = getattr(sweep, "scenario", None)
    with drawing(ax, _source(sweep, y), WIDTH, 4.4, title, note) as (axes, sheet):
        if np.isfinite(point_means(y)).any():
            curve = curve_of(column, y)
            at, mean = curve["at"].to_numpy(), curve["mean"].to_numpy()
            low, high = (curve[name].to_numpy() for name in ("low", "high"))
            pale: Artist
            dark: Artist
            if labels is None:
                pale = axes.fill_between(at, curve["lowest"], curve["highest"], color=SKY, alpha=0.25, linewidth=0)
                dark = axes.fill_between(at, low, high, color=BLUE, alpha=0.35, linewidth=0)
                (line,) = axes.plot(at, mean, "o-", color=BLUE, markersize=scaled(5), markeredgecolor=paper())
            else:
                pale = axes.vlines(at, curve["lowest"], curve["highest"], color=SKY, alpha=0.35, linewidth=14)
                dark = axes.vlines(at, low, high, color=BLUE, alpha=0.6, linewidth=5)
                (line,) = axes.plot(at, mean, "o", color=ink(), markersize=scaled(6), markeredgecolor=paper(), zorder=4)
                axes.set_xticks(range(len(labels)), labels)
                axes.set_xlim(-0.6, len(labels) - 0.4)
            for handle, text in (
                (line, "mean"),
                (dark, "95 % interval of the mean"),
                (pale, "middle 95 % of the points"),
            ):
                handle.set_label(text)
            legend_above(axes, [line, dark, pale], columns=3)
        else:
            remark(axes, "the response has no value at any point")
        if response_text(response).startswith("P("):
            axes.yaxis.set_major_formatter(percent_tick)
            axes.set_ylim(bottom=0.0)
        guides(axes, "y")
        axes.set_xlabel(_factor_label(sweep, factor))
        axes.set_ylabel(response_text(response))
        name = factor_text(scenario, factor)
        sheet.caption(
            f"{_begun(response_text(response))} along {name}", "All other factors vary as they do in the sweep."
        )
    return axes


def _factor_label(sweep: SweptDesign, factor: str) -> str:
    scenario = getattr(sweep, "scenario", None)
    text = factor_text(scenario, factor)
    unit = scenario.parameters[factor].unit if scenario is not None and factor in scenario.parameters else ""
    return f"{text} ({unit})" if unit else text


def response_map(
    sweep: SweptDesign,
    x: str,
    y: str,
    response: str = "agreement",
    *,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw the mean of a response over two factors as a heat map.

    Factors of many values are cut into slices of equal numbers of points; each is named by the mean of its values.
    Cells without a point are crossed out.

    Parameters
    ----------
    sweep : Sweep
        What was played.
    x, y : str
        The factors.
    response : str
        The response.
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
    KeyError
        There is no such factor.
    """
    runs = as_runs(sweep.response(response))
    (across, across_labels), (upward, upward_labels) = _column(sweep, x), _column(sweep, y)
    scenario, share = getattr(sweep, "scenario", None), response_text(response).startswith("P(")
    with drawing(ax, _source(sweep, runs), WIDTH, 5.6, title, note) as (axes, sheet):
        if np.isfinite(point_means(runs)).any():
            columns, rows, means, counts = response_grid(across, upward, runs)
            low, high = (0.0, 1.0) if share else (float(np.nanmin(means)), float(np.nanmax(means)))
            colours = shares_map()
            image = axes.pcolormesh(
                np.ma.masked_invalid(means), cmap=colours, vmin=low, vmax=high, edgecolors=paper(), linewidth=1.0
            )
            for (row, column), mean in np.ndenumerate(means):
                shown = colours((mean - low) / max(high - low, 1e-12)) if np.isfinite(mean) else to_rgba(paper())
                text = "×" if not counts[row, column] else f"{100 * mean:.0f}" if share else f"{mean:.3g}"
                axes.text(
                    column + 0.5,
                    row + 0.5,
                    text,
                    ha="center",
                    va="center",
                    fontsize=scaled(8),
                    color=readable(shown),
                )
            axes.set_xticks(np.arange(len(columns)) + 0.5, _ticks(columns, across_labels))
            axes.set_yticks(np.arange(len(rows)) + 0.5, _ticks(rows, upward_labels))
            bar = axes.figure.colorbar(image, ax=axes, fraction=0.04, pad=0.02)
            bar.outline.set_visible(False)
            bar.ax.tick_params(length=0, labelsize=scaled(8.5))
            if share:
                bar.ax.yaxis.set_major_formatter(percent_tick)
            axes.spines[:].set_visible(False)
            axes.tick_params(length=0)
        else:
            remark(axes, "the response has no value at any point")
        axes.set_xlabel(_factor_label(sweep, x))
        axes.set_ylabel(_factor_label(sweep, y))
        number = "Numbers: percent" if share else "Numbers: the mean"
        sliced = across_labels is None or upward_labels is None
        slices = " Slices hold equal numbers of points; each is named by the mean of its values." if sliced else ""
        heading = f"{_begun(response_text(response))} over {factor_text(scenario, x)} and {factor_text(scenario, y)}"
        sheet.caption(heading, f"{number} in each cell, all other factors varying as they do in the sweep.{slices}")
    return axes


def _begun(text: str) -> str:
    return text[0].upper() + text[1:]


def _ticks(middles: Floats, labels: list[str] | None) -> list[str]:
    return [f"{middle:.3g}" for middle in middles] if labels is None else [labels[int(k)] for k in middles]
