"""Looking at figures without eyes: what is written where, and whether it fits."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def words(figure: Figure) -> list[Text]:
    """Every visible text of a figure, tick labels outside the view left out."""
    figure.draw_without_rendering()
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            hidden |= {id(label) for label in _out_of_view(axis, shown=axes.axison)}
    return [
        text
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip() and id(text) not in hidden
    ]


def _out_of_view(axis: Axis, *, shown: bool) -> list[Text]:
    low, high = sorted(axis.get_view_interval())
    labels = [label for tick in (*axis.majorTicks, *axis.minorTicks) for label in (tick.label1, tick.label2)]
    if not shown:
        return [*labels, axis.label]
    own = [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    return [label for label in labels if label not in own]


def cut_off(figure: Figure, texts: list[Text]) -> list[str]:
    """Texts that reach beyond the paper by more than a pixel."""
    page = figure.bbox.padded(1.0)
    return [t.get_text() for t in texts if not (page.contains(*_box(t).min) and page.contains(*_box(t).max))]


def overlaps(texts: list[Text]) -> list[tuple[str, str]]:
    """Pairs of texts that lie on one another by more than a pixel either way."""
    boxes = [(text.get_text(), _box(text)) for text in texts]
    found = []
    for (one, here), (other, there) in combinations(boxes, 2):
        common = Bbox.intersection(here, there)
        if common is not None and common.width > 1.0 and common.height > 1.0:
            found.append((one, other))
    return found


def _box(text: Text) -> Bbox:
    return Text.get_window_extent(text)
