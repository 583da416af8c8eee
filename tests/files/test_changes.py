"""Changes of parameters while a run goes on: what is written, and what each parameter may be."""

from __future__ import annotations

from typing import Any

import pytest

from negosim.domain.evolution import replay
from negosim.errors import BadInput
from negosim.files.changes import changes_of
from tests.talks import played, talks, values

SCENARIO = talks(
    values(north__pressure=0.25, south__pressure=0.5, otter__budget=1, otter__leverage__north=1, otter__press=1),
    {"set": {"talks.pressure_cap": {"value": 1}}},
    mediators={"otter": {}},
    parties={"north": {"red_lines": {"no_water": {"when": {"water": ["4"]}, "firmness": 1}}}},
)
STATE = replay(played(SCENARIO).events[:2])


def made(**settings: Any) -> dict[str, float]:
    """What settings come to, ``north__pressure`` for ``north.pressure``."""
    return changes_of(SCENARIO, STATE, {name.replace("__", "."): value for name, value in settings.items()})


def test_a_number_is_the_new_value() -> None:
    """Whole or not, from the lowest to the highest that the quantity may be."""
    assert made(north__pressure=0) == {"north.pressure": 0.0}
    assert made(north__pressure=2.0) == {"north.pressure": 2.0}


def test_what_is_moved_starts_from_what_it_is_and_stays_within_its_range() -> None:
    """First times, then add; a share never leaves 0 to 1."""
    assert made(north__pressure={"times": 2, "add": 0.125}) == {"north.pressure": 0.625}
    assert made(otter__leverage__north={"add": 3}) == {"otter.leverage.north": 1.0}


@pytest.mark.parametrize("setting", [{"times": 2, "add": 0.125}, {"add": 0.125, "times": 2}])
def test_a_fork_moves_as_a_scenario_is_moved(setting: dict[str, float]) -> None:
    """The same setting, in either order, comes to the same in both: times first, then add."""
    moved = talks(
        values(north__pressure=0.25, south__pressure=0.5, otter__budget=1, otter__leverage__north=1, otter__press=1),
        {"set": {"talks.pressure_cap": {"value": 1}, "*.pressure": setting}},
        mediators={"otter": {}},
    )
    played_ = replay(played(moved).events[:2])
    assert played_.parameter("north.pressure") == made(north__pressure=setting)["north.pressure"] == 0.625


def test_a_pattern_is_for_every_parameter_that_fits() -> None:
    """In the scenario's order; a later setting starts from what an earlier one left."""
    found = changes_of(SCENARIO, STATE, {"south.pressure": 1, "*.pressure": {"add": 0.25}})
    assert list(found.items()) == [("north.pressure", 0.5), ("south.pressure", 1.25)]


def test_trust_and_pressure_are_those_of_the_moment() -> None:
    """What events moved since the beginning counts, not what was drawn."""
    run = played(SCENARIO)
    state = run.state
    assert state.pressure["north"] != STATE.pressure["north"]
    found = changes_of(SCENARIO, state, {"north.pressure": {"add": 0}, "otter.trust.*": {"add": 0}})
    assert found["north.pressure"] == state.pressure["north"]
    assert found["otter.trust.north"] == state.trust["otter.north"]


def test_yes_or_no_can_be_said_in_words_or_numbers() -> None:
    """``true``, 1 and a sum that is 1 are yes."""
    assert made(otter__press=False) == made(otter__press=0) == {"otter.press": 0.0}
    assert made(north__red_line__no_water={"times": 0}) == {"north.red_line.no_water": 0.0}


@pytest.mark.parametrize(
    ("key", "setting", "words"),
    [
        ("north.pressure", 3, "north.pressure: expected from 0 to 2, received 3"),
        ("north.weight.land", -1, "north.weight.land: expected from 0, received -1"),
        ("north.pressure", "much", "{ times = NUMBER }, or both: times first, then add, received 'much'"),
        ("north.pressure", float("nan"), "received nan"),
        ("otter.budget", float("inf"), "received inf"),
        ("otter.budget", 10**400, "expected a number"),
        ("north.pressure", True, "expected a number"),
        ("north.pressure", {}, "received {}"),
        ("north.pressure", {"low": 0, "high": 1}, "expected a number"),
        ("north.pressure", {"add": "1"}, "expected a number"),
        ("otter.press", 0.5, "otter.press: expected 1 for yes or 0 for no, received 0.5"),
        ("*.red_line.*", 0.3, "*.red_line.*: north.red_line.no_water: expected 1 for yes or 0 for no, received 0.3"),
        ("north.presure", 1, "expected a known parameter, received north.presure (nearest: north.pressure"),
        ("horizon", 3, "a fork changes assumptions, not what the talks are, received a key of the scenario file"),
        ("rules.max_moves", 3, "received a key of the scenario file"),
        ("agenda.mode", "comprehensive", "received a key of the scenario file"),
        ("mediators.otter.style", "facilitator", "received a key of the scenario file"),
        ("north.weight.*", 0, "north.weight.*: expected weights that add up to more than 0, received 0"),
    ],
)
def test_what_cannot_be_is_refused_by_address(key: str, setting: object, words: str) -> None:
    """The problem names the option, the parameter, what it may be and what it was to be."""
    with pytest.raises(BadInput) as refused:
        changes_of(SCENARIO, STATE, {key: setting}, "--change c")
    (problem,) = refused.value.problems
    assert str(problem).startswith("--change c: ")
    assert words in str(problem)


@pytest.mark.parametrize("key", ["south.act.share", "*.act.*", "south.*"])
def test_an_act_is_over_before_the_first_round(key: str) -> None:
    """It says how preferences are drawn, and they are drawn: one problem, however many acts a pattern fits."""
    acts = {name: {"kind": "open_to", "terms": {"water": [level]}} for name, level in (("share", 1), ("more", 2))}
    acted = talks(parties={"south": {"acts": acts}})
    state = replay(played(acted).events[:2])
    with pytest.raises(BadInput) as refused:
        changes_of(acted, state, {key: 1})
    (problem,) = refused.value.problems
    assert "an act says how preferences are drawn, before the first one, received an act" in str(problem)
    assert "or play the scenario anew with --set" in str(problem)


def test_all_problems_are_told_at_once() -> None:
    """Three bad settings, three problems."""
    with pytest.raises(BadInput) as refused:
        made(north__pressure=9, south__pressure=9, nobody__pressure=1)
    assert len(refused.value.problems) == 3
