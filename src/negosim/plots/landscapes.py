"""Heat maps of packages, two issues at a time: where agreements fall, and where the ZOPA lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from negosim.analysis.outcomes.landscape import DRAWS, OFTEN, Pair, landscape, pair, telling_issues, telling_pair
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.bars import legend_above
from negosim.plots.cells import cells, impossible, impossible_look, norm_of
from negosim.plots.fitting import letters, room, scaled
from negosim.plots.palette import VERMILLION, faint, paper, shares_map
from negosim.plots.style import WIDTH, drawing
from negosim.plots.words import agreements_of, balanced, issue_title, level_title, percent, shortened, wrapped

_GAP = 0.45
ROOMY = 20.0
"""Width in cells from which on cells are small."""


def package_landscape(
    outcomes: Outcomes,
    issues: Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw pairs of issues as heat maps in one triangle: the share of agreements, with the ZOPA outlined.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    issues : sequence of str, optional
        Names of the issues whose pairs are shown; by default at most four, those that go together most in agreements
        (``analysis.outcomes.landscape.telling_issues``).
    ax : Axes, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        There are fewer than two issues, or one is unknown.
    """
    few = 4 if ax is None or room(ax) > scaled(330.0) else 3
    chosen = telling_issues(outcomes, few) if issues is None else tuple(issues)
    pairs = landscape(outcomes, chosen)
    if not pairs:
        raise ValueError("a landscape needs two issues on the agenda; this one has fewer")
    scenario = outcomes.scenario
    across = {p.first: p.first_labels for p in pairs}
    down = {p.second: p.second_labels for p in pairs}
    left, wide = _places(across)
    top, high = _places(down)
    norm = norm_of(pairs)
    cell = 0.235 if wide > ROOMY else 0.36
    with drawing(ax, outcomes, max(WIDTH, 3.4 + cell * wide), 3.6 + cell * high, title, note) as (axes, sheet):
        for p in pairs:
            cells(axes, _turned(p), left[p.first], top[p.second], norm, size=5.8 if wide > ROOMY else 7.5)
        axes.set_xlim(-0.3, wide + 0.1)
        axes.set_ylim(high + 0.1, -0.3)
        for spine in axes.spines.values():
            spine.set_visible(False)
        _ticks(axes, scenario, across, left, horizontal=True)
        _ticks(axes, scenario, down, top, horizontal=False)
        zopa = any(p.often.any() for p in pairs)
        roomy = wide > ROOMY  # then the empty half of the triangle holds the key
        handles = _handles(pairs)
        if handles:
            if roomy:
                axes.legend(handles=handles, fontsize=scaled(8.5), loc="upper right", bbox_to_anchor=(1.0, 1.0))
            else:
                legend_above(axes, handles, columns=3)
        if outcomes.agreements:
            inset = axes.inset_axes((0.62, 0.72, 0.36, 0.018)) if roomy else None
            _bar(axes, norm, inset, "share of agreements (%)")
        sheet.caption(
            "Agreements by pairs of issues",
            _note(outcomes, zopa, "" if issues else _issues_note(outcomes, len(chosen))),
            agreements_of(outcomes),
        )
    return axes


