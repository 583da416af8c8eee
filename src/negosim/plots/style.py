"""How every figure looks: sizes, fonts that matplotlib ships, colours for all, and never colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Literal

import attrs
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine

from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.fitting import SIZE, letters, room, scaled
from negosim.plots.fonts import FAMILY, as_written
from negosim.plots.palette import INK, faint, paper, shade
from negosim.plots.words import balanced, counted, wrapped

WIDTH = 8.0
DPI = 150

_RC: dict[str, object] = {
    "axes.grid": False,
    "axes.labelsize": 10,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.titlesize": 12.5,
    "axes.titleweight": "bold",
    "font.family": "sans-serif",
    "font.sans-serif": [FAMILY],
    "font.size": SIZE,
    "hatch.linewidth": 0.7,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "savefig.bbox": None,
    "savefig.dpi": DPI,
    "text.parse_math": False,
    "text.usetex": False,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
}
_INKED = ("text.color", "axes.labelcolor", "xtick.color", "ytick.color")


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
    """Use the style of figures that negosim makes, and restore matplotlib's settings afterwards.

    A user's own colours of text and background are kept.
    """
    own = any(mpl.rcParams[name] != mpl.rcParamsDefault[name] for name in ("text.color", "axes.facecolor"))
    with mpl.rc_context(_RC):  # type: ignore[arg-type]
        if not own:
            colours: Any = {"axes.facecolor": "white", "figure.facecolor": "white", **dict.fromkeys(_INKED, INK)}
            mpl.rcParams.update(colours)
        mpl.rcParams["axes.edgecolor"] = faint()
        try:
            yield
        finally:
            interactive = mpl.is_interactive()
    mpl.interactive(interactive)  # the first figure of a notebook turns it on, and the next ones need it


@contextmanager
def settled() -> Iterator[None]:
    """Use the style of the figures that commands write, whatever the user's settings of matplotlib are."""
    with mpl.rc_context():
        mpl.rcParams.update({name: value for name, value in mpl.rcParamsDefault.items() if "backend" not in name})
        with house():
            yield


@attrs.define
class Sheet:
    """Where a figure is drawn, and the texts around it.

    Attributes
    ----------
    page : Figure or SubFigure
        The figure.
    axes : Axes or None
        The axes given by the caller; None if there are none.
    source : str
        Which runs the figure shows.
    title : str or None
        Replaces the title of the figure; empty for none.
    note : bool
        Whether to write how to read the figure.
    """

    page: Figure | SubFigure
    axes: Axes | None
    source: str
    title: str | None = None
    note: bool = True
    _reading: str = ""

    def caption(self, title: str, note: str = "", of: str = "") -> None:
        """Choose what is written when everything is drawn: the title, and below in small type how to read the figure.

        Parameters
        ----------
        title : str
            The title, if the caller has not given another one.
        note : str
            How to read the figure; which runs it shows is added.
        of : str
            What is added to the title of a whole figure: runs and scenario.
        """
        if self.title is None:
            self.title = f"{title}: {of}" if of and self.axes is None else title
        self._reading = note

    def write(self) -> None:
        """Write title and note: around a whole figure, or onto the axes that the caller gave."""
        notes = [part for part in (*self._reading.split("\n"), self.source) if part] if self.note else []
        if self.axes is not None:
            self._on_axes(self.axes, notes)
            return
        size = float(mpl.rcParams["font.size"])
        width = 72.0 * self.page.bbox.width / self.page.get_figure(root=True).dpi / size
        if self.title:
            lines = "\n".join(balanced(line, int(1.28 * width)) for line in self.title.split("\n"))
            self.page.suptitle(lines, x=0.012, ha="left", fontsize=scaled(12.5), fontweight="bold")
        if notes:
            text = "\n".join(wrapped(part, int(2.2 * width)) for part in notes)
            self.page.supxlabel(text, x=0.012, ha="left", fontsize=scaled(8), color=faint(), linespacing=1.35)

    def _on_axes(self, axes: Axes, notes: list[str]) -> None:
        if self.title:
            size = FontProperties(size=mpl.rcParams["axes.titlesize"]).get_size_in_points()
            legend, pad = axes.get_legend(), float(mpl.rcParams["axes.titlepad"])
            box = legend.get_window_extent() if legend is not None else None
            if box is not None and box.y0 > axes.get_window_extent().y1 - 1.0:  # the title goes above the legend
                pad += 72.0 * box.height / axes.get_figure(root=True).dpi  # type: ignore[union-attr]
            axes.set_title(balanced(self.title, int(room(axes) / (0.56 * size))), pad=pad)
        if notes:
            text = "\n".join(wrapped(part, letters(axes, 200, 1.0, 8)) for part in notes)
            place: dict[str, Any] = {"xycoords": ("axes fraction", axes.xaxis.label), "textcoords": "offset points"}
            small: dict[str, Any] = {"fontsize": scaled(8), "color": faint(), "linespacing": 1.3, "va": "top"}
            axes.annotate(text, (0.0, 0.0), (0, -scaled(5)), annotation_clip=False, **place, **small)


