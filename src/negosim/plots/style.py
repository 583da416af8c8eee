"""How every figure looks: sizes, fonts that matplotlib ships, colours for all, and never colour alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import attrs
import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure, SubFigure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from negosim.arrays import Floats
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.fonts import FAMILY, as_written
from negosim.plots.words import balanced, wrapped

# Okabe & Ito 2008, "Color universal design".
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
INK, FAINT, PALE = "#222222", "#6b6b6b", "#e8e8e8"

WIDTH = 8.0
DPI = 150
SHARES = LinearSegmentedColormap.from_list("shares", ["#ffffff", "#9ecae9", BLUE, "#08243f"])

_RC: dict[str, object] = {
    "axes.edgecolor": FAINT,
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.titlesize": 12.5,
    "axes.titleweight": "bold",
    "figure.facecolor": "white",
    "font.family": "sans-serif",
    "font.sans-serif": [FAMILY],
    "font.size": 10,
    "grid.color": "#d9d9d9",
    "grid.linewidth": 0.7,
    "hatch.linewidth": 0.7,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "savefig.bbox": None,
    "savefig.dpi": DPI,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": INK,
    "xtick.labelsize": 9,
    "ytick.color": INK,
    "ytick.labelsize": 9,
}


@attrs.frozen
class Look:
    """How one thing is told from others in a figure.

    Attributes
    ----------
    colour, marker, hatch : str
        As matplotlib's.
    line : str or tuple
        matplotlib's line style.
    """

    colour: str
    marker: str
    hatch: str
    line: str | tuple[float, tuple[float, ...]]


_LOOKS = (
    Look(BLUE, "o", "", "-"),
    Look(ORANGE, "s", "///", "--"),
    Look(PURPLE, "^", "...", "-."),
    Look(GREEN, "D", "\\\\\\", ":"),
    Look(SKY, "v", "xxx", (0.0, (5.0, 1.0, 1.0, 1.0, 1.0, 1.0))),
    Look(VERMILLION, "P", "ooo", (0.0, (1.0, 1.0))),
    Look(BLACK, "X", "+++", (0.0, (8.0, 2.0))),
)
OUTCOME_LOOKS = {
    "agreement": Look(GREEN, "o", "", "-"),
    "partial": Look(SKY, "s", "///", "--"),
    "collapse": Look(VERMILLION, "X", "\\\\\\", "-."),
    "deadline": Look("#8c8c8c", "D", "...", ":"),
}
BASIS_LOOKS = {
    "claims": Look(BLUE, "o", "", "-"),
    "convention": Look(ORANGE, "D", "\\\\\\", ":"),
    "assumption": Look(VERMILLION, "s", "///", "--"),
    "override": Look(PURPLE, "^", "...", "-."),
}


def looks(names: Sequence[str]) -> dict[str, Look]:
    """Return a look for each name, by its place in the sequence."""
    return {name: _LOOKS[k % len(_LOOKS)] for k, name in enumerate(names)}


_offscreen: ContextVar[bool] = ContextVar("offscreen", default=False)


@contextmanager
def offscreen() -> Iterator[None]:
    """Make figures that belong to no window, need no display, and leave pyplot alone."""
    token = _offscreen.set(True)
    try:
        yield
    finally:
        _offscreen.reset(token)


def new_figure(width: float, height: float) -> Figure:
    """Make an empty figure; one of pyplot, so that notebooks show it, unless ``offscreen``.

    Parameters
    ----------
    width, height : float
        In inches.

    Returns
    -------
    Figure
    """
    if _offscreen.get():
        figure = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
        FigureCanvasAgg(figure)
    else:
        from matplotlib import pyplot as plt  # noqa: PLC0415 - it looks for a display, which files do not need

        figure = plt.figure(figsize=(width, height), layout="constrained")
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(w_pad=0.1, h_pad=0.08)
    return figure


@contextmanager
def house() -> Iterator[None]:
    """Use the style of all figures, and restore matplotlib's settings afterwards."""
    with mpl.rc_context(_RC):  # type: ignore[arg-type]
        yield


