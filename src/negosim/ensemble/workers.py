"""Work in parts, here or in processes, with results in the order of the parts."""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

AHEAD = 3
Task = TypeVar("Task")
Part = TypeVar("Part")
Result = TypeVar("Result")


def worked(
    work: Callable[[Task, Part], Result], task: Task, parts: Sequence[Part], jobs: int
) -> Iterator[tuple[Part, Result]]:
    """Each part with what ``work(task, part)`` makes of it, in order.

    With one job, or one part, everything is done here; 0 stands for one a core. No more than a few parts are worked
    ahead of the one asked for, so that memory stays flat.
    """
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(parts) == 1:
        for part in parts:
            yield part, work(task, part)
        return
    workers, pickled = min(jobs, len(parts)), pickle.dumps(task)
    waiting: deque[tuple[Part, Future[Result]]] = deque()
    with ProcessPoolExecutor(workers) as pool:
        try:
            for part in parts:
                with interrupts_held():
                    waiting.append((part, pool.submit(_done, work, pickled, part)))
                if len(waiting) >= AHEAD * workers:
                    done, future = waiting.popleft()
                    yield done, future.result()
            while waiting:
                done, future = waiting.popleft()
                yield done, future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _done(work: Callable[[Task, Part], Result], pickled: bytes, part: Part) -> Result:
    task: Task = _task(pickled)
    return work(task, part)


@lru_cache(maxsize=1)
def _task(pickled: bytes) -> Any:
    """The task of a worker, the same object for every part: what is prepared for its scenario is prepared once."""
    return pickle.loads(pickled)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold interrupts back: processes started meanwhile see none, so that a key press ends them by their parent."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
