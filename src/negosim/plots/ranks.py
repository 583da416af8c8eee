"""What the outcome hangs on: the parameters whose draws go most with agreement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from negosim.analysis.evidence import variance_shares
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.bars import legend_above
from negosim.plots.fitting import letters, rows_that_fit, scaled
from negosim.plots.palette import BASIS_LOOKS, ink, paper
from negosim.plots.style import WIDTH, drawing, guides, remark
from negosim.plots.words import BASIS_WORDS, balanced, parameter_text, runs_of, wrapped
from negosim.sampling.conditioning import conditions_of

TOGETHER = "Weights, values and premiums of a party that acted go together: one may stand for another."
_GROUPS = (
    ("claims", "claims"),
    ("convention", "conventions of the codebook"),
    ("assumption", "assumptions"),
    ("override", "what was set by hand"),
)


def drivers(
    outcomes: Outcomes, *, top: int = 12, ax: Axes | None = None, title: str | None = None, note: bool | None = None
) -> Axes:
    """Draw the strongest correlations of parameters with agreement, by what the parameters stand on.

    White bars cannot be told from noise: their intervals reach zero. Parameters that cannot influence agreement are
    left out. The note gives the share of the variance of agreement that goes with claims, with conventions of the
    codebook, with assumptions, and with none of them.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    top : int
        Number of parameters shown; fewer on axes that are too low for them.
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
    scenario = outcomes.scenario
    with drawing(ax, outcomes, WIDTH, 2.1 + 0.36 * top, title, note) as (axes, sheet):
        found = variance_shares.drivers(outcomes, rows_that_fit(ax, top, 2.9))
        for place, row in enumerate(found.to_dict("records")):
            basis, told, at = str(row["basis"]), bool(row["told"]), float(row["correlation"])
            look = BASIS_LOOKS[basis]
            axes.barh(
                place,
                at,
                0.6,
                color=look.colour if told else paper(),
                hatch=look.hatch if told else None,
                edgecolor=paper() if told else look.colour,
                linewidth=0.0 if told else 0.9,
            )
            axes.plot([row["low"], row["high"]], [place, place], color=ink(), linewidth=1.2)
            face = look.colour if told else paper()
            axes.plot(at, place, look.marker, color=face, markeredgecolor=ink(), markersize=scaled(7))
        texts = [wrapped(parameter_text(scenario, str(name)), letters(axes, 40), 2) for name in found["parameter"]]
        axes.set_yticks(range(len(found)), texts, fontsize=scaled(8.5))
        axes.set_ylim(max(len(found), 1) - 0.4, -0.6)
        longest = float(found[["low", "high"]].abs().to_numpy().max()) if len(found) else 1.0
        axes.set_xlim(-1.1 * longest, 1.1 * longest)
        axes.axvline(0.0, color=ink(), linewidth=0.9)
        guides(axes, "x")
        axes.tick_params(axis="y", length=0)
        reading = "rank correlation with agreement (right of zero: more of it goes with more agreements)"
        axes.set_xlabel(balanced(reading, letters(axes, 60, 0.75, 10)))
        if len(found):
            white = dict.fromkeys(found.loc[~found["told"].astype(bool), "basis"])
            key = _key(dict.fromkeys(found["basis"]), white)
            legend_above(axes, list(key.values()), columns=2, labels=list(key))
        else:
            remark(axes, variance_shares.CONSTANT if scenario.uncertain else "no parameter is uncertain")
        sheet.caption("What moves agreement", _note(outcomes), runs_of(outcomes))
    return axes


def _key(bases: Iterable[str], white: Iterable[str]) -> dict[str, Any]:
    """By what it says, the mark of each basis, and side by side those that are white in the figure."""
    key: dict[str, Any] = {
        BASIS_WORDS[basis]: Line2D([], [], color=look.colour, marker=look.marker, **_mark())
        for basis, look in BASIS_LOOKS.items()
        if basis in bases
    }
    hollow = [Line2D([], [], color=paper(), marker=BASIS_LOOKS[b].marker, **_mark()) for b in BASIS_LOOKS if b in white]
    return key | ({"white: not told from noise": tuple(hollow)} if hollow else {})


def _mark() -> dict[str, Any]:
    return {"linewidth": 0, "markeredgecolor": ink(), "markersize": scaled(7)}


def _note(outcomes: Outcomes) -> str:
    shares = variance_shares.variance_shares(outcomes)
    if shares["share"].isna().all():
        return f"{variance_shares.CONSTANT.capitalize()}."
    looked = int(shares["parameters"].sum())
    lines = f"Lines: 95 % intervals, widened since {looked} parameters are compared; white where they reach zero."
    together = f" {TOGETHER}" if conditions_of(outcomes.scenario) else ""
    return f"{_shares(shares)}\n{lines}{together}" if looked else _shares(shares)


def _shares(shares: pd.DataFrame) -> str:
    """The shares of variance in whole percents that add up to a hundred."""
    parts, left = [], 100
    for basis, word in _GROUPS:
        row = shares.to_dict("index")[basis]
        if row["parameters"]:
            whole = min(left, round(100 * row["share"]))
            left -= whole
            interval = f"[{100 * row['low']:.0f}, {100 * row['high']:.0f}]"
            parts.append(f"{whole} % {interval} with {word}{'' if row['told'] else ' (not told from noise)'}")
    parts.append(f"{left} % with none of these: chance in the rounds, and effects of several parameters together")
    return f"Of the variance of agreement go {'; '.join(parts)}. Brackets: 95 % intervals."
