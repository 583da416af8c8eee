"""Streams, scenarios and files that somebody altered: ``verify`` tells, and nothing that is read is believed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from negosim.errors import BadInput
from negosim.store.opening import open_store
from negosim.store.streams import BrokenStream, UnknownStream
from tests.store.altered import (
    FORK,
    GRANDCHILD,
    RUN,
    Kept,
    assert_told,
    bits,
    flipped,
    opened,
    per_example,
)
from tests.store.conftest import Database
from tests.store.samples import SCENARIO, before_round, keep_run


@per_example
@given(place=st.integers(0, 31), bit=bits)
def test_any_bit_of_the_head(kept: Callable[[], Kept], place: int, bit: int) -> None:
    """Given a head that is another, then the last event is named as not the one that was written."""
    store = kept()
    head = store.execute("SELECT head FROM negosim_streams WHERE name = ?", RUN)[0][0]
    store.tell(RUN, head=flipped(head, place, bit))
    assert_told(store, RUN, RUN, len(store.written[RUN]))


@pytest.mark.parametrize("head", ["a text", b"", 7])
def test_a_head_that_is_none(kept: Callable[[], Kept], head: Any) -> None:
    """The same with something else in its place."""
    store = kept()
    store.tell(RUN, head=head)
    assert_told(store, RUN, RUN, len(store.written[RUN]))


@pytest.mark.parametrize(
    ("name", "columns", "version"),
    [
        (RUN, {"version": 55}, 56),
        (RUN, {"version": 57}, 57),
        (RUN, {"version": 0}, 1),
        (RUN, {"version": -1}, 0),
        (RUN, {"version": "many"}, 0),
        (RUN, {"parent": "bystander"}, 0),
        (RUN, {"parent": ""}, 0),
        (RUN, {"parent": RUN}, 0),
        (RUN, {"parent": "bystander", "fork_version": 5}, 6),
        (RUN, {"fork_version": 3}, 0),
        (RUN, {"number": 77}, 1),
        (FORK, {"parent": None}, 0),
        (FORK, {"parent": None, "fork_version": 0}, 1),
        (FORK, {"parent": "nobody"}, 0),
        (FORK, {"parent": FORK}, 0),
        (FORK, {"parent": b"talks.1"}, 0),
        (FORK, {"fork_version": 0}, 0),
        (FORK, {"fork_version": -1}, 0),
        (FORK, {"fork_version": 1000}, 0),
        (FORK, {"fork_version": "x"}, 0),
    ],
)
def test_what_is_told_of_a_stream_and_its_parent(
    kept: Callable[[], Kept], name: str, columns: dict[str, Any], version: int
) -> None:
    """Given another version, parent or place of the fork in the list of streams, then the stream is refused."""
    store = kept()
    store.tell(name, **columns)
    assert_told(store, name, name, version)


@pytest.mark.parametrize("by", [-1, 1])
def test_another_place_of_the_fork(kept: Callable[[], Kept], by: int) -> None:
    """Given a fork that is said to share one event less or more, then its first own event is named."""
    store, at = kept(), before_round(kept().written[RUN], 3)
    store.tell(FORK, fork_version=at + by)
    assert_told(store, FORK, FORK, at + by + 1)


def test_a_circle_of_parents(kept: Callable[[], Kept]) -> None:
    """Given two streams that are said to have forked from each other, then both are refused."""
    store = kept()
    store.tell(FORK, parent=GRANDCHILD)
    assert_told(store, FORK, GRANDCHILD, 0)
    assert_told(store, GRANDCHILD, FORK, 0)


def test_another_parent_with_the_same_events(kept: Callable[[], Kept]) -> None:
    """Given a fork that is said to come from its parent's twin, or from its parent's parent, then it is refused."""
    store, at = kept(), before_round(kept().written[RUN], 3)
    store.tell(FORK, parent="bystander")
    assert_told(store, FORK, FORK, at + 1)


@pytest.mark.parametrize(
    "columns",
    [
        {"outcome": "collapse"},
        {"outcome": ""},
        {"outcome": b"agreement"},
        {"round": 3},
        {"round": "three"},
        {"day": 0},
        {"changes": "round 1: nothing"},
        {"seed": "8"},
        {"seed": "eight"},
        {"seed": b"5"},
        {"run": 2},
        {"run": "x"},
        {"digest": "0" * 64},
        {"scenario": "other"},
    ],
)
@pytest.mark.parametrize("name", [RUN, GRANDCHILD])
def test_what_is_told_of_a_run(kept: Callable[[], Kept], name: str, columns: dict[str, Any]) -> None:
    """Given something else in the columns that only repeat what events tell, then verifying tells the difference."""
    store = kept()
    store.tell(name, **columns)
    assert_told(store, name, name, 0, refused=False)
    for opened_store in opened(store):
        assert len(list(opened_store.streams())) == 4


def test_a_stream_by_another_name(kept: Callable[[], Kept]) -> None:
    """Given a stream that was named anew, then its first event is refused, and its forks have lost their parent."""
    store = kept()
    store.execute("UPDATE negosim_streams SET name = 'talks.2' WHERE name = ?", RUN)
    for opened_store in opened(store):
        with pytest.raises(UnknownStream, match=RUN):
            opened_store.verify(RUN)
        with pytest.raises(BrokenStream, match=r"talks\.2, event 1: is not what was written"):
            opened_store.verify("talks.2")
        with pytest.raises(BrokenStream, match=rf"{FORK}: its parent {RUN} is not in the store"):
            opened_store.verify(GRANDCHILD)


@pytest.mark.parametrize("text", ["", "title = 'Other talks'\n", b"\xff\xfe"])
def test_another_scenario(kept: Callable[[], Kept], text: str | bytes) -> None:
    """Given another text of the scenario, then it is not played, and each of its streams tells."""
    store = kept()
    store.execute("UPDATE negosim_scenarios SET body = ?", text)
    for opened_store in opened(store):
        with pytest.raises(BrokenStream, match=r"scenario [0-9a-f]{12}: its text is not the one that was kept"):
            opened_store.scenario(SCENARIO.digest)
        for name in store.written:
            with pytest.raises(BrokenStream, match=rf"^{name}: scenario [0-9a-f]{{12}}: its text is not the one"):
                opened_store.verify(name)


@pytest.mark.parametrize(
    ("statement", "version"),
    [
        ("UPDATE negosim_appends SET bodies = set_byte(bodies, 3, get_byte(bodies, 3) # 1)", 1),
        ("UPDATE negosim_appends SET bodies = set_byte(bodies, @7, get_byte(bodies, @7) # 1)", 7),
        ("UPDATE negosim_appends SET bodies = set_byte(bodies, @7, 10)", 7),
        ("UPDATE negosim_appends SET bodies = substring(bodies, @7 + 1)", 1),
        ("UPDATE negosim_appends SET hashes = set_byte(hashes, 255, get_byte(hashes, 255) # 1)", 8),
        ("UPDATE negosim_appends SET hashes = substring(hashes, 1, 320)", 11),
        ("UPDATE negosim_appends SET kinds = set_byte(kinds, 3, 65)", 1),
        ("UPDATE negosim_appends SET kinds = overlay(kinds placing '1' from position('\\x0a'::bytea in kinds) - 1)", 1),
        ("UPDATE negosim_appends SET count = 30", 31),
        ("UPDATE negosim_appends SET first = 2", 1),
        ("DELETE FROM negosim_appends", 1),
        ("INSERT INTO negosim_appends SELECT stream, 57, count, kinds, bodies, hashes FROM negosim_appends", 57),
        ("UPDATE negosim_streams SET head = set_byte(head, 0, get_byte(head, 0) # 1)", 56),
        ("UPDATE negosim_streams SET version = 40", 41),
        ("UPDATE negosim_streams SET outcome = 'collapse'", 0),
        ("UPDATE negosim_streams SET seed = 'x'", 0),
        ("UPDATE negosim_scenarios SET body = body || ' '", 0),
    ],
)
def test_a_server_is_believed_no_more_than_a_file(database: Database, statement: str, version: int) -> None:
    """The same on PostgreSQL: the first wrong event is named."""
    url = database()
    store = open_store(url, create=True)
    keep_run(store, 1)
    store.verify(RUN)
    written = store.read(RUN)
    sixth = sum(len(body) + 1 for body in store._rows(RUN)[0][3].split(b"\n")[:6])  # what comes before the seventh
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.replace("@7", str(sixth)).encode())
    with pytest.raises(BrokenStream) as broken:
        store.verify(RUN)
    assert (broken.value.stream, broken.value.version) == (RUN, version)
    with suppress(BrokenStream):
        assert store.read(RUN) == written
    store.close()


@settings(per_example, max_examples=60)
@given(place=st.integers(0, 2**30), bit=bits)
@example(place=18, bit=0)
@example(place=100, bit=3)
def test_any_bit_of_the_file(kept: Callable[[], Kept], place: int, bit: int) -> None:
    """Given one bit of the file that is another, then each stream is as it was written, or refused in plain words."""
    store = kept()
    store.path.write_bytes(flipped(store.path.read_bytes(), place, bit))
    refusals: list[Exception] = []
    try:
        for opened_store in opened(store):
            list(opened_store.streams())
            for name, events in store.written.items():
                try:
                    assert opened_store.read(name) == events
                    opened_store.verify(name)
                except (BrokenStream, UnknownStream, BadInput) as error:
                    refusals.append(error)
    except BadInput as error:
        refusals.append(error)
    assert [refusal for refusal in refusals if "\n" in str(refusal)] == []


def test_events_of_no_stream_are_told(kept: Callable[[], Kept]) -> None:
    """Given events under a number that no stream has, then strays counts them, and no stream is wrong."""
    store = kept()
    copied = "SELECT 99, first, count, kinds, bodies, hashes FROM negosim_appends WHERE stream = ?"
    store.execute(f"INSERT INTO negosim_appends {copied}", store.number(RUN))
    for opened_store in opened(store):
        own = len(store.written[RUN])
        assert opened_store.strays() == [f"{own} events under number 99, which no stream has"]
        opened_store.verify(RUN)


def test_a_scenario_by_another_name_is_told(kept: Callable[[], Kept]) -> None:
    """Given a scenario that is listed under another name than its text has, then both are told."""
    store = kept()
    for opened_store in opened(store):
        assert opened_store.strays() == []
    store.execute("UPDATE negosim_scenarios SET name = 'other'")
    for opened_store in opened(store):
        told = f"scenario {SCENARIO.digest[:12]}: kept as other, and called {SCENARIO.name}"
        assert opened_store.strays() == [told]


def test_a_scenario_of_no_run_is_held_against_its_digest_too(kept: Callable[[], Kept]) -> None:
    """Given an altered text of a scenario, then the account of strays says so."""
    store = kept()
    store.execute("UPDATE negosim_scenarios SET body = body || '# more'")
    for opened_store in opened(store):
        told = f"scenario {SCENARIO.digest[:12]}: its text is not the one that was kept"
        assert opened_store.strays() == [told]
