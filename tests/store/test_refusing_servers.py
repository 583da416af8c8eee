"""Servers that do not answer, do not let one in, or go away: one error with an address, and no password in it."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from negosim.errors import BadInput
from negosim.files.scenario import load_scenario
from negosim.store.opening import open_store
from tests.store.conftest import Database, url_of
from tests.store.refusing import SECRET, in_one_line, refused
from tests.store.samples import assert_kept, keep_run, run

CAKE = Path(__file__).parents[2] / "scenarios" / "examples" / "divide_a_cake.toml"


def test_a_newer_schema_on_a_server(database: Database) -> None:
    """The same on a server; its password stays untold."""
    url = database()
    open_store(url, create=True).close()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("UPDATE negosim_schema SET version = 99")
    line = refused(url, "received schema 99", "://negosim:***@127.0.0.1")
    assert "open-sesame" not in line


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


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_of_another_encoding(database: Database, encoding: str) -> None:
    """Runs are kept and read in it; a title that it cannot hold is told in one line."""
    url = database(encoding)
    with closing(open_store(url, create=True)) as store:
        assert_kept(store, keep_run(store), run(0))
        titled = load_scenario(CAKE, set={"title": "محادثات"})
        if encoding == "SQL_ASCII":
            store.keep_scenario(titled)
            assert store.scenario(titled.digest).title == titled.title
        else:
            with pytest.raises(BadInput) as error:
                store.keep_scenario(titled)
            in_one_line(error.value, "has no equivalent in encoding")
