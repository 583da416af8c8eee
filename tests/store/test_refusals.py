"""Stores that cannot be opened or written: one error with an address, nothing lost, and no password in it."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from negosim.files.problems import BadInput
from negosim.store.opening import open_store
from negosim.store.tables import SCHEMA
from tests.store.conftest import Database, in_child, url_of
from tests.store.samples import assert_kept, keep_run, run

ROOT = Path(__file__).parents[2]
SECRET = "s3cr3t-w0rd"

posix = pytest.mark.skipif(sys.platform == "win32", reason="limits and users of POSIX")


def refused(url: str, *words: str, create: bool = False) -> str:
    """Opening is refused in one line that begins with the address and holds some words; gives the line."""
    with pytest.raises(BadInput) as error:
        open_store(url, create=create).close()
    return in_one_line(error.value, *words)


def in_one_line(error: BadInput, *words: str) -> str:
    """One problem with an address, in one line that holds some words."""
    (problem,) = error.problems
    line = str(problem)
    assert "\n" not in line
    assert problem.file
    assert [word for word in words if word not in line] == []
    assert SECRET not in repr((error, error.__cause__, error.__context__ if not error.__suppress_context__ else None))
    return line


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a store that holds one run."""
    path = tmp_path / "runs.db"
    store = open_store(f"sqlite:///{path}", create=True)
    keep_run(store)
    store.close()
    return path


def assert_whole(path: Path) -> None:
    """The store holds the one run, and can be written."""
    store = open_store(f"sqlite:///{path}")
    assert_kept(store, "talks.0", run(0))
    keep_run(store, 1)
    store.close()


