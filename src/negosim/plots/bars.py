"""What figures of bars share: intervals, texts after bars, legends above the axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.legend_handler import HandlerTuple
from matplotlib.ticker import MaxNLocator

from negosim.ensemble.results.outcomes import Estimate
from negosim.plots.fitting import room, scaled
from negosim.plots.palette import ink
from negosim.plots.style import guides
from negosim.plots.words import (
    percent_tick,
)


def whiskers(axes: Axes, estimates: Sequence[Estimate], places: Sequence[float]) -> None:
    """Draw the intervals of estimates as lines across the ends of horizontal bars.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    estimates : sequence of Estimate
        The estimates.
    places : sequence of float
        The middles of the bars.
    """
    lows, highs = [e.low for e in estimates], [e.high for e in estimates]
    axes.hlines(places, lows, highs, color=ink(), linewidth=1.3, zorder=4)
    axes.plot([*lows, *highs], [*places, *places], "|", color=ink(), markersize=scaled(6), zorder=4)


def possible(axes: Axes, shares: Sequence[float], places: Sequence[float]) -> None:
    """Draw thick strokes at the shares of all feasible packages.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    shares : sequence of float
        The shares.
    places : sequence of float
        The middles of the bars.
    """
    low, high = [place - 0.38 for place in places], [place + 0.38 for place in places]
    axes.vlines(shares, low, high, color=ink(), linewidth=2.2, zorder=5)


def write(axes: Axes, text: str, end: float, place: float, size: float = 9.5, colour: str = "") -> None:
    """Write a text after the end of a bar.

    Parameters
    ----------
    axes : Axes
        Where to write.
    text : str
        What.
    end, place : float
        The end and the middle of the bar.
    size : float
        Size of the font in points.
    colour : str
        Colour of the text; empty for that of all text.
    """
    axes.annotate(
        text,
        (end, place),
        (7, 0),
        textcoords="offset points",
        va="center",
        fontsize=scaled(size),
        color=colour or ink(),
    )


def legend_above(
    axes: Axes, handles: Sequence[Any], columns: int = 4, labels: Sequence[str] | None = None, **more: Any
) -> None:
    """Put a legend above the axes, where it covers no bar.

    Parameters
    ----------
    axes : Axes
        Whose legend it is.
    handles : sequence
        The marks; those of a tuple are shown side by side.
    columns : int
        Largest number of columns.
    labels : sequence of str, optional
        Needed if there is a tuple among the handles.
    **more
        Passed on to ``Axes.legend``.
    """
    words = list(labels or (handle.get_label() for handle in handles))
    size = FontProperties(size=mpl.rcParams["legend.fontsize"]).get_size_in_points()
    wide = size * (4.5 + 0.52 * max(len(word) for word in words))
    axes.legend(
        handles=handles,
        labels=words,
        handler_map={tuple: HandlerTuple(ndivide=None)},
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=max(1, min(columns, len(handles), int(room(axes) / wide))),
        borderaxespad=0.2,
        frameon=False,
        **more,
    )


def share_axis(axes: Axes, longest: float, label: str, written: int = 6) -> None:
    """The axis of bars of shares, long enough for so many letters after the longest bar."""
    beside = min(0.6, (7.0 + 0.55 * scaled(9.5) * written) / room(axes))
    end = longest / (1.0 - beside)
    axes.set_xlim(0.0, end)
    locator = MaxNLocator(max(2, min(9, int(room(axes) / scaled(50)))), steps=[1, 2, 2.5, 5, 10])
    axes.set_xticks([tick for tick in locator.tick_values(0.0, end) if 0.0 <= tick <= min(1.0, end) + 1e-9])
    axes.xaxis.set_major_formatter(percent_tick)
    guides(axes, "x")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(label)
