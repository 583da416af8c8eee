"""A store in a database: SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from negosim.store.eventstore import EventStore
from negosim.store.lines import Row
from negosim.store.sql_tables import appends, scenarios, streams
from negosim.store.streams import Run, Stream, VersionConflict

# Statements are made once: to make one costs more than a database takes to answer it.
COLUMNS = tuple(column.name for column in streams.c)
FIND = sa.select(streams).where(streams.c.name == sa.bindparam("sought"))
_OWN = appends.c.stream == sa.select(streams.c.number).where(streams.c.name == sa.bindparam("sought")).scalar_subquery()
HELD = (
    sa.select(appends.c.first, appends.c.count, appends.c.kinds, appends.c.bodies)
    .where(_OWN, appends.c.first > sa.bindparam("after"), appends.c.first <= sa.bindparam("upto"))
    .order_by(appends.c.first)
)
ROWS = (
    sa.select(appends.c.first, appends.c.count, appends.c.kinds, appends.c.bodies, appends.c.hashes)
    .where(_OWN)
    .order_by(appends.c.first)
)
UNOWNED = (
    sa.select(appends.c.stream, sa.func.sum(appends.c.count))
    .where(appends.c.stream.not_in(sa.select(streams.c.number)))
    .group_by(appends.c.stream)
    .order_by(appends.c.stream)
)
TEXT = sa.select(scenarios.c.body).where(scenarios.c.digest == sa.bindparam("sought"))
MOVED = ("version", "head", "scenario", "digest", "seed", "run", "outcome", "round", "day", "changes")
MOVE = (
    streams.update()
    .where(streams.c.name == sa.bindparam("sought"), streams.c.version == sa.bindparam("expected"))
    .values({column: sa.bindparam(column) for column in MOVED})
    .returning(streams.c.number)
)


WRITING = "BEGIN IMMEDIATE"  # of SQLite: who is going to write asks for the lock at once


class SqlStore(EventStore):
    """Streams in the tables of a database; ``negosim.store.opening`` makes the engine, and tells what is wrong with it.

    Parameters
    ----------
    engine : sa.Engine
        Of a database with today's tables.
    converted_errors : Callable[[], AbstractContextManager[None]]
        A context in which errors of the database become errors with an address.
    """

    def __init__(self, engine: sa.Engine, converted_errors: Callable[[], AbstractContextManager[None]]) -> None:
        self._engine = engine
        self._writer = engine.execution_options(negosim_writes=True)
        self._converted_errors = converted_errors
        self._complaint = engine.dialect.loaded_dbapi.Error
        insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        begin = insert(streams).values({name: sa.bindparam(name) for name in COLUMNS if name != "number"})
        self._begin = CompiledStatement(begin.on_conflict_do_nothing().returning(streams.c.number), engine.dialect)
        self._move = CompiledStatement(MOVE, engine.dialect)
        self._keep = insert(scenarios).on_conflict_do_nothing()
        self._find = CompiledStatement(FIND, engine.dialect)
        self._read = CompiledStatement(HELD, engine.dialect)
        self._add = CompiledStatement(appends.insert(), engine.dialect)

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

    def _rows_within(self, name: str, after: int, upto: int) -> Sequence[Sequence[object]]:
        with self._asking() as cursor:
            return self._read.rows(cursor, sought=name, after=after, upto=upto)

    def _rows(self, name: str) -> Sequence[Row]:
        with self._reading() as connection:
            return [tuple(row) for row in connection.execute(ROWS, {"sought": name}).all()]

    def _write(self, stream: Stream, expected: int | None, row: Row | None) -> None:
        entry = _row(stream)
        with self._asking(writes=True) as cursor:
            if expected is None:
                numbers = self._begin.rows(cursor, **entry)
            else:
                moved = {name: entry[name] for name in MOVED}
                numbers = self._move.rows(cursor, sought=stream.name, expected=expected, **moved)
            if numbers and row is not None:
                self._add.once(cursor, (*numbers[0], *row))
        if not numbers:
            known = self.find(stream.name)
            begun = stream.fork_version if expected is None else expected
            raise VersionConflict(stream.name, begun, known.version if known else 0)

    def _unowned(self) -> Sequence[tuple[int, int]]:
        with self._reading() as connection:
            return [(number, int(count or 0)) for number, count in connection.execute(UNOWNED).all()]

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
        with self._converted_errors(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _asking(self, *, writes: bool = False) -> Iterator[Any]:
        """A cursor of the driver, for statements that are ``CompiledStatement``; if it writes, of one transaction."""
        connection = None
        with self._converted_errors():
            try:
                connection = self._engine.raw_connection()
                cursor = connection.cursor()
                if writes and self._engine.dialect.name == "sqlite":
                    cursor.execute(WRITING)
                yield cursor
                if writes:
                    connection.commit()
            except self._complaint as error:
                if connection is not None:
                    connection.invalidate()
                raise sa.exc.DBAPIError(None, None, error) from None
            finally:
                if connection is not None:
                    connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._converted_errors(), self._writer.begin() as connection:
            yield connection


class CompiledStatement:
    """A statement that is compiled for a database once and handed to the driver directly.

    SQLAlchemy's own execution costs more than SQLite takes to answer.

    Parameters
    ----------
    statement : sa.ClauseElement
        Rows hold its columns in their order.
    dialect : sa.Dialect
        Of the database.
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

    def once(self, cursor: Any, row: tuple[object, ...]) -> None:
        """Execute without a result, with parameters in the order of the columns."""
        cursor.execute(self._text, row if self._by_place else dict(zip(self._names, row, strict=True)))


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
    """A whole number; -1, which no run has, for anything else."""
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
