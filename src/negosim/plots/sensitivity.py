"""The tornado figure of a sweep, and the list of figures that its design allows."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from negosim.analysis.sensitivity.result import Sensitivity
from negosim.plots.bars import legend_above
from negosim.plots.factors import by_factor, name_ticks, spoken, sweep_source, title_of, whisker
from negosim.plots.fitting import scaled
from negosim.plots.morris import morris_plane
from negosim.plots.palette import BLUE, ORANGE, ink, paper
from negosim.plots.sobol import sobol_bars
from negosim.plots.style import WIDTH, drawing, guides, remark
from negosim.plots.words import percent_tick, response_text


def tornado(
    sensitivity: Sensitivity,
    *,
    top: int = 12,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw how far the response moves at either end of each factor, with 95 % intervals.

    In a sweep of one factor at a time, ends are compared with the base; in others, the mean of the lowest and of
    the highest tenth of the points with the mean of all. The ends of a factor with levels are those with the lowest
    and the highest response. A dot is an end that changes nothing.

    Parameters
    ----------
    sensitivity : Sensitivity
        The analysis of a sweep.
    top : int
        Number of factors shown, the widest first.
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
    low, high = (by_factor(sensitivity, kind) for kind in ("low", "high"))
    names = sorted(low, key=lambda name: -max(abs(low[name]["raw"]), abs(high[name]["raw"])))[:top]
    with drawing(ax, sweep_source(sensitivity), WIDTH, 2.2 + 0.36 * max(3, len(names)), title, note) as (axes, sheet):
        base = sensitivity.base
        for place, name in enumerate(names):
            for end, table, colour, hatch in (("low", low, BLUE, ""), ("high", high, ORANGE, "///")):
                row, up = table[name], 0.17 if end == "low" else -0.17
                axes.barh(place - up, row["raw"], 0.34, base, color=colour, hatch=hatch, edgecolor=paper(), linewidth=0)
                axes.plot([base + row["low"], base + row["high"]], [place - up, place - up], **whisker())
                if row["raw"] == 0.0:
                    axes.plot(
                        base, place - up, "o", color=colour, markeredgecolor=ink(), markersize=scaled(5), zorder=5
                    )
            if low[name]["raw"] == high[name]["raw"] == 0.0:
                axes.annotate("0", (base, place), (9, 0), textcoords="offset points", va="center", fontsize=scaled(8.5))
        name_ticks(axes, sensitivity, names, ends=sensitivity.ends)
        axes.axvline(base, color=ink(), linewidth=0.9)
        _scale(axes, sensitivity)
        sheet.caption(
            title_of(sensitivity, f"{response_text(sensitivity.response)} at the ends of each factor"),
            _tornado_note(sensitivity, len(names)),
        )
        if names:
            handles = [
                Patch(facecolor=BLUE, label="at its lowest"),
                Patch(facecolor=ORANGE, hatch="///", edgecolor=paper(), label="at its highest"),
            ]
            legend_above(axes, handles, columns=2)
        else:
            remark(axes, sensitivity.word or "this design tells no ends")
    return axes


def _tornado_note(sensitivity: Sensitivity, shown: int) -> str:
    single = sensitivity.design == "one_at_a_time"
    start = "the base, all other factors in their places" if single else "the mean of all points"
    rest = f" The {shown} widest of {len(sensitivity.names)}." if shown < len(sensitivity.names) else ""
    ends = "" if single else " Ends are the lowest and the highest tenth of the points."
    levels = " Levels: of the lowest | highest response." if sensitivity.ends else ""
    warnings = spoken(sensitivity) if single else []
    return "\n".join([f"Bars start at {start}. Lines: 95 % intervals. Dots: no change.{ends}{levels}{rest}", *warnings])


def _scale(axes: Axes, sensitivity: Sensitivity) -> None:
    guides(axes, "x")
    text = response_text(sensitivity.response)
    if text.startswith("P("):
        axes.xaxis.set_major_formatter(percent_tick)
    axes.margins(x=0.06)
    axes.set_xlabel(text)


def sensitivity_figures(sensitivity: Sensitivity) -> dict[str, Callable[[], Axes]]:
    """Return the figures that the design of a sweep allows.

    Parameters
    ----------
    sensitivity : Sensitivity
        The analysis of a sweep.

    Returns
    -------
    dict[str, callable]
        By name; each draws a figure and returns its Axes.
    """
    figures: dict[str, tuple[str, Callable[[], Axes]]] = {
        "tornado": ("low", lambda: tornado(sensitivity)),
        "sobol_bars": ("first", lambda: sobol_bars(sensitivity)),
        "morris_plane": ("mu_star", lambda: morris_plane(sensitivity)),
    }
    return {name: draw for name, (kind, draw) in figures.items() if len(sensitivity.of(kind))}