@contextmanager
def drawing(
    ax: Axes | None, source: str | Outcomes, width: float, height: float, title: str | None, note: bool | None
) -> Iterator[tuple[Axes, Sheet]]:
    """Prepare the drawing of a figure; use the style within if the figure is a new one.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None for a new figure.
    source : str or Outcomes
        A text that says which runs are shown, or the runs.
    width, height : float
        Size of a new figure, in inches.
    title : str or None
        Replaces the title; empty for none.
    note : bool or None
        Whether to write how to read the figure; None: on a new figure only.

    Yields
    ------
    tuple[Axes, Sheet]
    """
    source = source if isinstance(source, str) else provenance(source)
    if ax is not None:
        sheet = Sheet(ax.figure, ax, source, title, bool(note))
        yield ax, sheet
        as_written(ax)  # its legend is measured
        sheet.write()
        as_written(ax)
        return
    with house():
        figure = new_figure(width, height)
        sheet = Sheet(figure, None, source, title, note is not False)
        yield figure.subplots(), sheet
        sheet.write()
        as_written(figure)


@contextmanager
def drawing_many(
    figure: Figure | SubFigure | None, source: str, width: float, height: float, title: str | None, note: bool | None
) -> Iterator[tuple[Figure | SubFigure, Sheet]]:
    """Prepare the drawing of a figure of several axes; like ``drawing``.

    Yields
    ------
    tuple[Figure or SubFigure, Sheet]
    """
    with house() if figure is None else nullcontext():
        page = new_figure(width, height) if figure is None else figure
        sheet = Sheet(page, None, source, title, figure is None if note is None else note)
        yield page, sheet
        sheet.write()
        as_written(page)


def provenance(outcomes: Outcomes) -> str:
    """Return a text that says which runs a figure shows."""
    return f"{counted(len(outcomes), 'run')}, seed {outcomes.seed}, {named(outcomes.scenario)}"


def named(scenario: Scenario) -> str:
    """Return the name of a scenario and the beginning of its digest."""
    return f"scenario {scenario.name}" + (f" (digest {scenario.digest[:8]})" if scenario.digest else "")


def guides(axes: Axes, axis: Literal["both", "x", "y"] = "both") -> None:
    """Draw faint lines at the ticks of an axis, below everything else."""
    axes.grid(axis=axis, color=shade(0.17), linewidth=0.7)
    axes.set_axisbelow(True)


def remark(ax: Axes, text: str) -> None:
    """Write a text into the middle of axes that have little to show."""
    box = {"facecolor": paper(), "edgecolor": shade(0.12), "boxstyle": "round,pad=0.5"}
    text = wrapped(text, letters(ax, 70, 0.9, SIZE))
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=faint(), bbox=box, zorder=9)