# --- URLs


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", ["--store", "what is no URL"]),
        ("runs.db", ["--store", "what is no URL", "sqlite:///runs.db"]),
        ("sqlite:", ["what is no URL"]),
        ("//", ["what is no URL"]),
        ("sqlite://", ["no file"]),
        ("sqlite:///", ["no file"]),
        ("sqlite:///:memory:", ["no file"]),
        ("sqlite://runs.db", ["a host; three slashes begin a relative path, four an absolute one"]),
        ("sqlite://folder/runs.db", ["a host; three slashes"]),
        ("sqlite:///runs.db?timeuot=3", ["?timeuot="]),
        ("sqlite:///runs.db?timeout=long", ["?timeout", "seconds", "long"]),
        ("sqlite:///runs.db?timeout=nan", ["?timeout", "nan"]),
        ("sqlite:///runs.db?timeout=-1", ["?timeout", "-1"]),
        ("sqlite:///runs.db?timeout=1&timeout=2", ["?timeout"]),
        ("sqlite+aiosqlite:///runs.db", ["--store", "received sqlite+aiosqlite:///runs.db"]),
        ("sqlite+nonsense:///runs.db", ["received sqlite+nonsense:///runs.db"]),
        ("mysql://host/runs", ["received mysql://host/runs"]),
        ("postgres://host/runs", ["postgresql+psycopg://", "received postgres://host/runs"]),
        ("postgresql+psycopg2://host/runs", ["postgresql+psycopg://", "received postgresql+psycopg2://host/runs"]),
        ("postgresql+asyncpg://host/runs", ["received postgresql+asyncpg://host/runs"]),
        ("postgresql+nonsense://host/runs", ["received postgresql+nonsense://host/runs"]),
        ("nonsense://host/runs", ["received nonsense://host/runs"]),
        ("postgresql+psycopg://host:port/runs", ["what is no URL"]),
        ("postgresql+psycopg://[::1/runs", ["what is no URL"]),
        ("sqlite:///a\0b", ["what is no URL"]),
    ],
)
def test_a_url_that_is_none(url: str, words: list[str], create: bool) -> None:
    """A slip of the pen in a URL is told as one, and makes no file."""
    before = set(Path.cwd().iterdir())
    refused(url, *words, create=create)
    assert set(Path.cwd().iterdir()) == before


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql+psycopg://negosim:{SECRET}@127.0.0.1:1/runs",
        f"postgresql+psycopg://negosim:{SECRET}@127.0.0.1:99999999/runs",
        f"postgresql+psycopg://negosim:{SECRET}@127.0.0.1:port/runs",
        f"postgresql+psycopg://negosim:{SECRET}@host.invalid/runs",
        f"postgresql+psycopg://negosim:{SECRET}@/runs?host=/nowhere",
        f"postgresql+psycopg://negosim:{SECRET}@127.0.0.1:1/runs?connect_timeout=soon",
        f"postgresql+psycopg://negosim:{SECRET}@127.0.0.1:1/runs?nonsense=1",
        f"postgresql+psycopg://127.0.0.1:1/runs?user=negosim&password={SECRET}",
        f"postgresql+psycopg://127.0.0.1:1/runs?sslpassword={SECRET}",
        f"postgresql+psycopg://negosim:a@{SECRET}@127.0.0.1:1/runs",
        f"postgresql+psycopg://negosim:a/{SECRET}@127.0.0.1:1/runs",
        f"postgresql+psycopg://negosim:a:{SECRET}@127.0.0.1:1/runs",
        f"postgresql+psycopg://negosim:%zz{SECRET}@127.0.0.1:1/runs",
        f"postgresql+psycopg:///negosim:{SECRET}@127.0.0.1:1/runs",
        f"postgresql://negosim:{SECRET}@127.0.0.1:1/runs",
        f"postgresql+psycopg2://negosim:{SECRET}@127.0.0.1:1/runs",
        f"postgresql+psycopg2://127.0.0.1:1/runs?password={SECRET}",
        f"mysql://negosim:{SECRET}@127.0.0.1:1/runs",
        f"nonsense://negosim:{SECRET}@127.0.0.1:1/runs",
        f"sqlite://negosim:{SECRET}@host/runs.db",
        f"sqlite:///runs.db?password={SECRET}",
        f"negosim:{SECRET}@127.0.0.1:1/runs",
    ],
)
@pytest.mark.parametrize("create", [False, True])
def test_passwords_are_never_told(url: str, create: bool) -> None:
    """Wherever in a URL a password stands, and whatever is wrong with it, no error holds it."""
    refused(url, create=create)


# --- Files


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


def test_a_newer_schema_on_a_server(database: Database) -> None:
    """The same on a server; its password stays untold."""
    url = database()
    open_store(url, create=True).close()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("UPDATE negosim_schema SET version = 99")
    line = refused(url, "received schema 99", "://negosim:***@127.0.0.1")
    assert "open-sesame" not in line


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


# --- Locks, rights, room


@contextmanager
def locked(path: Path, how: str) -> Iterator[None]:
    """Somebody else holds the store."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(how)
        yield
        connection.execute("ROLLBACK")


def test_a_locked_database(path: Path) -> None:
    """Whoever only reads need not wait for a writer; a second writer is told after the seconds it wanted to wait."""
    store = open_store(f"sqlite:///{path}?timeout=0.1")
    with locked(path, "BEGIN IMMEDIATE"):
        assert store.read("talks.0") == list(run(0))
        with pytest.raises(BadInput) as error:
            store.append("talks.1", 0, run(1))
        words = [f"sqlite:///{path}: ", "database is locked", "another process holds it", "?timeout=SECONDS"]
        in_one_line(error.value, *words)
    store.close()
    assert_whole(path)


def test_a_locked_database_that_is_let_go(path: Path) -> None:
    """A writer that waits long enough gets its turn."""
    script = "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    script += "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); time.sleep(1); c.execute('ROLLBACK')"
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert_whole(path)


@pytest.mark.parametrize("create", [False, True])
def test_a_database_that_is_locked_altogether(path: Path, create: bool) -> None:
    """Even reading and opening end with a word, and in time."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with locked(path, "BEGIN EXCLUSIVE"):
        refused(f"sqlite:///{path}?timeout=0.1", "database is locked", create=create)
    assert_whole(path)


