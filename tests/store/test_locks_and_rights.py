"""A store that somebody holds, or that one may not read or write: told in time, and nothing is lost."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from negosim.errors import BadInput
from negosim.store.opening import open_store
from tests.store.conftest import in_child
from tests.store.refusing import assert_whole, in_one_line, posix, refused
from tests.store.samples import run


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
