"""The negotiation dance of one run: what was offered when, and what it was worth to each side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from negosim.analysis.story import offers as read
from negosim.domain import events as e
from negosim.domain.scenario import Scenario
from negosim.plots.dance_key import ASPIRATION, REFUSED, RESERVATION, SIGNED, key
from negosim.plots.fitting import scaled
from negosim.plots.palette import VERMILLION, YELLOW, Look, faint, ink, looks, paper, shade
from negosim.plots.style import WIDTH, drawing_many, guides, named
from negosim.plots.words import OUTCOME_WORDS, agent_title, day_text, plain, scenario_title, wrapped

Events = Sequence[e.Event]


def negotiation_dance(
    scenario: Scenario,
    events: Events,
    *,
    whole: bool = False,
    figure: Figure | SubFigure | None = None,
    title: str | None = None,
    note: bool | None = None,
) -> npt.NDArray[np.object_]:
    """Draw one run: a panel for each party with all offers in its own utility, and one with the pressure.

    Marks show offers and texts, aspirations and reservation values, refusals at a red line, shocks, suspensions,
    presses and the end.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    events : sequence of Event
        The events of the run, from the first one on.
    whole : bool
        Show the whole range of utilities. Otherwise early offers are arrows at the edge where they would squeeze
        everything that matters to a party into less than half of its panel.
    figure : Figure or SubFigure, optional
        Where to draw; a new figure by default.
    title : str, optional
        Replaces the title; empty for none.
    note : bool, optional
        Whether to write how to read it; by default on a figure of its own only.

    Returns
    -------
    ndarray of Axes
        One for each party, in the order of the scenario, and the pressure.

    Raises
    ------
    ValueError
        The events do not begin with ``NegotiationOpened``.
    """
    opening = events[0] if events else None
    if not isinstance(opening, e.NegotiationOpened):
        raise ValueError("a dance needs the events of a run from NegotiationOpened on")
    names = [party.name for party in scenario.parties]
    told = looks([*names, *opening.mediators])
    source = f"Run {opening.run}, seed {opening.seed}, {named(scenario)}"
    with drawing_many(figure, source, WIDTH, 3.1 + 2.1 * len(names), title, note) as (page, sheet):
        grid = page.add_gridspec(len(names) + 2, 1, height_ratios=[*[2.0] * len(names), 1.0, 0.8])
        first = page.add_subplot(grid[0])
        panels = [first, *(page.add_subplot(grid[k], sharex=first) for k in range(1, len(names) + 1))]
        cut = False
        for panel, name in zip(panels, names, strict=False):
            _party(panel, scenario, events, name, told)
            panel.tick_params(labelbottom=False)
            cut = (not whole and _zoom(panel, scenario, events, name, told)) or cut
        _pressure(panels[-1], scenario, events, told)
        reading = _interruptions(panels, scenario, events) + (_BEYOND if cut else "")
        _end(panels[:-1], scenario, events)
        _calendar(panels[-1], scenario, events)
        key(page.add_subplot(grid[-1]), panels, scenario)
        sheet.caption(f"One run of {scenario_title(scenario)}: {ending_text(scenario, events)}", reading)
    return np.array(panels, dtype=np.object_)


def day_number(scenario: Scenario, day: int) -> float:
    """Return a day of a scenario as a number of matplotlib's date axes."""
    return float(scenario.date(day).toordinal() - _EPOCH)


def _dates(scenario: Scenario, days: Iterable[int]) -> list[float]:
    return [day_number(scenario, int(day)) for day in days]


_EPOCH = 719163  # 1 January 1970, where matplotlib begins to count


