"""Talks on a bridge between two shores, and what happened in them, to be told as a story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from negosim.analysis.story.narrative import story
from negosim.domain import events as e
from negosim.domain.random_streams import central_draw
from negosim.domain.scenario import Scenario
from negosim.files.scenario import build, load_scenario
from negosim.model import NegotiationModel
from negosim.spaces.space import digits_of, encode, space_of

SCENARIOS = Path(__file__).parents[3] / "scenarios"
TABLES: dict[str, Any] = {
    "name": "bridge",
    "title": "A bridge between two shores",
    "start": dt.date(2030, 3, 4),
    "horizon": 30,
    "days_per_round": 3,
    "issues": {
        "toll": {"title": "Toll of the bridge", "levels": [0, 5, 10], "status_quo": "none", "unit": "coins"},
        "width": {"title": "Width", "levels": ["narrow", "wide"], "status_quo": "narrow"},
    },
    "parties": {
        "north": {
            "title": "North Shore",
            "weights": {"toll": 0.5, "width": 0.5},
            "values": {"toll": {"none": 0, "0": 1, "10": 0.2}, "width": {"narrow": 0, "wide": 1}},
        },
        "south": {
            "title": "South Shore",
            "weights": {"toll": 0.5, "width": 0.5},
            "values": {"toll": {"none": 0, "0": 0.2, "10": 1}, "width": {"narrow": 1, "wide": 0}},
            "red_lines": {
                "free_and_wide": {"when": {"toll": 0, "width": "wide"}, "issue": "toll", "firmness": 1.0},
                "no_toll": {"when": {"toll": 0}, "firmness": 0.0},
            },
        },
    },
    "mediators": {"harbour": {"title": "Harbour Town", "style": "manipulator"}},
    "shocks": {"flood": {"title": "A flood tears at the piers", "date": dt.date(2030, 3, 20)}},
    "assumptions": {"*.horizon": {"value": 20}, "harbour.trust.*": {"value": 0.5}},
}
BRIDGE = build(TABLES, "bridge")


def package(**levels: str) -> int:
    """The index of a package of the bridge."""
    return int(encode(space_of(BRIDGE), digits_of(BRIDGE, levels)))


NO_DEAL = package()
MINE, YOURS, MIDDLE = (package(toll=t, width=w) for t, w in (("0", "wide"), ("10", "narrow"), ("5", "wide")))
HALF = {"north": 0.5, "south": 0.5}


def begun(*more: e.Event) -> list[e.Event]:
    """A run of the bridge that has begun, and what happened then."""
    opened = e.NegotiationOpened(
        "bridge", "d", 7, 3, "1", "2030-03-04", ("north", "south"), ("harbour",), central_draw(BRIDGE.parameters)
    )
    stage = e.StageOpened(0, ("toll", "width"), NO_DEAL, {"north": 0.0, "south": 0.5}, HALF)
    return [opened, stage, *more]


def a_round(number: int, *more: e.Event, offers: tuple[int, int] | None = (MINE, YOURS)) -> list[e.Event]:
    """A round in which both tabled something, and what else happened."""
    day = 3 * (number - 1)
    opened: list[e.Event] = [e.RoundOpened(number, day, str(BRIDGE.date(day)))]
    names = ("north", "south")
    tabled = [e.PackageTabled(p, o, 0.5, 0.0, HALF) for p, o in zip(names, offers or (), strict=False)]
    return [*opened, *tabled, *more]


def refused(by: str, what: int, issue: str = "toll", red_line: str = "", shortfall: float = 0.1) -> e.AnswerGiven:
    """A refusal."""
    return e.AnswerGiven(by, what, False, shortfall, issue, red_line)


def told(*happened: Sequence[e.Event]) -> str:
    """The story of a run of the bridge in one line, without the spaces that lay it out."""
    return " ".join(" ".join(story(BRIDGE, begun(*(event for part in happened for event in part)))).split())


@cache
def played(name: str, run: int) -> tuple[Scenario, tuple[e.Event, ...]]:
    """A scenario that ships, and the events of one of its runs."""
    scenario = load_scenario(SCENARIOS / f"{name}.toml")
    model = NegotiationModel(scenario, seed=7, run=run)
    model.run_model()
    return scenario, tuple(model.events)