@attrs.frozen
class Sheet:
    """Where a figure is drawn, and the texts around it.

    Attributes
    ----------
    page : Figure or SubFigure
        The figure.
    axes : Axes or None
        The axes given by the caller; None if the figure is a new one.
    source : str
        Which runs the figure shows.
    width : float
        Width of the page, in inches.
    """

    page: Figure | SubFigure
    axes: Axes | None
    source: str
    width: float

    def caption(self, title: str, note: str = "") -> None:
        """Write the title above, and in small type below how to read the figure and which runs it shows.

        On axes given by the caller, title and note are above them.

        Parameters
        ----------
        title : str
            The title.
        note : str
            How to read the figure.
        """
        if self.axes is not None:
            self.axes.set_title(title, pad=10 + 12 * (note.count("\n") + 1 if note else 0))
            self.axes.annotate(note, (0, 1), (0, 6), xycoords="axes fraction", textcoords="offset points", **_SMALL)
            return
        self.page.suptitle(balanced(title, int(9.3 * self.width)), x=0.012, ha="left", fontsize=12.5, fontweight="bold")
        lines = [wrapped(part, int(16 * self.width)) for part in (*note.split("\n"), self.source) if part]
        self.page.supxlabel("\n".join(lines), x=0.012, ha="left", fontsize=8, color=FAINT, linespacing=1.35)


_SMALL: dict[str, Any] = {"fontsize": 8.5, "color": FAINT, "va": "bottom", "linespacing": 1.3}


@contextmanager
def drawing(ax: Axes | None, outcomes: Outcomes, width: float, height: float) -> Iterator[tuple[Axes, Sheet]]:
    """Prepare the drawing of a figure of an ensemble; use the style within.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None for a new figure.
    outcomes : Outcomes
        The runs.
    width, height : float
        Size of a new figure, in inches.

    Yields
    ------
    tuple[Axes, Sheet]
    """
    with drawing_of(ax, provenance(outcomes), width, height) as (axes, sheet):
        yield axes, sheet


@contextmanager
def drawing_of(ax: Axes | None, source: str, width: float, height: float) -> Iterator[tuple[Axes, Sheet]]:
    """Prepare the drawing of any figure; like ``drawing``, with a text that says which runs are shown."""
    with house():
        if ax is not None:
            yield ax, Sheet(ax.figure, ax, source, width)
            as_written(ax)
        else:
            figure = new_figure(width, height)
            yield figure.subplots(), Sheet(figure, None, source, width)
            as_written(figure)


@contextmanager
def drawing_many(
    figure: Figure | SubFigure | None, source: str, width: float, height: float
) -> Iterator[tuple[Figure | SubFigure, Sheet]]:
    """Prepare the drawing of a figure of several axes; like ``drawing_of``.

    Yields
    ------
    tuple[Figure or SubFigure, Sheet]
    """
    with house():
        page = figure if figure is not None else new_figure(width, height)
        yield page, Sheet(page, None, source, width)
        as_written(page)


def provenance(outcomes: Outcomes) -> str:
    """Return a text that says which runs a figure shows."""
    runs = f"{len(outcomes):,} run{'' if len(outcomes) == 1 else 's'}"
    scenario = outcomes.scenario
    digest = f" (digest {scenario.digest[:8]})" if scenario.digest else ""
    return f"{runs}, seed {outcomes.seed}, scenario {scenario.name}{digest}"


def remark(ax: Axes, text: str) -> None:
    """Write a text into the middle of axes that have little to show."""
    box = {"facecolor": "white", "edgecolor": PALE, "boxstyle": "round,pad=0.5"}
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=FAINT, bbox=box, zorder=9)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> Floats:
    """Move places apart, as little as possible.

    Parameters
    ----------
    wanted : list of float
        The places.
    gap : float
        Least distance between two of them.
    low, high : float
        The range that they stay in.

    Returns
    -------
    list of float
        In the same order.
    """
    order = np.argsort(wanted, kind="stable")
    placed = np.array(wanted, dtype=np.float64)[order]
    for k in range(1, len(placed)):
        placed[k] = max(placed[k], placed[k - 1] + gap)
    if len(placed) and placed[-1] > high:
        placed[-1] = max(high, low + gap * (len(placed) - 1))
        for k in range(len(placed) - 2, -1, -1):
            placed[k] = min(placed[k], placed[k + 1] - gap)
    back = np.empty_like(placed)
    back[order] = placed
    return back
