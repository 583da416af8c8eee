"""What tests of refusals share: one line with an address and no password, and a store that is whole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from negosim.errors import BadInput
from negosim.store.opening import open_store
from tests.store.samples import assert_kept, keep_run, run

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


def assert_whole(path: Path) -> None:
    """The store holds the one run, and can be written."""
    store = open_store(f"sqlite:///{path}")
    assert_kept(store, "talks.0", run(0))
    keep_run(store, 1)
    store.close()
