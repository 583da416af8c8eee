"""Events as stored bodies: what goes in comes out, and nothing else is taken for an event."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain import events as e
from negosim.store.bodies import BadBody, from_body, from_line, from_stored, to_body, to_line, to_stored
from tests.store.arbitrary import of


@pytest.mark.parametrize("cls", get_args(e.Event), ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_every_type_of_event_comes_back_as_it_was(cls: type, data: st.DataObject) -> None:
    """A line is one line of JSON whatever the names are, gives back its event, and is the same bytes each time."""
    event = data.draw(of(cls))
    line = to_line(event)
    assert "\n" not in line
    assert "\r" not in line
    assert from_line(line) == event
    assert to_line(from_line(line)) == line
    assert from_stored(*to_stored(event)) == event
    assert json.loads(line)["type"] == cls.__name__


def test_a_body_says_type_and_version_first() -> None:
    """Whoever reads a log sees first what a line is."""
    expected = '{"type":"TalksResumed","v":1,"day":3}'
    assert to_line(e.TalksResumed(day=3)) == expected


BODY = to_body(e.TalksResumed(day=3))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"type": "TalksExploded"}, ["TalksResumed", "'TalksExploded'"]),
        ({"type": None}, ["type", "None"]),
        ({"type": ["TalksResumed"]}, ["type", "['TalksResumed']"]),
        ({"v": 2}, ["v: expected 1", "received 2"]),
        ({"v": None}, ["v: expected 1", "None"]),
        ({"days": 3}, ["TalksResumed", "expected day", "differs in days"]),
        ({"day": "three"}, ["TalksResumed", "`$.day`", "`int`", "`str`"]),
        ({"day": 3.5}, ["TalksResumed", "`$.day`", "`int`", "`float`"]),
    ],
)
def test_what_is_no_event_is_refused_with_a_word(change: dict[str, Any], words: list[str]) -> None:
    """An unknown type, version or field, or a value of another kind: told what was expected and what came."""
    with pytest.raises(BadBody) as error:
        from_body(BODY | change)
    for word in words:
        assert word in str(error.value)


def test_a_field_that_is_missing_is_named() -> None:
    """Nothing is filled in for what a body lacks."""
    with pytest.raises(BadBody, match="expected day, differs in day"):
        from_body({"type": "TalksResumed", "v": 1})


@pytest.mark.parametrize("line", ["", "no JSON", '{"type":"TalksRes', "[1, 2]", "3", "[" * 100_000])
def test_a_line_that_is_no_object_is_refused(line: str) -> None:
    """A line that broke off, is empty or is something else: one refusal, and a short one."""
    with pytest.raises(BadBody) as error:
        from_line(line)
    assert len(str(error.value)) < 200
