"""Parallel compilation of steps: several processes share the work through the on-disk cache.

At first use a second process helps if there is a second core. Workers of a pool, which all start with the same steps,
share them in the same way.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from negosim.compiled.compiling import CACHE
from negosim.garbage_collection import gc_paused

fcntl: Any
try:
    import fcntl
except ImportError:  # not a POSIX system: each process compiles everything
    fcntl = None

HELP = """
import importlib, pickle, sys
from negosim.kernel.parallel_compiling import compile_all
names, kinds = pickle.load(sys.stdin.buffer)
steps = {step.__name__: step for step in importlib.import_module(sys.argv[1]).STEPS}
compile_all([steps[name] for name in reversed(names)], kinds)
"""
"""Program of the helper process; it works through the steps in reverse order."""


def compile_all(
    steps: Sequence[Any], kinds: tuple[Any, ...], module: str = "", beside: Callable[[], object] = lambda: None
) -> None:
    """Compile some steps for given argument types, or load them from the cache.

    Parameters
    ----------
    steps : sequence of callable
        Compiled functions.
    kinds : tuple of numba types
        Types of their arguments.
    module : str, default ""
        Module whose ``STEPS`` contain them, so that a helper process can be started; none is started if empty.
    beside : callable, optional
        Called first, once the helper process has started.
    """
    with ExitStack() as until_done:
        until_done.enter_context(gc_paused())
        if module and _helps(steps):
            until_done.enter_context(_helper(module, [step.__name__ for step in steps], kinds))
        beside()
        left = []
        for step in steps:
            with _held(step.__name__, wait=False) as free:
                if free:
                    step.compile(kinds)
                else:
                    left.append(step)
        for step in left:
            with _held(step.__name__, wait=True):
                step.compile(kinds)


def _helps(steps: Sequence[Any]) -> bool:
    """Whether a helper is worth its start: several steps are missing, a core is free, and this is not a worker."""
    if fcntl is None or (os.cpu_count() or 1) < 2 or multiprocessing.parent_process() is not None:
        return False
    cached = {path.name.partition("-")[0] for path in CACHE.rglob("*.nbi")}  # as MODULE.FUNCTION
    named = [f"{step.__module__.rpartition('.')[2]}.{step.__name__}" for step in steps]
    return len({*named} - cached) > 1


@contextmanager
def _helper(module: str, names: Sequence[str], kinds: tuple[Any, ...]) -> Iterator[None]:
    """Run a process that also compiles these steps of a module, until this one is done."""
    with ExitStack() as until_done:
        with suppress(OSError):  # the process cannot be started: compile everything here
            until_done.callback(_stopped, _started(module, names, kinds))
        yield


def _started(module: str, names: Sequence[str], kinds: tuple[Any, ...]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
    with tempfile.TemporaryFile() as message:
        message.write(pickle.dumps((names, kinds)))
        message.seek(0)
        return subprocess.Popen(
            [sys.executable, "-c", HELP, module],
            stdin=message,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )


def _stopped(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


@contextmanager
def _held(name: str, *, wait: bool) -> Iterator[bool]:
    """Lock a step for this process; yield whether it is locked."""
    try:
        file = os.open(CACHE / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:  # nothing can be cached either
        yield True
        return
    try:
        yield _locked(file, wait=wait)
    finally:
        os.close(file)


def _locked(file: int, *, wait: bool) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
