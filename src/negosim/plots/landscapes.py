"""Heat maps of packages, two issues at a time: where agreements fall, and where the ZOPA lies."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import PowerNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from negosim.analysis.families import information
from negosim.analysis.landscape import Pair, landscape, pair
from negosim.domain.scenario import Scenario
from negosim.ensemble.outcomes import Outcomes
from negosim.plots.style import FAINT, INK, SHARES, VERMILLION, WIDTH, drawing
from negosim.plots.words import issue_title, plain, runs_of, wrapped

_GAP = 0.45
_IMPOSSIBLE = {"facecolor": "#f1f1f1", "edgecolor": "#bdbdbd", "hatch": "////", "linewidth": 0.0}


def package_landscape(outcomes: Outcomes, *, ax: Axes | None = None) -> Axes:
    """Every pair of issues in one triangle: the share of agreements in each cell, the ZOPA outlined.

    ValueError if the agenda has fewer than two issues.
    """
    pairs = landscape(outcomes)
    if not pairs:
        raise ValueError("a landscape needs two issues on the agenda; this one has fewer")
    scenario = outcomes.scenario
    across = {p.first: p.first_labels for p in pairs}
    down = {p.second: p.second_labels for p in pairs}
    left, wide = _places(across)
    top, high = _places(down)
    norm = _norm(pairs)
    with drawing(ax, outcomes, 3.4 + 0.235 * wide, 3.2 + 0.235 * high) as axes:
        for p in pairs:
            _cells(axes, _turned(p), left[p.first], top[p.second], norm, size=5.8)
        axes.set_xlim(-0.3, wide + 0.1)
        axes.set_ylim(high + 0.1, -0.3)
        axes.set_aspect("equal")
        for spine in axes.spines.values():
            spine.set_visible(False)
        _ticks(axes, scenario, across, left, high, horizontal=True)
        _ticks(axes, scenario, down, top, 0.0, horizontal=False)
        axes.set_title(f"Agreements by pairs of issues: {_count(outcomes)} in {runs_of(outcomes)}")
        _key(axes, outcomes, norm, wide)
    return axes


def landscape_pair(
    outcomes: Outcomes, first: str | None = None, second: str | None = None, *, ax: Axes | None = None
) -> Axes:
    """One pair of issues large, ``first`` in rows; by default the two on which agreements say most."""
    if first is None or second is None:
        order = [name for name in information(outcomes).index if name not in {first, second}]
        if len(order) + (first is not None) + (second is not None) < 2:
            raise ValueError("a landscape needs two issues on the agenda; this one has fewer")
        first = first or str(order.pop(0))
        second = second or str(order.pop(0))
    found, scenario = pair(outcomes, first, second), outcomes.scenario
    norm = _norm([found])
    rows, columns = found.share.shape
    with drawing(ax, outcomes, WIDTH, 2.6 + 0.62 * rows) as axes:
        _cells(axes, found, 0.0, 0.0, norm, size=10.5)
        axes.set_xlim(-0.05, columns + 0.05)
        axes.set_ylim(rows + 0.05, -0.05)
        axes.set_xticks(
            np.arange(columns) + 0.5, [wrapped(plain(label), 16) for label in found.second_labels]
        )
        axes.set_yticks(np.arange(rows) + 0.5, [wrapped(plain(label), 22) for label in found.first_labels])
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xlabel(issue_title(scenario.issue(second)))
        axes.set_ylabel(issue_title(scenario.issue(first)))
        names = [issue_title(scenario.issue(name), unit=False) for name in (first, second)]
        axes.set_title(
            wrapped(
                f"{names[0]} and {names[1].lower() if names[1][1:].islower() else names[1]}: "
                f"{_count(outcomes)} in {runs_of(outcomes)}",
                82,
            )
        )
        if len(outcomes.agreed):
            bar = axes.figure.colorbar(ScalarMappable(norm, SHARES), ax=axes, pad=0.02, fraction=0.05)
            bar.set_label("share of agreements (%)")
            bar.set_ticks(_bar_ticks(norm), labels=[f"{100 * tick:.0f}" for tick in _bar_ticks(norm)])
            bar.outline.set_visible(False)  # type: ignore[operator]
        axes.legend(
            handles=_handles(found.zopa.any()), loc="upper left", bbox_to_anchor=(0.0, -0.16), ncols=1
        )
    return axes


def _count(outcomes: Outcomes) -> str:
    agreed = len(outcomes.agreed)
    return f"{agreed:,} agreement{'' if agreed == 1 else 's'}" if agreed else "no agreement"


def _places(labels: dict[str, tuple[str, ...]]) -> tuple[dict[str, float], float]:
    """Where each issue's block begins, and where the last one ends."""
    places, end = {}, 0.0
    for name, levels in labels.items():
        places[name] = end
        end += len(levels) + _GAP
    return places, end - _GAP


def _turned(p: Pair) -> Pair:
    return Pair(
        p.second, p.first, p.second_labels, p.first_labels, p.counts.T, p.share.T, p.possible.T, p.zopa.T
    )


