"""Small multiples: what was agreed on each issue, against what was possible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from negosim.analysis.outcomes.families import level_shares
from negosim.analysis.outcomes.shown_levels import shown_levels
from negosim.ensemble.results.outcomes import Outcomes, wilson
from negosim.plots.bars import possible, whiskers, write
from negosim.plots.fitting import scaled
from negosim.plots.palette import OUTCOME_LOOKS, ink, paper
from negosim.plots.style import WIDTH, drawing_many, guides, provenance
from negosim.plots.words import agreements_of, issue_title, level_title, percent, wrapped

LETTERS = 16
"""Of a line of a level's title, which has at most two."""
_POSSIBLE = "share of all feasible packages"


def level_distributions(
    outcomes: Outcomes, *, figure: Figure | SubFigure | None = None, title: str | None = None, note: bool | None = None
) -> npt.NDArray[np.object_]:
    """Draw, for every issue, the share of each level among agreements and among feasible packages.

    Issues with very many levels show the levels agreed most often, and all others in one row
    (``analysis.outcomes.shown_levels``).

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    figure : Figure or SubFigure, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    ndarray of Axes
        One for each issue on the agenda, in canonical order.
    """
    shares = _condensed(outcomes)
    names = list(dict.fromkeys(shares["issue"]))
    columns = min(3, len(names))
    rows = [names[at : at + columns] for at in range(0, len(names), columns)]
    lines_of = {name: _lines(outcomes, own["level"]) for name, own in shares.groupby("issue", sort=False)}
    tall = [1.6 + max(lines_of[name] for name in row) for row in rows]
    full = len(rows[-1]) == columns
    titles = {name: wrapped(issue_title(outcomes.scenario.issue(name)), 81 // columns) for name in names}
    lines = sum(max(titles[name].count("\n") for name in row) for row in rows)
    height = 1.6 + 0.29 * sum(tall) + 0.19 * lines + 1.1 * (len(rows) == 1)
    with drawing_many(figure, provenance(outcomes), 1.1 * WIDTH, height, title, note) as (page, sheet):
        grid = page.add_gridspec(len(rows) + full, columns, height_ratios=[*tall, *[1.2] * full])
        panels = [page.add_subplot(grid[k // columns, k % columns]) for k in range(len(names))]
        for panel, name in zip(panels, names, strict=True):
            _panel(panel, outcomes, titles[name], shares[shares["issue"] == name])
        _key(page.add_subplot(grid[-1, 0 if full else len(rows[-1]) :]))
        sheet.caption("What was agreed on each issue", of=agreements_of(outcomes))
    return np.array(panels, dtype=np.object_)


def _condensed(outcomes: Outcomes) -> pd.DataFrame:
    """The rows of the figure: ``issue``, ``level``, ``count`` and ``possible``."""
    shares, parts = level_shares(outcomes), []
    for name, own in shares.groupby("issue", sort=False):
        issue = outcomes.scenario.issue(str(name))
        counts, possible = np.zeros(len(issue.levels), np.int64), np.zeros(len(issue.levels), np.bool_)
        counts[own["digit"]], possible[own["digit"]] = own["count"], own["possible"] > 0.0
        rows = shown_levels(issue, counts, possible)
        summed = own[["count", "possible"]].groupby(rows.row_of[own["digit"]]).sum()
        parts.append(summed.assign(issue=name, level=rows.labels))
    return pd.concat(parts, ignore_index=True)


def _lines(outcomes: Outcomes, labels: Iterable[str]) -> float:
    """Height of a panel in rows: more than the number of its levels where their titles take two lines."""
    texts = [level_title(outcomes.scenario, str(label)) for label in labels]
    tall = any(len(text) > LETTERS for text in texts)
    return len(texts) * (1.25 if tall and len(texts) > 3 else 1.0)


def _key(axes: Axes) -> None:
    look = OUTCOME_LOOKS["agreement"]
    handles: list[Any] = [
        Patch(facecolor=look.colour, label="share of agreements,\nwith 95 % interval (Wilson)"),
        Line2D(
            [], [], color=ink(), linewidth=0, marker="|", markersize=scaled(13), markeredgewidth=2.4, label=_POSSIBLE
        ),
    ]
    axes.legend(handles=handles, loc="center left", ncols=1)
    axes.set_axis_off()


def _panel(axes: Axes, outcomes: Outcomes, title: str, shares: pd.DataFrame) -> None:
    agreed = outcomes.agreements
    total = int(shares["count"].sum())
    places, reach = range(len(shares)), shares["possible"].tolist()
    possible(axes, reach, places)
    if total:
        estimates = [wilson(int(count), total) for count in shares["count"]]
        colour = OUTCOME_LOOKS["agreement"].colour
        axes.barh(places, [e.share for e in estimates], 0.66, color=colour, edgecolor=paper())
        whiskers(axes, estimates, places)
        for place, (estimate, share) in enumerate(zip(estimates, reach, strict=True)):
            write(axes, percent(estimate.share), max(estimate.high, share), place, size=8)
    texts = [level_title(outcomes.scenario, str(label)) for label in shares["level"]]
    axes.set_yticks(places, [wrapped(text, LETTERS, 2) for text in texts], fontsize=scaled(8))
    axes.set_ylim(len(shares) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.22)
    axes.set_xticks([0.0, 0.5, 1.0])
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.tick_params(axis="x", labelsize=scaled(8))
    axes.tick_params(axis="y", length=0)
    guides(axes, "x")
    settled = f"\n(settled in {total} of {agreed})" if total < agreed else ""
    axes.set_title(title + settled, fontsize=scaled(9.5), pad=4)
