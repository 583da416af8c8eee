"""Small multiples: what was agreed on each issue, against what was possible."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from negosim.analysis.families import level_shares
from negosim.ensemble.outcomes import Outcomes, wilson
from negosim.plots.shares import whisker
from negosim.plots.style import INK, OUTCOME_LOOKS, WIDTH, drawing_many, provenance
from negosim.plots.words import issue_title, percent, plain, runs_of, wrapped


def level_distributions(
    outcomes: Outcomes, *, figure: Figure | SubFigure | None = None
) -> npt.NDArray[np.object_]:
    """For every issue, the share of each level among agreements, beside its share of all feasible packages.

    Returns
    -------
    ndarray of Axes
        One an issue on the agenda, in canonical order.
    """
    shares = level_shares(outcomes)
    names = list(dict.fromkeys(shares["issue"]))
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    most = [int(shares["issue"].isin(names[r * columns : (r + 1) * columns]).sum()) for r in range(rows)]
    with drawing_many(
        figure, provenance(outcomes), WIDTH * 1.1, 1.5 + 0.95 * rows + 0.19 * sum(most) / columns
    ) as page:
        tallest = [
            max(int((shares["issue"] == name).sum()) for name in names[r * columns : (r + 1) * columns]) + 1.5
            for r in range(rows)
        ]
        grid = page.subplots(rows, columns, squeeze=False, gridspec_kw={"height_ratios": tallest})
        panels = np.array(grid).ravel()
        for panel, name in zip(panels, names, strict=False):
            _panel(panel, outcomes, name, shares[shares["issue"] == name])
        for panel in panels[len(names) :]:
            panel.remove()
        agreed = len(outcomes.agreed)
        word = f"{agreed:,} agreement{'' if agreed == 1 else 's'}" if agreed else "no agreement"
        page.suptitle(
            f"What was agreed on each issue: {word} in {runs_of(outcomes)}",
            x=0.01,
            ha="left",
            fontsize=12.5,
            fontweight="bold",
        )
        look = OUTCOME_LOOKS["agreement"]
        handles: list[Any] = [
            Patch(facecolor=look.colour, label="share of agreements, with 95 % interval (Wilson)"),
            Line2D(
                [],
                [],
                color=INK,
                linewidth=0,
                marker="|",
                markersize=13,
                markeredgewidth=2.4,
                label="share of all feasible packages",
            ),
        ]
        page.legend(handles=handles, loc="outside lower center", ncols=2)
    return panels[: len(names)]


def _panel(axes: Axes, outcomes: Outcomes, name: str, shares: pd.DataFrame) -> None:
    issue, total = outcomes.scenario.issue(name), len(outcomes.agreed)
    for place, row in enumerate(shares.to_dict("records")):
        estimate = wilson(int(row["count"]), total)
        end = float(row["possible"])
        if total:
            axes.barh(place, estimate.share, 0.66, color=OUTCOME_LOOKS["agreement"].colour, edgecolor="white")
            whisker(axes, estimate, place)
            end = max(end, estimate.high)
            axes.annotate(
                percent(estimate.share),
                (end, place),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        axes.plot([row["possible"]] * 2, [place - 0.4, place + 0.4], color=INK, linewidth=2.2, zorder=5)
    axes.set_yticks(range(len(shares)), [wrapped(plain(label), 14) for label in shares["level"]], fontsize=8)
    axes.set_ylim(len(shares) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.22)
    axes.set_xticks([0.0, 0.5, 1.0])
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.tick_params(axis="x", labelsize=8)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.set_title(wrapped(issue_title(issue), 30), fontsize=9.5, pad=4)
