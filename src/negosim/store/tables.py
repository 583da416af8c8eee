"""The tables of a store in a database, and how tables of older versions become today's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from negosim.domain.events import Event
from negosim.store.bodies import BadBody, from_stored
from negosim.store.streams import Run

SCHEMA = 2
METADATA = sa.MetaData()


class Bytes(sa.types.UserDefinedType[bytes]):
    """Bytes as they are, without a copy on the way in or out."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The word of the standard; a dialect's own is below."""
        return "BLOB"


@compiles(Bytes, "postgresql")
def _bytea(*_: Any, **__: Any) -> str:
    return "BYTEA"


schema = sa.Table("negosim_schema", METADATA, sa.Column("version", sa.Integer, primary_key=True, autoincrement=False))

scenarios = sa.Table(
    "negosim_scenarios",
    METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

streams = sa.Table(
    "negosim_streams",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("parent", sa.Text),
    sa.Column("fork_version", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("head", Bytes, nullable=False),
    sa.Column("scenario", sa.Text, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("seed", sa.Text, nullable=False),
    sa.Column("run", sa.BigInteger, nullable=False),
    # Since version 2:
    sa.Column("outcome", sa.Text, nullable=False, server_default=""),
    sa.Column("round", sa.Integer, nullable=False, server_default="0"),
    sa.Column("day", sa.Integer, nullable=False, server_default="0"),
    sa.Column("changes", sa.Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

events = sa.Table(
    "negosim_events",
    METADATA,
    sa.Column("stream", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("form", sa.Integer, nullable=False),
    sa.Column("body", Bytes, nullable=False),
    sa.Column("hash", Bytes, nullable=False),
    sqlite_with_rowid=False,
)


def migrate(connection: sa.Connection, version: int) -> None:
    """Bring tables of an older version to today's, one version at a time, in the transaction of the connection."""
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
        told = {"outcome": run.outcome, "round": run.round, "day": run.day, "changes": run.changes}
        connection.execute(streams.update().where(streams.c.name == name).values(told))


def _told(connection: sa.Connection, name: str) -> tuple[list[Event], list[Event]]:
    """The events that a stream shares with its parent, and its own."""
    known = connection.execute(
        sa.select(streams.c.number, streams.c.parent, streams.c.fork_version).where(streams.c.name == name)
    ).one()
    shared: list[Event] = []
    if known.parent is not None:
        shared = [*chain(*_told(connection, known.parent))][: known.fork_version]
    own = connection.execute(
        sa.select(events.c.type, events.c.form, events.c.body)
        .where(events.c.stream == known.number)
        .order_by(events.c.version)
    )
    return shared, [from_stored(*row) for row in own]


MIGRATIONS: Mapping[int, Callable[[sa.Connection], None]] = {1: _to_2}
