"""A store of the second schema, a row for each event, becomes one of today, a row for each append."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from negosim.domain import events as e
from negosim.store import migrations
from negosim.store.opening import open_store
from negosim.store.sql_tables import SCHEMA
from negosim.store.streams import BrokenStream
from tests.store.conftest import Database
from tests.store.test_older import on_a_server, schema_of

FIXTURE = Path(__file__).with_name("fixtures") / "schema_2.db"
HEADS = {
    "cake.0": "adde35546a96f2c8c2fcf57442de3cd18cba6b4006d12cc46e75ce8f016bc7fa",
    "cake.1": "4ef100dd3c63522678fe3e46ad8f2338bac8904686eabba7329ac8f1d24bff5e",
    "cake.0@2": "d53a7afdcc61adc280167dd57989d3bcf9e3ff5e6b0ff87778a514933586cdf6",
    "cake.1@2": "93bae9bd1a1696e7e8d9428715029e282e456aea8a042eeac889cd88c1f75499",
}
TOLD = {
    "cake.0": (17, None, 0, "agreement", ""),
    "cake.1": (10, None, 0, "collapse", ""),
    "cake.0@2": (18, "cake.0", 5, "agreement", "round 2: talks.collapse = 0.25"),
    "cake.1@2": (11, "cake.1", 5, "collapse", "round 2: talks.collapse = 0.25"),
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of the second schema, to be opened."""
    return Path(shutil.copy(FIXTURE, tmp_path / "runs.db"))


def execute(path: Path, statement: str) -> list[Any]:
    """Do something to its tables."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement).fetchall()


def content(path: Path) -> list[str]:
    """All that a file holds, as statements that make it again."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def assert_as_it_was(url: str) -> None:
    """Streams, events and hashes are those of the fixture, in as many rows as there are gaps between events: none."""
    store = open_store(url)
    streams = list(store.streams())
    assert {stream.name: stream.head.hex() for stream in streams} == HEADS
    assert {s.name: (s.version, s.parent, s.fork_version, s.run.outcome, s.run.changes) for s in streams} == TOLD
    for name, (version, _, shared, *_) in TOLD.items():
        store.verify(name)
        assert [row[:2] for row in store._rows(name)] == [(shared + 1, version - shared)]
        assert store.strays() == []
    assert store.read("cake.1")[-2:] == [
        e.TalksCollapsed(0),
        e.NegotiationClosed("collapse", -1, {"first": 0.0, "second": 0.0}),
    ]
    assert store.read("cake.0@2")[5] == e.AssumptionChanged("talks.collapse", 0.25, {"first": 0.0})
    store.append("cake.1@2", 11, [])
    store.close()


def test_a_store_of_the_second_schema_opens(old: Path) -> None:
    """Its events stand in new rows, under the hashes that they had; the older table is gone."""
    assert schema_of(old) == 2
    assert_as_it_was(f"sqlite:///{old}")
    assert schema_of(old) == SCHEMA
    assert execute(old, "SELECT name FROM sqlite_master WHERE name LIKE '%events%'") == []


def test_a_store_of_the_second_schema_on_a_server_opens(database: Database, old: Path) -> None:
    """The same on PostgreSQL."""
    url = database()
    on_a_server(url, old)
    assert_as_it_was(url)


class Interrupted(Exception):  # noqa: N818 - it is no error of the store
    """Something went wrong in the middle."""


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third row of a migration is never laid down."""
    row, count = migrations._row, iter(range(100))

    def stopped(events: list[Any]) -> Any:
        if next(count) == 2:
            raise Interrupted
        return row(events)

    monkeypatch.setattr(migrations, "_row", stopped)


@pytest.mark.usefixtures("stops")
def test_a_migration_that_is_interrupted_leaves_the_old_store(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given an error in its middle, then the tables and all that they hold are as before, and the next one opens it."""
    before = content(old)
    with pytest.raises(Interrupted):
        open_store(f"sqlite:///{old}")
    assert content(old) == before
    monkeypatch.undo()
    assert_as_it_was(f"sqlite:///{old}")


