"""Files that hold no store, or a damaged one, are told as such and stay as they are to the last byte."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from negosim.errors import BadInput
from negosim.store.opening import open_store
from negosim.store.sql_tables import SCHEMA
from tests.store.refusing import in_one_line, refused
from tests.store.samples import keep_run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_that_is_not_there(tmp_path: Path, create: bool) -> None:
    """No folder is made for a store."""
    url = f"sqlite:///{tmp_path / 'nowhere' / 'runs.db'}"
    refused(url, url, "unable to open database file (is its folder there" if create else "no such file", create=create)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    """Reading makes no store."""
    refused(f"sqlite:///{tmp_path / 'runs.db'}", "`negosim run --store`", "no such file")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [False, True])
def test_something_that_is_no_file(tmp_path: Path, create: bool) -> None:
    """A folder, a pipe, a path through a file, a name that is too long: told, and left alone."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    refused(f"sqlite:///{tmp_path / 'folder'}", "received a folder", create=create)
    refused(f"sqlite:///{tmp_path / 'pipe'}", "received a device", create=create)
    refused(f"sqlite:///{tmp_path / 'file' / 'runs.db'}", "Not a directory", create=create)
    refused(f"sqlite:///{tmp_path / ('long' * 100)}", "File name too long", create=create)
    assert {p.name for p in tmp_path.iterdir()} == {"folder", "file", "pipe"}


@pytest.mark.parametrize("name", ["a b.db", "ü.db", "100%25.db", "a#b.db", "it's.db", "a&b=c.db", "a@b:c.db"])
def test_odd_names_of_files(tmp_path: Path, name: str) -> None:
    """A store may have any name; what a URL needs quoted is quoted."""
    url = f"sqlite:///{tmp_path / name}"
    store = open_store(url, create=True)
    keep_run(store)
    assert [p.name for p in tmp_path.iterdir() if not p.name.endswith(("-wal", "-shm"))] == [name.replace("%25", "%")]
    store.close()


NO_DATABASES = {
    "random bytes": bytes(range(256)) * 40,
    "a text": b"These are the minutes of the talks.\n" * 200,
    "a short text": b"hello\n",
    "half a store": b"SQLite format 3\0" + b"\x10\0\1\1\0",
    "zeros": bytes(8192),
}


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("content", NO_DATABASES.values(), ids=NO_DATABASES)
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes, create: bool) -> None:
    """It is told, and stays as it is to the last byte."""
    path = tmp_path / "runs.db"
    path.write_bytes(content)
    refused(f"sqlite:///{path}", f"sqlite:///{path}: expected a store", "not a database", create=create)
    assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["runs.db"]


def test_an_empty_file(tmp_path: Path) -> None:
    """It holds no store, and a new one can be made of it."""
    path = tmp_path / "runs.db"
    path.touch()
    refused(f"sqlite:///{path}", "an empty database")
    assert path.read_bytes() == b""
    open_store(f"sqlite:///{path}", create=True).close()
    open_store(f"sqlite:///{path}").close()


@pytest.mark.parametrize("create", [False, True])
def test_a_database_of_another_program(tmp_path: Path, create: bool) -> None:
    """Its tables are named, and it stays as it is to the last byte."""
    path = tmp_path / "runs.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    refused(f"sqlite:///{path}", "a database with other tables: recipes", create=create)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["runs.db"]


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("version", ["'one'", "0", "-1", "NULL", "1), (2"])
def test_a_table_of_the_same_name(tmp_path: Path, version: str, create: bool) -> None:
    """A table that is called as the store's is, and holds something else, is not touched."""
    path = tmp_path / "runs.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE negosim_schema (version)")
        connection.execute(f"INSERT INTO negosim_schema VALUES ({version})")
    before = path.read_bytes()
    refused(f"sqlite:///{path}", "a table negosim_schema that holds something else", create=create)
    assert path.read_bytes() == before


@pytest.mark.parametrize("create", [False, True])
def test_a_newer_schema(path: Path, create: bool) -> None:
    """A store that a later version of this program wrote is named as such, and left as it is."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE negosim_schema SET version = ?", (SCHEMA + 1,))
    before = path.read_bytes()
    words = [f"a store of schema {SCHEMA} or earlier", f"received schema {SCHEMA + 1}", "newer negosim"]
    refused(f"sqlite:///{path}", *words, create=create)
    assert path.read_bytes() == before


def test_a_store_whose_tables_are_gone(path: Path) -> None:
    """What is missing is named when it is needed."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE negosim_appends")
    store = open_store(f"sqlite:///{path}")
    with pytest.raises(BadInput) as error:
        store.read("talks.0")
    in_one_line(error.value, "no such table: negosim_appends")
    store.close()


def test_a_damaged_file_whose_complaint_is_no_text(path: Path) -> None:
    """SQLite repeats what stands in a damaged file, even if that is no text."""
    data = path.read_bytes()
    path.write_bytes(data.replace(b"CREATE TABLE negosim_appends", b"CREATX TABLE n\xe4gosim_appends"))
    refused(f"sqlite:///{path}", "malformed")


def test_files_of_a_store_are_for_their_owner(path: Path) -> None:
    """What a store leaves beside its file while it is open goes away with it."""
    assert [p.name for p in path.parent.iterdir()] == ["runs.db"]
    assert stat.S_ISREG(path.stat().st_mode)
