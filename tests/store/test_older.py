"""Stores and bodies of earlier versions: they open, and mean what they meant."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.errors import BadInput
from negosim.store.bodies import TYPES, BadBody, from_stored, to_stored
from negosim.store.lines import Packed
from negosim.store.migrations import MIGRATIONS
from negosim.store.opening import open_store
from negosim.store.sql_tables import SCHEMA
from negosim.store.streams import BrokenStream, Run
from negosim.store.upcasting import UPCASTERS, VERSIONS, version_of
from tests.store.conftest import Database, in_child

FIXTURE = Path(__file__).with_name("fixtures") / "schema_1.db"
DIGEST = "6284e3853f9761238446f0f8142f3fc9dc93df1e56f375a1f7f30066b6217572"
TALKS = {"scenario": "cake", "digest": DIGEST, "seed": 11}
HEADS = {
    "cake.0": "57ba9bd3c24170ed7608e6c6fa7a802567ae8033ba822d1858ec92188f50e54f",
    "cake.1": "b84f1ee348a77293ec5f4ac8eafdad2d5540a056e0fa4efb500e159ce5218d58",
    "cake.0@2": "7e37dfa3690c66be1d808e6a06194ed9517c240021c8ea38aefb2655b020a6df",
}
RUNS = {
    "cake.0": Run(**TALKS, run=0, outcome="agreement", round=4, day=3),
    "cake.1": Run(**TALKS, run=1, outcome="collapse", round=2, day=1),
    "cake.0@2": Run(**TALKS, run=0, outcome="agreement", round=4, day=3, changes="round 2: talks.collapse = 0.25"),
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store of the first schema, to be opened."""
    return Path(shutil.copy(FIXTURE, tmp_path / "runs.db"))


def schema_of(path: Path) -> int:
    """The version that a file says it has."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT version FROM negosim_schema").fetchone()[0])


def on_a_server(url: str, old: Path) -> None:
    """Let a database hold what a file holds, in tables of the same columns."""
    with closing(sqlite3.connect(old)) as connection, psycopg.connect(url.replace("+psycopg", "")) as server:
        for (statement,) in connection.execute("SELECT sql FROM sqlite_master WHERE name LIKE 'negosim%'"):
            words = statement.replace("BLOB", "BYTEA").replace("WITHOUT ROWID", "")
            words = re.sub(r"INTEGER (NOT NULL )?PRIMARY KEY AUTOINCREMENT", "SERIAL PRIMARY KEY", words)
            server.execute(words.encode())
        for table in ("schema", "scenarios", "streams", "events"):
            for row in connection.execute(f"SELECT * FROM negosim_{table}"):
                places = ", ".join(["%s"] * len(row))
                server.execute(f"INSERT INTO negosim_{table} VALUES ({places})".encode(), row)


def test_a_store_of_the_first_schema_opens(old: Path) -> None:
    """Given a store of schema 1, when it is opened, then its streams, their events and their hashes are what they
    were, and the columns that are new tell what the events tell."""
    assert schema_of(old) == 1
    store = open_store(f"sqlite:///{old}")
    assert {stream.name: stream.run for stream in store.streams()} == RUNS
    assert {stream.name: stream.head.hex() for stream in store.streams()} == HEADS
    for name in RUNS:
        store.verify(name)
    store.close()
    assert schema_of(old) == SCHEMA


def test_its_events_mean_what_they_meant(old: Path) -> None:
    """The run collapsed or was agreed as it was; a fork's change, which said less then, leaves as it was what it did
    not tell."""
    store = open_store(f"sqlite:///{old}")
    collapsed, agreed, fork = store.read("cake.1"), store.read("cake.0"), store.read("cake.0@2")
    assert collapsed[-2:] == [e.TalksCollapsed(0), e.NegotiationClosed("collapse", -1, {"first": 0.0, "second": 0.0})]
    assert agreed[-3:] == [
        e.AgreementReached(2, {"first": 0.5, "second": 0.5}),
        e.PhaseCompleted(1, 1, 3),
        e.NegotiationClosed("agreement", 2, {"first": 0.0, "second": 0.0}),
    ]
    assert fork[5] == e.AssumptionChanged("talks.collapse", 0.25, {})
    assert [*fork[:5], *fork[6:]] == agreed
    before, after = replay(fork[:5]), replay(fork[:6])
    assert (before.draw["talks.collapse"], after.draw["talks.collapse"]) == (0.3, 0.25)
    assert before.no_deal == after.no_deal == {"first": 0.0, "second": 0.0}
    assert store.scenario(DIGEST).name == "cake"
    store.close()


def test_it_can_be_continued(old: Path) -> None:
    """A fork of today of a run of then."""
    store = open_store(f"sqlite:///{old}")
    events = store.read("cake.0")
    own = [e.AssumptionChanged("talks.collapse", 0.75, {"first": 0.0}), *events[5:]]
    store.append("new", 5, own, parent="cake.0")
    store.verify("new")
    assert store.read("new") == [*events[:5], *own]
    store.close()


def test_it_is_migrated_once(old: Path) -> None:
    """Opening it again changes nothing."""
    open_store(f"sqlite:///{old}").close()
    before = old.read_bytes()
    open_store(f"sqlite:///{old}", create=True).close()
    assert old.read_bytes() == before


def test_a_broken_stream_does_not_keep_a_store_shut(old: Path) -> None:
    """Given a body that is none in a store of schema 1, then it opens, the others are whole, and that one is named."""
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE negosim_events SET body = X'7B' WHERE stream = 2 AND version = 4")
    store = open_store(f"sqlite:///{old}")
    assert {stream.name: stream.run for stream in store.streams() if stream.name != "cake.1"} == {
        name: run for name, run in RUNS.items() if name != "cake.1"
    }
    with pytest.raises(BrokenStream, match=r"^cake\.1, event 4: is not what was written"):
        store.verify("cake.1")
    for name in ("cake.0", "cake.0@2"):
        store.verify(name)
    store.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE negosim_streams SET parent = 'nobody' WHERE number = 3",
        "UPDATE negosim_streams SET parent = name",
        "DELETE FROM negosim_streams WHERE number = 1",
        "UPDATE negosim_events SET body = 'text'",
        "UPDATE negosim_events SET type = 'Nothing'",
        "UPDATE negosim_events SET form = 'x'",
    ],
)
def test_an_older_store_that_was_altered_opens(old: Path, change: str) -> None:
    """Whatever was done to it, it opens, and verifying tells."""
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute(change)
    store = open_store(f"sqlite:///{old}")
    with pytest.raises(BrokenStream):
        store.verify("cake.0@2")
    store.close()


def test_an_older_store_that_may_not_be_written(old: Path) -> None:
    """It is told, and stays as it is."""
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(BadInput, match="database is locked"):
            open_store(f"sqlite:///{old}?timeout=0.1")
        connection.execute("ROLLBACK")
    assert schema_of(old) == 1


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.skipif(sys.platform == "win32", reason="users of POSIX")
def test_an_older_store_that_may_only_be_read(public_folder: Path) -> None:
    """It cannot be brought to today's form, and says what to do."""
    path = Path(shutil.copy(FIXTURE, public_folder))
    path.chmod(0o444)

    def look() -> None:
        with pytest.raises(BadInput, match=r"schema 1 in a file that may only be read.*where it may be written"):
            open_store(f"sqlite:///{path}")

    in_child(look)
    assert path.read_bytes() == FIXTURE.read_bytes()


