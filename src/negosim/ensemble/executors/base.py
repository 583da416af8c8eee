"""Places where work is done: processes of this machine, a cluster, an executor of the caller's own."""

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
    """Workers on many machines: those of a Dask scheduler.

    Scheduler and workers need the versions of Python and Dask that are here, workers negosim and its libraries too. A
    worker process does one part at a time, so it wants one thread: ``dask worker ADDRESS --nthreads 1 --nworkers N``.

    Attributes
    ----------
    address : str
        Of the scheduler, ``tcp://HOST:PORT``.
    reach : float
        Seconds until a scheduler must answer, and until it must have workers.
    patience : float
        Seconds to go on without any worker, or without a word of the scheduler.
    """

    address: str
    reach: float = 10.0
    patience: float = 60.0


ExecutorSpec = int | Cluster | Executor


class WorkerPool(Protocol):
    """Workers at one task."""

    def ahead(self) -> int:
        """How many parts may be under way."""

    def submit(self, part: Any) -> Future[Any]:
        """Send a part; BrokenExecutor if the workers are lost."""

    def check(self) -> None:
        """Look whether anything can still come, now and then while a part is waited for; BadInput if not."""

    def renew(self, part: Any, breaks: int, error: BrokenExecutor) -> None:
        """Get new workers after the old ones were lost, ``breaks`` times in a row while ``part`` came first.

        BadInput if there are none to be had, or if it has been enough.
        """

    def close(self, left: Sequence[Future[Any]]) -> None:
        """Let the workers go; quickly if something is left that nobody wants any more."""


def pool_for(place: ExecutorSpec, work: Callable[[Any, Any], Any], task: Any, parts: int) -> WorkerPool:
    """Workers for so many parts of a task; errors as those of ``worked``."""
    if isinstance(place, Executor):
        return BorrowedExecutor(place, work, pickle.dumps(task))
    # Each is imported where it is wanted: here is what their workers import too.
    if isinstance(place, Cluster):
        bench: WorkerPool = importlib.import_module("negosim.ensemble.executors.dask_cluster").DaskPool(
            place, work, task
        )
    else:
        workers = min(place or os.cpu_count() or 1, parts)
        bench = importlib.import_module("negosim.ensemble.executors.processes").ProcessPool(
            workers, work, pickle.dumps(task)
        )
    return bench


def do_part(work: Callable[[Any, Any], Any], pickled: bytes, part: Any) -> Any:
    """What work makes of a part, in a worker; an exception that cannot travel is told by one that can.

    A worker with several threads does one part at a time.
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
    """The task of a worker, the same object for every part: what is prepared for its scenario is prepared once."""
    return pickle.loads(pickled)


def _travelling(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - whatever its own methods raise
        return RuntimeError(f"{type(error).__qualname__}: {error}")
    return error


class BorrowedExecutor:
    """An executor of the caller's own: it is used, and neither mended nor shut down."""

    def __init__(self, executor: Executor, work: Callable[[Any, Any], Any], pickled: bytes) -> None:
        self._executor, self._work, self._pickled = executor, work, pickled
        # Executors do not promise to tell how many workers they have; those of the standard library and of MPI do.
        told = [getattr(executor, name, None) for name in ("num_workers", "_max_workers")]
        self._workers = next((n for n in told if isinstance(n, int) and n > 0), os.cpu_count() or 1)

    def ahead(self) -> int:
        """How many parts may be under way."""
        return AHEAD * self._workers

    def submit(self, part: Any) -> Future[Any]:
        """Send a part, and the task with it, since nobody knows which worker will get it."""
        return self._executor.submit(do_part, self._work, self._pickled, part)

    def check(self) -> None:
        """Nothing is known of them."""

    def renew(self, part: Any, breaks: int, error: BrokenExecutor) -> None:  # noqa: ARG002
        """There are no others: BadInput."""
        received, hint = f"one that broke: {error}", "executors of negosim's own, such as jobs=2, begin again"
        raise BadInput([Problem(file="executor", key=shown(part), expected="workers", received=received, hint=hint)])

    def close(self, left: Sequence[Future[Any]]) -> None:
        """Cancel what has not begun."""
        for future in left:
            future.cancel()