def _party(axes: Axes, scenario: Scenario, events: Events, name: str, told: dict[str, Look]) -> None:
    """All that was put on the table in one party's utility, and what that party would accept."""
    found = read.offers(events)
    tabled, texts = found[found["kind"] == "table"], found[found["kind"] == "text"]
    floor = read.reservations(events)
    floor = floor[floor["party"] == name]
    own = tabled[tabled["party"] == name]
    for rows, value, line, colour, label in (
        (floor, "value", (0, (4, 2)), ink(), RESERVATION),
        (own, "aspiration", ":", faint(), ASPIRATION),
    ):
        days, values = _by_stage(scenario, rows, value)
        axes.plot(days, values, color=colour, linestyle=line, linewidth=1.3, label=label)
    for party in scenario.parties:
        look = told[party.name]
        days, values = _by_stage(scenario, tabled[tabled["party"] == party.name], f"utility_{name}")
        axes.plot(
            days,
            values,
            color=look.colour,
            marker=look.marker,
            linestyle=look.line,
            linewidth=1.2,
            markersize=scaled(5.5),
            markeredgecolor=paper(),
            markeredgewidth=0.5,
            label=agent_title(scenario, party.name),
        )
    if len(texts):
        _dots(axes, scenario, texts["day"], texts[f"utility_{name}"], Look(YELLOW, "D", "", ""), "mediators' text")
    refused = read.refusals(events)
    refused = refused[(refused["party"] == name) & (refused["red_line"] != "")]
    if len(refused):
        days = _dates(scenario, refused["day"])
        axes.plot(days, refused["utility"], ".", color=paper(), markersize=scaled(4), zorder=6, label=REFUSED)
    axes.set_ylabel(f"worth to\n{wrapped(agent_title(scenario, name), 24)}")
    guides(axes, "y")


_BEYOND = " Arrows at an edge: beyond the scale."


def _zoom(axes: Axes, scenario: Scenario, events: Events, name: str, told: dict[str, Look]) -> bool:
    """Cut a party's scale to what matters to it if that is less than half of it; whether it was cut.

    What matters: its own offers, aspirations and reservation values, what was signed, and all offers and texts of
    the second half of the run.
    """
    found, floor, signed = read.offers(events), read.reservations(events), read.signings(events)
    own, worth = found[found["party"] == name], f"utility_{name}"
    late = found[found["day"] >= read.ending(events)[1] / 2.0]
    lines = [floor.loc[floor["party"] == name, "value"], own["aspiration"], own[worth], late[worth], signed[worth]]
    core = pd.concat([line.astype(float) for line in lines]).dropna()
    everything = pd.concat([core, found[worth].astype(float)])
    span = core.max() - core.min()
    if not len(core) or not 0.0 < span < 0.5 * (everything.max() - everything.min()):
        return False
    low, high = core.min() - 0.15 * span, core.max() + 0.15 * span
    axes.set_ylim(low, high)
    below, above = found[found[worth] < low], found[found[worth] > high]
    for beyond, marker, edge, step in ((below, "v", 0.035, 0.05), (above, "^", 0.965, -0.05)):
        for row, ((kind, party), rows) in enumerate(beyond.groupby(["kind", "party"], sort=False)):
            colour = YELLOW if kind == "text" else told[str(party)].colour
            places = [edge + step * row] * len(rows)
            days = _dates(scenario, rows["day"])
            axes.plot(days, places, marker, color=colour, transform=axes.get_xaxis_transform(), **_arrow())
    return True


def _arrow() -> dict[str, Any]:
    return {"markersize": scaled(5.5), "markeredgecolor": ink(), "markeredgewidth": 0.6, "zorder": 7}


def _by_stage(scenario: Scenario, rows: pd.DataFrame, value: str) -> tuple[list[float], list[float]]:
    """Days and values for a line that breaks where a stage of the agenda ends."""
    days: list[float] = []
    values: list[float] = []
    for _, stage in rows.groupby("stage", sort=True):
        days += [*_dates(scenario, stage["day"]), np.nan]
        values += [*stage[value], np.nan]
    return days, values


def _dots(
    axes: Axes, scenario: Scenario, days: pd.Series[int], values: pd.Series[float], look: Look, label: str
) -> None:
    axes.plot(
        _dates(scenario, days),
        values,
        look.marker,
        color=look.colour,
        markersize=scaled(5),
        markeredgecolor=ink(),
        markeredgewidth=0.7,
        label=label,
    )