@pytest.fixture
def public(path: Path, public_folder: Path) -> Path:
    """The same file where everybody may go."""
    return Path(shutil.copyfile(path, public_folder / "runs.db"))


@posix
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_store_that_may_only_be_read(public: Path) -> None:
    """It is read without a trace; writing to it is refused in plain words, and it stays as it is."""
    public.chmod(0o444)
    before = public.read_bytes()

    def look() -> None:
        for create in (False, True):
            store = open_store(f"sqlite:///{public}", create=create)
            assert store.read("talks.0") == list(run(0))
            store.verify("talks.0")
            with pytest.raises(BadInput) as error:
                store.append("talks.1", 0, run(1))
            in_one_line(error.value, f"sqlite:///{public}", "readonly database", "it can be read, and not written")
            store.close()

    in_child(look)
    assert public.read_bytes() == before
    assert [p.name for p in public.parent.iterdir()] == ["runs.db"]
    public.chmod(0o644)
    assert_whole(public)


@posix
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_store_that_may_not_be_read(public: Path) -> None:
    """A file or folder that one may not enter is told as such."""

    def look() -> None:
        for create in (False, True):
            refused(f"sqlite:///{public}", f"sqlite:///{public}", "unable to open database file", create=create)

    def enter() -> None:
        for create in (False, True):
            refused(f"sqlite:///{public}", f"sqlite:///{public}", "Permission denied", create=create)

    public.chmod(0)
    in_child(look)
    public.chmod(0o644)
    public.parent.chmod(0o700)
    in_child(enter)
    assert_whole(public)


@posix
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_folder_that_may_not_be_written(public: Path) -> None:
    """No new store can be made in it."""

    def make() -> None:
        refused(f"sqlite:///{public.parent / 'new.db'}", "unable to open database file", create=True)

    in_child(make)
    assert [p.name for p in public.parent.iterdir()] == ["runs.db"]


