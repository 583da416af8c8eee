"""Acts and rankings that a scenario file writes: what is right about them, and what is refused with its address."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput
from negosim.files.overrides import overlay, resolve
from negosim.files.resolved_scenario import resolved
from negosim.files.scenario import build, load_scenario
from tests.talks import tables

HALF = {"kind": "offered", "terms": {"land": 2, "water": [1, 2]}, "credibility": 0.7}
NEVER = {"kind": "refused", "refused": [{"land": 0}, {"land": 1, "water": 0}], "said_of": [{"land": 0}]}
PREFERS = {"north": {"land": "more", "water": "more"}, "south": {"land": "less", "water": "less"}}
MISSING: Any = {"*.waiting_cost": {"value": 0}, "*.horizon": {"value": 10}}
ORDERLESS = {"issues": {"land": {"ordered": False}}}


def with_acts(**acts: Any) -> Scenario:
    """The two shores, where the north did something."""
    return build(tables(parties={"north": {"acts": acts}}), "talks.toml")


def test_an_act_by_hand_is_in_force() -> None:
    """With what it says, and real as often as it says."""
    half, never = with_acts(half=HALF, never=NEVER).acts
    assert (half.kind, str(half.terms), half.parameter) == ("offered", "land = 2 and water = 1 or 2", "north.act.half")
    assert [str(each) for each in never.refused] == ["land = 0", "land = 1 and water = 0"]
    assert [str(each) for each in never.said_of] == ["land = 0"]


def test_what_is_refused_is_a_red_line_for_each_condition() -> None:
    """All of them real or none: one parameter."""
    scenario = with_acts(never=NEVER)
    assert [str(line.condition) for line in scenario.red_lines] == ["land = 0", "land = 1 and water = 0"]
    assert {line.parameter for line in scenario.red_lines} == {"north.red_line.never"}


def test_a_demand_is_a_red_line_if_it_is_categorical() -> None:
    """And else an act that a better package buys."""
    demand = {"kind": "demanded", "terms": {"land": 2}, "refused": [{"land": [0, 1]}]}
    assert with_acts(more=demand).red_lines == ()
    assert len(with_acts(more={**demand, "only": True}).red_lines) == 1


def test_a_resolved_file_holds_acts_as_they_are() -> None:
    """It loads to the same acts and red lines, and says so again."""
    scenario = with_acts(half=HALF, never=NEVER)
    again = build(tomllib.loads(resolved(scenario)), "resolved.toml")
    assert (again.acts, again.red_lines, again.digest) == (scenario.acts, scenario.red_lines, scenario.digest)


@pytest.mark.parametrize(
    ("key", "words", "act"),
    [
        ("kind", "one of offered, accepted", {**HALF, "kind": "gave"}),
        ("terms", "the terms of the consent", {"kind": "accepted"}),
        ("terms.lnd", "nearest: land", {"kind": "accepted", "terms": {"lnd": 2}}),
        ("terms.land", "a level of land, received 9", {"kind": "accepted", "terms": {"land": 9}}),
        ("refused", "a consent refuses no packages", {**HALF, "refused": [{"land": 0}]}),
        ("only", "a consent is no red line", {**HALF, "only": True}),
        ("refused", "the packages that it refuses", {"kind": "resisted"}),
        ("refused", "all that lacks what is demanded", {"kind": "demanded", "terms": {"land": 2}}),
        ("refused[0].land", "a level of land, received 9", {"kind": "refused", "refused": [{"land": 9}]}),
        ("said_of[0].land", "a level of land, received 9", {**NEVER, "said_of": [{"land": 9}]}),
        ("credibility", "a probability from 0 to 1, received 2", {**HALF, "credibility": 2}),
    ],
)
def test_what_is_wrong_with_an_act_is_told_with_its_address(key: str, words: str, act: dict[str, Any]) -> None:
    """By party, act and key."""
    with pytest.raises(BadInput) as error:
        with_acts(deed=act)
    told = [str(p) for p in error.value.problems if p.key == f"parties.north.acts.deed.{key}"]
    assert any(words in line for line in told), str(error.value)


@pytest.mark.parametrize(
    ("key", "words", "ranks"),
    [
        ("land", "an issue with ordered = false", {"land": ["2"]}),
        ("lnd", "nearest: land", {"lnd": ["2"]}),
    ],
)
def test_what_is_wrong_with_a_ranking_is_told_with_its_address(key: str, words: str, ranks: dict[str, Any]) -> None:
    """Ordered issues have their order, and their direction by ``prefers``."""
    with pytest.raises(BadInput) as error:
        build(tables(parties={"north": {"ranks": ranks}}), "talks.toml")
    assert any(words in str(p) for p in error.value.problems if p.key == f"parties.north.ranks.{key}"), str(error.value)


@pytest.mark.parametrize(("words", "levels"), [("received 9", ["9"]), ("each level once", ["2", "2"])])
def test_a_ranking_names_levels_once(words: str, levels: list[str]) -> None:
    """And only those that there are."""
    with pytest.raises(BadInput) as error:
        build(tables(ORDERLESS, parties={"north": {"ranks": {"land": levels}}}), "talks.toml")
    assert any(words in str(problem) for problem in error.value.problems), str(error.value)


@pytest.mark.parametrize(
    ("key", "words", "act"),
    [
        ("terms.land", "a level that can be agreed", {"kind": "offered", "terms": {"land": "none"}}),
        ("date", "a day up to 2024-01-01", {**HALF, "date": dt.date(2024, 1, 2)}),
    ],
)
def test_what_an_act_by_hand_cannot_be(key: str, words: str, act: dict[str, Any]) -> None:
    """About levels that nobody can agree on, or later than the scenario is."""
    with pytest.raises(BadInput) as caught:
        with_acts(half=act)
    (problem,) = caught.value.problems
    assert problem.key == f"parties.north.acts.half.{key}"
    assert words in problem.expected


def test_an_act_by_hand_has_a_name_of_its_own() -> None:
    """The second case has an offer by claims; another act of its name is refused with its address."""
    case = "scenarios/examples/second_case/scenario.toml"
    (offer,) = [a for a in load_scenario(case).acts if a.name == "cranes_for_jobs"]
    act = {"kind": "offered", "terms": {"jobs": list(offer.terms.levels["jobs"])}}
    with pytest.raises(BadInput) as caught:
        build(overlay(resolve(Path(case)), {"parties": {offer.party: {"acts": {offer.name: act}}}}), case)
    assert [problem.key for problem in caught.value.problems] == [f"parties.{offer.party}.acts.{offer.name}"]


def test_a_codebook_serves_a_scenario_without_a_dossier() -> None:
    """Weights and values come from the scales and from no stakes; acts by hand condition the draws."""
    sides = {side: {"weights": False, "values": False, "prefers": PREFERS[side]} for side in ("north", "south")}
    scenario = build(
        tables(codebook=str(Path("scenarios/codebook.toml").resolve()), parties=sides, assumptions=MISSING), "t.toml"
    )
    weight = scenario.parameters["north.weight.land"]
    assert (weight.basis, weight.claims) == ("convention", ())
    assert not scenario.acts