def _pressure(axes: Axes, scenario: Scenario, events: Events, told: dict[str, Look]) -> None:
    """The pressure on every party, and who pressed when."""
    courses = read.courses(events)
    last = read.ending(events)[1]
    for party in scenario.parties:
        rows = courses[(courses["quantity"] == "pressure") & (courses["of"] == party.name)]
        look = told[party.name]
        axes.plot(
            _dates(scenario, [*rows["day"], last]),
            [*rows["value"], *rows["value"].tail(1)] if len(rows) else [],
            drawstyle="steps-post",
            color=look.colour,
            linestyle=look.line,
            linewidth=1.5,
        )
    for mediator, rows in read.presses(events).groupby("mediator", sort=False):
        word = f"pressed by {agent_title(scenario, str(mediator))}"
        _dots(axes, scenario, rows["day"], rows["pressure"], told[str(mediator)], word)
    axes.set_ylabel("pressure\n(utility)")
    guides(axes, "y")
    low, high = axes.get_ylim()
    axes.set_ylim(min(0.0, low), max(high, 0.02))


def _interruptions(panels: list[Axes], scenario: Scenario, events: Events) -> str:
    """Mark shocks, by number, and suspensions on every panel; what the numbers mean."""
    titles, words = read.titles_of_shocks(scenario), []
    struck = read.shocks(events).groupby("day", sort=True)["shock"].agg(list)
    number = 0
    for day, names in struck.items():
        at, date = day_number(scenario, int(str(day))), scenario.date(int(str(day)))
        numbers = range(number + 1, number + len(names) + 1)
        number += len(names)
        for panel in panels:
            panel.axvline(at, color=VERMILLION, linewidth=1.1, linestyle=(0, (1, 1.5)), zorder=1.5)
        panels[0].annotate(
            ",".join(map(str, numbers)),
            (at, 1.0),
            (0, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            fontsize=scaled(8.5),
            fontweight="bold",
            color=VERMILLION,
        )
        words += [f"{k} {titles.get(s, plain(s))} ({date.day} {date:%b})" for k, s in zip(numbers, names, strict=True)]
    for k, span in enumerate(read.suspensions(events)):
        for panel in panels:
            panel.axvspan(
                day_number(scenario, span.start),
                day_number(scenario, span.until),
                facecolor=shade(0.08),
                edgecolor=shade(0.25),
                hatch="//",
                linewidth=0.0,
                zorder=0.5,
                label="talks suspended" if k == 0 else None,
            )
    values = (
        "Each panel values everything on the table by one party's utility. Reservation value: what no deal is worth to "
        "it; aspiration: what it aims at."
    )
    return f"{values} Shocks, by number: {'; '.join(words)}." if words else values


def _end(panels: list[Axes], scenario: Scenario, events: Events) -> None:
    """Mark what was signed, stage by stage, and the end of the talks."""
    signed, (_, day, outcome, _) = read.signings(events), read.ending(events)
    for panel, party in zip(panels, scenario.parties, strict=True):
        for at in [*signed["day"], *([day] if outcome else [])]:
            panel.axvline(day_number(scenario, int(at)), color=ink(), linewidth=1.2, zorder=1.4)
        if len(signed):
            worth = signed[f"utility_{party.name}"]
            panel.plot(_dates(scenario, signed["day"]), worth, "*", label=SIGNED, **_star())


def _star() -> dict[str, Any]:
    return {"color": ink(), "markersize": scaled(15), "markeredgecolor": paper(), "zorder": 8}


def _calendar(axes: Axes, scenario: Scenario, events: Events) -> None:
    locator = mdates.AutoDateLocator(minticks=4, maxticks=9)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(lambda at, _: _short(at))
    years = sorted({scenario.date(day).year for day in (0, read.ending(events)[1])})
    axes.set_xlabel("–".join(map(str, years)))
    axes.margins(x=0.03)


def _short(at: float) -> str:
    day = pd.Timestamp("1970-01-01") + pd.Timedelta(days=round(at))
    return f"{day.day} {day:%b}"


def ending_text(scenario: Scenario, events: Events) -> str:
    """Return how and when a run ended, or that it goes on."""
    now, day, outcome, _ = read.ending(events)
    when = day_text(scenario.date(day))
    return f"{OUTCOME_WORDS[outcome].lower()} in round {now}, {when}" if outcome else f"open in round {now}, {when}"
