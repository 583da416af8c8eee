"""Open a store by its URL: ``sqlite:///runs.db`` or ``postgresql+psycopg://user@host/database``."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from negosim.store import DEFAULT
from negosim.store.address import Address
from negosim.store.migrations import migrate
from negosim.store.sql import WRITING, SqlStore
from negosim.store.sql_tables import METADATA, SCHEMA, schema

EXPECTED = "a store that `negosim run --store` wrote"
REACH = 10  # seconds to wait for a server that does not answer
_CREATING = 0x6E65676F  # the number of the lock under which tables are made or migrated in PostgreSQL


def open_store(url: str = DEFAULT, *, create: bool = False) -> SqlStore:
    """The store at a URL.

    Parameters
    ----------
    url : str
        ``sqlite:///PATH`` (relative) or ``sqlite:////PATH`` (absolute), with ``?timeout=SECONDS`` to wait for a
        database that is locked, 30 if it is not given; or ``postgresql+psycopg://USER:PASSWORD@HOST/DATABASE``.
    create : bool
        Whether to make a store where there is none.

    Raises
    ------
    BadInput
        There is no store, or none that can be opened, and why. A password is never part of it.
    """
    address = Address.of(url)
    engine = _sqlite(address, create) if address.url.get_backend_name() == "sqlite" else _postgres(address)
    try:
        with address.converted_errors():
            _make_ready(engine, address, create)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, address.converted_errors)


def _text(raw: bytes) -> str:
    """Decode a text of a database; damaged bytes are replaced, and hashes reveal them."""
    return str(raw, encoding="utf-8", errors="replace")


def _sqlite(address: Address, create: bool) -> sa.Engine:
    path = Path(str(address.url.database))
    found = _lies_there(path)
    if found not in {"a file", "no such file"} or (found != "a file" and not create):
        raise address.problem(found, EXPECTED)
    # A file that may only be read, and that nobody has open, can be read without the files that SQLite lays beside it.
    only_read = found == "a file" and not os.access(path, os.W_OK) and not Path(f"{path}-wal").exists()
    mode = "ro&immutable=1" if only_read else "rwc" if create else "rw"
    name = f"file:{quote(str(path.absolute()))}?mode={mode}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            name, uri=True, timeout=address.patience, isolation_level=None, check_same_thread=False
        )
        connection.text_factory = _text
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @sa.event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        # A reader needs no transaction for one question.
        if connection.get_execution_options().get("negosim_writes", False):
            connection.exec_driver_sql(WRITING)

    return engine


def _lies_there(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "no such file"
    except OSError as error:
        return error.strerror or str(error)
    return "a file" if stat.S_ISREG(mode) else "a folder" if stat.S_ISDIR(mode) else "a device"


def _postgres(address: Address) -> sa.Engine:
    # Whatever the encoding of the database: psycopg returns bytes from one of SQL_ASCII otherwise.
    usual = {"connect_timeout": REACH, "client_encoding": "utf8"}
    given = {key: value for key, value in usual.items() if key not in address.url.query}
    try:
        return sa.create_engine(address.url, connect_args=given)
    except ModuleNotFoundError as error:
        expected = "the driver for PostgreSQL: pip install 'negosim[postgres]'"
        raise address.problem(f"no module {error.name}", expected) from None


def _make_ready(engine: sa.Engine, address: Address, create: bool) -> None:
    """Create the tables if there are none, migrate older ones, and refuse newer ones."""
    with engine.connect() as connection:
        found = _schema(connection, address)
        # Its own tables may have come into being since, by another process.
        others = [] if found else sorted({*sa.inspect(connection).get_table_names()} - {*METADATA.tables})
    if found == SCHEMA:
        return
    if not found and not create:
        raise address.problem(f"a database with {_named(others)}" if others else "an empty database", EXPECTED)
    if others and engine.dialect.name == "sqlite":
        raise address.problem(f"a database with {_named(others)}", "a new file, or a store")
    if engine.dialect.name == "sqlite":
        if found and not os.access(str(address.url.database), os.W_OK):
            hint = "it is brought to today's form when it is opened once where it may be written"
            raise address.problem(f"schema {found} in a file that may only be read", f"schema {SCHEMA}", hint)
        _log_ahead(engine, address.patience)
    with engine.connect() as connection, connection.execution_options(negosim_writes=True).begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CREATING)))
        now = _schema(connection, address)
        if not now:
            METADATA.create_all(connection)
            connection.execute(schema.insert().values(version=SCHEMA))
        elif now < SCHEMA:
            migrate(connection, now)


def _named(tables: list[str]) -> str:
    return f"other tables: {', '.join(tables[:3])}"


def _schema(connection: sa.Connection, address: Address) -> int:
    """The version of the tables, 0 if there are none; BadInput if they are none that this program can read."""
    if not sa.inspect(connection).has_table(schema.name):
        return 0
    found = connection.execute(sa.text(f"SELECT * FROM {schema.name}")).all()
    version = found[0][0] if len(found) == 1 else None
    if not isinstance(version, int) or version < 1:
        raise address.problem(f"a table {schema.name} that holds something else", EXPECTED)
    if version > SCHEMA:
        expected = f"a store of schema {SCHEMA} or earlier"
        raise address.problem(f"schema {version}", expected, "written by a newer negosim")
    return version


def _log_ahead(engine: sa.Engine, patience: float) -> None:
    """Let a file be written ahead (WAL), so that who reads it and who writes it need not wait for each other.

    SQLite does not wait for others that look at the file at this moment, so this tries until patience ends.
    """
    until = time.monotonic() + patience
    connection = engine.raw_connection()
    try:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return
    finally:
        connection.close()
