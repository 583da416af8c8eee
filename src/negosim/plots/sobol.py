"""Sobol' indices of the factors of a sweep."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from negosim.analysis.sensitivity.result import Sensitivity
from negosim.plots.bars import legend_above
from negosim.plots.factors import by_factor, name_ticks, spoken, sweep_source, title_of, whisker
from negosim.plots.fitting import scaled
from negosim.plots.palette import GREEN, ORANGE, ink, paper, shade
from negosim.plots.style import WIDTH, drawing, guides, remark
from negosim.plots.words import percent_tick, response_text


def sobol_bars(
    sensitivity: Sensitivity,
    *,
    top: int = 12,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw Sobol' indices of first and total order with 95 % intervals, and the share of noise.

    First order is a factor alone, total order a factor with all its interactions. Bars are corrected for noise
    where possible; hollow marks are the indices as observed.

    Parameters
    ----------
    sensitivity : Sensitivity
        The analysis of a sweep.
    top : int
        Number of factors shown, those with the greatest total first; the dummy is always shown.
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
    first, total = (by_factor(sensitivity, kind) for kind in ("first", "total"))
    names = list(sensitivity.ranked("total" if len(total) else "first")[:top])
    if sensitivity.dummy and names and sensitivity.dummy not in names:
        names[-1] = sensitivity.dummy
    signal = sensitivity.signal
    noisy = bool(names) and np.isfinite(signal.share)
    with drawing(ax, sweep_source(sensitivity), WIDTH, 2.6 + 0.42 * max(3, len(names) + noisy), title, note) as (
        axes,
        sheet,
    ):
        orders = [(first, GREEN, "", "o", -0.18), (total, ORANGE, "///", "s", 0.18)]
        for table, colour, hatch, marker, up in orders if len(total) else [(first, GREEN, "", "o", 0.0)]:
            for place, name in enumerate(names):
                _index(axes, table[name], place + up, colour, hatch, marker)
        if noisy:
            axes.barh(len(names), 1 - signal.share, 0.5, color=shade(0.24), hatch="...", edgecolor=paper(), linewidth=0)
            axes.plot([1 - signal.high, 1 - signal.low], [len(names)] * 2, **whisker())
        name_ticks(axes, sensitivity, names, extra=["noise of few runs (1 – λ)"] if noisy else ())
        axes.axvline(0.0, color=ink(), linewidth=0.9)
        axes.xaxis.set_major_formatter(percent_tick)
        guides(axes, "x")
        axes.set_xlabel("share of the variance of " + response_text(sensitivity.response) + " over the points")
        sheet.caption(
            title_of(sensitivity, f"What {response_text(sensitivity.response)} hangs on"),
            _sobol_note(sensitivity, len(names)),
        )
        if names:
            _sobol_legend(axes, total=bool(len(total)))
        else:
            remark(axes, sensitivity.word or "this design tells no Sobol' indices")
    return axes


def _index(axes: Axes, row: dict[str, float], at: float, colour: str, hatch: str, marker: str) -> None:
    clean = bool(np.isfinite(row["corrected"]))
    value, low, high = (
        row[name] for name in (("corrected", "corrected_low", "corrected_high") if clean else ("raw", "low", "high"))
    )
    axes.barh(at, value, 0.34, color=colour, hatch=hatch, edgecolor=paper(), linewidth=0)
    if np.isfinite(low):
        axes.plot([low, high], [at, at], **whisker())
    if clean:
        axes.plot(row["raw"], at, marker, color=paper(), markeredgecolor=ink(), markersize=scaled(5), zorder=5)


def _sobol_legend(axes: Axes, *, total: bool) -> None:
    handles: list[Any] = [Patch(facecolor=GREEN, label="first order")]
    if total:
        handles.append(Patch(facecolor=ORANGE, hatch="///", edgecolor=paper(), label="total"))
    handles.append(
        Line2D(
            [],
            [],
            color=paper(),
            marker="o",
            markeredgecolor=ink(),
            linewidth=0,
            markersize=scaled(5),
            label="hollow: as observed",
        )
    )
    legend_above(axes, handles, columns=3)


def _sobol_note(sensitivity: Sensitivity, shown: int) -> str:
    signal = sensitivity.signal
    share = signal.word or f"Signal is λ = {signal.share:.2f} [{signal.low:.2f}, {signal.high:.2f}] of the variance"
    rest = f" The {shown} greatest of {len(sensitivity.names)}." if shown < len(sensitivity.names) else ""
    bars = f"Bars are corrected for the noise of few runs where they can be. Lines: 95 % intervals.{rest}"
    return "\n".join([f"{share[0].upper()}{share[1:]}. {bars}", *spoken(sensitivity)])
