"""A lock of a job's folder that ends with the process that holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from negosim.errors import BadInput, Problem

fcntl: Any
try:
    import fcntl
except ImportError:  # not a POSIX system: nothing is locked
    fcntl = None

_HELD: set[Path] = set()


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Lock a folder, which need not exist yet, for this process; raise BadInput if another job holds it.

    The lock is the system's own on a file beside the folder, which tells the process: it is gone with its holder,
    however that ends. OSError if the file cannot be written.
    """
    path = folder.parent / f".{folder.name}.lock"
    if path in _HELD:
        raise _in_use(folder, str(os.getpid()))
    file = _open(path, folder)
    _HELD.add(path)
    try:
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        yield
    finally:
        _HELD.discard(path)
        path.unlink(missing_ok=True)
        os.close(file)


def _open(path: Path, folder: Path) -> int:
    """The lock's file, open and locked; again if whoever held it has removed it meanwhile."""
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        except OSError as error:
            if path.is_symlink() or path.is_dir():
                raise _no_lock(path) from None
            raise error
        if os.pread(file, 32, 0).strip(b"0123456789"):
            os.close(file)
            raise _no_lock(path)
        try:
            if fcntl is not None:
                # Of the process and not of the open file: workers that are forked do not go on to hold it.
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(file, 32).decode(errors="replace")
            os.close(file)
            raise _in_use(folder, holder) from None
        except PermissionError:  # what some systems answer in its place
            os.close(file)
            raise _in_use(folder, "") from None
        except OSError:
            os.close(file)
            raise
        if path.exists() and os.path.samestat(os.fstat(file), path.stat()):
            return file
        os.close(file)


def _no_lock(path: Path) -> BadInput:
    expected, received = "the lock of a job, which holds the number of a process, or no such file", "something else"
    return BadInput([Problem(file=str(path), key="--out", expected=expected, received=received)])


def _in_use(folder: Path, holder: str) -> BadInput:
    by = f"one that process {holder} is writing to" if holder.isdigit() else "one that is being written to"
    expected, hint = "a folder that no other job uses", "wait for it, or name another folder"
    return BadInput([Problem(file=str(folder), key="--out", expected=expected, received=by, hint=hint)])
