"""What the tests of the store share: every kind of store, and a real PostgreSQL server."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from negosim.store.eventstore import EventStore
from negosim.store.memory import MemoryStore
from negosim.store.opening import open_store
from tests.store import server
from tests.store.altered import FORK, RUN, Kept
from tests.store.samples import SCENARIO, keep_fork, keep_run

NOBODY = 65534
MISSING = "PostgreSQL was not found: this part did NOT run"
Database = Callable[..., str]
Opener = Callable[[], EventStore]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of a PostgreSQL server that all workers of a run of tests share."""
    if server.binaries() is None:
        pytest.skip(MISSING)
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base
    with (shared / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = shared / "postgres"
        if told.exists() and Path(told.read_text().split()[0], "port").exists():
            folder, port = Path(told.read_text().split()[0]), int(told.read_text().split()[1])
            server.register(folder)
        else:
            folder, port = server.start(shared / "postgres.log")
            told.write_text(f"{folder} {port}")
    yield port
    server.leave(folder)


@pytest.fixture
def database(postgres: int, request: pytest.FixtureRequest) -> Database:
    """Makes an empty database on the server; gives its URL, password included."""
    counter = itertools.count()
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")

    def make(encoding: str = "") -> str:
        with psycopg.connect(_server(postgres, "postgres"), autocommit=True) as connection:
            taken = connection.execute("SELECT count(*) FROM pg_database").fetchone()
            name = f"test_{worker}_{next(counter)}_{taken[0] if taken else 0}"
            coded = f" ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'" if encoding else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0{coded}".encode())
        return url_of(postgres, name)

    return make


def _server(port: int, name: str) -> str:
    return f"host=127.0.0.1 port={port} dbname={name} user={server.USER} password={server.PASSWORD}"


def url_of(port: int, name: str, password: str = server.PASSWORD) -> str:
    """The URL of a database on the server."""
    return f"postgresql+psycopg://{server.USER}:{password}@127.0.0.1:{port}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store can be made, in each kind of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'runs.db'}"
    make: Database = request.getfixturevalue("database")
    return make()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventStore]:
    """An empty store of each kind."""
    match request.param:
        case "memory":
            made: EventStore = MemoryStore()
        case "sqlite":
            made = open_store(f"sqlite:///{tmp_path / 'runs.db'}", create=True)
        case _:
            make: Database = request.getfixturevalue("database")
            made = open_store(make(), create=True)
    yield made
    made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a store that holds one run."""
    path = tmp_path / "runs.db"
    store = open_store(f"sqlite:///{path}", create=True)
    keep_run(store)
    store.close()
    return path


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder where everybody may go, as pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="negosim-public-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def in_child(work: Callable[[], None], *, nobody: bool = True) -> None:
    """Do something in a child of this process; as a user whom rights of files bind, since root they do not."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if nobody and os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            work()
            code = 0
        except BaseException as error:  # noqa: BLE001 - a child must not come back from here
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A run, a fork of it, a fork of that, and a bystander, to be altered."""
    path = tmp_path_factory.mktemp("original") / "runs.db"
    store = open_store(f"sqlite:///{path}", create=True)
    keep_run(store, 1)
    keep_fork(store, RUN, 3)
    keep_fork(store, FORK, 5)
    store.keep_scenario(SCENARIO)
    store.append("bystander", 0, store.read(RUN))
    written = {stream.name: store.read(stream.name) for stream in store.streams()}
    store.close()
    assert [p.name for p in path.parent.iterdir()] == ["runs.db"]
    return Kept(path, written)


@pytest.fixture
def kept(original: Kept, tmp_path: Path) -> Callable[[], Kept]:
    """A copy of it, and a new one each time."""

    def fresh() -> Kept:
        copy = shutil.copy(original.path, tmp_path / "runs.db")
        return Kept(Path(copy), original.written)

    return fresh
