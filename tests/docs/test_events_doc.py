"""The page of events: every event with every field, its version and what it can follow; tables as they are."""

from __future__ import annotations

import re
from typing import get_args

import msgspec
import pytest

from negosim.analysis.story import history
from negosim.analysis.story.event_table import columns
from negosim.domain.events import Event
from negosim.domain.evolution import allowed_in
from negosim.store.sql_tables import METADATA, SCHEMA
from negosim.store.upcasting import UPCASTERS, version_of
from tests.docs.blocks import ROOT

pytestmark = pytest.mark.source

PAGE = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##)", PAGE, flags=re.MULTILINE | re.DOTALL))
ROW = re.compile(r"^\| `(\w+)[^|]*\| (.*) \|$", flags=re.MULTILINE)


def test_every_event_has_a_section_in_order() -> None:
    """And nothing else has one."""
    assert list(SECTIONS) == [kind.__name__ for kind in get_args(Event)]


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_an_event_is_told_with_its_fields_and_what_it_can_follow(kind: type) -> None:
    """Each field with its meaning and its unit; the version of its form; the states of a run that it can happen in."""
    section = " ".join(SECTIONS[kind.__name__].splitlines())
    rows = ROW.findall(SECTIONS[kind.__name__])
    assert [name for name, _ in rows] == [field.name for field in msgspec.structs.fields(kind)]
    assert all(len(told.split(" | ")) == 2 and all(told.split(" | ")) for _, told in rows)
    assert section.strip().startswith(f"Version {version_of(kind.__name__)}. Happens ")
    assert f"while the run is {' or '.join(allowed_in(kind))}" in section


def test_what_older_forms_lacked_is_told() -> None:
    """Each version that there is an upcaster from."""
    for name, version in UPCASTERS:
        assert f"Version {version} had" in SECTIONS[name].replace("\n", " ")


def test_tables_are_told_with_their_columns() -> None:
    """Those of a store, with the schema of today, and those of an export."""
    for table in METADATA.sorted_tables:
        told = next(line for line in PAGE.splitlines() if line.startswith(f"| `{table.name}` |"))
        assert re.findall(r"`(\w+)`", told)[1:] == [column.name for column in table.columns]
    assert re.findall(r"^\| (\d+) \|", PAGE, flags=re.MULTILINE)[-1] == str(SCHEMA)
    for name in columns([]).names:
        assert f"`{name}`" in PAGE


def test_functions_of_history_are_told() -> None:
    """Each function by its name, and none that is not there."""
    told = re.findall(r"^\| `(\w+)\(events", PAGE, flags=re.MULTILINE)
    assert sorted(told) == sorted(history.__all__)
