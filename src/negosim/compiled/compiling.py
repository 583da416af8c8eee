"""Decorators that compile functions with numba, and the folder that caches the result.

numba does not invalidate the cache entry of a function when a function that it calls changes in another file. The
cache folder is therefore named by a digest of all compiled sources and their path. Set ``NEGOSIM_COMPILE=0`` to run
the rules as plain Python (slow; for coverage and debuggers).
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast, overload

SOURCES = tuple(f"{package}/*.py" for package in ("compiled", "spaces", "rules", "search", "kernel"))
"""Files that contain compiled functions."""
F = TypeVar("F", bound=Callable[..., object])

COMPILED = os.environ.get("NEGOSIM_COMPILE", "1") != "0"


def _cache_folder() -> Path:
    digest = hashlib.sha256(__file__.encode())
    sources = (source for name in SOURCES for source in sorted(Path(__file__).parents[1].glob(name)))
    for source in sources:
        digest.update(source.read_bytes())
    try:
        root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # neither HOME nor an entry for this user, as in some containers
        root = Path(os.devnull)
    return private_folder(root / "negosim" / digest.hexdigest()[:16])


def private_folder(folder: Path) -> Path:
    """Create a folder for compiled code, which only this user may write to.

    Parameters
    ----------
    folder : Path
        Preferred folder; created if missing.

    Returns
    -------
    Path
        The folder; a temporary one if it cannot be written to, or if another user can.
    """
    user = getattr(os, "getuid", int)()
    private = Path(tempfile.gettempdir()) / f"negosim-{user}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK) and _private(folder, user):
            return folder
    except OSError:
        pass
    try:
        private.mkdir(mode=0o700, exist_ok=True)
        if _private(private, user):
            return private / folder.name
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="negosim-"))


def _private(folder: Path, user: int) -> bool:
    """Whether a folder is this user's and nobody else may write to it: its files are run as machine code."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == user and not found.st_mode & 0o022


CACHE = Path(os.environ.get("NUMBA_CACHE_DIR") or _cache_folder()) if COMPILED else Path()
"""Folder that caches compiled functions."""
FIRST_USE = COMPILED and not any(CACHE.rglob("*.nbi"))
"""Whether the cache is empty, so that the first run has to compile."""

if COMPILED:
    from negosim.compiled import linking


@overload
def compiled(function: F) -> F: ...


@overload
def compiled(
    *, allocates: bool = True, standalone: bool = False, from_python: bool = True, nogil: bool = False
) -> Callable[[F], F]: ...


def compiled(
    function: Any = None,
    *,
    allocates: bool = True,
    standalone: bool = False,
    from_python: bool = True,
    nogil: bool = False,
) -> Any:
    """Compile a function at its first call, and cache the result on disk.

    Parameters
    ----------
    function : callable, optional
        Function of numbers, arrays and named tuples passed by reference (`leases.lend`).
    allocates : bool, default True
        Whether the function creates arrays; reference counting is left out otherwise.
    standalone : bool, default False
        Compile the function once, not into each of its callers: for long functions with several callers.
    from_python : bool, default True
        Whether Python calls the function; no wrapper is compiled otherwise.
    nogil : bool, default False
        Release the global interpreter lock during a call.

    Returns
    -------
    callable
        The compiled function, or the function itself if `COMPILED` is false; a decorator if no function is given.
    """
    if function is None:
        return partial(compiled, allocates=allocates, standalone=standalone, from_python=from_python, nogil=nogil)
    options = {"no_cpython_wrapper": not from_python, "nogil": nogil, "_nrt": allocates}
    return linking.function(function, CACHE, standalone=standalone, **options) if COMPILED else function


def inlined(function: F) -> F:
    """Compile a short function that creates no arrays into every compiled function that calls it."""
    return cast(F, linking.function(function, CACHE, forceinline=True, _nrt=False)) if COMPILED else function


def plainly(function: F) -> F:
    """Return the Python function of a compiled one: for calls so rare that compiling would take longer."""
    return cast(F, getattr(function, "py_func", function))
