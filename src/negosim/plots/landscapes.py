"""Heat maps of packages, two issues at a time: where agreements fall, and where the ZOPA lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import PowerNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from negosim.analysis.outcomes.landscape import DRAWS, OFTEN, Pair, landscape, pair, telling_pair
from negosim.arrays import Bools
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.style import FAINT, INK, SHARES, VERMILLION, WIDTH, drawing
from negosim.plots.words import agreements_of, issue_title, percent, plain, wrapped

_GAP = 0.45
_IMPOSSIBLE: dict[str, Any] = {
    "facecolor": "#f1f1f1",
    "edgecolor": "#bdbdbd",
    "hatch": "////",
    "linewidth": 0.0,
}


def package_landscape(outcomes: Outcomes, *, ax: Axes | None = None) -> Axes:
    """Draw every pair of issues as heat maps in one triangle: the share of agreements, with the ZOPA outlined.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        The agenda has fewer than two issues.
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
    with drawing(ax, outcomes, max(WIDTH, 3.4 + 0.235 * wide), 3.6 + 0.235 * high) as (axes, sheet):
        for p in pairs:
            _cells(axes, _turned(p), left[p.first], top[p.second], norm, size=5.8)
        axes.set_xlim(-0.3, wide + 0.1)
        axes.set_ylim(high + 0.1, -0.3)
        for spine in axes.spines.values():
            spine.set_visible(False)
        _ticks(axes, scenario, across, left, horizontal=True)
        _ticks(axes, scenario, down, top, horizontal=False)
        zopa = any(p.often.any() for p in pairs)
        roomy = wide > 20.0  # then the empty half of the triangle holds the key
        handles = _handles(pairs)
        if handles:
            at: dict[str, Any] = {"loc": "upper right", "bbox_to_anchor": (1.0, 1.0)}
            place = at if roomy else {"loc": "lower left", "bbox_to_anchor": (0.0, 1.0)}
            axes.legend(handles=handles, fontsize=8.5, **place)
        if outcomes.agreements:
            inset = axes.inset_axes((0.62, 0.72, 0.36, 0.018)) if roomy else None
            _bar(axes, norm, inset, "share of agreements (%)")
        sheet.caption(f"Agreements by pairs of issues: {agreements_of(outcomes)}", _note(outcomes, zopa))
    return axes


def landscape_pair(
    outcomes: Outcomes, first: str | None = None, second: str | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw one pair of issues as a heat map: the share of agreements, with the ZOPA outlined.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    first : str, optional
        The issue in rows.
    second : str, optional
        The issue in columns. By default, both are the pair that goes together most in agreements.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        The agenda has fewer than two issues, or an issue is unknown.
    """
    given = first is not None and second is not None
    if first is None or second is None:
        named = first or second
        pick = telling_pair(outcomes, named)
        other = pick[1] if pick[0] == named else pick[0]
        first, second = pick if named is None else (first or other, second or other)
    found, scenario = pair(outcomes, first, second), outcomes.scenario
    norm = _norm([found])
    rows, columns = found.share.shape
    with drawing(ax, outcomes, WIDTH, 2.3 + 0.62 * rows) as (axes, sheet):
        _cells(axes, found, 0.0, 0.0, norm, size=10.5)
        axes.set_xlim(-0.05, columns + 0.05)
        axes.set_ylim(rows + 0.05, -0.05)
        axes.set_xticks(np.arange(columns) + 0.5, [wrapped(plain(label), 16) for label in found.second_labels])
        axes.set_yticks(np.arange(rows) + 0.5, [wrapped(plain(label), 22) for label in found.first_labels])
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xlabel(issue_title(scenario.issue(second)))
        axes.set_ylabel(issue_title(scenario.issue(first)))
        if outcomes.agreements:
            _bar(axes, norm, None, "share of agreements (%)")
        zopa = bool(found.often.any())
        handles = _handles([found])
        if handles:
            axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, fontsize=8.5)
        names = [issue_title(scenario.issue(name), unit=False) for name in (first, second)]
        sheet.caption(
            f"{names[0]} × {names[1]}: {agreements_of(outcomes)}", _note(outcomes, zopa, "" if given else _CHOSEN)
        )
    return axes


_CHOSEN = "These two issues go together most in the agreements, of all pairs."


def _places(labels: dict[str, tuple[str, ...]]) -> tuple[dict[str, float], float]:
    """Where each issue's block begins, and where the last one ends."""
    places, end = {}, 0.0
    for name, levels in labels.items():
        places[name] = end
        end += len(levels) + _GAP
    return places, end - _GAP


def _turned(p: Pair) -> Pair:
    return attrs.evolve(
        p,
        first=p.second,
        second=p.first,
        first_labels=p.second_labels,
        second_labels=p.first_labels,
        counts=p.counts.T,
        share=p.share.T,
        possible=p.possible.T,
        zopa=p.zopa.T,
    )


def _norm(pairs: tuple[Pair, ...] | list[Pair]) -> PowerNorm:
    most = max((float(p.share.max()) for p in pairs if np.isfinite(p.share).all()), default=1.0)
    return PowerNorm(0.7, vmin=0.0, vmax=max(most, 0.01))


def _cells(axes: Axes, p: Pair, x: float, y: float, norm: PowerNorm, size: float) -> None:
    """The cells of a pair, its first issue downwards, from (x, y): colour, share, the outline of the ZOPA."""
    rows, columns = p.share.shape
    shares = np.nan_to_num(p.share)
    edges_x, edges_y = x + np.arange(columns + 1), y + np.arange(rows + 1)
    axes.pcolormesh(edges_x, edges_y, shares, cmap=SHARES, norm=norm, edgecolors="#d0d0d0", linewidth=0.4)
    for r, c in zip(*np.nonzero(_impossible(p)), strict=True):
        axes.add_patch(Rectangle((x + c, y + r), 1, 1, in_layout=False, **_IMPOSSIBLE))
    for r, c in zip(*np.nonzero(p.counts), strict=True):
        share = 100.0 * shares[r, c]
        axes.text(
            x + c + 0.5,
            y + r + 0.53,
            f"{share:.0f}" if share >= 0.5 else "<1",
            ha="center",
            va="center",
            fontsize=size,
            color=_readable(SHARES(float(norm(shares[r, c])))),
            in_layout=False,
        )
    _outline(axes, p.often, x, y, width=1.3 if size < 8 else 2.6)


def _readable(background: tuple[float, float, float, float]) -> str:
    """Dark or white, whichever contrasts more with a background (relative luminance, WCAG 2)."""
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in background[:3]]
    return INK if 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.2 else "white"


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
    for colour, thick in (("white", width + 1.4), (VERMILLION, width)):
        outline = LineCollection(lines, colors=colour, linewidths=thick, capstyle="projecting", zorder=5)
        axes.add_collection(outline, autolim=False)


