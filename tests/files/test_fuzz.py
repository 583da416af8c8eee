"""Any slip of the pen in a scenario file ends in BadInput or in a scenario: never in another error."""

from __future__ import annotations

import copy
import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain.scenario import Scenario
from negosim.errors import BadInput
from negosim.files.overrides import resolve
from negosim.files.scenario import build
from tests.strategies import tables as random_tables
from tests.talks import played

JANUARY = resolve(Path(__file__).parents[2] / "scenarios" / "january_2024.toml")
SLIPS = st.one_of(
    st.sampled_from(
        [
            *(0, 1, -1, 10**6, 10**30, 0.5, -0.5, 1e308, math.inf, math.nan, True, False),
            *("", "x", "pause", "none", "*", "a.b", "é", "\x00", "7"),
            *([], [1], ["x"], [[1]], [0.5, 0.5], ["pause", "pause"]),
            *({}, {"x": 1}, {"value": 1}, {"low": 2, "high": 1}, {"when": {"pause": 7}}),
            *(dt.date(2024, 1, 1), dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.time(1)),
        ]
    ),
    st.text(max_size=5),
    st.integers(),
    st.floats(),
)


def places(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of some tables."""
    if way:
        yield way
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield from places(value, (*way, key))


@st.composite
def slipped(draw: st.DrawFn, given_tables: dict[str, Any]) -> dict[str, Any]:
    """Tables with one to three places dropped or replaced by something else."""
    result = copy.deepcopy(given_tables)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(sorted(places(result), key=repr)))
        node = result
        for key in way:
            node = node[key]
        if draw(st.booleans()):
            node[last] = copy.deepcopy(draw(SLIPS))
        elif isinstance(node, dict):
            del node[last]
    return result


def made_of(given_tables: dict[str, Any]) -> Scenario | BadInput:
    """What tables come to; any other error ends the test."""
    try:
        return build(given_tables, "slip.toml")
    except BadInput as error:
        return error


def assert_scenario_or_bad_input(given_tables: dict[str, Any]) -> None:
    """A scenario can be played; a refusal has problems, each with an address and in one line."""
    made = made_of(given_tables)
    if isinstance(made, Scenario):
        played(made)
        return
    lines = str(made).splitlines()
    assert len(lines) == len(made.problems) > 0
    assert all(line.startswith("slip.toml") for line in lines)


@given(st.data())
def test_slips_in_the_file_of_the_case(data: st.DataObject) -> None:
    """The file of the case, with dossier and codebook behind it."""
    assert_scenario_or_bad_input(data.draw(slipped(JANUARY)))


@given(random_tables(), st.data())
def test_slips_in_files_with_everything_in_them(given_tables: dict[str, Any], data: st.DataObject) -> None:
    """Red lines, linkages, shocks, mediators, phasing, stages: and a run that is played if they validate."""
    assert_scenario_or_bad_input(data.draw(slipped(given_tables)))


@pytest.mark.parametrize("whole", [None, 1, "x", [], [{}], math.nan], ids=repr)
def test_what_is_no_table_at_all(whole: Any) -> None:
    """In place of the tables."""
    with pytest.raises(BadInput):
        build(whole, "slip.toml")