def _norm(pairs: tuple[Pair, ...] | list[Pair]) -> PowerNorm:
    most = max((float(p.share.max()) for p in pairs if np.isfinite(p.share).all()), default=1.0)
    return PowerNorm(0.7, vmin=0.0, vmax=max(most, 0.01))


def _cells(axes: Axes, p: Pair, x: float, y: float, norm: PowerNorm, size: float) -> None:
    """The cells of a pair with its first issue downwards, from (x, y): colours, shares in percent, the ZOPA's outline."""
    rows, columns = p.share.shape
    shares = np.nan_to_num(p.share)
    edges_x, edges_y = x + np.arange(columns + 1), y + np.arange(rows + 1)
    axes.pcolormesh(edges_x, edges_y, shares, cmap=SHARES, norm=norm, edgecolors="#d0d0d0", linewidth=0.4)
    for r, c in zip(*np.nonzero(~p.possible & (p.counts == 0)), strict=True):
        axes.add_patch(Rectangle((x + c, y + r), 1, 1, **_IMPOSSIBLE))  # type: ignore[arg-type]
    for r, c in zip(*np.nonzero(p.counts), strict=True):
        share = 100.0 * shares[r, c]
        axes.text(
            x + c + 0.5,
            y + r + 0.53,
            f"{share:.0f}" if share >= 0.5 else "<1",
            ha="center",
            va="center",
            fontsize=size,
            color="white" if norm(shares[r, c]) > 0.45 else INK,
        )
    _outline(axes, p.zopa, x, y, width=1.3 if size < 8 else 2.6)


def _outline(
    axes: Axes, inside: np.ndarray[Any, np.dtype[np.bool_]], x: float, y: float, width: float
) -> None:
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
    outline = LineCollection(lines, colors=VERMILLION, linewidths=width, capstyle="projecting", zorder=5)
    outline.set_path_effects([patheffects.withStroke(linewidth=width + 1.4, foreground="white")])
    axes.add_collection(outline, autolim=False)


def _ticks(
    axes: Axes,
    scenario: Scenario,
    labels: dict[str, tuple[str, ...]],
    places: dict[str, float],
    edge: float,
    *,
    horizontal: bool,
) -> None:
    """Level labels as ticks, and each issue's title beyond them."""
    ticks = [
        (places[name] + k + 0.5, plain(label)) for name, own in labels.items() for k, label in enumerate(own)
    ]
    at, words = [t[0] for t in ticks], [t[1] for t in ticks]
    room = max(len(word) for word in words)
    for name, own in labels.items():
        middle, title = places[name] + len(own) / 2, issue_title(scenario.issue(name))
        if horizontal:
            text, spot = wrapped(title, int(3.3 * len(own))), (middle, edge)
            axes.annotate(text, spot, xytext=(0, -14 - 4.3 * room), ha="center", va="top", **_BEYOND)
        else:
            text, spot = wrapped(title, 15), (0.0, middle)
            axes.annotate(text, spot, xytext=(-14 - 4.3 * room, 0), ha="right", va="center", **_BEYOND)
    if horizontal:
        axes.set_xticks(at, words, rotation=90, fontsize=7)
    else:
        axes.set_yticks(at, words, fontsize=7)
    axes.tick_params(length=0, pad=2)


_BEYOND: dict[str, Any] = {
    "textcoords": "offset points",
    "fontsize": 7.5,
    "fontweight": "bold",
    "linespacing": 1.1,
}


def _key(axes: Axes, outcomes: Outcomes, norm: PowerNorm, wide: float) -> None:
    """What the colours and lines mean, in the empty half of the triangle."""
    zopa = any(p.zopa.any() for p in landscape(outcomes))
    axes.legend(handles=_handles(zopa), loc="upper right", bbox_to_anchor=(1.0, 1.0), fontsize=8.5)
    if len(outcomes.agreed) and wide > 8:
        inset = axes.inset_axes((0.62, 0.74, 0.36, 0.018))
        bar = axes.figure.colorbar(ScalarMappable(norm, SHARES), cax=inset, orientation="horizontal")
        bar.set_ticks(_bar_ticks(norm), labels=[f"{100 * tick:.0f}" for tick in _bar_ticks(norm)])
        bar.outline.set_visible(False)  # type: ignore[operator]
        bar.ax.tick_params(labelsize=8, length=2)
        bar.set_label("share of agreements (%), written in the cells", fontsize=8.5)


def _bar_ticks(norm: PowerNorm) -> list[float]:
    most = float(norm.vmax or 1.0)
    step = next(s for s in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if most / s <= 6.5)
    return [k * step for k in range(int(most / step + 1e-9) + 1)]


def _handles(zopa: bool) -> list[Any]:
    outline = "ZOPA of the central draw: some package with both levels lies in it"
    return [
        Line2D([], [], color=VERMILLION, linewidth=2.4, label=wrapped(outline, 44))
        if zopa
        else Line2D([], [], linewidth=0, label="the ZOPA of the central draw is empty"),
        Patch(**_IMPOSSIBLE, label="no feasible package"),  # type: ignore[arg-type]
        Patch(
            facecolor="white", edgecolor=FAINT, linewidth=0.5, label="feasible, never agreed in these runs"
        ),
    ]
