"""How rules are compiled, kept, and switched off.

A compiled function's cache entry is not renewed when a function that it calls has changed in another file. The cache
therefore lives in a folder named by a digest of all rules: a changed rule never meets a stale neighbour.
Set ``NEGOSIM_COMPILE=0`` to run the rules as plain Python (slow; for coverage and debuggers).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])

COMPILED = os.environ.get("NEGOSIM_COMPILE", "1") != "0"


def _cache_folder() -> str:
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "negosim"
    try:
        root.mkdir(parents=True, exist_ok=True)
        writable = os.access(root, os.W_OK)
    except OSError:
        writable = False
    return str((root if writable else Path(tempfile.gettempdir()) / "negosim") / digest.hexdigest()[:16])


if COMPILED and not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = _cache_folder()  # type: ignore[attr-defined]


def compiled(function: F) -> F:
    """Compile a rule at its first call, and keep the result between processes."""
    return cast(F, numba.njit(cache=True)(function)) if COMPILED else function


def inlined(function: F) -> F:
    """Compile a short rule into every rule that calls it: a call that carries tables costs more than it computes."""
    return cast(F, numba.njit(cache=True, forceinline=True)(function)) if COMPILED else function


def inner(function: F) -> F:
    """Compile a function that only compiled ones call, without the way in from Python, which takes longest."""
    options = {"cache": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(F, numba.njit(**options)(function)) if COMPILED else function


def inner_inlined(function: F) -> F:
    """Both: a short function that only compiled ones call."""
    options = {"cache": True, "forceinline": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(F, numba.njit(**options)(function)) if COMPILED else function
