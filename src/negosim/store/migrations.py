"""Migrate the tables of older stores, one version at a time, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

import sqlalchemy as sa

from negosim.domain.events import Event
from negosim.store.bodies import BadBody, from_stored
from negosim.store.lines import BREAK, HASH, Packed, Row, Stored
from negosim.store.sql_tables import SCHEMA, Bytes, appends, schema, streams
from negosim.store.streams import Run

# Until version 2: a row for each event.
_EVENTS = sa.table(
    "negosim_events",
    sa.column("stream", sa.Integer),
    sa.column("version", sa.Integer),
    sa.column("type", sa.Text),
    sa.column("form", sa.Integer),
    sa.column("body", Bytes),
    sa.column("hash", Bytes),
)


def migrate(connection: sa.Connection, version: int) -> None:
    """Migrate tables of an older version, one version at a time, in the transaction of the connection."""
    for step in range(version, SCHEMA):
        MIGRATIONS[step](connection)
        connection.execute(schema.update().values(version=step + 1))


def _to_2(connection: sa.Connection) -> None:
    """Streams tell how their runs ended, so that a list need not read every event."""
    for column in ("outcome TEXT NOT NULL DEFAULT ''", "changes TEXT NOT NULL DEFAULT ''"):
        connection.execute(sa.text(f"ALTER TABLE negosim_streams ADD COLUMN {column}"))
    for column in ("round", "day"):
        connection.execute(sa.text(f"ALTER TABLE negosim_streams ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0"))
    for name in connection.execute(sa.select(streams.c.name)).scalars().all():
        try:
            shared, own = _told(connection, name)
        except (BadBody, RecursionError, sa.exc.NoResultFound):
            continue  # it is broken, and whoever reads or verifies it hears where
        run = (Run.shared(shared) if shared else Run()).after(own)
        values = {"outcome": run.outcome, "round": run.round, "day": run.day, "changes": run.changes}
        connection.execute(streams.update().where(streams.c.name == name).values(values))


def _told(connection: sa.Connection, name: str) -> tuple[list[Event], list[Event]]:
    """The events that a stream shares with its parent, and its own."""
    known = connection.execute(
        sa.select(streams.c.number, streams.c.parent, streams.c.fork_version).where(streams.c.name == name)
    ).one()
    shared: list[Event] = []
    if known.parent is not None:
        shared = [*chain(*_told(connection, known.parent))][: known.fork_version]
    own = connection.execute(
        sa.select(_EVENTS.c.type, _EVENTS.c.form, _EVENTS.c.body)
        .where(_EVENTS.c.stream == known.number)
        .order_by(_EVENTS.c.version)
    )
    return shared, [from_stored(*row) for row in own]


def _to_3(connection: sa.Connection) -> None:
    """Events that follow each other stand in one row, as if they had been appended at once."""
    appends.create(connection)
    for number in connection.execute(sa.select(_EVENTS.c.stream).distinct().order_by(_EVENTS.c.stream)).scalars().all():
        held = sa.select(*list(_EVENTS.c)[1:]).where(_EVENTS.c.stream == number).order_by(_EVENTS.c.version)
        rows = _gathered(connection.execute(held).all())
        names = [column.name for column in appends.c]
        connection.execute(appends.insert(), [dict(zip(names, (number, *row), strict=True)) for row in rows])
    connection.execute(sa.text("DROP TABLE negosim_events"))


def _gathered(events: Any) -> Iterator[Row]:
    """The rows for events, one for as many as follow each other."""
    begun: list[Any] = []
    for event in events:
        if begun and not _follows(begun[-1].version, event.version):
            yield _row(begun)
            begun = []
        begun.append(event)
    yield _row(begun)


def _follows(version: Any, other: Any) -> bool:
    return isinstance(version, int) and bool(other == version + 1)


def _row(events: list[Any]) -> Row:
    hashes = [
        event.hash if isinstance(event.hash, bytes) and len(event.hash) == HASH else bytes(HASH) for event in events
    ]
    return Packed.of(map(_stored, events)).row(events[0].version, b"".join(hashes))


def _stored(event: Any) -> Stored:
    """What stood in an older row; what never was part of an event, and so is told by the hash, without line breaks."""
    body = event.body if isinstance(event.body, bytes) else str(event.body).encode()
    return str(event.type).replace("\n", " "), event.form, body.replace(BREAK, b" ")


MIGRATIONS: Mapping[int, Callable[[sa.Connection], None]] = {1: _to_2, 2: _to_3}