def test_an_older_store_on_a_server_opens(database: Database, old: Path) -> None:
    """The same migration on PostgreSQL."""
    url = database()
    on_a_server(url, old)
    store = open_store(url)
    assert {stream.name: stream.run for stream in store.streams()} == RUNS
    for name in RUNS:
        store.verify(name)
    store.close()


def test_there_is_a_way_from_every_schema() -> None:
    """Each version of the tables has a step to the next."""
    assert sorted(MIGRATIONS) == list(range(1, SCHEMA))


# --- Bodies

OLDER: dict[tuple[str, int], tuple[bytes, e.Event]] = {
    ("AssumptionChanged", 1): (
        b'{"parameter":"north.pressure","value":0.2}',
        e.AssumptionChanged("north.pressure", 0.2, {}),
    ),
    ("NegotiationOpened", 1): (
        b'{"digest":"d","draw":{},"engine":"1","mediators":[],"parties":["a"],"run":3,"scenario":"s","seed":7,"start":""}',
        e.NegotiationOpened("s", "d", 7, 3, "1", "", ("a",), (), {}, "", ""),
    ),
}


def test_every_older_form_has_an_example() -> None:
    """Each type and version that was ever written has a way to today's form, and a body here that goes it."""
    ever = {(name, version) for name in VERSIONS for version in range(1, version_of(name))}
    assert ever == set(UPCASTERS) == set(OLDER)
    assert set(VERSIONS) <= set(TYPES)


@pytest.mark.parametrize(("name", "version"), OLDER)
def test_an_older_body_means_what_it_meant(name: str, version: int) -> None:
    """It becomes today's event; written again, it is of today's form."""
    body, expected = OLDER[name, version]
    event = from_stored(name, version, body)
    assert event == expected
    assert to_stored(event)[:2] == (name, version_of(name))
    assert from_stored(*to_stored(event)) == expected


@pytest.mark.parametrize(
    ("name", "version", "body", "word"),
    [
        ("AssumptionChanged", 1, b'{"parameter":"north.pressure","value":0.2,"no_deal":{},"more":1}', "more"),
        ("AssumptionChanged", 1, b'{"parameter":"north.pressure"}', "value"),
        ("AssumptionChanged", 1, b'{"parameter":"north.pressure","value":"a"}', "float"),
        ("AssumptionChanged", 1, b"[]", "an object"),
        ("AssumptionChanged", 1, b"{", "AssumptionChanged"),
        ("AssumptionChanged", 0, b'{"parameter":"north.pressure","value":0.2}', "expected 2 or earlier"),
        ("AssumptionChanged", 3, b'{"parameter":"north.pressure","value":0.2}', "expected 2 or earlier"),
        ("TalksResumed", 2, b'{"day":1}', "expected 1 or earlier"),
        ("Nothing", 1, b"{}", "expected one of"),
    ],
)
def test_a_body_that_no_version_wrote(name: str, version: int, body: bytes, word: str) -> None:
    """It is refused with a word."""
    with pytest.raises(BadBody, match=word):
        from_stored(name, version, body)


def test_an_older_event_in_a_stream_is_hashed_as_it_was_written(tmp_path: Path) -> None:
    """Given a body of an older form, when it is kept, read and verified, then what lies there is still that form."""
    store = open_store(f"sqlite:///{tmp_path / 'runs.db'}", create=True)
    body, event = OLDER["AssumptionChanged", 1]
    store.append_stored("talks", 0, Packed.of([("AssumptionChanged", 1, body)]), [event])
    assert store.read("talks") == [event]
    kept = store._rows("talks")[0]
    assert kept[:4] == (1, 1, b"AssumptionChanged 1", body)
    store.close()