def _ticks(
    axes: Axes,
    scenario: Scenario,
    labels: dict[str, tuple[str, ...]],
    places: dict[str, float],
    *,
    horizontal: bool,
) -> None:
    """Level labels as ticks, and each issue's title beyond them."""
    ticks = [(places[name] + k + 0.5, plain(label)) for name, own in labels.items() for k, label in enumerate(own)]
    at, words = [t[0] for t in ticks], [t[1] for t in ticks]
    room = max(len(word) for word in words)
    for name, own in labels.items():
        middle, title = places[name] + len(own) / 2, issue_title(scenario.issue(name))
        if horizontal:
            text, spot, within = wrapped(title, int(3.3 * len(own))), (middle, 0.0), ("data", "axes fraction")
            axes.annotate(text, spot, (0, -14 - 4.0 * room), within, ha="center", va="top", **_BEYOND)
        else:
            text, spot, within = wrapped(title, 13), (0.0, middle), ("axes fraction", "data")
            axes.annotate(text, spot, (-14 - 4.0 * room, 0), within, ha="right", va="center", **_BEYOND)
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


def _bar(axes: Axes, norm: PowerNorm, inset: Axes | None, label: str) -> None:
    """The scale of the colours, in ``inset`` or at the right of the axes."""
    scale = ScalarMappable(norm, SHARES)
    if inset is None:
        bar = axes.figure.colorbar(scale, ax=axes, pad=0.02, fraction=0.05)
    else:
        bar = axes.figure.colorbar(scale, cax=inset, orientation="horizontal")
    bar.set_ticks(_bar_ticks(norm), labels=[f"{100 * tick:.0f}" for tick in _bar_ticks(norm)])
    bar.ax.tick_params(labelsize=8, length=2)
    bar.set_label(label, fontsize=8.5)
    for spine in bar.ax.spines.values():
        spine.set_visible(False)


def _bar_ticks(norm: PowerNorm) -> list[float]:
    most = float(norm.vmax or 1.0)
    step = next(s for s in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if most / s <= 6.5)
    return [k * step for k in range(int(most / step + 1e-9) + 1)]


def _handles(pairs: Sequence[Pair]) -> list[Any]:
    """The key to what some cell shows."""
    kinds = [
        ([p.often for p in pairs], Line2D([], [], color=VERMILLION, linewidth=2.4, label="often in a ZOPA (see note)")),
        ([_impossible(p) for p in pairs], Patch(**_IMPOSSIBLE, label="no feasible package")),
        (
            [p.possible & (p.counts == 0) for p in pairs],
            Patch(facecolor="white", edgecolor=FAINT, linewidth=0.5, label="feasible, not agreed in these runs"),
        ),
    ]
    return [handle for cells, handle in kinds if any(shown.any() for shown in cells)]


def _impossible(p: Pair) -> Bools:
    cells: Bools = ~p.possible & (p.counts == 0)
    return cells


def _note(outcomes: Outcomes, zopa: bool, chosen: str = "") -> str:
    often = f"in {percent(OFTEN)} or more of {DRAWS} draws"
    text = f"Outlined: {often} some package with both levels lies in the ZOPA of the first day."
    if not zopa:
        text = f"Nothing is outlined: no two levels lie in the ZOPA of the first day {often}."
    part = "Partial agreements leave issues open." if outcomes.rate("partial").count else ""
    return " ".join(words for words in (chosen, text, part) if words)
