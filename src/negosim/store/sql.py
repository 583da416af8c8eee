"""A store in a database: SQLite or PostgreSQL, by its URL alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import attrs
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from negosim.store.eventstore import EventStore
from negosim.store.streams import Record, Run, Stream, VersionConflict
from negosim.store.tables import events, scenarios, streams


class SqlStore(EventStore):
    """Streams in the tables of a database; ``negosim.store.opening`` makes the engine, and tells what is wrong with it.

    Args:
        engine: of a database with today's tables.
        told: a context in which errors of the database become errors with an address.
    """

    def __init__(self, engine: sa.Engine, told: Callable[[], AbstractContextManager[None]]) -> None:
        self._engine = engine
        self._told = told

    def close(self) -> None:  # noqa: D102 - as in EventStore
        self._engine.dispose()

    def find(self, name: str) -> Stream | None:  # noqa: D102
        with self._reading() as connection:
            row = connection.execute(sa.select(streams).where(streams.c.name == name)).one_or_none()
        return None if row is None else _stream(row)

    def streams(self) -> Iterator[Stream]:  # noqa: D102
        with self._reading() as connection:
            rows = connection.execute(sa.select(streams).order_by(streams.c.number)).all()
        return map(_stream, rows)

    def _records(self, name: str) -> Sequence[Record]:
        with self._reading() as connection:
            found = connection.execute(
                sa.select(events.c.version, events.c.type, events.c.form, events.c.body, events.c.hash)
                .where(events.c.stream == sa.select(streams.c.number).where(streams.c.name == name).scalar_subquery())
                .order_by(events.c.version)
            )
            return found.all()

    def _write(self, stream: Stream, expected: int | None, records: Sequence[Record]) -> None:
        row = _row(stream)
        with self._writing() as connection:
            if expected is None:
                number = connection.execute(
                    self._insert(streams).values(row).on_conflict_do_nothing().returning(streams.c.number)
                ).scalar_one_or_none()
            else:
                number = connection.execute(
                    streams.update()
                    .where(streams.c.name == stream.name, streams.c.version == expected)
                    .values(row)
                    .returning(streams.c.number)
                ).scalar_one_or_none()
            if number is not None and records:
                connection.execute(events.insert(), [_event(number, record) for record in records])
        if number is None:
            known = self.find(stream.name)
            begun = stream.fork_version if expected is None else expected
            raise VersionConflict(stream.name, begun, known.version if known else 0)

    def _keep_text(self, digest: str, name: str, text: str) -> None:
        with self._writing() as connection:
            connection.execute(
                self._insert(scenarios).values(digest=digest, name=name, body=text).on_conflict_do_nothing()
            )

    def _text(self, digest: str) -> str | None:
        with self._reading() as connection:
            return connection.execute(
                sa.select(scenarios.c.body).where(scenarios.c.digest == digest)
            ).scalar_one_or_none()

    def _insert(self, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
        if self._engine.dialect.name == "postgresql":
            return postgresql.insert(table)
        return sqlite.insert(table)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        options = {"negosim_writes": True}
        with self._told(), self._engine.connect() as connection, connection.execution_options(**options).begin():
            yield connection


def _stream(row: sa.Row[Any]) -> Stream:
    run = Run(
        scenario=row.scenario,
        digest=row.digest,
        seed=int(row.seed),
        run=row.run,
        outcome=row.outcome,
        round=row.round,
        day=row.day,
        changes=row.changes,
    )
    return Stream(
        name=row.name, version=row.version, head=row.head, parent=row.parent, fork_version=row.fork_version, run=run
    )


def _event(number: int, record: Record) -> dict[str, Any]:
    version, kind, form, body, hashed = record
    return {"stream": number, "version": version, "type": kind, "form": form, "body": body, "hash": hashed}


def _row(stream: Stream) -> dict[str, Any]:
    known = attrs.asdict(stream)
    return {**known, **known.pop("run"), "seed": str(stream.run.seed)}
