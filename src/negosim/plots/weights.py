"""What patterns leave of the prior, and what the answer stands on."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from negosim.analysis.evidence.variance_shares import REST
from negosim.analysis.evidence.weight import CROSSING
from negosim.domain.scenario import Scenario
from negosim.plots.bars import legend_above
from negosim.plots.fitting import letters, scaled
from negosim.plots.palette import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION, ink, paper, shade
from negosim.plots.style import WIDTH, drawing, guides, named, remark
from negosim.plots.words import counted, factor_text, percent_tick, wrapped
from negosim.sampling.conditioning import conditions_of
from negosim.studies.history_matching import Matching

GROUP_LOOKS = {
    "on_record": (BLUE, ""),
    "hedged": (GREEN, "..."),
    "convention": (ORANGE, "ooo"),
    "assumption": (VERMILLION, "///"),
    "override": (PURPLE, "\\\\\\"),
    CROSSING: (SKY, "xxx"),
    REST: ("#bdbdbd", ""),
}
GROUP_WORDS = {
    "on_record": "claims on record",
    "hedged": "hedged claims",
    "convention": "conventions of the codebook",
    "assumption": "assumptions",
    "override": "set by hand",
    CROSSING: "between these groups",
    REST: "the rest",
}


def prior_posterior(
    matching: Matching,
    *,
    top: int = 12,
    scenario: Scenario | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw prior and posterior of the parameters that patterns move most, each on the range of its prior.

    Lines reach from the 5th to the 95th percentile, marks are medians. A filled posterior can be told from the
    prior; a hollow one cannot.

    Parameters
    ----------
    matching : Matching
        The result of history matching.
    top : int
        Number of parameters shown.
    scenario : Scenario, optional
        Gives parameters their titles.
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
    table = matching.parameters
    shown = (
        table.sort_values("distance", ascending=False, kind="stable").head(top).to_dict("records") if len(table) else []
    )
    source = f"{counted(len(matching.draws), 'draw')}, {int(matching.accepted.sum()):,} of them accepted"
    if scenario is not None:
        source += f", {named(scenario)}"
    with drawing(ax, source, WIDTH, 2.8 + 0.4 * max(3, len(shown)), title, note) as (axes, sheet):
        for place, row in enumerate(shown):
            column = matching.draws[row["parameter"]]
            least, span = float(column.min()), float(column.max() - column.min()) or 1.0
            low, middle, high = ((row[f"prior_{end}"] - least) / span for end in ("05", "50", "95"))
            axes.plot([low, high], [place - 0.16] * 2, color=shade(0.46), linewidth=4, solid_capstyle="butt")
            axes.plot(middle, place - 0.16, "|", color=ink(), markersize=scaled(11), markeredgewidth=1.6)
            low, middle, high = ((row[f"posterior_{end}"] - least) / span for end in ("05", "50", "95"))
            axes.plot([low, high], [place + 0.16] * 2, color=BLUE, linewidth=4, solid_capstyle="butt", alpha=0.55)
            face = BLUE if row["identified"] else paper()
            axes.plot(middle, place + 0.16, "o", color=face, markeredgecolor=ink(), markersize=scaled(7))
            axes.text(1.03, place, f"{row['distance']:.2f} / {row['floor']:.2f}", va="center", fontsize=scaled(8.5))
        texts = [wrapped(factor_text(scenario, str(row["parameter"])), letters(axes, 38), 2) for row in shown]
        axes.set_yticks(range(len(shown)), texts, fontsize=scaled(8.5))
        axes.set_ylim(max(len(shown), 1) - 0.4, -0.7)
        axes.set_xlim(-0.02, 1.19)
        axes.set_xticks([0.0, 1.0], ["least draw", "greatest draw"])
        axes.tick_params(axis="y", length=0)
        sheet.caption(
            "What is known to have happened, and what it leaves of the draws",
            _matching_note(matching, len(shown), acted=scenario is not None and bool(conditions_of(scenario))),
        )
        if shown:
            _matching_legend(axes)
        else:
            remark(axes, wrapped(matching.word, 70))
    return axes


def _matching_legend(axes: Axes) -> None:
    dot: dict[str, Any] = {"linewidth": 0, "marker": "o", "markeredgecolor": ink(), "markersize": scaled(7)}
    handles = [
        Line2D([], [], color=shade(0.46), linewidth=4, label="prior"),
        Line2D([], [], color=BLUE, linewidth=4, alpha=0.55, label="posterior"),
        Line2D([], [], color=BLUE, label="told apart", **dot),
        Line2D([], [], color=paper(), label="not told apart", **dot),
    ]
    legend_above(axes, handles, columns=4)


def _matching_note(matching: Matching, shown: int, *, acted: bool) -> str:
    if not shown:
        return matching.sentence if not matching.word else ""
    right = "Right: distance of posterior from prior / what as many draws taken at random reach in 5 % of cases."
    together = " Preferences that acts condition go together: one may stand for another." if acted else ""
    return f"{matching.sentence}\n{right} The {shown} farthest of {len(matching.parameters)}.{together}"


def evidence_shares(
    shares: pd.DataFrame,
    *,
    response: str = "agreement",
    source: str = "",
    word: str = "",
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw the shares of the variance of an answer by what they stand on.

    Groups are claims on record, hedged claims, conventions of the codebook, assumptions, and the rest.

    Parameters
    ----------
    shares : DataFrame
        ``EvidenceWeight.shares``, or ``evidence_shares`` of a sweep.
    response : str
        What the answer is.
    source : str
        Which runs it was drawn from.
    word : str
        Why there is nothing to show.
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
    rows = shares.reset_index().to_dict("records") if len(shares) else []
    with drawing(ax, source, WIDTH, 2.1 + 0.5 * max(3, len(rows)), title, note) as (axes, sheet):
        for place, row in enumerate(rows):
            colour, hatch = GROUP_LOOKS[str(row["group"])]
            axes.barh(place, row["share"], 0.6, color=colour, hatch=hatch, edgecolor=paper(), linewidth=0)
            axes.plot([row["low"], row["high"]], [place, place], color=ink(), linewidth=1.2)
        texts = [_group_text(str(row["group"]), int(row["factors"])) for row in rows]
        axes.set_yticks(range(len(rows)), texts)
        axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
        axes.axvline(0.0, color=ink(), linewidth=0.9)
        axes.xaxis.set_major_formatter(percent_tick)
        guides(axes, "x")
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(f"share of the variance of {response}")
        rest = (
            "The rest: the chance of the rounds, what acts through several parameters at once, and what is in no group."
        )
        sheet.caption(f"What the answer stands on: {response}", f"{rest} Lines: 95 % intervals." if rows else "")
        if not rows:
            remark(axes, word or "no shares are known")
    return axes


def _group_text(group: str, factors: int) -> str:
    count = f"\n{counted(factors, 'parameter')}" if factors else ""
    return f"{GROUP_WORDS[group]}{count}"