@pytest.mark.usefixtures("stops")
def test_a_migration_that_is_interrupted_on_a_server_leaves_the_old_store(
    database: Database, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on PostgreSQL."""
    url = database()
    on_a_server(url, old)
    with pytest.raises(Interrupted):
        open_store(url)
    with psycopg.connect(url.replace("+psycopg", "")) as server:
        held = server.execute("SELECT count(*), max(version) FROM negosim_events").fetchone()
        schema = server.execute("SELECT version, to_regclass('negosim_appends') FROM negosim_schema").fetchone()
    assert (held, schema) == ((46, 18), (2, None))
    monkeypatch.undo()
    assert_as_it_was(url)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_process_that_is_killed_while_it_migrates_leaves_the_old_store(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a process that ends in the middle without a word, then the next one opens the store."""
    before, row, count = content(old), migrations._row, iter(range(100))

    def killed(events: list[Any]) -> Any:
        if next(count) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return row(events)

    monkeypatch.setattr(migrations, "_row", killed)
    child = os.fork()
    if child == 0:
        try:
            open_store(f"sqlite:///{old}")
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert content(old) == before
    monkeypatch.undo()
    assert_as_it_was(f"sqlite:///{old}")


@pytest.mark.parametrize(
    ("change", "version"),
    [
        ("UPDATE negosim_events SET body = X'7B' WHERE stream = 1 AND version = 7", 7),
        ("UPDATE negosim_events SET body = X'7B0A7D' WHERE stream = 1 AND version = 7", 7),
        ("UPDATE negosim_events SET body = 'text' WHERE stream = 1 AND version = 7", 7),
        ("UPDATE negosim_events SET body = 7 WHERE stream = 1 AND version = 7", 7),
        ("UPDATE negosim_events SET hash = X'00' WHERE stream = 1 AND version = 8", 8),
        ("UPDATE negosim_events SET hash = 'text' WHERE stream = 1 AND version = 17", 17),
        ("UPDATE negosim_events SET type = 'Talks' || char(10) WHERE stream = 1 AND version = 9", 9),
        ("UPDATE negosim_events SET type = X'FF' WHERE stream = 1 AND version = 9", 9),
        ("UPDATE negosim_events SET form = 'x' WHERE stream = 1 AND version = 9", 9),
        ("UPDATE negosim_events SET version = 'x' WHERE stream = 1 AND version = 9", 9),
        ("UPDATE negosim_events SET version = version - 20 WHERE stream = 1 AND version = 9", 1),
        ("UPDATE negosim_events SET version = version + 20 WHERE stream = 1 AND version > 5", 6),
        ("DELETE FROM negosim_events WHERE stream = 1 AND version = 10", 10),
        ("DELETE FROM negosim_events WHERE stream = 1 AND version > 12", 13),
        ("DELETE FROM negosim_events WHERE stream = 1", 1),
        ("INSERT INTO negosim_events SELECT 1, 18, type, form, body, hash FROM negosim_events LIMIT 1", 18),
    ],
)
def test_what_was_altered_before_is_told_after(old: Path, change: str, version: int) -> None:
    """Given an event that was altered, dropped, moved or added in the older table, then the store opens, the same
    event is named, and streams that have no part in it are whole."""
    execute(old, change)
    store = open_store(f"sqlite:///{old}")
    with pytest.raises(BrokenStream) as broken:
        store.verify("cake.0")
    assert (broken.value.stream, broken.value.version) == ("cake.0", version)
    for name in ("cake.1", "cake.1@2"):
        store.verify(name)
    store.close()


def test_events_of_no_stream_are_still_told(old: Path) -> None:
    """Given events under a number that no stream has, then they are counted as before."""
    execute(
        old, "INSERT INTO negosim_events SELECT 9, version, type, form, body, hash FROM negosim_events WHERE stream = 1"
    )
    store = open_store(f"sqlite:///{old}")
    assert store.strays() == ["17 events under number 9, which no stream has"]
    store.close()
