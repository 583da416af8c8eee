"""Bars: how runs ended, which families of packages were agreed, what blocked the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.legend_handler import HandlerTuple

from negosim.analysis.outcomes.families import families
from negosim.analysis.outcomes.summary import blockers as found_blockers
from negosim.ensemble.results.outcomes import OUTCOMES, Estimate, Outcomes, wilson
from negosim.plots.style import FAINT, INK, OUTCOME_LOOKS, WIDTH, drawing, looks, remark
from negosim.plots.words import (
    OUTCOME_WORDS,
    agent_title,
    issue_title,
    percent,
    percent_tick,
    plain,
    runs_of,
    wrapped,
)


def outcome_shares(outcomes: Outcomes, *, ax: Axes | None = None) -> Axes:
    """Draw the share of each outcome, with Wilson's 95 % interval.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    with drawing(ax, outcomes, WIDTH, 3.5) as (axes, sheet):
        for place, name in enumerate(OUTCOMES):
            estimate, look = outcomes.rate(name), OUTCOME_LOOKS[name]
            if not estimate.total:
                continue
            axes.barh(place, estimate.share, 0.62, color=look.colour, hatch=look.hatch, edgecolor="white")
            whiskers(axes, [estimate], [place])
            runs = f"{estimate.count:,} run{'' if estimate.count == 1 else 's'}"
            write(axes, f"{percent(estimate.share)}   {runs}", estimate.high, place)
        axes.set_yticks(range(len(OUTCOMES)), [OUTCOME_WORDS[name] for name in OUTCOMES], fontsize=10.5)
        axes.set_ylim(len(OUTCOMES) - 0.5, -0.5)
        _share_axis(axes, 0.85 if max(outcomes.rate(n).high for n in OUTCOMES) < 0.75 else 1.0, "share of runs")
        sheet.caption(f"Outcomes of {runs_of(outcomes)}", "Whiskers: 95 % intervals (Wilson).")
        if not len(outcomes):
            remark(axes, "no run")
    return axes


