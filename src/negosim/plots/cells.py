"""The cells of a heat map of two issues."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import PowerNorm
from matplotlib.patches import Rectangle

from negosim.analysis.outcomes.landscape import Pair
from negosim.arrays import Bools
from negosim.plots.fitting import scaled
from negosim.plots.palette import VERMILLION, paper, readable, shade, shares_map


def impossible_look() -> dict[str, Any]:
    """Return how cells without a feasible package are drawn."""
    return {"facecolor": shade(0.06), "edgecolor": shade(0.3), "hatch": "////", "linewidth": 0.0}


def norm_of(pairs: tuple[Pair, ...] | list[Pair]) -> PowerNorm:
    """Return the scale of the colours of some pairs."""
    most = max((float(p.share.max()) for p in pairs if np.isfinite(p.share).all()), default=1.0)
    return PowerNorm(0.7, vmin=0.0, vmax=max(most, 0.01))


def cells(axes: Axes, p: Pair, x: float, y: float, norm: PowerNorm, size: float) -> None:
    """The cells of a pair, its first issue downwards, from (x, y): colour, share, the outline of the ZOPA."""
    rows, columns = p.share.shape
    shares, colours = np.nan_to_num(p.share), shares_map()
    edges_x, edges_y = x + np.arange(columns + 1), y + np.arange(rows + 1)
    axes.pcolormesh(edges_x, edges_y, shares, cmap=colours, norm=norm, edgecolors=shade(0.21), linewidth=0.4)
    for r, c in zip(*np.nonzero(impossible(p)), strict=True):
        axes.add_patch(Rectangle((x + c, y + r), 1, 1, in_layout=False, **impossible_look()))
    for r, c in zip(*np.nonzero(p.counts), strict=True):
        share = 100.0 * shares[r, c]
        axes.text(
            x + c + 0.5,
            y + r + 0.53,
            f"{share:.0f}" if share >= 0.5 else "<1",
            ha="center",
            va="center",
            fontsize=scaled(size),
            color=readable(colours(float(norm(shares[r, c])))),
            in_layout=False,
        )
    _outline(axes, p.often, x, y, width=1.3 if size < 8 else 2.6)


def _outline(axes: Axes, inside: np.ndarray[Any, np.dtype[np.bool_]], x: float, y: float, width: float) -> None:
    """A stepped line around the cells that are inside."""
    padded = np.pad(inside, 1)
    lines = []
    for r, c in zip(*np.nonzero(padded), strict=True):
        corner = (x + c - 1, y + r - 1)
        sides = {
            (-1, 0): ((0, 0), (1, 0)),
            (1, 0): ((0, 1), (1, 1)),
            (0, -1): ((0, 0), (0, 1)),
            (0, 1): ((1, 0), (1, 1)),
        }
        for (down, right), (a, b) in sides.items():
            if not padded[r + down, c + right]:
                lines.append([(corner[0] + a[0], corner[1] + a[1]), (corner[0] + b[0], corner[1] + b[1])])
    for colour, thick in ((paper(), width + 1.4), (VERMILLION, width)):
        outline = LineCollection(lines, colors=colour, linewidths=thick, capstyle="projecting", zorder=5)
        axes.add_collection(outline, autolim=False)


def impossible(p: Pair) -> Bools:
    """Return the cells without a feasible package, where nothing was agreed either."""
    cells: Bools = ~p.possible & (p.counts == 0)
    return cells
