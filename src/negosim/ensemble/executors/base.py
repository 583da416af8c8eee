"""Executors of work in parts: processes on this machine, a Dask cluster, an executor of the caller."""

from __future__ import annotations

import importlib
import os
import pickle
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import lru_cache
from typing import Any, Protocol

import attrs

from negosim.errors import BadInput, Problem, shown

AHEAD = 3  # parts under way a worker
_ONE_AT_A_TIME = threading.RLock()  # a run uses what its process has once: two at a time would spoil each other


@attrs.frozen
class Cluster:
    """Workers of a Dask scheduler, on one or many machines.

    Scheduler and workers need the same versions of Python and Dask as the caller, workers also of negosim and its
    libraries. A worker process plays one part at a time: ``dask worker ADDRESS --nthreads 1 --nworkers N``.

    Attributes
    ----------
    address : str
        Address of the scheduler, ``tcp://HOST:PORT``.
    reach : float
        Seconds until the scheduler must answer and have workers.
    patience : float
        Seconds to wait while there is no worker, or no answer of the scheduler.
    """

    address: str
    reach: float = 10.0
    patience: float = 60.0


Executors = int | Cluster | Executor


class WorkerPool(Protocol):
    """Protocol of a pool of workers for one task."""

    def ahead(self) -> int:
        """Return the number of parts that may be in progress."""

    def submit(self, part: Any) -> Future[Any]:
        """Submit a part; raise BrokenExecutor if the workers are lost."""

    def check(self) -> None:
        """Raise BadInput if no result can come any more; called now and then while a part is awaited."""

    def renew(self, part: Any, breaks: int, error: BrokenExecutor) -> None:
        """Replace lost workers after ``breaks`` losses in a row while ``part`` came first.

        Raises
        ------
        BadInput
            There are no other workers, or too many were lost.
        """

    def close(self, left: Sequence[Future[Any]]) -> None:
        """Release the workers, at once if futures are ``left`` that nobody awaits."""


def pool_for(executors: Executors, work: Callable[[Any, Any], Any], task: Any, parts: int) -> WorkerPool:
    """Return a pool of workers for a number of parts of a task; raises as ``run_parts``."""
    if isinstance(executors, Executor):
        return BorrowedExecutor(executors, work, pickle.dumps(task))
    # Each is imported where it is wanted: here is what their workers import too.
    if isinstance(executors, Cluster):
        pool: WorkerPool = importlib.import_module("negosim.ensemble.executors.dask_cluster").DaskPool(
            executors, work, task
        )
    else:
        workers = min(executors or os.cpu_count() or 1, parts)
        pool = importlib.import_module("negosim.ensemble.executors.processes").ProcessPool(
            workers, work, pickle.dumps(task)
        )
    return pool


def do_part(work: Callable[[Any, Any], Any], pickled: bytes, part: Any) -> Any:
    """Return ``work(task, part)`` in a worker, one part at a time per process.

    An exception that cannot be pickled is replaced by a RuntimeError with its text.
    """
    try:
        with _ONE_AT_A_TIME:
            return work(_task(pickled), part)
    except Exception as error:
        told = _travelling(error)
        if told is error:
            raise
        raise told from None


@lru_cache(maxsize=4)
def _task(pickled: bytes) -> Any:
    """Unpickle a task once per worker, so that caches for its scenario are shared by all parts."""
    return pickle.loads(pickled)


def _travelling(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - whatever its own methods raise
        return RuntimeError(f"{type(error).__qualname__}: {error}")
    return error


class BorrowedExecutor:
    """Pool over an executor of the caller, which is neither repaired nor shut down."""

    def __init__(self, executor: Executor, work: Callable[[Any, Any], Any], pickled: bytes) -> None:
        self._executor, self._work, self._pickled = executor, work, pickled
        # Executors do not promise to tell how many workers they have; those of the standard library and of MPI do.
        told = [getattr(executor, name, None) for name in ("num_workers", "_max_workers")]
        self._workers = next((n for n in told if isinstance(n, int) and n > 0), os.cpu_count() or 1)

    def ahead(self) -> int:
        """Return the number of parts that may be in progress."""
        return AHEAD * self._workers

    def submit(self, part: Any) -> Future[Any]:
        """Submit a part together with the task, since any worker may take it."""
        return self._executor.submit(do_part, self._work, self._pickled, part)

    def check(self) -> None:
        """Do nothing: the state of the workers is unknown."""

    def renew(self, part: Any, breaks: int, error: BrokenExecutor) -> None:  # noqa: ARG002
        """Raise BadInput: there are no other workers."""
        received, hint = f"one that broke: {error}", "executors of negosim's own, such as jobs=2, begin again"
        raise BadInput([Problem(file="executor", key=shown(part), expected="workers", received=received, hint=hint)])

    def close(self, left: Sequence[Future[Any]]) -> None:
        """Cancel the parts that have not begun."""
        for future in left:
            future.cancel()
