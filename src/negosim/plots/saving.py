"""All figures of an ensemble, written as PNG files that are the same bytes for the same runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure, SubFigure

from negosim import plots
from negosim.domain.events import Event
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.fonts import as_written, boxes_allowed
from negosim.plots.names import FIGURES as NAMES
from negosim.plots.names import applicable
from negosim.plots.style import DPI, offscreen, settled
from negosim.plots.svg import svg_of

Maker = Callable[[Outcomes, Sequence[Event]], Figure | SubFigure]


class NotDrawn(Exception):  # noqa: N818 - it names what happened
    """A figure that could not be drawn.

    Attributes
    ----------
    name : str
        Name of the figure.
    reason : str
        Why.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} could not be drawn: {reason}")
        self.name, self.reason = name, reason


def _page(drawn: Any) -> Figure | SubFigure:
    """Return the figure of the Axes that a function returned, one or several."""
    page: Figure | SubFigure = (drawn if isinstance(drawn, Axes) else drawn.flat[0]).figure
    return page


def _draw(name: str, outcomes: Outcomes, _: Sequence[Event]) -> Figure | SubFigure:
    return _page(getattr(plots, name)(outcomes))


def _draw_run(name: str, outcomes: Outcomes, events: Sequence[Event]) -> Figure | SubFigure:
    return _page(getattr(plots, name)(outcomes.scenario, events))


FIGURES: dict[str, Maker] = {name: partial(_draw_run if name == "negotiation_dance" else _draw, name) for name in NAMES}
OF_ISSUES: dict[str, Callable[[Outcomes, Sequence[str]], Figure | SubFigure]] = {
    "landscape_pair": lambda outcomes, issues: _page(plots.landscape_pair(outcomes, *issues)),
    "package_families": lambda outcomes, issues: _page(plots.package_families(outcomes, tuple(issues))),
    "package_landscape": lambda outcomes, issues: _page(plots.package_landscape(outcomes, issues)),
}


def save_figure(
    name: str,
    outcomes: Outcomes,
    events: Sequence[Event],
    folder: Path,
    issues: Sequence[str] = (),
    *,
    suffix: str = ".png",
    dpi: float = DPI,
) -> Path:
    """Draw one figure and write it into a folder.

    Parameters
    ----------
    name : str
        A key of ``FIGURES``.
    outcomes : Outcomes
        The runs.
    events : sequence of Event
        The events of the run that a dance shows.
    folder : Path
        Where the file goes; made if it is missing.
    issues : sequence of str
        Issues that a figure of ``OF_ISSUES`` shows; other figures take none.
    suffix : str
        Format of the file: ``.png``, ``.svg`` or ``.pdf``.
    dpi : float
        Dots per inch of a PNG.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    NotDrawn
        Drawing failed; no file of that name is left.
    OSError
        The file cannot be written.
    KeyError
        There is no such figure, or it takes no issues.
    """
    path = folder / f"{name}{suffix}"
    make = partial(OF_ISSUES[name], outcomes, issues) if issues else partial(FIGURES[name], outcomes, events)
    try:
        return save_page(make, path, dpi)
    except OSError:
        raise
    except Exception as error:
        path.unlink(missing_ok=True)
        raise NotDrawn(name, " ".join(str(error).split()) or type(error).__name__) from error


def save_page(draw: Callable[[], Figure | SubFigure], path: Path, dpi: float = DPI) -> Path:
    """Draw a figure, or a part of one, in the style of the command line, and write the whole of it.

    Parameters
    ----------
    draw : callable
        Draws it and returns it.
    path : Path
        The file, a PNG unless its suffix is ``.svg`` or ``.pdf``; its folder is made if it is missing.
    dpi : float
        Dots per inch of a PNG.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with settled(), offscreen(), boxes_allowed():
        page = draw().figure
        as_written(page)
        engine = page.get_layout_engine()
        if engine is not None:
            engine.execute(page)
            page.set_layout_engine("none")  # it is laid out; saving would do so twice more
        if path.suffix == ".svg":
            path.write_text(svg_of(page, path.stem.replace("_", " ")), encoding="utf-8")
            return path
        canvas: Any = FigureCanvasPdf(page) if path.suffix == ".pdf" else FigureCanvasAgg(page)
        if path.suffix == ".pdf":
            with mpl.rc_context({"pdf.fonttype": 42}):
                canvas.print_pdf(path, metadata={"CreationDate": None, "Creator": "negosim"})
            return path
        page.set_dpi(dpi)
        canvas.print_png(path, metadata={"Software": None})  # ``savefig`` would go through the page twice
    return path


def save_all(
    outcomes: Outcomes,
    events: Sequence[Event],
    folder: Path,
    on_done: Callable[[Path], None] | None = None,
    on_failed: Callable[[NotDrawn], None] | None = None,
    names: Sequence[str] = tuple(FIGURES),
) -> list[Path]:
    """Write figures into a folder, in a fixed order; ``on_done`` hears of each path.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    events : sequence of Event
        Those of the run to dance (``analysis.outcomes.representative.representative_run`` says which); empty: no dance.
    folder : Path
        Where the PNG files go.
    on_done : callable, optional
        Called with each path.
    on_failed : callable, optional
        Called for each figure that could not be drawn, and the others are drawn all the same; without it
        ``NotDrawn`` is raised.
    names : sequence of str
        Which figures; those that the outcomes cannot have are left out.

    Returns
    -------
    list of Path
    """
    paths = []
    for name in (name for name in applicable(outcomes, events) if name in names):
        try:
            paths.append(save_figure(name, outcomes, events, folder))
        except NotDrawn as error:
            if on_failed is None:
                raise
            on_failed(error)
        else:
            if on_done is not None:
                on_done(paths[-1])
    return paths
