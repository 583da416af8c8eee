"""Parse and check the URL of a store; convert database errors to errors with that URL."""

from __future__ import annotations

import math
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs
import sqlalchemy as sa

from negosim.errors import BadInput, Problem
from negosim.store.passwords import may_be_shown, without_password

EXPECTED = "a store such as sqlite:///runs.db or postgresql+psycopg://user@host/database"
PATIENCE = 30.0
_DRIVERS: Mapping[str, str] = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_SHORT = 4  # fewer letters of an option say nothing, and stand in many words of a complaint
_HINTS: Mapping[str, str] = {
    "database is locked": "another process holds it; wait for it, or add ?timeout=SECONDS",
    "database or disk is full": "what was kept before is not lost; make room and try again",
    "disk I/O error": "is the disk full, or gone? What was kept before is not lost",
    "No space left on device": "what was kept before is not lost; make room and try again",
    "readonly database": "it can be read, and not written",
    "file is not a database": "the file holds something else",
    "malformed": "the file is damaged",
    "unable to open database file": "is its folder there, and may you write to it?",
    "Connection refused": "is the server running?",
}


@attrs.frozen
class Address:
    """The address of a store.

    Attributes
    ----------
    url : sa.URL
        As given, with the driver that is used.
    shown : str
        The same for people's eyes, without a password.
    patience : float
        Seconds to wait for a database that is locked (SQLite).
    """

    url: sa.URL
    shown: str
    patience: float

    @classmethod
    def of(cls, text: str) -> Address:
        """The address in a text; BadInput if it is none, and without its text if that may hold a password anywhere."""
        try:
            url = sa.make_url(text)
        except (sa.exc.ArgumentError, ValueError):
            raise _no_url() from None
        if (
            "\0" in text
            or "\0" in str(url.database)
            or (url.get_backend_name() != "sqlite" and "@" in f"{url.host}{url.database}")
        ):
            raise _no_url()
        shown = _shown(url)
        if url.drivername not in _DRIVERS:
            raise BadInput([Problem(file="--store", expected=EXPECTED, received=shown)])
        if url.get_backend_name() == "sqlite":
            return cls(url, shown, _checked_file(url, shown))
        return cls(url.set(drivername=_DRIVERS[url.drivername]), shown, PATIENCE)

    def problem(self, received: str, expected: str = "a store that can be used", hint: str = "") -> BadInput:
        """Make an error with this address; passwords are masked.

        Parameters
        ----------
        received : str
            What was found.
        expected : str
            What should have been there.
        hint : str
            What to do.
        """
        for secret in sorted(_secrets(self.url), key=len, reverse=True):
            received = received.replace(secret, "***")
        return BadInput([Problem(file=self.shown, expected=expected, received=received, hint=hint)])

    @contextmanager
    def converted_errors(self) -> Iterator[None]:
        """A context in which database errors become one error with this address."""
        try:
            yield
        except UnicodeDecodeError:
            raise self.problem("a malformed file, whose complaint is no text") from None
        except (sa.exc.SQLAlchemyError, sqlite3.Error, OverflowError) as error:
            lines = str(getattr(error, "orig", error)).strip().splitlines() or [type(error).__name__]
            hint = next((hint for words, hint in _HINTS.items() if words in lines[0]), "")
            raise self.problem(lines[0], hint=hint) from None


def files_of(text: str) -> tuple[Path, ...]:
    """The file of a store at a URL and those that SQLite puts beside it; none for a server.

    BadInput if it is no URL.
    """
    url = Address.of(text).url
    if url.get_backend_name() != "sqlite":
        return ()
    given = Path(str(url.database))
    named = dict.fromkeys((given.absolute(), Path(os.path.realpath(given))))
    return tuple(Path(f"{path}{end}") for path in named for end in ("", "-wal", "-shm", "-journal"))


def is_one_of(path: Path, files: Iterable[Path]) -> bool:
    """Whether a path leads to one of some files, by its name or by a link, or would if they were there."""
    real = os.path.realpath(path)
    return any(os.path.realpath(file) == real or _same(path, file) for file in files)


def _same(path: Path, file: Path) -> bool:
    try:
        return path.samefile(file)
    except (OSError, ValueError):
        return False


def _no_url() -> BadInput:
    hint = "an @, / or : in a password is written %40, %2F or %3A"
    return BadInput([Problem(file="--store", expected=EXPECTED, received="what is no URL", hint=hint)])


def _checked_file(url: sa.URL, shown: str) -> float:
    """The timeout in the URL of a file, 30 seconds by default."""
    wrong = ""
    if url.host or url.username or url.port or url.password:
        wrong = "a host; three slashes begin a relative path, four an absolute one"
    elif not url.database or url.database == ":memory:":
        wrong = "no file"
    elif set(url.query) - {"timeout"}:
        wrong = f"?{next(key for key in url.query if key != 'timeout')}="
    if wrong:
        expected = "the path of a file after sqlite:///, and no option but timeout"
        raise BadInput([Problem(file="--store", key=shown, expected=expected, received=wrong)])
    wait = url.query.get("timeout", str(PATIENCE))
    try:
        seconds = float(str(wait))
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 86_400:
        expected = "seconds from 0 to 86400"
        raise BadInput([Problem(file="--store", key=f"{shown}?timeout", expected=expected, received=str(wait))])
    return seconds


def _shown(url: sa.URL) -> str:
    if url.get_backend_name() == "sqlite" and not url.host:
        return f"{url.drivername}:///{url.database or ''}"
    return without_password(url.render_as_string(hide_password=True))


def _secrets(url: sa.URL) -> set[str]:
    """What must not be shown: the password, and values of options with the words in them."""
    found = {str(url.password)} if url.password else set()
    for key, values in url.normalized_query.items():
        hidden = [value for value in values if value and not may_be_shown(key, value)]
        words = {word for value in hidden for word in (value, *re.split(r"[\s=]+", value))}
        least = 1 if "pass" in key.lower() else _SHORT
        found |= {word for word in words if len(word) >= least}
    return found
