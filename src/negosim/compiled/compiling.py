"""How rules are compiled, cached, and left uncompiled.

numba does not renew the cache entry of a function when a function that it calls has changed in another file. The cache
therefore lives in a folder named by a digest of all compiled sources and of their place. Set ``NEGOSIM_COMPILE=0`` to
run the rules as plain Python (slow; for coverage and debuggers).
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

SOURCES = (
    "domain/parameters.py",
    *(f"{package}/*.py" for package in ("compiled", "spaces", "rules", "search", "sampling", "kernel")),
)
"""The files in which compiled functions stand."""
F = TypeVar("F", bound=Callable[..., object])

COMPILED = os.environ.get("NEGOSIM_COMPILE", "1") != "0"


def _cache_folder() -> Path:
    digest = hashlib.sha256(__file__.encode())
    sources = (source for name in SOURCES for source in sorted(Path(__file__).parents[1].glob(name)))
    for source in sources:
        digest.update(source.read_bytes())
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return private_folder(root / "negosim" / digest.hexdigest()[:16])


def private_folder(folder: Path) -> Path:
    """A folder for compiled code, which is run: nobody but this user may write into it.

    Parameters
    ----------
    folder : Path
        Where it should be; it is made.

    Returns
    -------
    Path
        The folder, or one for temporary files if nothing can be written there.
    """
    user = getattr(os, "getuid", int)()
    private = Path(tempfile.gettempdir()) / f"negosim-{user}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    try:
        private.mkdir(mode=0o700, exist_ok=True)
        found = private.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == user and not found.st_mode & 0o022:
            return private / folder.name
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="negosim-"))


CACHE = Path(os.environ.get("NUMBA_CACHE_DIR") or _cache_folder()) if COMPILED else Path()
"""The folder in which compiled rules are kept."""
FIRST_USE = COMPILED and not any(CACHE.rglob("*.nbi"))
"""Whether nothing of these rules was compiled before, so that they take a while to begin."""

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
    """Compile a function at its first call, and keep the result between processes.

    Parameters
    ----------
    function : callable
        Over numbers, arrays and leases of named tuples.
    allocates : bool
        Whether it makes arrays, and has to count references to them.
    standalone : bool
        Compile it once, and not into each of its callers: for long functions with several callers.
    from_python : bool
        Whether Python calls it.
    nogil : bool
        Let other threads run meanwhile.

    Returns
    -------
    callable
        Compiled, or as it is if rules are not compiled; a decorator if no function is given.
    """
    if function is None:
        return partial(compiled, allocates=allocates, standalone=standalone, from_python=from_python, nogil=nogil)
    options = {"no_cpython_wrapper": not from_python, "nogil": nogil, "_nrt": allocates}
    return linking.function(function, CACHE, standalone=standalone, **options) if COMPILED else function


def inlined(function: F) -> F:
    """Compile a short function, which makes no array, into every compiled function that calls it."""
    return cast(F, linking.function(function, CACHE, forceinline=True, _nrt=False)) if COMPILED else function


def plainly(function: F) -> F:
    """A compiled function as plain Python, for what is called so seldom that compiling it would take longer."""
    return cast(F, getattr(function, "py_func", function))
