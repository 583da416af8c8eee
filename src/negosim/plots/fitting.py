"""How much fits where: sizes by the size of text, letters and rows by the room on axes, and places moved apart."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes

from negosim.arrays import Floats

SIZE = 10.0
"""Size of the text of the house style, in points."""


def scaled(points: float) -> float:
    """Convert a length or size of the house style to that of matplotlib's settings, by their size of text."""
    return points / SIZE * float(mpl.rcParams["font.size"])


def room(axes: Axes) -> float:
    """Return the width of axes in points."""
    return float(axes.get_window_extent().width) * 72.0 / axes.get_figure(root=True).dpi  # type: ignore[union-attr]


def letters(axes: Axes, most: int, share: float = 0.45, size: float = 8.5) -> int:
    """Return how many letters fit into a share of the width of axes.

    Parameters
    ----------
    axes : Axes
        The axes.
    most : int
        Upper limit of what is returned.
    share : float
        Of their width.
    size : float
        Size of the letters in the house style, in points.

    Returns
    -------
    int
        At least 8.
    """
    return max(8, min(most, int(share * room(axes) / (0.55 * scaled(size)))))


def rows_that_fit(ax: Axes | None, most: int, lines: float = 2.3, size: float = 8.5) -> int:
    """Return how many rows of text fit into axes given by the caller, at most ``most``, but three."""
    if ax is None:
        return most
    height = 72.0 * ax.get_window_extent().height / ax.get_figure(root=True).dpi  # type: ignore[union-attr]
    return max(3, min(most, int(0.8 * height / (lines * scaled(size)))))


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
