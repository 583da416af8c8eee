"""Acts and rankings in scenario files: what is wrong with them, and which acts a file tells of."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from negosim.analysis.evidence.leave_one_out import leave_acts_out
from negosim.errors import BadInput
from negosim.files.resolved_scenario import resolved
from negosim.files.scenario import acts_of_file, build, load_scenario, reasons_of_file, scenario_of
from tests.files.test_bad_scenarios import over
from tests.files.test_mismatches import claim, loaded
from tests.talks import tables

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CASES = ("november_2023", "january_2024", "april_2024", "may_2024")


def act(kind: str = "offered", **fields: Any) -> dict[str, Any]:
    """Tables in which the north did something."""
    return {"parties": {"north": {"acts": {"x": {"kind": kind, **fields}}}}}


def ranked(*levels: str, **issue: Any) -> dict[str, Any]:
    """Tables in which the north ranks the levels of the land."""
    return {"issues": {"land": issue}, "parties": {"north": {"ranks": {"land": list(levels)}}}}


HERE = "parties.north.acts.x"
TERMS: dict[str, Any] = {"land": 1}
REFUSED: dict[str, Any] = {"refused": [{"land": 1}]}
LINE: dict[str, Any] = {"parties": {"north": {"red_lines": {"x": {"when": {"land": 1}}}}}}
BLANK: dict[str, Any] = {"ordered": False}
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("kind", act("begged", terms=TERMS), f"{HERE}.kind", "begged"),
    ("issue", act(terms={"lnd": 1}), f"{HERE}.terms.lnd", "expected an issue, received lnd (nearest: land)"),
    ("level", act(terms={"land": 9}), f"{HERE}.terms.land", "expected a level of land, received 9"),
    ("no terms", act(), f"{HERE}.terms", "expected the terms of the consent, received none"),
    ("consent that refuses", act(terms=TERMS, **REFUSED), f"{HERE}.refused", "a consent refuses no packages"),
    ("consent that said no", act(terms=TERMS, said_of=[TERMS]), f"{HERE}.said_of", "a consent refuses no packages"),
    ("consent for ever", act(terms=TERMS, only=True), f"{HERE}.only", "a consent is no red line"),
    ("refusal of nothing", act("refused"), f"{HERE}.refused", "expected the packages that it refuses, received none"),
    ("demand that refuses nothing", act("demanded", terms=TERMS), f"{HERE}.refused", "all that lacks what is demanded"),
    ("refusal of all", act("resisted", refused=[{}]), f"{HERE}.refused[0]", "expected at least one issue"),
    ("refused level", act("refused", refused=[TERMS, {"land": 7}]), f"{HERE}.refused[1].land", "a level of land"),
    ("said of", act("refused", said_of=[{"sea": 1}], **REFUSED), f"{HERE}.said_of[0].sea", "expected an issue"),
    ("credibility", act(terms=TERMS, credibility=1.5), f"{HERE}.credibility", "from 0 to 1, received 1.5"),
    (
        "red line of its name",
        over(act("refused", only=True, **REFUSED), {"parties": {"north": {"red_lines": {"x": {"when": TERMS}}}}}),
        "parties.north.red_lines.x",
        "a name that no refusal of the party has",
    ),
    (
        "red line of no act",
        {"parties": {"north": {"red_lines": {"x": {"when": TERMS, "act": "y"}}}}},
        "parties.north.red_lines.x.act",
        "a refusal of the party, received y",
    ),
    ("rank of no issue", {"parties": {"north": {"ranks": {"sea": ["1"]}}}}, "parties.north.ranks.sea", "an issue"),
    ("rank of a scale", ranked("1", "2", ordered=True), "parties.north.ranks.land", "an issue with ordered = false"),
    ("rank of no level", ranked("1", "9", **BLANK), "parties.north.ranks.land.9", "a level of land"),
    ("rank twice", ranked("1", "2", "1", **BLANK), "parties.north.ranks.land", "each level once, received 1 2 times"),
]


@pytest.mark.parametrize(
    ("change", "key", "words"), [case[1:] for case in WRONG], ids=[case[0].replace(" ", "_") for case in WRONG]
)
def test_what_is_wrong_is_told_with_its_address(change: dict[str, Any], key: str, words: str) -> None:
    """The key, what was expected and what was received."""
    with pytest.raises(BadInput) as error:
        build(over(tables(), change), "talks.toml")
    told = [str(problem) for problem in error.value.problems if problem.key == key]
    assert told, [str(problem) for problem in error.value.problems]
    assert any(words in line for line in told), told


def test_all_problems_of_acts_are_told_at_once() -> None:
    """Of several acts and of one."""
    several = {"a": {"kind": "offered", "credibility": 2}, "b": {"kind": "refused", "terms": {"sea": 1}}}
    with pytest.raises(BadInput) as error:
        build(over(tables(), {"parties": {"north": {"acts": several}}}), "talks.toml")
    assert {problem.key for problem in error.value.problems} == {
        "parties.north.acts.a.terms",
        "parties.north.acts.a.credibility",
        "parties.north.acts.b.terms.sea",
        "parties.north.acts.b.refused",
    }


def test_acts_by_hand_are_those_of_the_scenario() -> None:
    """With a red line for one that is categorical."""
    given = over(tables(), act("refused", only=True, credibility=0.5, **REFUSED))
    scenario = build(given, "talks.toml")
    assert [(a.party, a.name, str(a)) for a in scenario.acts] == [("north", "x", "(land = 1)")]
    assert [(line.act, line.parameter) for line in scenario.red_lines] == [("x", "north.red_line.x")]
    assert scenario.parameters["north.red_line.x"].distribution.a == 0.5


@pytest.mark.parametrize("name", CASES)
def test_acts_in_force_are_those_of_the_scenario(name: str) -> None:
    """In the same order; every other one says why not, and no claim tells of one of a later day and of another."""
    path = SCENARIOS / f"{name}.toml"
    scenario, told = load_scenario(path), acts_of_file(path)
    assert tuple(each.act for each in told if each.in_force) == scenario.acts
    for each in told:
        spent = each.until is not None and each.until <= scenario.as_of
        assert (each.standing == f"spent on {each.until}") == spent
        if each.standing.startswith("voiced on"):
            assert each.act.date is not None
            assert each.act.date > scenario.as_of
    later = {claim for each in told if each.standing.startswith("voiced") for claim in each.act.claims}
    assert not later & {claim for each in told if not each.standing.startswith("voiced") for claim in each.act.claims}


@pytest.mark.parametrize("name", CASES)
def test_a_resolved_file_tells_of_the_acts_in_force(name: str, tmp_path: Path) -> None:
    """It loads to the same acts and the same digest: no two acts of a party have one name."""
    scenario = load_scenario(SCENARIOS / f"{name}.toml")
    names = [(a.party, a.name) for a in scenario.acts]
    assert len(set(names)) == len(names)
    text = resolved(scenario)
    assert scenario_of(text, "resolved").digest == scenario.digest
    (tmp_path / "resolved.toml").write_text(text, encoding="utf-8")
    told = acts_of_file(tmp_path / "resolved.toml")
    assert (tuple(each.act for each in told), {each.standing for each in told}) == (scenario.acts, {"in force"})


def test_a_day_moves_acts_between_later_and_in_force() -> None:
    """What is voiced on a day is in force on that day."""
    path = SCENARIOS / "january_2024.toml"
    before, after = (
        {(told.act.party, told.act.name): told.standing for told in acts_of_file(path, as_of=dt.date(2024, 1, day))}
        for day in (25, 26)
    )
    assert before["hamas", "leaders_exile"] == "voiced on 2024-01-26"
    assert after["hamas", "leaders_exile"] == "in force"


def test_a_refusal_of_a_level_that_cannot_be_agreed_counts_by_what_is_worse(tmp_path: Path) -> None:
    """For sudara a full quota is best, so that any package under the condition is refused; draws can be made."""
    said = claim(1, actor="sudara", issue="quota", level="100", stance="refuses", condition={"observers": "all"})
    scenario = loaded(tmp_path, said)
    (told,) = scenario.acts
    assert [str(each) for each in told.said_of] == [str(each) for each in told.refused] == ["observers = all"]
    assert len(leave_acts_out(scenario, 5)) == 1


def test_reasons_of_what_cannot_be_are_those_of_the_file() -> None:
    """By the condition in words."""
    reasons = reasons_of_file(SCENARIOS / "january_2024.toml")
    assert reasons["leaders = exile and governance = hamas"] == "leaders in exile do not govern"