def landscape_pair(
    outcomes: Outcomes,
    first: str | None = None,
    second: str | None = None,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
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
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

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
    norm = norm_of([found])
    rows, columns = found.share.shape
    with drawing(ax, outcomes, WIDTH, 2.6 + max(0.3, 0.62 - 0.02 * rows) * rows, title, note) as (axes, sheet):
        cells(axes, found, 0.0, 0.0, norm, size=10.5)
        axes.set_xlim(-0.05, columns + 0.05)
        axes.set_ylim(rows + 0.05, -0.05)
        down, across = ([level_title(scenario, label) for label in labels] for labels in _labels(found))
        fits = int(0.9 * room(axes) / (0.55 * scaled(9) * columns))
        turned = max(len(word) for label in across for word in label.split()) > fits
        words = [shortened(label, 24) if turned else wrapped(label, fits) for label in across]
        axes.set_xticks(np.arange(columns) + 0.5, words, rotation=90 if turned else 0)
        axes.set_yticks(np.arange(rows) + 0.5, [shortened(label, letters(axes, 30)) for label in down])
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xlabel(issue_title(scenario.issue(second)))
        axes.set_ylabel(balanced(issue_title(scenario.issue(first)), 26))
        if outcomes.agreements:
            _bar(axes, norm, None, "share of agreements (%)")
        zopa = bool(found.often.any())
        handles = _handles([found])
        if handles:
            legend_above(axes, handles, columns=3)
        names = [issue_title(scenario.issue(name), unit=False) for name in (first, second)]
        sheet.caption(
            f"{names[0]} × {names[1]}", _note(outcomes, zopa, "" if given else _CHOSEN), agreements_of(outcomes)
        )
    return axes


def _issues_note(outcomes: Outcomes, shown: int) -> str:
    all_of = sum(len(group) for group in outcomes.scenario.agenda.groups)
    return f"The {shown} of {all_of} issues that go together most in the agreements." if shown < all_of else ""


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


def _labels(p: Pair) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return p.first_labels, p.second_labels


def _ticks(
    axes: Axes,
    scenario: Scenario,
    labels: dict[str, tuple[str, ...]],
    places: dict[str, float],
    *,
    horizontal: bool,
) -> None:
    """Level labels as ticks, and each issue's title beyond them."""
    ticks = [
        (places[name] + k + 0.5, shortened(level_title(scenario, label), letters(axes, 24, 0.2, 7)))
        for name, own in labels.items()
        for k, label in enumerate(own)
    ]
    at, words = [t[0] for t in ticks], [t[1] for t in ticks]
    longest = max(len(word) for word in words)
    for name, own in labels.items():
        middle, title = places[name] + len(own) / 2, issue_title(scenario.issue(name))
        if horizontal:
            text, spot, within = wrapped(title, int(3.3 * len(own))), (middle, 0.0), ("data", "axes fraction")
            axes.annotate(text, spot, (0, -scaled(14 + 4.3 * longest)), within, ha="center", va="top", **_beyond())
        else:
            text, spot, within = wrapped(title, 13), (0.0, middle), ("axes fraction", "data")
            axes.annotate(text, spot, (-scaled(14 + 4.3 * longest), 0), within, ha="right", va="center", **_beyond())
    if horizontal:
        axes.set_xticks(at, words, rotation=90, fontsize=scaled(7))
    else:
        axes.set_yticks(at, words, fontsize=scaled(7))
    axes.tick_params(length=0, pad=2)


def _beyond() -> dict[str, Any]:
    return {"textcoords": "offset points", "fontsize": scaled(7.5), "fontweight": "bold", "linespacing": 1.1}


def _bar(axes: Axes, norm: PowerNorm, inset: Axes | None, label: str) -> None:
    """The scale of the colours, in ``inset`` or at the right of the axes."""
    scale = ScalarMappable(norm, shares_map())
    if inset is None:
        bar = axes.figure.colorbar(scale, ax=axes, pad=0.02, fraction=0.05)
    else:
        bar = axes.figure.colorbar(scale, cax=inset, orientation="horizontal")
    bar.set_ticks(_bar_ticks(norm), labels=[f"{100 * tick:.0f}" for tick in _bar_ticks(norm)])
    bar.ax.tick_params(labelsize=scaled(8), length=2)
    bar.set_label(label, fontsize=scaled(8.5))
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
        ([impossible(p) for p in pairs], Patch(**impossible_look(), label="no feasible package")),
        (
            [p.possible & (p.counts == 0) for p in pairs],
            Patch(facecolor=paper(), edgecolor=faint(), linewidth=0.5, label="feasible, not agreed in these runs"),
        ),
    ]
    return [handle for cells, handle in kinds if any(shown.any() for shown in cells)]


def _note(outcomes: Outcomes, zopa: bool, chosen: str = "") -> str:
    often = f"in {percent(OFTEN)} or more of {DRAWS} draws"
    text = f"Outlined: {often} some package with both levels lies in the ZOPA of the first day."
    if not zopa:
        text = f"Nothing is outlined: no two levels lie in the ZOPA of the first day {often}."
    part = "Partial agreements leave issues open." if outcomes.rate("partial").count else ""
    return " ".join(words for words in (chosen, text, part) if words)