@posix
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("room", [0, 5_000, 20_000, 60_000])
def test_a_file_that_can_grow_no_further(path: Path, room: int) -> None:
    """Given a limit of the system, when runs are kept until it is met, then the one that does not fit is refused, and
    all before it are there."""
    reads, writes = os.pipe()

    def fill() -> None:
        store = open_store(f"sqlite:///{path}", create=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        def append() -> None:
            for number in range(1000):
                store.append(f"more.{number}", 0, run(1))
                os.write(writes, b"x")

        with pytest.raises(BadInput) as error:
            append()
        in_one_line(error.value, f"sqlite:///{path}", "What was kept before is not lost")

    in_child(fill, nobody=False)
    os.close(writes)
    with os.fdopen(reads, "rb") as told:
        kept = len(told.read())
    store = open_store(f"sqlite:///{path}")
    assert {s.name for s in store.streams()} == {"talks.0", *(f"more.{number}" for number in range(kept))}
    for stream in store.streams():
        store.verify(stream.name)
    store.close()
    assert_whole(path)


@pytest.fixture
def little_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few hundred kilobytes."""
    place = tmp_path / "disk"
    place.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(line, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root can mount a little disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_full(little_disk: Path) -> None:
    """Given a disk that runs full, then the run that does not fit is refused, all before it are there, and with room
    again it is kept."""
    url, names = f"sqlite:///{little_disk / 'runs.db'}", list[str]()
    store = open_store(url, create=True)

    def fill() -> None:
        for number in range(1000):
            names.append(keep_run(store, 1, f"talks.{number}"))

    with pytest.raises(BadInput) as error:
        fill()
    in_one_line(error.value, url, "database or disk is full", "what was kept before is not lost")
    assert names
    assert [s.name for s in store.streams()] == names
    store.close()
    subprocess.run(["mount", "-o", "remount,size=3m", str(little_disk)], check=True)
    store = open_store(url)
    names.append(keep_run(store, 1, "one more"))
    for name in names:
        assert_kept(store, name, run(1))
    store.close()


def test_a_disk_that_is_full_from_the_start(little_disk: Path) -> None:
    """No store is made, and one can be made once there is room."""
    url, stone = f"sqlite:///{little_disk / 'runs.db'}", little_disk / "stone"
    stone.write_bytes(bytes(296 * 1024))
    refused(url, "full", "make room", create=True)
    stone.unlink()
    store = open_store(url, create=True)
    keep_run(store)
    store.close()


# --- Servers


def test_a_server_that_cannot_be_reached(database: Database) -> None:
    """Nobody listens: told at once."""
    line = refused(url_of(1, "runs"), "postgresql+psycopg://negosim:***@127.0.0.1:1/runs", "Connection refused")
    assert "open-sesame" not in line


def test_a_server_that_does_not_answer() -> None:
    """Somebody listens and says nothing: told after some seconds."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"postgresql+psycopg://negosim:{SECRET}@127.0.0.1:{silent.getsockname()[1]}/runs"
        refused(f"{url}?connect_timeout=2", "://negosim:***@127.0.0.1", "timeout expired")


@pytest.mark.parametrize("create", [False, True])
def test_a_wrong_password(database: Database, create: bool) -> None:
    """Told as such, and the password is not repeated."""
    url = database().replace("open-sesame", SECRET)
    refused(url, "password authentication failed", "://negosim:***@127.0.0.1", create=create)
    refused(url.replace(SECRET, ""), "no password supplied", create=create)


@pytest.mark.parametrize("create", [False, True])
def test_a_database_that_is_not_on_the_server(database: Database, create: bool) -> None:
    """It is named."""
    url = f"{database()}_nowhere"
    refused(url, 'database "', '_nowhere" does not exist', create=create)


def test_a_database_without_a_store(database: Database) -> None:
    """Reading makes no tables; other tables may stand beside a store."""
    url = database()
    refused(url, "an empty database")
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    refused(url, "a database with other tables: recipes")
    open_store(url, create=True).close()
    open_store(url).close()


def test_a_server_that_goes_away(database: Database) -> None:
    """A connection that breaks is told; the next one works again, and nothing is lost or half there."""
    url = database()
    store = open_store(url, create=True)
    keep_run(store)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        words = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(f"{words} AND pid <> pg_backend_pid()".encode())
    with pytest.raises(BadInput) as error:
        store.append("talks.1", 0, run(1))
    assert "open-sesame" not in in_one_line(error.value, "postgresql+psycopg://negosim:***@")
    assert_kept(store, "talks.0", run(0))
    keep_run(store, 1)
    assert_kept(store, "talks.1", run(1))
    store.close()


def test_a_user_who_may_only_read(database: Database, postgres: int) -> None:
    """Reading works, writing is refused in the server's words."""
    url = database()
    store = open_store(url, create=True)
    keep_run(store)
    store.close()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        name = f"reader_{url.rpartition('/')[2]}"
        connection.execute(f"CREATE USER {name} PASSWORD '{SECRET}'".encode())
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}".encode())
    reader = open_store(url.replace("negosim:open-sesame", f"{name}:{SECRET}"))
    assert_kept(reader, "talks.0", run(0))
    with pytest.raises(BadInput) as error:
        reader.append("talks.1", 0, run(1))
    in_one_line(error.value, f"{name}:***@", "permission denied for table negosim_streams")
    reader.close()


def test_files_of_a_store_are_for_their_owner(path: Path) -> None:
    """What a store leaves beside its file while it is open goes away with it."""
    assert [p.name for p in path.parent.iterdir()] == ["runs.db"]
    assert stat.S_ISREG(path.stat().st_mode)
