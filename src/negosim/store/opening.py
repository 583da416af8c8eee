"""Opening a store by its URL: ``sqlite:///runs.db`` or ``postgresql+psycopg://user@host/database``."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from negosim.files.problems import BadInput, Problem
from negosim.store.sql import SqlStore
from negosim.store.tables import METADATA, SCHEMA, migrate, schema

DEFAULT = "sqlite:///runs.db"
BACKENDS = ("sqlite", "postgresql")
PATIENCE = 30.0
_SECRETS = re.compile(r"(?<!sqlite)(://[^:/@]*:).*(?=@)|([?&](?:ssl)?password=)[^&]*")
_CREATING = 0x6E65676F  # the number of the lock under which tables are made or migrated in PostgreSQL


def open_store(url: str = DEFAULT, *, create: bool = False) -> SqlStore:
    """The store at a URL.

    Args:
        url: ``sqlite:///PATH`` (relative) or ``sqlite:////PATH`` (absolute), with ``?timeout=SECONDS`` to wait for a
            database that is locked, 30 if it is not given; or ``postgresql+psycopg://USER:PASSWORD@HOST/DATABASE``.
        create: whether to make a store where there is none.

    Raises:
        BadInput: there is no store, or none that can be opened, and why. A password is never part of it.
    """
    parsed = _parsed(url)
    told = _teller(without_password(parsed))
    engine = _sqlite(parsed, create) if parsed.get_backend_name() == "sqlite" else _postgres(parsed)
    try:
        with told():
            _make_ready(engine, parsed, create)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, told)


def without_password(url: str | sa.URL) -> str:
    """A URL, or a word that holds one, as it may be shown: three stars in the place of a password."""
    text = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    return _SECRETS.sub(lambda found: f"{found[1] or found[2]}***", text)


def _parsed(url: str) -> sa.URL:
    expected = "a store such as sqlite:///runs.db or postgresql+psycopg://user@host/database"
    try:
        parsed = sa.make_url(url)
        float(str(parsed.query.get("timeout", PATIENCE)))
    except (sa.exc.ArgumentError, ValueError):
        # What cannot be read may hold a password anywhere.
        raise BadInput([Problem(file="--store", expected=expected, received="what is no URL")]) from None
    shown = without_password(parsed)
    if parsed.get_backend_name() not in BACKENDS:
        raise BadInput([Problem(file="--store", expected=expected, received=shown)])
    if parsed.get_backend_name() == "sqlite" and not parsed.database:
        raise BadInput([Problem(file="--store", expected="the path of a file after sqlite:///", received=shown)])
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed


def _teller(shown: str) -> Callable[[], AbstractContextManager[None]]:
    """A context in which what a database complains of becomes one error with an address."""

    @contextmanager
    def told() -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            reason = str(getattr(error, "orig", error)).strip().splitlines()
            raise BadInput([_problem(shown, reason[0] if reason else type(error).__name__)]) from None

    return told


def _problem(shown: str, reason: str) -> Problem:
    hints = {
        "locked": "another process holds it; wait for it, or add ?timeout=SECONDS",
        "full": "nothing was lost; make room and try again",
        "readonly": "it can be read, and not written",
        "not a database": "the file holds something else",
        "malformed": "the file is damaged; `negosim verify` tells how far it can be read",
        "unable to open": "is its folder there, and may you write to it?",
        "password": "",
    }
    hint = next((hint for word, hint in hints.items() if word in reason), "")
    return Problem(file=shown, expected="a store that can be used", received=reason, hint=hint)


def _sqlite(url: sa.URL, create: bool) -> sa.Engine:
    path = Path(str(url.database))
    shown = without_password(url)
    if not create and not path.is_file():
        expected = "a store that `negosim run --store` wrote"
        received = "a folder" if path.is_dir() else "no such file"
        raise BadInput([Problem(file=shown, expected=expected, received=received)])
    # A file that may only be read, and that nobody has open, can be read without the files that SQLite lays beside it.
    only_read = path.is_file() and not os.access(path, os.W_OK) and not Path(f"{path}-wal").exists()
    mode = "ro&immutable=1" if only_read else "rwc" if create else "rw"
    name = f"file:{quote(str(path.absolute()))}?mode={mode}"
    patience = float(str(url.query.get("timeout", PATIENCE)))

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(name, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)
        if not only_read:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @sa.event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        # A reader needs no transaction for one question; who is going to write asks for the lock at once.
        if connection.get_execution_options().get("negosim_writes", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgres(url: sa.URL) -> sa.Engine:
    try:
        return sa.create_engine(url)
    except ModuleNotFoundError as error:
        expected, received = "the driver for PostgreSQL: pip install 'negosim[postgres]'", f"no module {error.name}"
        shown = without_password(url)
        raise BadInput([Problem(file=shown, expected=expected, received=received)]) from None


def _make_ready(engine: sa.Engine, url: sa.URL, create: bool) -> None:
    """Make the tables if there are none, bring older ones to today's form, and refuse newer ones."""
    shown = without_password(url)
    with engine.connect() as connection:
        found = _schema(connection)
        others = [] if found is not None else sa.inspect(connection).get_table_names()
    if found == SCHEMA:
        return
    if found is not None and found > SCHEMA:
        expected, received = f"a store of schema {SCHEMA} or earlier", f"schema {found}"
        raise BadInput([Problem(file=shown, expected=expected, received=received, hint="written by a newer negosim")])
    if found is None and not create:
        received = f"a database with other tables: {', '.join(others[:3])}" if others else "an empty database"
        expected = "a store that `negosim run --store` wrote"
        raise BadInput([Problem(file=shown, expected=expected, received=received)])
    if others and engine.dialect.name == "sqlite":
        expected, received = "a new file, or a store", f"a database with other tables: {', '.join(others[:3])}"
        raise BadInput([Problem(file=shown, expected=expected, received=received)])
    with engine.connect() as connection, connection.execution_options(negosim_writes=True).begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CREATING)))
        now = _schema(connection)
        if now is None:
            METADATA.create_all(connection)
            connection.execute(schema.insert().values(version=SCHEMA))
        elif now < SCHEMA:
            migrate(connection, now)


def _schema(connection: sa.Connection) -> int | None:
    if not sa.inspect(connection).has_table(schema.name):
        return None
    return connection.execute(sa.select(schema.c.version)).scalar_one_or_none()
