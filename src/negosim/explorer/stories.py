"""One run for the page: round by round what was offered, answered and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from negosim.analysis.story.ending import end_as_values
from negosim.analysis.story.history import answers, offers, pressure, reservations
from negosim.analysis.story.narrative import headline, told_rounds
from negosim.analysis.wording import Words
from negosim.domain.events import AssumptionChanged, Event, RoundOpened
from negosim.domain.scenario import Scenario
from negosim.plots.words import parameter_text

Numbers = dict[str, Any]


def told_run(scenario: Scenario, events: Sequence[Event], run: int) -> Numbers:
    """Tell a run.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    events : sequence of Event
        All events of the run.
    run : int
        Its number.

    Returns
    -------
    dict
        For JSON: how it ended, in a sentence and by name, and its rounds.
    """
    end = end_as_values(scenario, events)
    return {
        "run": run,
        "outcome": end["outcome"],
        "levels": end["levels"],
        "sentence": headline(scenario, events),
        "rounds": list(_rounds(scenario, events)),
    }


def _rounds(scenario: Scenario, events: Sequence[Event]) -> Iterator[Numbers]:
    words, told = Words(scenario), _told(scenario, events)
    tabled, given, pressed, floors = offers(events), answers(events), pressure(events), reservations(events)
    authors = _authors(tabled)
    now = {party.name: 0.0 for party in scenario.parties}
    for event in events:
        if not isinstance(event, RoundOpened):
            continue
        number = event.round
        moved = pressed[pressed["round"] <= number]
        now |= dict(zip(moved["party"], moved["pressure"].astype(float), strict=True))
        of = tabled[tabled["round"] == number].to_dict("records")
        drafted = [_offer(scenario, words, row) for row in of if row["kind"] == "text"]
        yield {
            "round": number,
            "day": event.day,
            "date": scenario.date(event.day).isoformat(),
            "offers": [_offer(scenario, words, row) for row in of if row["kind"] == "table"],
            "text": drafted[-1] if drafted else None,
            "answers": [_answer(words, row, authors) for row in given[given["round"] == number].to_dict("records")],
            "pressure": dict(now),
            "reservation": {
                str(row["party"]): float(row["value"]) for row in floors[floors["round"] == number].to_dict("records")
            },
            "lines": told.get(number, []),
        }


def _told(scenario: Scenario, events: Sequence[Event]) -> dict[int, list[str]]:
    """The lines of each round, with titles where a line names a parameter that was changed."""
    titles = {}
    for event in events:
        if isinstance(event, AssumptionChanged):
            title, raw = parameter_text(scenario, event.parameter), f"{event.parameter} was set to {event.value:g}"
            value = f"{event.value:g}"
            if title.endswith(" is real"):
                title, value = title.removesuffix(" is real"), {"0": "not real", "1": "real"}.get(value, value)
            titles[raw] = f"{title} was set to {value}"
    found = {}
    for number, lines in told_rounds(scenario, events).items():
        found[number] = [_titled(line, titles) for line in lines]
    return found


def _titled(line: str, titles: dict[str, str]) -> str:
    for raw, text in titles.items():
        line = line.replace(raw, text)
    return line


def _authors(tabled: pd.DataFrame) -> dict[tuple[int, int], str]:
    """Whose each package is in each round; empty for the mediators' text, which comes before the parties' own."""
    rows = sorted(tabled.to_dict("records"), key=lambda row: row["kind"] == "text")
    return {(int(row["round"]), int(row["package"])): str(row["party"]) for row in rows}


def _offer(scenario: Scenario, words: Words, row: dict[Any, Any]) -> Numbers:
    party = str(row["party"])
    utilities = {p.name: float(row[f"utility_{p.name}"]) for p in scenario.parties}
    return {
        "by": party,
        "title": scenario.parties[party].title if party else "The mediators’ text",
        "package": words.labels(int(row["package"])),
        "utilities": utilities,
    }


def _answer(words: Words, row: dict[Any, Any], authors: dict[tuple[int, int], str]) -> Numbers:
    return {
        "party": str(row["party"]),
        "package_of": authors.get((int(row["round"]), int(row["package"])), ""),
        "accepted": bool(row["accepted"]),
        "issue": str(row["issue"]),
        "red_line": _line(words, str(row["party"]), str(row["red_line"])),
    }


def _line(words: Words, party: str, name: str) -> str:
    """A red line of a party in words, by its name; empty if there is none."""
    lines = words.scenario.red_lines
    found = next((line for line in lines if line.party == party and name in (line.name, line.act)), None)
    return words.condition(found.condition) if name and found is not None else name.replace("_", " ")
