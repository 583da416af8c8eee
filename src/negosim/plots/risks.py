"""Time to agreement, with collapse and deadline as competing risks."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from negosim.analysis.outcomes.competing_risks import cumulative_incidence, median_time
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes
from negosim.plots.fitting import room, scaled, spread
from negosim.plots.palette import OUTCOME_LOOKS, paper
from negosim.plots.style import WIDTH, drawing, guides, remark
from negosim.plots.words import OUTCOME_WORDS, day_text, percent, runs_of


def time_to_agreement(
    outcomes: Outcomes, *, ax: Axes | None = None, title: str | None = None, note: bool | None = None
) -> Axes:
    """Draw the share of runs that had ended in each way by each day, with pointwise 95 % bands.

    Ways to end are competing risks (``analysis.outcomes.competing_risks``).

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    ax : Axes, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    Axes
    """
    scenario, table = outcomes.scenario, cumulative_incidence(outcomes)
    end = max(float(scenario.horizon), float(table["time"].max()))
    shown = [name for name in OUTCOMES if outcomes.rate(name).count]
    with drawing(ax, outcomes, WIDTH, 4.7, title, note) as (axes, sheet):
        lasts = []
        for name in shown:
            look = OUTCOME_LOOKS[name]
            rows = table[table["cause"] == name]
            days, share, low, high = (
                np.append(rows[c].to_numpy(), rows[c].iloc[-1]) for c in ("time", "share", "low", "high")
            )
            days[-1] = end
            axes.fill_between(
                days, low, high, where=share > 0.0, step="post", color=look.colour, alpha=0.2, linewidth=0
            )
            axes.plot(days, share, drawstyle="steps-post", color=look.colour, linestyle=look.line)
            every = np.linspace(0.08, 0.97, 8) * end
            at = share[np.searchsorted(days, every, side="right") - 1]
            every, at = every[at > 0.0], at[at > 0.0]
            axes.plot(every, at, look.marker, color=look.colour, markersize=scaled(6), markeredgecolor=paper())
            axes.plot(
                end,
                share[-1],
                look.marker,
                color=look.colour,
                markersize=scaled(7),
                markeredgecolor=paper(),
                clip_on=False,
            )
            lasts.append(float(share[-1]))
        point = scaled(end / room(axes))
        places = spread(lasts, 0.062, 0.0, 1.0)
        for name, last, place in zip(shown, lasts, places, strict=True):
            look = OUTCOME_LOOKS[name]
            axes.plot(end + 9 * point, place, look.marker, color=look.colour, markersize=scaled(8), clip_on=False)
            axes.annotate(
                f"{OUTCOME_WORDS[name]}  {percent(last)}",
                (end, last),
                xytext=(end + 17 * point, place),
                fontweight="bold",
                va="center",
                annotation_clip=False,
                fontsize=scaled(9.5),
            )
        axes.set_xlim(0.0, end)
        axes.set_ylim(0.0, max(0.1, min(1.0, 1.12 * float(table["high"].max()))))
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        guides(axes, "y")
        axes.set_xlabel(f"days since {day_text(scenario.start)}")
        axes.set_ylabel("share of runs ended so by then")
        sheet.caption(
            "When talks end, and how",
            f"{_middle(outcomes, median_time(table, 'agreement'))}. Bands: 95 % intervals for each day.",
            runs_of(outcomes),
        )
        if not shown:
            remark(axes, "no run")
    return axes


def _middle(outcomes: Outcomes, half: float | None) -> str:
    days = outcomes.column("day")[outcomes.column("outcome") == "agreement"]
    if not len(days):
        return "No run reached a full agreement"
    text = f"Median of the agreements: day {days.median():.0f}"
    return f"{text}; half of all runs agreed by day {half:.0f}" if half is not None else text
