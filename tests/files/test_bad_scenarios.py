"""Scenario files with something wrong: each is refused, with the address, what was expected and the nearest word."""

from __future__ import annotations

from typing import Any

import pytest

from negosim.errors import BadInput
from negosim.files.scenario import build
from tests.files.wrong import WRONG
from tests.talks import tables


def refused(given: dict[str, Any]) -> BadInput:
    """What is said of tables that are no scenario."""
    with pytest.raises(BadInput) as error:
        build(given, "talks.toml")
    return error.value


def over(given: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Tables with a change laid over them; ``...`` takes a key away, ``False`` a table."""
    result = dict(given)
    for key, value in change.items():
        if value is ... or (value is False and isinstance(result.get(key), dict)):
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict) and value:
            result[key] = over(result[key], value)
        else:
            result[key] = value
    return result


@pytest.mark.parametrize(
    ("change", "key", "words"), [case[1:] for case in WRONG], ids=[case[0].replace(" ", "_") for case in WRONG]
)
def test_what_is_wrong_is_told_with_its_address(change: dict[str, Any], key: str, words: str) -> None:
    """The file, the key, what was expected and what was received."""
    problems = refused(over(tables(), change)).problems
    told = [str(problem) for problem in problems if problem.key == key]
    assert told, [str(problem) for problem in problems]
    assert any(words in line for line in told), told
    address = " ".join(f"talks.toml: {key}: expected ".splitlines())
    assert all(line.startswith(address) for line in told)


def test_the_two_shores_as_they_are_have_nothing_wrong() -> None:
    """So that every refusal above is due to its change."""
    assert build(over(tables(), {}), "talks.toml").name == "two_shores"


def test_all_problems_of_a_kind_are_told_at_once() -> None:
    """Five wrong types in five places make five lines; mended, four words that mean nothing make four."""
    wrong_types = over(
        tables(),
        {
            "horizon": "long",
            "start": 7,
            "issues": {"land": {"ordered": 1, "levels": []}},
            "parties": {"north": {"weights": {"land": "much"}}},
        },
    )
    keys = {"horizon", "start", "issues.land.ordered", "issues.land.levels", "parties.north.weights.land"}
    assert {problem.key for problem in refused(wrong_types).problems} == keys
    wrong_words = over(
        tables(),
        {
            "mediators": {"talks": {}},
            "agenda": {"mode": "phase_by_phase", "groups": [["land"], ["wine"]]},
            "infeasible": {"x": {"when": {"land": 9}}},
        },
    )
    expected = {"mediators.talks", "agenda.groups[1].wine", "agenda.groups", "infeasible.x.when.land"}
    assert {problem.key for problem in refused(wrong_words).problems} == expected


def test_a_message_is_one_line_a_problem_however_long_the_value() -> None:
    """What was received is cut off, and a line feed does not begin another."""
    error = refused(over(tables(), {"horizon": "x" * 1000, "start": "y\n" * 500}))
    assert len(str(error).splitlines()) == 2
    assert len(str(refused(over(tables(), {"mediators": {"otter\n": {}}}))).splitlines()) == 1
    assert max(map(len, str(error).splitlines())) < 200
