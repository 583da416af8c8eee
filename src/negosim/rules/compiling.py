"""How rules are compiled, kept, and switched off.

A compiled function's cache entry is not renewed when a function that it calls has changed in another file. The cache
therefore lives in a folder named by a digest of all that is compiled, and of where it stands: what changed never meets
a stale neighbour.
Set ``NEGOSIM_COMPILE=0`` to run the rules as plain Python (slow; for coverage and debuggers).
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba.core import types
from numba.np import arrayobj

COMPILED_ROOMS = ("rules", "kernel")
F = TypeVar("F", bound=Callable[..., object])

COMPILED = os.environ.get("NEGOSIM_COMPILE", "1") != "0"


def _cache_folder() -> str:
    digest = hashlib.sha256(__file__.encode())  # what is kept is kept for a file at its place
    for room in COMPILED_ROOMS:
        for source in sorted((Path(__file__).parents[1] / room).glob("*.py")):
            digest.update(source.read_bytes())
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return str(kept_in(root / "negosim" / digest.hexdigest()[:16]))


def kept_in(folder: Path) -> Path:
    """A folder, which is made, or one for temporary files if nothing can be kept in that: this user's alone, since what
    lies there is run."""
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


FIRST_USE = False
"""Whether nothing of these rules was compiled before, so that they take a while to begin."""

if COMPILED and not os.environ.get("NUMBA_CACHE_DIR"):
    folder = _cache_folder()
    FIRST_USE = not any(Path(folder).rglob("*.nbi"))
    numba.config.CACHE_DIR = folder  # type: ignore[attr-defined]


# A number below 0 as an index counts from the end only where it is written out: rules compute no such index, and to ask
# of every index whether it is one took an eighth of a run. Of numba this is an inner part; without it, it is asked.
_ARRAYS: Any = arrayobj
_counted: Any = getattr(_ARRAYS, "fix_integer_index", None)
_OWN = tuple(f"_ZN7negosim{len(room)}{room}" for room in COMPILED_ROOMS)


def _index(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
    if not kind.signed or isinstance(index, ir.Constant) or not builder.function.name.startswith(_OWN):
        return _counted(context, builder, kind, index, size)
    return context.cast(builder, index, kind, types.intp)


if COMPILED and _counted is not None:
    _ARRAYS.fix_integer_index = _index


TRIED = numba.__version__.startswith("0.68.")
"""Whether this is a version of numba of which inner parts are known that make compiling shorter (``linking``)."""
_COMPILE: Any = numba.njit
_STEP = {"no_cpython_wrapper": True}
"""Python does not call it."""

if COMPILED and TRIED:
    from negosim.rules import linking

    linking.compare_options_quickly()


def _compiled(function: F, *, counts: bool, apart: bool = False, **options: bool) -> F:
    """Compile with or without a count of references to arrays, which functions that make none need not."""
    if not COMPILED:
        return function
    if not TRIED:
        return cast(F, _COMPILE(cache=True, _nrt=counts, **options)(function))
    return cast(F, linking.rule(function, apart=apart, _nrt=counts, **options))


def compiled(function: F) -> F:
    """Compile a rule at its first call, and keep the result between processes."""
    return _compiled(function, counts=True)


def plainly(function: F) -> F:
    """A rule as plain Python, for what is asked so seldom that compiling it would take longer."""
    return cast(F, getattr(function, "py_func", function))


def inlined(function: F) -> F:
    """Compile a short rule, which makes no array, into every rule that calls it: calls cost more than it computes."""
    return _compiled(function, counts=False, forceinline=True)


def lean(function: F) -> F:
    """Compile a rule that makes no array: it counts no references."""
    return _compiled(function, counts=False)


def lean_long(function: F) -> F:
    """The same for one that takes long: what else its process has to do goes on meanwhile, such as answering."""
    return _compiled(function, counts=False, nogil=True)


def lean_apart(function: F) -> F:
    """Compile a long rule that several call, and that makes no array: once, and not into each of them."""
    return _compiled(function, counts=False, apart=True)


def apart(function: F) -> F:
    """The same for one that makes arrays."""
    return _compiled(function, counts=True, apart=True)


def step(function: F) -> F:
    """Compile a function that is called by its address, without the way in from Python."""
    return _compiled(function, counts=True, **_STEP)


def lean_step(function: F) -> F:
    """The same for one that makes no array."""
    return _compiled(function, counts=False, **_STEP)
