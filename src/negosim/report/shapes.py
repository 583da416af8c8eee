"""Parts of a figure as templates draw them: bars with whiskers, and lines; places are shares of the width or height."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs


@attrs.frozen
class Bar:
    """A row of a figure of bars, and of its table.

    Attributes
    ----------
    label : str
        What it is about.
    cells : tuple of str
        The numbers as the table shows them.
    value, low, high : float
        The bar and its whisker; nan for none.
    mark : float
        Where a stroke stands for comparison; nan for none.
    """

    label: str
    cells: tuple[str, ...]
    value: float
    low: float = math.nan
    high: float = math.nan
    mark: float = math.nan


@attrs.frozen
class PlacedBar:
    """A bar in percent of the width: where it starts, how long it is, its whisker and its stroke; None for none."""

    label: str
    cells: tuple[str, ...]
    start: float
    length: float
    whisker: tuple[float, float] | None
    mark: float | None


@attrs.frozen
class Bars:
    """A figure of bars: a table with a bar in each row.

    Attributes
    ----------
    title, caption : str
        Above it.
    head : tuple of str
        Heads of the columns: of the labels, then of the cells.
    rows : tuple of PlacedBar
        In their order.
    zero : float
        Where bars start, in percent of the width.
    """

    title: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[PlacedBar, ...]
    zero: float
    kind: str = "bars"


@attrs.frozen
class Line:
    """A line of a panel: points as ``x,y`` in thousandths, as SVG has them; with ``dots`` only the points are drawn."""

    name: str
    look: int
    points: tuple[tuple[float, float], ...]
    dots: bool = False


@attrs.frozen
class Panel:
    """Lines over a common axis; ticks are pairs of a place in percent, from the left or the top, and a text."""

    name: str
    lines: tuple[Line, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


@attrs.frozen
class Lines:
    """A figure of lines: one or more panels, a key, and the numbers as a table."""

    title: str
    caption: str
    panels: tuple[Panel, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "lines"

    @property
    def key(self) -> tuple[Line, ...]:
        """Return each line once, in order."""
        return tuple({line.name: line for panel in self.panels for line in panel.lines}.values())


def bars(title: str, caption: str, head: Sequence[str], rows: Sequence[Bar], zero: float = 0.0) -> Bars:
    """Place bars on a common scale.

    Parameters
    ----------
    title, caption : str
        Of the figure.
    head : sequence of str
        Heads of the columns.
    rows : sequence of Bar
        In their order.
    zero : float
        The value from which bars start.

    Returns
    -------
    Bars
    """
    known = [each for row in rows for each in (row.value, row.low, row.high, row.mark) if math.isfinite(each)]
    least, most = min([zero, *known]), max([zero, *known])
    span = most - least or 1.0

    def place(value: float) -> float:
        return round(99.0 * (value - least) / span + 0.5, 2)

    placed = []
    for row in rows:
        value = row.value if math.isfinite(row.value) else zero
        start, end = sorted((place(zero), place(value)))
        whisker = (place(row.low), place(row.high)) if math.isfinite(row.low) and math.isfinite(row.high) else None
        mark = place(row.mark) if math.isfinite(row.mark) else None
        placed.append(PlacedBar(row.label, row.cells, start, round(end - start, 2), whisker, mark))
    return Bars(title, caption, tuple(head), tuple(placed), place(zero))


def panel(
    name: str,
    lines: Sequence[Line],
    across: Sequence[tuple[float, str]],
    up: Sequence[tuple[float, str]],
    width: float,
    low: float,
    high: float,
) -> Panel:
    """Place lines and ticks, which are in units of the axes, in a panel.

    Parameters
    ----------
    name : str
        Of the panel.
    lines : sequence of Line
        With points in units of the axes.
    across, up : sequence of tuple of float and str
        Ticks of both axes.
    width : float
        The right end of the axis across, which starts at 0.
    low, high : float
        The ends of the axis upward.

    Returns
    -------
    Panel
    """
    span = high - low or 1.0

    def x(value: float) -> float:
        return value / (width or 1.0)

    def y(value: float) -> float:
        return (high - value) / span

    placed = [
        attrs.evolve(each, points=tuple((round(1000 * x(a), 1), round(1000 * y(b), 1)) for a, b in each.points))
        for each in lines
    ]
    ticks = tuple((round(100 * x(at), 2), text) for at, text in across)
    return Panel(name, tuple(placed), ticks, tuple((round(100 * y(at), 2), text) for at, text in up))
