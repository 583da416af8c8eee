"""Who would gain by walking away from what was agreed, phase by phase."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from negosim.analysis.bargaining.stability import CONCEPTS, PhaseStability
from negosim.ensemble.results.outcomes import Outcomes, wilson
from negosim.plots.bars import legend_above, whiskers, write
from negosim.plots.fitting import scaled
from negosim.plots.palette import faint, looks, paper
from negosim.plots.style import WIDTH, drawing, remark
from negosim.plots.words import counted, percent, percent_tick, scenario_title

THICK = 0.38
CONCEPT_WORDS = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ"}


def phase_stability(
    outcomes: Outcomes,
    agreements: Sequence[Sequence[PhaseStability]],
    *,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw the share of agreements in which a party gains by leaving before a phase.

    Shares are given for a party that leaves alone, and for all others leaving too.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    agreements : sequence of sequence of PhaseStability
        For each agreement of the outcomes its phases, as returned by
        ``analysis.bargaining.stability.package_stability``.
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
    parties = outcomes.scenario.parties
    numbers = sorted({phase.phase for phases in agreements for phase in phases})
    rows = 2 * len(parties)
    with drawing(ax, outcomes, WIDTH, 2.5 + 0.3 * max(1, len(numbers)) * (rows + 1.6), title, note) as (axes, sheet):
        ticks: list[tuple[float, str]] = []
        place = 0.0
        for number in numbers:
            found = [phase for phases in agreements for phase in phases if phase.phase == number]
            held = ", ".join(
                f"{CONCEPT_WORDS[c]} {percent(float(np.mean([p.holds(c) for p in found])))}" for c in CONCEPTS
            )
            axes.text(
                0.0,
                place,
                f"Before phase {number}: {counted(len(found), 'agreement')}",
                va="center",
                ha="left",
                fontweight="bold",
            )
            axes.text(
                1.0, place, f"stable for all: {held}", va="center", ha="right", color=faint(), fontsize=scaled(8.5)
            )
            place += 0.9
            for p, (name, look) in enumerate(looks([party.title for party in parties]).items()):
                others = [o for o in range(len(parties)) if o != p]
                for replied in (False, True):
                    count = sum(phase.gain(p, *(others if replied else ())) > 0.0 for phase in found)
                    estimate = wilson(count, len(found))
                    face, edge = (paper(), look.colour) if replied else (look.colour, paper())
                    hatch = "////" if replied else ""
                    axes.barh(place, estimate.share, 2 * THICK, color=face, edgecolor=edge, hatch=hatch)
                    whiskers(axes, [estimate], [place])
                    write(axes, percent(estimate.share), estimate.high, place, size=8.5)
                    ticks.append((place, f"{name}, {'all leave' if replied else 'alone'}"))
                    place += 1.0
            place += 0.7
        axes.set_yticks([at for at, _ in ticks], [text for _, text in ticks])
        axes.set_ylim(max(place - 0.6, 1.0), -0.6)
        axes.set_xlim(0.0, 1.12)
        axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0])
        axes.xaxis.set_major_formatter(percent_tick)
        axes.set_xlabel("share of agreements in which the party is better off leaving")
        axes.tick_params(axis="y", length=0)
        handles = [
            Patch(facecolor=faint(), label="alone, the others give what is theirs in this phase"),
            Patch(facecolor=paper(), edgecolor=faint(), hatch="////", label="if the others leave as well"),
        ]
        legend_above(axes, handles, columns=2)
        sheet.caption(
            f"Who gains by walking away: {scenario_title(outcomes.scenario)}",
            "Agreements in several phases; what came before is kept. Whiskers: 95 % intervals (Wilson). Stable: "
            "looking no further (Nash), fearing any reply (GMR), any that cannot be mended (SMR), any wanted (SEQ).",
        )
        if not numbers:
            remark(axes, "no agreement in several phases")
    return axes
