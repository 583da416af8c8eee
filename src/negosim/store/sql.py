"""A store in a database: SQLite or PostgreSQL, by its URL alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from negosim.store.chain import Stored
from negosim.store.eventstore import EventStore
from negosim.store.streams import Record, Run, Stream, VersionConflict
from negosim.store.tables import events, scenarios, streams

# Statements are made once: to make one costs more than a database takes to answer it.
COLUMNS = tuple(column.name for column in streams.c)
FIND = sa.select(streams).where(streams.c.name == sa.bindparam("sought"))
_HELD = events.c.stream == sa.select(streams.c.number).where(streams.c.name == sa.bindparam("sought")).scalar_subquery()
STORED = (
    sa.select(events.c.type, events.c.form, events.c.body)
    .where(_HELD, events.c.version > sa.bindparam("after"), events.c.version <= sa.bindparam("upto"))
    .order_by(events.c.version)
)
RECORDS = (
    sa.select(events.c.version, events.c.type, events.c.form, events.c.body, events.c.hash)
    .where(_HELD)
    .order_by(events.c.version)
)

UNOWNED = (
    sa.select(events.c.stream, sa.func.count())
    .where(events.c.stream.not_in(sa.select(streams.c.number)))
    .group_by(events.c.stream)
    .order_by(events.c.stream)
)
TEXT = sa.select(scenarios.c.body).where(scenarios.c.digest == sa.bindparam("sought"))
MOVED = ("version", "head", "scenario", "digest", "seed", "run", "outcome", "round", "day", "changes")
MOVE = (
    streams.update()
    .where(streams.c.name == sa.bindparam("sought"), streams.c.version == sa.bindparam("expected"))
    .values({column: sa.bindparam(column) for column in MOVED})
    .returning(streams.c.number)
)


class SqlStore(EventStore):
    """Streams in the tables of a database; ``negosim.store.opening`` makes the engine, and tells what is wrong with it.

    Args:
        engine: of a database with today's tables.
        told: a context in which errors of the database become errors with an address.
    """

    def __init__(self, engine: sa.Engine, told: Callable[[], AbstractContextManager[None]]) -> None:
        self._engine = engine
        self._writer = engine.execution_options(negosim_writes=True)
        self._told = told
        self._complaint = engine.dialect.loaded_dbapi.Error
        insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._begin = insert(streams).on_conflict_do_nothing().returning(streams.c.number)
        self._keep = insert(scenarios).on_conflict_do_nothing()
        self._find = Asked(FIND, engine.dialect)
        self._held = Asked(STORED, engine.dialect)
        self._add = Asked(events.insert(), engine.dialect)

    def close(self) -> None:  # noqa: D102 - as in EventStore
        self._engine.dispose()

    def find(self, name: str) -> Stream | None:  # noqa: D102
        with self._asking() as cursor:
            rows = self._find.rows(cursor, sought=name)
        return _stream(dict(zip(COLUMNS, rows[0], strict=True))) if rows else None

    def streams(self) -> Iterator[Stream]:  # noqa: D102
        with self._reading() as connection:
            rows = connection.execute(sa.select(streams).order_by(streams.c.number)).mappings().all()
        return (_stream({**row}) for row in rows)

    def _stored(self, name: str, after: int, upto: int) -> Sequence[Stored]:
        with self._asking() as cursor:
            return self._held.rows(cursor, sought=name, after=after, upto=upto)

    def _records(self, name: str) -> Sequence[Record]:
        with self._reading() as connection:
            return connection.execute(RECORDS, {"sought": name}).all()

    def _write(self, stream: Stream, expected: int | None, records: Sequence[Record]) -> None:
        row = _row(stream)
        with self._writing() as connection:
            if expected is None:
                number = connection.execute(self._begin, row).scalar_one_or_none()
            else:
                to = {"sought": stream.name, "expected": expected, **{name: row[name] for name in MOVED}}
                number = connection.execute(MOVE, to).scalar_one_or_none()
            if number is not None and records:
                self._add.each(connection, [(number, *record) for record in records])
        if number is None:
            known = self.find(stream.name)
            begun = stream.fork_version if expected is None else expected
            raise VersionConflict(stream.name, begun, known.version if known else 0)

    def _unowned(self) -> Sequence[tuple[int, int]]:
        with self._reading() as connection:
            return [(number, count) for number, count in connection.execute(UNOWNED).all()]

    def _scenarios(self) -> Sequence[tuple[str, str]]:
        with self._reading() as connection:
            kept = connection.execute(sa.select(scenarios.c.digest, scenarios.c.name).order_by(scenarios.c.digest))
            return [(str(digest), str(name)) for digest, name in kept.all()]

    def _keep_text(self, digest: str, name: str, text: str) -> None:
        with self._writing() as connection:
            connection.execute(self._keep, {"digest": digest, "name": name, "body": text})

    def _text(self, digest: str) -> str | None:
        with self._reading() as connection:
            text = connection.execute(TEXT, {"sought": digest}).scalar_one_or_none()
        return None if text is None else str(text)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        """A cursor of the driver, for statements that are ``Asked``."""
        connection = None
        with self._told():
            try:
                connection = self._engine.raw_connection()
                yield connection.cursor()
            except self._complaint as error:
                if connection is not None:
                    connection.invalidate()
                raise sa.exc.DBAPIError(None, None, error) from None
            finally:
                if connection is not None:
                    connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._told(), self._writer.begin() as connection:
            yield connection


class Asked:
    """A statement as it is compiled for a database, once, and asked past what SQLAlchemy does for each execution: that
    costs more than SQLite takes to answer, and our parameters and rows are what the driver takes and gives.

    Args:
        statement: to be asked; rows hold its columns in their order.
        dialect: of the database.
    """

    def __init__(self, statement: sa.ClauseElement, dialect: sa.Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self._text, self._names = str(compiled), tuple(compiled.positiontup or compiled.params)
        self._by_place = bool(compiled.positional)

    def rows(self, cursor: Any, **values: object) -> list[Any]:
        """All rows of an answer, as tuples."""
        cursor.execute(self._text, tuple(values[name] for name in self._names) if self._by_place else values)
        rows: list[Any] = cursor.fetchall()
        return rows

    def each(self, connection: sa.Connection, rows: Sequence[tuple[object, ...]]) -> None:
        """Ask once for each row of parameters."""
        given: Any = rows if self._by_place else [dict(zip(self._names, row, strict=True)) for row in rows]
        connection.exec_driver_sql(self._text, given)


def _stream(row: Mapping[str, Any]) -> Stream:
    run = Run(
        scenario=str(row["scenario"]),
        digest=str(row["digest"]),
        seed=_whole(row["seed"]),
        run=_whole(row["run"]),
        outcome=str(row["outcome"]),
        round=_whole(row["round"]),
        day=_whole(row["day"]),
        changes=str(row["changes"]),
    )
    return Stream(
        name=str(row["name"]),
        version=_whole(row["version"]),
        head=row["head"] if isinstance(row["head"], bytes) else b"",
        parent=None if row["parent"] is None else str(row["parent"]),
        fork_version=_whole(row["fork_version"]),
        run=run,
    )


def _whole(value: Any) -> int:
    """A whole number; -1, which no run has, for what somebody else wrote in its place."""
    try:
        return int(value) if isinstance(value, int | str) else -1
    except ValueError:
        return -1


def _row(stream: Stream) -> dict[str, Any]:
    run = stream.run
    return {
        "name": stream.name,
        "parent": stream.parent,
        "fork_version": stream.fork_version,
        "version": stream.version,
        "head": stream.head,
        "scenario": run.scenario,
        "digest": run.digest,
        "seed": str(run.seed),
        "run": run.run,
        "outcome": run.outcome,
        "round": run.round,
        "day": run.day,
        "changes": run.changes,
    }
