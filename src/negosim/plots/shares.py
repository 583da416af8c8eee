"""Bars: how runs ended, which families of packages were agreed, over what each party refused last."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from negosim.analysis.outcomes.families import families
from negosim.analysis.outcomes.summary import blocked
from negosim.analysis.outcomes.summary import blockers as found_blockers
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes, wilson
from negosim.plots.bars import legend_above, possible, share_axis, whiskers, write
from negosim.plots.fitting import letters, rows_that_fit, scaled
from negosim.plots.palette import OUTCOME_LOOKS, faint, looks, paper
from negosim.plots.style import WIDTH, drawing, remark
from negosim.plots.words import (
    OUTCOME_WORDS,
    agent_title,
    agreements_of,
    counted,
    issue_title,
    level_title,
    percent,
    runs_of,
    shortened,
    wrapped,
)


def outcome_shares(
    outcomes: Outcomes, *, ax: Axes | None = None, title: str | None = None, note: bool | None = None
) -> Axes:
    """Draw the share of each outcome, with Wilson's 95 % interval.

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
    with drawing(ax, outcomes, WIDTH, 3.5, title, note) as (axes, sheet):
        for place, name in enumerate(OUTCOMES):
            estimate, look = outcomes.rate(name), OUTCOME_LOOKS[name]
            if not estimate.total:
                continue
            axes.barh(place, estimate.share, 0.62, color=look.colour, hatch=look.hatch, edgecolor=paper())
            whiskers(axes, [estimate], [place])
            write(axes, f"{percent(estimate.share)}   {counted(estimate.count, 'run')}", estimate.high, place)
        axes.set_yticks(range(len(OUTCOMES)), [OUTCOME_WORDS[name] for name in OUTCOMES], fontsize=scaled(10.5))
        axes.set_ylim(len(OUTCOMES) - 0.5, -0.5)
        share_axis(axes, max((outcomes.rate(n).high for n in OUTCOMES), default=1.0), "share of runs", 16)
        sheet.caption("How the talks end", "Whiskers: 95 % intervals (Wilson).", runs_of(outcomes))
        if not len(outcomes):
            remark(axes, "no run")
    return axes


def package_families(
    outcomes: Outcomes,
    issues: tuple[str, ...] | None = None,
    *,
    top: int = 6,
    ax: Axes | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> Axes:
    """Draw the most common families of agreed packages.

    A family is all packages with the same levels on some issues.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    issues : tuple of str, optional
        The issues; by default those that distinguish agreements most.
    top : int
        Number of families shown.
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
    found = families(outcomes, issues)
    numbers = found.iloc[:, -6:]  # an issue may have the name of one of them
    named, look = [outcomes.scenario.issue(str(name)) for name in found.columns[:-6]], OUTCOME_LOOKS["agreement"]
    shown = numbers.head(rows_that_fit(ax, top, 1.2 * len(named) + 0.5))
    levels = found.iloc[: len(shown), :-6].to_numpy().tolist()
    common = [k for k in range(len(named)) if len(found) > 1 and found.iloc[:, k].nunique() == 1]
    told = [k for k in range(len(named)) if k not in common]
    places, total = range(len(shown)), int(numbers["count"].sum())
    height = 2.4 + (0.25 + 0.19 * len(told)) * max(3, len(shown))
    with drawing(ax, outcomes, WIDTH, height, title, note) as (axes, sheet):
        estimates = [wilson(int(count), total) for count in shown["count"]]
        axes.barh(places, [e.share for e in estimates], 0.62, color=look.colour, edgecolor=paper())
        possible(axes, shown["possible"].tolist(), places)
        whiskers(axes, estimates, places)
        for place, (estimate, share) in enumerate(zip(estimates, shown["possible"], strict=True)):
            write(axes, percent(estimate.share), max(estimate.high, share), place)

        def text(row: Sequence[str], which: Sequence[int], most: int) -> list[str]:
            parts = [(named[k], level_title(outcomes.scenario, row[k], issue=named[k])) for k in which]
            return [
                f"{shortened(issue_title(issue, unit=False), max(8, most - len(level) - 2))}: {level}"
                for issue, level in parts
            ]

        texts = ["\n".join(text(row, told, letters(axes, 44, 0.55, 9))) for row in levels]
        axes.set_yticks(places, texts, fontsize=scaled(9))
        axes.set_ylim(max(len(shown), 1) - 0.5, -0.5)
        share_axis(axes, float(shown[["high", "possible"]].max().max()) if len(shown) else 1.0, "share of agreements")
        if common:
            same = f"In all agreements: {'; '.join(text(levels[0], common, 200))}"
            nothing = Line2D([], [], linestyle="none")
            legend_above(
                axes, [nothing], labels=[wrapped(same, letters(axes, 100, 0.75, 9))], handlelength=0, handletextpad=0
            )
        rest = f" {counted(len(found) - len(shown), 'smaller group')} not shown." if len(found) > len(shown) else ""
        sheet.caption(
            "What was agreed",
            "Agreements with these levels, whatever the rest. Black line: the share of all feasible packages that have "
            f"them. Whiskers: 95 % intervals (Wilson).{rest}",
            agreements_of(outcomes),
        )
        if found.empty:
            remark(axes, "no agreement in these runs")
    return axes


def blockers(outcomes: Outcomes, *, ax: Axes | None = None, title: str | None = None, note: bool | None = None) -> Axes:
    """Draw over what each party refused last in the runs without a full agreement, by issue.

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
    scenario = outcomes.scenario
    counts = found_blockers(outcomes)
    refused = blocked(outcomes)
    parties = [party.name for party in scenario.parties]
    named = {i.name: sum(counts.get((p, i.name), 0) for p in parties) for i in scenario.issues}
    order = sorted((name for name in named if named[name]), key=lambda name: -named[name])
    thick = 0.8 / len(parties)
    with drawing(ax, outcomes, WIDTH, 1.9 + 0.26 * max(6, len(order) * len(parties)), title, note) as (axes, sheet):
        longest = 0.0
        for k, (party, look) in enumerate(looks(parties).items()):
            places = np.arange(len(order)) - 0.4 + thick * (k + 0.5)
            estimates = [wilson(counts.get((party, name), 0), refused) for name in order]
            axes.barh(
                places,
                [e.share for e in estimates],
                thick * 0.92,
                color=look.colour,
                hatch=look.hatch,
                edgecolor=paper(),
                label=agent_title(scenario, party),
            )
            for place, estimate in zip(places, estimates, strict=True):
                if estimate.count:
                    whiskers(axes, [estimate], [float(place)])
                    longest = max(longest, estimate.high)
                    write(axes, percent(estimate.share), estimate.high, float(place), size=8)
                else:
                    write(axes, "0", 0.0, float(place), size=8, colour=faint())
        axes.set_yticks(
            range(len(order)),
            [wrapped(issue_title(scenario.issue(n), unit=False), letters(axes, 40), 2) for n in order],
        )
        axes.set_ylim(max(len(order), 1) - 0.5, -0.5)
        share_axis(axes, longest or 1.0, "share of runs without full agreement")
        sheet.caption(
            "What each party refused last over",
            f"Of {counted(refused, 'run')} without full agreement. A run counts for each party that refused last. "
            "Whiskers: 95 % intervals (Wilson).",
            runs_of(outcomes),
        )
        if refused:
            legend_above(axes, axes.get_legend_handles_labels()[0])
        else:
            remark(axes, "nothing was refused")
    return axes
