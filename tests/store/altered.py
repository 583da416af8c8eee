"""A store to be altered, and the one assertion of what is told of it then."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from negosim.domain import events as e
from negosim.domain.events import Event
from negosim.store.chain import Chain
from negosim.store.lines import BREAK, HASH, Lines
from negosim.store.opening import open_store
from negosim.store.sql import SqlStore
from negosim.store.streams import BrokenStream, VersionConflict

RUN, FORK, GRANDCHILD = "talks.1", "talks.1@3", "talks.1@3@5"
Events = list[list[Any]]
Rows = list[list[Any]]
VERSION, KIND, BODY, HASHED = range(4)
COLUMNS = ("first", "count", "kinds", "bodies", "hashes")
WHOLE = 10_000
per_example = settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
places = st.integers(0, 10_000)
bits = st.integers(0, 7)
steps = st.sampled_from([WHOLE, 7, 1])


@attrs.frozen
class Kept:
    """A store to be altered: its file, and what was written to it."""

    path: Path
    written: dict[str, list[Event]]

    @property
    def url(self) -> str:
        """Where it is."""
        return f"sqlite:///{self.path}"

    def execute(self, statement: str, *values: Any) -> list[Any]:
        """Do something to its tables that no store does."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def number(self, name: str) -> int:
        """The number of a stream in the tables."""
        return int(self.execute("SELECT number FROM negosim_streams WHERE name = ?", name)[0][0])

    def rows(self, name: str) -> Rows:
        """The rows that a stream holds itself: first version, count, kinds, bodies, hashes."""
        told = f"SELECT {', '.join(COLUMNS)} FROM negosim_appends WHERE stream = ? ORDER BY first"
        return [list(row) for row in self.execute(told, self.number(name))]

    def lay(self, name: str, rows: Rows) -> None:
        """Put other rows in the place of those that a stream holds."""
        number = self.number(name)
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("DELETE FROM negosim_appends WHERE stream = ?", (number,))
            told = [(number, *row) for row in rows]
            connection.executemany("INSERT INTO negosim_appends VALUES (?, ?, ?, ?, ?, ?)", told)

    def events(self, name: str) -> Events:
        """The events that a stream holds itself: version, kind, body, hash."""
        found: Events = []
        for first, _, kinds, bodies, hashes in self.rows(name):
            lines = enumerate(zip(kinds.split(BREAK), bodies.split(BREAK), strict=True))
            found += [[first + n, *line, hashes[n * HASH : (n + 1) * HASH]] for n, line in lines]
        return found

    def put(self, name: str, events: Events, step: int = WHOLE) -> None:
        """Put other events in the place of those that a stream holds, as many in a row as follow each other, and not
        more than a step."""
        rows: list[Events] = []
        for event in events:
            last = rows[-1][-1][VERSION] if rows else None
            follows = isinstance(last, int) and event[VERSION] == last + 1
            if follows and len(rows[-1]) < step:
                rows[-1].append(event)
            else:
                rows.append([event])
        self.lay(name, [row_of(row) for row in rows])

    def tell(self, name: str, **columns: Any) -> None:
        """Let the list of streams tell something else of a stream."""
        words = ", ".join(f"{column} = ?" for column in columns)
        self.execute(f"UPDATE negosim_streams SET {words} WHERE name = ?", *columns.values(), name)

    def unbind(self) -> None:
        """Take away what the table of events holds each row to: its key, and that no column is empty."""
        self.execute("ALTER TABLE negosim_appends RENAME TO bound")
        self.execute("CREATE TABLE negosim_appends AS SELECT * FROM bound")
        self.execute("DROP TABLE bound")


def row_of(events: Events) -> list[Any]:
    """The row of events that are appended at once."""
    _, kinds, bodies, hashes = zip(*events, strict=True)
    return [events[0][VERSION], len(events), BREAK.join(kinds), BREAK.join(bodies), b"".join(hashes)]


def opened(kept: Kept) -> Iterator[SqlStore]:
    """The store, closed in the end."""
    store = open_store(kept.url)
    try:
        yield store
    finally:
        store.close()


def assert_told(kept: Kept, name: str, where: str, version: int, *, refused: bool = True) -> None:
    """``verify`` names the stream and the event, whoever reads is refused or gets what was written, and streams that
    have no part in it are whole; ``refused``: it is not read at all."""
    for store in opened(kept):
        with pytest.raises(BrokenStream) as broken:
            store.verify(name)
        assert (broken.value.stream, broken.value.version) == (where, version)
        told = f"{where}, event {version}: " if version else f"{where}: "
        assert str(broken.value).startswith(told)
        assert_no_lies(store, kept, name)
        if refused:
            assert_refused(store, name)
        store.verify("bystander")
        assert store.read("bystander") == kept.written["bystander"]


def assert_no_lies(store: SqlStore, kept: Kept, name: str) -> None:
    """What can be read of a stream is what was written."""
    for upto in (None, 1, 5, 20):
        with suppress(BrokenStream):
            assert store.read(name, upto) == kept.written[name][:upto]


def assert_refused(store: SqlStore, name: str) -> None:
    """Nothing of a stream can be read, not even its beginning, and nothing is added to it or forked from it."""
    for upto in (None, 1, 20):
        with pytest.raises(BrokenStream):
            store.read(name, upto)
    stream = store.find(name)
    assert stream is not None
    with pytest.raises(BrokenStream):
        store.append(name, stream.version, [e.TalksResumed(99)])
    with pytest.raises((BrokenStream, VersionConflict)):
        store.append("new", 2, [e.TalksResumed(99)], parent=name)


def flipped(data: bytes, place: int, bit: int) -> bytes:
    """The same bytes but for one bit."""
    place %= len(data)
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


def drawn(kept: Kept, place: int, name: str = RUN) -> tuple[Events, int]:
    """The events that a stream holds, and which of them to alter."""
    events = kept.events(name)
    return events, place % len(events)


def remade(events: Events, name: str, since: int) -> Events:
    """The events of a stream with their hashes made anew from some event on."""
    lines = Lines([event[KIND] for event in events], [event[BODY] for event in events])
    hashes = Chain(name).extend(lines)
    return [
        [*event[:HASHED], hashes[at * HASH : (at + 1) * HASH] if at >= since else event[HASHED]]
        for at, event in enumerate(events)
    ]