def package_families(
    outcomes: Outcomes, issues: tuple[str, ...] | None = None, *, top: int = 10, ax: Axes | None = None
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

    Returns
    -------
    Axes
    """
    with drawing(ax, outcomes, WIDTH, 5.0) as (axes, sheet):
        found = families(outcomes, issues)
        names = [name for name in found.columns if name in {i.name for i in outcomes.scenario.issues}]
        shown, look = found.head(top), OUTCOME_LOOKS["agreement"]
        titles = [issue_title(outcomes.scenario.issue(name)) for name in names]
        places, total = range(len(shown)), int(found["count"].sum())
        estimates = [wilson(int(count), total) for count in shown["count"]]
        axes.barh(places, [e.share for e in estimates], 0.62, color=look.colour, edgecolor="white")
        possible(axes, shown["possible"].tolist(), places)
        whiskers(axes, estimates, places)
        for place, (estimate, share) in enumerate(zip(estimates, shown["possible"], strict=True)):
            write(axes, percent(estimate.share), max(estimate.high, share), place)
        axes.set_yticks(range(len(shown)), [""] * len(shown))
        axes.set_ylim(max(len(shown), 1) - 0.5, -0.5)
        for k, name in enumerate(names):
            _column(axes, (k - len(names)) * 88.0, titles[k], [plain(str(label)) for label in shown[name]])
        _share_axis(axes, float(shown[["high", "possible"]].max().max()) if len(shown) else 1.0, "share of agreements")
        rest = f"; {len(found) - len(shown)} smaller families not shown" if len(found) > len(shown) else ""
        sheet.caption(
            f"Families of agreed packages, {runs_of(outcomes)}",
            "A family: packages with these levels, whatever the rest. "
            f"Black line: its share of all feasible packages. Whiskers: 95 % intervals (Wilson){rest}.",
        )
        if found.empty:
            remark(axes, "no agreement in these runs")
    return axes


def blockers(outcomes: Outcomes, *, ax: Axes | None = None) -> Axes:
    """Draw what blocked the runs without a full agreement: the last refusal, by issue and party.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
    """
    scenario = outcomes.scenario
    counts = found_blockers(outcomes)
    blocked = sum(counts.values())
    parties = [party.name for party in scenario.parties]
    named = {i.name: sum(counts.get((p, i.name), 0) for p in parties) for i in scenario.issues}
    order = sorted((name for name in named if named[name]), key=lambda name: -named[name])
    thick = 0.8 / len(parties)
    with drawing(ax, outcomes, WIDTH, 1.9 + 0.26 * max(6, len(order) * len(parties))) as (axes, sheet):
        longest = 0.0
        for k, (party, look) in enumerate(looks(parties).items()):
            places = np.arange(len(order)) - 0.4 + thick * (k + 0.5)
            estimates = [wilson(counts.get((party, name), 0), blocked) for name in order]
            axes.barh(
                places,
                [e.share for e in estimates],
                thick * 0.92,
                color=look.colour,
                hatch=look.hatch,
                edgecolor="white",
                label=agent_title(scenario, party),
            )
            for place, estimate in zip(places, estimates, strict=True):
                if estimate.count:
                    whiskers(axes, [estimate], [float(place)])
                    longest = max(longest, estimate.high)
                    write(axes, percent(estimate.share), estimate.high, float(place), size=8)
                else:
                    write(axes, "0", 0.0, float(place), size=8, colour=FAINT)
        axes.set_yticks(range(len(order)), [wrapped(issue_title(scenario.issue(n), unit=False), 40) for n in order])
        axes.set_ylim(max(len(order), 1) - 0.5, -0.5)
        _share_axis(axes, longest or 1.0, "share of runs without full agreement")
        sheet.caption(
            f"What blocked agreement, {runs_of(outcomes)}",
            f"The refusals that stood last in the way, in {blocked:,} run{'' if blocked == 1 else 's'} "
            "without full agreement. Whiskers: 95 % intervals (Wilson).",
        )
        if blocked:
            legend_above(axes, axes.get_legend_handles_labels()[0])
        else:
            remark(axes, "no run was blocked")
    return axes


def _column(axes: Axes, offset: float, title: str, labels: list[str]) -> None:
    """A column of words left of the axes, ``offset`` points from its edge, under a title."""
    place: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "textcoords": "offset points",
        "fontsize": 9,
    }
    for row, label in enumerate(labels):
        axes.annotate(wrapped(label, 15), (0, row), (offset, 0), va="center", **place)
    place |= {"xycoords": "axes fraction", "fontweight": "bold"}
    axes.annotate(wrapped(title, 14), (0, 1), (offset, 4), va="bottom", **place)


def whiskers(axes: Axes, estimates: Sequence[Estimate], places: Sequence[float]) -> None:
    """Draw the intervals of estimates as lines across the ends of horizontal bars.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    estimates : sequence of Estimate
        The estimates.
    places : sequence of float
        The middles of the bars.
    """
    lows, highs = [e.low for e in estimates], [e.high for e in estimates]
    axes.hlines(places, lows, highs, color=INK, linewidth=1.3, zorder=4)
    axes.plot([*lows, *highs], [*places, *places], "|", color=INK, markersize=6, zorder=4)


def possible(axes: Axes, shares: Sequence[float], places: Sequence[float]) -> None:
    """Draw thick strokes at the shares of all feasible packages.

    Parameters
    ----------
    axes : Axes
        Where to draw.
    shares : sequence of float
        The shares.
    places : sequence of float
        The middles of the bars.
    """
    low, high = [place - 0.38 for place in places], [place + 0.38 for place in places]
    axes.vlines(shares, low, high, color=INK, linewidth=2.2, zorder=5)


def write(axes: Axes, text: str, end: float, place: float, size: float = 9.5, colour: str = INK) -> None:
    """Write a text after the end of a bar.

    Parameters
    ----------
    axes : Axes
        Where to write.
    text : str
        What.
    end, place : float
        The end and the middle of the bar.
    size : float
        Size of the font in points.
    colour : str
        Colour of the text.
    """
    axes.annotate(text, (end, place), (7, 0), textcoords="offset points", va="center", fontsize=size, color=colour)


def legend_above(axes: Axes, handles: Sequence[Any], columns: int = 4, labels: Sequence[str] | None = None) -> None:
    """Put a legend above the axes, where it covers no bar.

    Parameters
    ----------
    axes : Axes
        Whose legend it is.
    handles : sequence
        The marks; those of a tuple are shown side by side.
    columns : int
        Largest number of columns.
    labels : sequence of str, optional
        Needed if there is a tuple among the handles.
    """
    axes.legend(
        handles=handles,
        labels=labels or [handle.get_label() for handle in handles],
        handler_map={tuple: HandlerTuple(ndivide=None)},
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=min(columns, len(handles)),
        borderaxespad=0.2,
    )


def _share_axis(axes: Axes, longest: float, label: str) -> None:
    axes.set_xlim(0.0, 1.18 * longest)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= min(1.0, 1.18 * longest) + 1e-9])
    axes.xaxis.set_major_formatter(percent_tick)
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(label)
