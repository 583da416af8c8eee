"""Several cases side by side: how their runs end, and the paired difference from the first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, PercentFormatter
from numpy.typing import NDArray

from negosim.analysis.outcomes.comparison import compare_outcomes
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes
from negosim.plots.bars import legend_above
from negosim.plots.palette import OUTCOME_LOOKS, faint, paper
from negosim.plots.style import WIDTH, drawing, drawing_many, guides
from negosim.plots.words import OUTCOME_WORDS, wrapped

Cases = Mapping[str, Outcomes] | pd.DataFrame
"""Ensembles by name, with the same seed and number of runs; or what ``compare`` returned of them."""

DIFFERENCES = "Lines: paired 95 % intervals (Newcombe). Filled points: the interval excludes zero. Bold: baselines."


def compared_outcomes(
    cases: Cases, *, ax: Axes | None = None, title: str | None = None, note: bool | None = None
) -> Axes:
    """Draw how the runs of each case end, as stacked bars.

    Parameters
    ----------
    cases : mapping of str to Outcomes, or DataFrame
        Ensembles by name, or the table of ``compare``.
    ax : Axes, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read the figure; by default on a new figure only.

    Returns
    -------
    Axes
    """
    table = _table(cases)
    names = list(dict.fromkeys(table["case"]))
    with drawing(ax, _source(table), WIDTH, _height(names), title, note) as (axes, sheet):
        left, drawn = np.zeros(len(names)), []
        for outcome in OUTCOMES:
            shares = table[table["outcome"] == outcome].set_index("case")["share"].reindex(names).to_numpy()
            if not shares.any():
                continue
            look = OUTCOME_LOOKS[outcome]
            bars = axes.barh(range(len(names)), shares, 0.7, left=left, color=look.colour, edgecolor=paper())
            bars.set_label(OUTCOME_WORDS[outcome])
            for bar in bars:
                bar.set_hatch(look.hatch)
            drawn.append(bars)
            left += shares
        _name(axes, table, names)
        axes.set_xlim(0.0, 1.0)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        axes.set_xlabel("share of runs")
        legend_above(axes, drawn, 2)
        sheet.caption("How the runs end", "Every case meets the same random numbers.")
    return axes


def paired_differences(
    cases: Cases,
    outcome: str = "agreement",
    *,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw the difference of each case from its baseline in the share of runs that end in an outcome.

    Parameters
    ----------
    cases : mapping of str to Outcomes, or DataFrame
        Ensembles by name, or the table of ``compare``.
    outcome : str, default "agreement"
        Name of the outcome.
    ax : Axes, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read the figure; by default on a new figure only.

    Returns
    -------
    Axes
    """
    table = _table(cases)
    names = list(dict.fromkeys(table["case"]))
    rows = table[table["outcome"] == outcome].set_index("case").reindex(names)
    with drawing(ax, _source(table), WIDTH, _height(names), title, note) as (axes, sheet):
        axes.axvline(0.0, color=faint(), linewidth=1.0)
        for place, (name, row) in enumerate(rows.iterrows()):
            if name == row["baseline"]:
                axes.annotate("baseline", (0.0, place), (5, 0), textcoords="offset points", va="center", color=faint())
                continue
            told = row["difference_low"] > 0.0 or row["difference_high"] < 0.0
            look = OUTCOME_LOOKS[outcome]
            axes.hlines(place, row["difference_low"], row["difference_high"], color=look.colour, linewidth=1.8)
            fill = look.colour if told else paper()
            axes.plot(row["difference"], place, "o", markersize=7, color=look.colour, markerfacecolor=fill)
        _name(axes, table, names)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:+.0f}" if x else "0"))
        axes.set_xlabel(f"difference in {OUTCOME_WORDS[outcome].lower()}, percentage points")
        guides(axes, "x")
        sheet.caption(
            f"Difference in {OUTCOME_WORDS[outcome].lower()} from the baseline",
            DIFFERENCES,
        )
    return axes


def comparison(cases: Cases, *, title: str | None = None, note: bool | None = None) -> NDArray[Any]:
    """Draw both side by side: how the runs of each case end, and the paired differences in agreement.

    Parameters
    ----------
    cases : mapping of str to Outcomes, or DataFrame
        Ensembles by name, or the table of ``compare``.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read the figure; it is by default.

    Returns
    -------
    ndarray of Axes, shape (2,)
    """
    table = _table(cases)
    height = _height(list(dict.fromkeys(table["case"])))
    with drawing_many(None, _source(table), 1.35 * WIDTH, height, title, note) as (page, sheet):
        both: NDArray[Any] = page.subplots(1, 2)
        compared_outcomes(table, ax=both[0], title="How the runs end")
        paired_differences(table, ax=both[1], title="Agreement, against the baseline")
        both[1].tick_params(axis="y", labelleft=False)
        sheet.caption("Cases compared under the same random numbers", DIFFERENCES)
    return both


def _table(cases: Cases) -> pd.DataFrame:
    return cases if isinstance(cases, pd.DataFrame) else compare_outcomes(cases)


def _source(table: pd.DataFrame) -> str:
    runs = int(table.loc[table["case"] == table["case"].iloc[0], "runs"].sum())
    seed = f", seed {table.attrs['seed']}" if "seed" in table.attrs else ""
    return f"{runs:,} runs of each case{seed}"


def _height(names: list[str]) -> float:
    return 1.9 + 0.32 * len(names)


def _name(axes: Axes, table: pd.DataFrame, names: list[str]) -> None:
    """Write the cases along the axis, the baselines in bold and below a line."""
    axes.set_yticks(range(len(names)), [wrapped(name.replace("_", " "), 30) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    baselines = set(table["baseline"])
    for place, (name, label) in enumerate(zip(names, axes.get_yticklabels(), strict=True)):
        if name in baselines:
            label.set_fontweight("bold")
            if place:
                axes.axhline(place - 0.5, color=faint(), linewidth=0.7)
