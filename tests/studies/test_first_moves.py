from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import negosim as ns
from negosim.domain import events as e
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput
from negosim.spaces.space import digits_of, encode
from negosim.studies.first_moves import tabulate_first_concessions, tabulate_openings
from tests.model.stories import HOLDING_OUT, TRUSTED, mediated
from tests.talks import arrays, happened, played, talks


def told(scenario: Scenario, *rounds: dict[str, tuple[str, str]]) -> list[e.Event]:
    """A run in which packages of land and water are tabled, worth to the north what it gets of both."""
    space, _ = arrays(scenario)
    draw = {name: parameter.distribution.mean for name, parameter in scenario.parameters.items()}
    parties = tuple(party.name for party in scenario.parties)
    events: list[e.Event] = [
        e.NegotiationOpened("talks", "", 7, 0, "", "2024-01-01", parties, (), draw),
        e.StageOpened(0, ("land", "water"), 0, {}, {}),
    ]
    for number, tabled in enumerate(rounds, 1):
        events.append(e.RoundOpened(number, number - 1, "2024-01-01"))
        for party, (land, water) in tabled.items():
            package = int(encode(space, digits_of(scenario, {"land": land, "water": water})))
            north = (int(land) + int(water)) / 8
            events.append(e.PackageTabled(party, package, 0.0, 0.0, {"north": north, "south": 1 - north}))
    return events


def rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of a table."""
    return list(frame.itertuples(index=False, name=None))


def test_the_first_concession_is_the_first_package_that_is_worse_for_its_author() -> None:
    """The north first asks for more water, which concedes nothing, then gives land; the south never concedes."""
    scenario = talks()
    run = told(
        scenario,
        {"north": ("4", "3"), "south": ("0", "0")},
        {"north": ("4", "4"), "south": ("0", "0")},
        {"north": ("3", "4"), "south": ("0", "0")},
        {"north": ("3", "2"), "south": ("0", "0")},
    )
    assert rows(tabulate_first_concessions(scenario, events=[run])) == [
        ("north", "land", "4", "3", 1, 1.0),
        ("south", "", "", "", 1, 1.0),
    ]


def test_shares_are_of_all_runs_and_the_most_frequent_comes_first() -> None:
    """Of four runs; a concession of two issues counts in the row of each."""
    scenario, opening = talks(), {"north": ("4", "4")}
    land, both = {"north": ("3", "4")}, {"north": ("2", "2")}
    runs = [told(scenario, opening, land), told(scenario, opening, both), told(scenario, opening), []]
    found = tabulate_first_concessions(scenario, events=[*runs, told(scenario, opening, land)])
    assert list(found) == ["party", "issue", "from", "to", "runs", "share"]
    assert rows(found[found["party"] == "north"]) == [
        ("north", "", "", "", 2, 0.4),
        ("north", "land", "4", "3", 2, 0.4),
        ("north", "land", "4", "2", 1, 0.2),
        ("north", "water", "4", "2", 1, 0.2),
    ]


def test_a_concession_answers_what_another_changed_last_in_a_round_before() -> None:
    """The south moved water, then land, in rounds before; what it tables in the same round cannot be answered."""
    scenario = talks()
    run = told(
        scenario,
        {"north": ("4", "4"), "south": ("0", "0")},
        {"north": ("4", "4"), "south": ("0", "1")},
        {"north": ("4", "4"), "south": ("1", "1")},
        {"north": ("4", "4"), "south": ("1", "1")},
        {"south": ("1", "2"), "north": ("3", "4")},
    )
    found = tabulate_first_concessions(scenario, events=[run], answering=True)
    assert list(found)[4:8] == ["other", "other_issue", "other_from", "other_to"]
    assert rows(found) == [
        ("north", "land", "4", "3", "south", "land", "0", "1", 1, 1.0),
        ("south", "water", "0", "1", "", "", "", "", 1, 1.0),
    ]


def test_a_stage_does_not_compare_its_packages_with_those_of_the_stage_before() -> None:
    """The first package of the second stage is an opening, however little it is worth."""
    scenario = talks()
    first, second = told(scenario, {"north": ("4", "4")}), told(scenario, {"north": ("0", "0")})
    found = tabulate_first_concessions(scenario, events=[[*first, *second[1:]]])
    assert rows(found)[0] == ("north", "", "", "", 1, 1.0)


def test_first_concessions_of_runs_that_are_played_are_those_of_their_events() -> None:
    """North and south hold out alike; both give in the same round what matters less to them."""
    scenario = talks(HOLDING_OUT, TRUSTED, mediated("formulator"))
    run = played(scenario, 7, 0)
    found = ns.tabulate_first_concessions(scenario, runs=2, seed=7)
    assert found.equals(tabulate_first_concessions(scenario, events=[run.events, played(scenario, 7, 1).events]))
    assert rows(found) == [("north", "water", "4", "3", 2, 1.0), ("south", "land", "0", "1", 2, 1.0)]
    tabled = [event.package for event in happened(run, e.PackageTabled) if event.party == "north"]
    assert tabled != sorted(tabled)[:1] * len(tabled)


OPEN: dict[str, Any] = {
    "issues": {"land": {"levels": [0, 1, 2, 3, 4], "status_quo": 3}},
    "parties": {side: {"values": {"land": {"none": False}}} for side in ("north", "south")},
}


def test_openings_tell_what_is_given_away_of_a_status_quo_that_can_be_agreed() -> None:
    """The north has three parts of the land. It gives one away where it opens with two; water has no such level."""
    scenario = talks(OPEN)
    runs = [told(scenario, {"north": (land, "0"), "south": (land, "0")}) for land in ("2", "3", "4", "2")]
    found = tabulate_openings(scenario, events=runs)
    assert list(found) == ["party", "issue", "level", "runs", "share", "gives_away"]
    assert rows(found) == [
        ("north", "water", "0", 4, 1.0, 0.0),
        ("north", "land", "2", 2, 0.5, 0.5),
        ("north", "land", "3", 1, 0.25, 0.0),
        ("north", "land", "4", 1, 0.25, 0.0),
        ("south", "water", "0", 4, 1.0, 0.0),
        ("south", "land", "2", 2, 0.5, 0.0),
        ("south", "land", "3", 1, 0.25, 0.0),
        ("south", "land", "4", 1, 0.25, 0.25),
    ]


def test_only_the_first_package_of_a_stage_is_an_opening_and_only_its_issues_are_told() -> None:
    """A later package is none; in the second stage, on water alone, land is not told."""
    scenario = talks()
    run = told(scenario, {"north": ("4", "4")}, {"north": ("3", "4")})
    later = [e.StageOpened(1, ("water",), 0, {}, {}), *told(scenario, {"north": ("4", "1")})[2:]]
    assert rows(tabulate_openings(scenario, events=[[*run, *later]]))[:3] == [
        ("north", "land", "4", 1, 1.0, 0.0),
        ("north", "water", "1", 1, 1.0, 0.0),
        ("north", "water", "4", 1, 1.0, 0.0),
    ]


def test_openings_of_runs_that_are_played_are_what_is_best_for_each() -> None:
    """All for the north, all for the south, in every run."""
    found = ns.tabulate_openings(talks(), runs=3, seed=7)
    assert rows(found[["party", "issue", "level", "runs", "gives_away"]]) == [
        ("north", "land", "4", 3, 0.0),
        ("north", "water", "4", 3, 0.0),
        ("south", "land", "0", 3, 0.0),
        ("south", "water", "0", 3, 0.0),
    ]


@pytest.mark.parametrize("asked", [tabulate_first_concessions, tabulate_openings])
@pytest.mark.parametrize("runs", [0, -1, True, 1.5, "2"])
def test_no_run_is_no_input(asked: Any, runs: Any) -> None:
    """A whole number of runs from 1."""
    with pytest.raises(BadInput, match="runs: expected a whole number from 1"):
        asked(talks(), runs)
