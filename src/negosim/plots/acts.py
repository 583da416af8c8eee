"""What each party did, and whether all else that is reported foretells it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from negosim.analysis.evidence.leave_one_out import leave_acts_out
from negosim.analysis.evidence.signing import DRAWS
from negosim.analysis.wording import Words, listed
from negosim.domain.acts import Act
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.plots.bars import legend_above
from negosim.plots.fitting import scaled
from negosim.plots.palette import BLUE, PURPLE, VERMILLION, faint, ink, paper, shade
from negosim.plots.style import WIDTH, drawing, guides, named, remark
from negosim.plots.words import agent_title, counted, percent, percent_tick, scenario_title, wrapped

LOOKS = {"consent": (BLUE, "o"), "refusal": (VERMILLION, "s"), "red line": (PURPLE, "D")}
LINE, GAP = 0.52, 0.42
"""Heights of a line of words and of the gap between acts, in rows."""
LETTERS = 50
"""Of a line of words."""


def acts(
    scenario: Scenario,
    *,
    draws: int = DRAWS,
    seed: int = DEFAULT_SEED,
    found: pd.DataFrame | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """The acts in force: the share of draws in which a party does what it did, with this act and without it.

    Filled marks: in the draws in which the act counts as real. Open marks: with this act left out, so that all else
    that is reported foretells it. Circles are consents, squares refusals, diamonds red lines.

    Parameters
    ----------
    scenario : Scenario
        Whose acts are shown.
    draws, seed : int
        How many draws, and of which seed.
    found : DataFrame, optional
        What ``negosim.leave_acts_out`` gave of the same draws; without it that is found now.
    ax : Axes, optional
        Where to draw.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    Axes
    """
    table = leave_acts_out(scenario, draws, seed) if found is None else found
    rows = dict(zip(((r["party"], r["act"]) for r in table.to_dict("records")), table.to_dict("records"), strict=True))
    texts = {(a.party, a.name): _text(Words(scenario).act(a)) for a in scenario.acts}
    heights = {key: LINE * (text.count("\n") + 1) + GAP for key, text in texts.items()}
    parties = [party.name for party in scenario.parties if any(party.name == act.party for act in scenario.acts)]
    total = sum(heights.values()) + len(parties)
    source = f"{counted(draws, 'draw')}, seed {seed}, {named(scenario)}"
    with drawing(ax, source, 1.25 * WIDTH, 2.2 + 0.3 * max(4.0, total), title, note) as (axes, sheet):
        ticks, place = dict[float, str](), 0.0
        for party in parties:
            axes.text(
                0.0, place + 0.5, agent_title(scenario, party), va="center", fontweight="bold", fontsize=scaled(10)
            )
            place += 1.0
            for act in (act for act in scenario.acts if act.party == party):
                key = (party, act.name)
                middle = place + heights[key] / 2
                _marks(axes, act, rows[key], middle)
                ticks[middle] = texts[key]
                place += heights[key]
                axes.axhline(place, color=shade(0.08), linewidth=0.7, zorder=0)
        axes.set_yticks(list(ticks), list(ticks.values()), fontsize=scaled(8.5))
        axes.set_ylim(max(place, 1.0), 0.0)
        axes.set_xlim(-0.03, 1.03)
        axes.xaxis.set_major_formatter(percent_tick)
        guides(axes, "x")
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel("share of draws in which the party does what it did")
        sheet.caption(
            f"What the parties did: {scenario_title(scenario)}, as of {scenario.as_of}", _note(scenario, rows)
        )
        if scenario.acts:
            axes.text(1.06, 0.5, "credible", va="center", fontsize=scaled(8.5), color=faint())
            _legend(axes, scenario.acts)
        else:
            remark(axes, "no act is reported")
    return axes


def kind_of(act: Act) -> str:
    """Return whether an act is shown as a consent, a refusal or a red line."""
    return "consent" if act.consents else "red line" if act.red_line else "refusal"


def _text(words: str) -> str:
    """Words in lines, none of which begins or ends with a sign between an issue and its levels."""
    return wrapped(words.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"), LETTERS)


def _marks(axes: Axes, act: Act, row: Mapping[Any, Any], place: float) -> None:
    colour, marker = LOOKS[kind_of(act)]
    fitted, left = float(row["fitted"]), float(row["foretold"]) if act.consents else 1.0 - float(row["foretold"])
    if not (math.isnan(fitted) or math.isnan(left)):
        axes.plot([left, fitted], [place, place], color=colour, linewidth=1.2, alpha=0.6, zorder=2)
    if not math.isnan(fitted):
        axes.plot(fitted, place, marker, color=colour, markeredgecolor=ink(), markersize=scaled(9.5), zorder=3)
    axes.plot(
        left, place, marker, color=paper(), markeredgecolor=colour, markeredgewidth=1.8, markersize=scaled(6), zorder=4
    )
    axes.text(1.06, place, percent(float(row["credibility"])), va="center", fontsize=scaled(8.5))


def _legend(axes: Axes, shown: Sequence[Act]) -> None:
    kinds = [kind for kind in LOOKS if any(kind_of(act) == kind for act in shown)]
    dot: dict[str, Any] = {"linewidth": 0, "markersize": 8}
    handles = [
        Line2D([], [], color=LOOKS[k][0], marker=LOOKS[k][1], markeredgecolor=ink(), label=k, **dot) for k in kinds
    ]
    handles += [
        Line2D([], [], color=shade(0.46), marker="o", markeredgecolor=ink(), label="act counts as real", **dot),
        Line2D([], [], color=paper(), marker="o", markeredgecolor=ink(), label="act left out", **dot),
    ]
    legend_above(axes, handles, columns=5)


def _note(scenario: Scenario, rows: Mapping[tuple[str, str], Mapping[Any, Any]]) -> str:
    note = (
        "Filled: the share of draws in which the party does what it did, where the act counts as real. Open: the same "
        "with this act left out, so that all else that is reported foretells it. Both are averaged over typical "
        "completions of the terms. Credible: the probability that the act is real."
    )
    against = [f"{act} ({agent_title(scenario, party)})" for (party, act), row in rows.items() if row["fitted"] == 0.0]
    if not against:
        return note
    return f"{note}\nNo draw fits {listed(against)} beside the party's other acts."
