"""Work in parts, here or in processes, with results in the order of the parts."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

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
    workers = min(jobs, len(parts))
    waiting: deque[tuple[Part, Future[Result]]] = deque()
    with ProcessPoolExecutor(workers) as pool:
        try:
            for part in parts:
                with interrupts_held():
                    waiting.append((part, pool.submit(work, task, part)))
                if len(waiting) >= AHEAD * workers:
                    done, future = waiting.popleft()
                    yield done, future.result()
            while waiting:
                done, future = waiting.popleft()
                yield done, future.result()
        finally:
            pool.shutdown(cancel_futures=True)


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
