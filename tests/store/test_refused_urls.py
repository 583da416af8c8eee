"""URLs that name no store are told as such, and no error holds a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.refusing import SECRET, refused


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
