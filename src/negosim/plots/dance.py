"""The negotiation dance of one run: what was offered when, and what it was worth to each side."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from negosim.analysis import offers as read
from negosim.domain import events as e
from negosim.domain.scenario import Scenario
from negosim.plots.style import FAINT, INK, VERMILLION, WIDTH, YELLOW, Look, drawing_many, looks
from negosim.plots.words import OUTCOME_WORDS, agent_title, day_text, plain, scenario_title


def negotiation_dance(
    scenario: Scenario, events: Sequence[e.Event], *, figure: Figure | SubFigure | None = None
) -> npt.NDArray[np.object_]:
    """One run as a dance: a panel a party with all offers in its own utility, and one with the pressure on all.

    Marked are offers and texts, aspirations and reservation values, refusals across a red line, shocks,
    suspensions, presses and the end. ValueError if the events do not begin with the opening of the talks.

    Returns
    -------
    ndarray of Axes
        One a party, in the scenario's order, then the pressure.
    """
    opening = events[0] if events else None
    if not isinstance(opening, e.NegotiationOpened):
        raise ValueError("a dance needs the events of a run from NegotiationOpened on")
    names = [party.name for party in scenario.parties]
    told = looks([*names, *opening.mediators])
    note = f"run {opening.run}, seed {opening.seed}, scenario {scenario.name} (digest {scenario.digest[:8]})"
    with drawing_many(figure, note, WIDTH, 2.6 + 2.15 * len(names)) as page:
        panels: npt.NDArray[np.object_] = np.atleast_1d(
            page.subplots(len(names) + 1, 1, sharex=True, height_ratios=[*[2.0] * len(names), 1.0])
        )
        for panel, name in zip(panels, names, strict=False):
            _party(panel, scenario, events, name, told)
        _pressure(panels[-1], scenario, events, told)
        shocks = _interruptions(panels, scenario, events)
        _end(panels[:-1], scenario, events)
        panels[-1].xaxis.set_major_locator(mdates.AutoDateLocator(minticks=4, maxticks=8))
        panels[-1].xaxis.set_major_formatter(
            mdates.ConciseDateFormatter(panels[-1].xaxis.get_major_locator())
        )
        _title(page, scenario, events, opening.run, shocks)
        handles: dict[str, object] = {}
        for panel in panels:
            for handle, label in zip(*panel.get_legend_handles_labels(), strict=True):
                handles.setdefault(label, handle)
        page.legend(handles.values(), handles.keys(), loc="outside lower left", ncols=3, fontsize=8.5)  # type: ignore[call-overload]
    return panels


def _dates(scenario: Scenario, days: pd.Series[int]) -> list[float]:
    return [float(mdates.date2num(scenario.date(int(day)))) for day in days]


def _party(
    axes: Axes, scenario: Scenario, events: Sequence[e.Event], name: str, told: dict[str, Look]
) -> None:
    found = read.offers(events)
    value = f"utility_{name}"
    tabled = found[found["kind"] == "table"]
    for party in scenario.parties:
        rows, look = tabled[tabled["party"] == party.name], told[party.name]
        axes.plot(
            _dates(scenario, rows["day"]),
            rows[value],
            color=look.colour,
            marker=look.marker,
            linestyle=look.line,
            linewidth=1.2,
            markersize=5,
            markeredgecolor="white",
            markeredgewidth=0.5,
            label=f"offers of {agent_title(scenario, party.name)}",
        )
    own = tabled[tabled["party"] == name]
    axes.plot(
        _dates(scenario, own["day"]),
        own["aspiration"],
        color=FAINT,
        linestyle=":",
        linewidth=1.3,
        label="own aspiration",
    )
    floor = read.reservations(events)
    floor = floor[floor["party"] == name]
    axes.plot(
        _dates(scenario, floor["day"]),
        floor["value"],
        color=INK,
        linestyle=(0, (4, 2)),
        linewidth=1.2,
        label="own reservation value",
    )
    texts = found[found["kind"] == "text"]
    axes.plot(
        _dates(scenario, texts["day"]),
        texts[value],
        "D",
        color=YELLOW,
        markersize=4.6,
        markeredgecolor=INK,
        markeredgewidth=0.7,
        label="mediators' text",
    )
    refused = read.refusals(events)
    refused = refused[(refused["party"] == name) & (refused["red_line"] != "")]
    axes.plot(
        _dates(scenario, refused["day"]),
        refused["utility"],
        "x",
        color=VERMILLION,
        markersize=8,
        markeredgewidth=1.8,
        label="refused: own red line",
        zorder=6,
    )
    axes.set_ylabel(f"utility to\n{agent_title(scenario, name)}")
    axes.grid(axis="y")


def _pressure(axes: Axes, scenario: Scenario, events: Sequence[e.Event], told: dict[str, Look]) -> None:
    courses = read.courses(events)
    last = float(mdates.date2num(scenario.date(read.ending(events)[1])))
    for party in scenario.parties:
        rows = courses[(courses["quantity"] == "pressure") & (courses["of"] == party.name)]
        if rows.empty:
            continue
        look = told[party.name]
        axes.plot(
            [*_dates(scenario, rows["day"]), last],
            [*rows["value"], rows["value"].iloc[-1]],
            drawstyle="steps-post",
            color=look.colour,
            linestyle=look.line,
            linewidth=1.5,
            label=f"pressure on {agent_title(scenario, party.name)}",
        )
    pressed = read.presses(events)
    for mediator, rows in pressed.groupby("mediator", sort=False):
        look = told[str(mediator)]
        axes.plot(
            _dates(scenario, rows["day"]),
            rows["pressure"],
            look.marker,
            color=look.colour,
            markersize=6,
            markeredgecolor=INK,
            markeredgewidth=0.5,
            label=f"pressed by {agent_title(scenario, str(mediator))}",
        )
    axes.set_ylabel("pressure\n(utility)")
    axes.grid(axis="y")
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))


def _interruptions(
    panels: npt.NDArray[np.object_], scenario: Scenario, events: Sequence[e.Event]
) -> list[str]:
    """Mark shocks, by number, and suspensions on every panel; what the numbers mean."""
    struck, titles = read.shocks(events), read.titles_of_shocks(scenario)
    words = []
    for number, row in enumerate(struck.to_dict("records"), start=1):
        day = scenario.date(int(row["day"]))
        at = float(mdates.date2num(day))
        for panel in panels:
            panel.axvline(at, color=VERMILLION, linewidth=1.1, linestyle=(0, (1, 1.5)), zorder=1.5)
        panels[0].annotate(
            str(number),
            (at, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=8.5,
            fontweight="bold",
            color=VERMILLION,
        )
        words.append(
            f"{number}  {titles.get(str(row['shock']), plain(str(row['shock'])))} ({day.day} {day:%b})"
        )
    for k, span in enumerate(read.suspensions(events)):
        for panel in panels:
            panel.axvspan(
                *mdates.date2num([scenario.date(span.start), scenario.date(span.until)]),
                facecolor="#eeeeee",
                edgecolor="#c8c8c8",
                hatch="//",
                linewidth=0.0,
                zorder=0.5,
                label="talks suspended" if k == 0 else None,
            )
    return words


def _end(panels: npt.NDArray[np.object_], scenario: Scenario, events: Sequence[e.Event]) -> None:
    _, day, outcome, package = read.ending(events)
    if not outcome:
        return
    at = float(mdates.date2num(scenario.date(day)))
    worth: dict[str, float] = {}
    for event in events:
        if isinstance(event, e.AgreementReached | e.StageAgreed) and event.package == package:
            worth = dict(event.utilities)
    for panel, party in zip(panels, scenario.parties, strict=True):
        panel.axvline(at, color=INK, linewidth=1.2, zorder=1.4)
        if worth:
            panel.plot(
                at,
                worth[party.name],
                "*",
                color=INK,
                markersize=15,
                markeredgecolor="white",
                label="signed package",
                zorder=8,
            )
    panels[0].margins(x=0.03)


def _title(
    page: Figure | SubFigure, scenario: Scenario, events: Sequence[e.Event], run: int, shocks: list[str]
) -> None:
    now, day, outcome, _ = read.ending(events)
    when = day_text(scenario.date(day))
    end = (
        f"{OUTCOME_WORDS[outcome].lower()} in round {now}, {when}"
        if outcome
        else f"still open in round {now}, {when}"
    )
    page.suptitle(
        f"One run of {scenario_title(scenario)}: {end}", x=0.01, ha="left", fontsize=12.5, fontweight="bold"
    )
    if shocks:
        page.axes[0].set_title(
            "Shocks:  " + "   ".join(shocks),
            loc="left",
            fontsize=8.5,
            fontweight="normal",
            color=VERMILLION,
            pad=18,
        )
