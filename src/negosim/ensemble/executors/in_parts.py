"""Compute a task in parts on any executors, with results in the order of the parts."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, wait
from itertools import pairwise
from typing import Any, TypeVar

import attrs

from negosim.ensemble.executors.base import Executors, WorkerPool, pool_for

SHARES = 16  # of what is left, one is a part
TICK = 1.0  # seconds between looks at workers that are waited for
TaskT = TypeVar("TaskT")
PartT = TypeVar("PartT")
ResultT = TypeVar("ResultT")


def run_parts(
    work: Callable[[TaskT, PartT], ResultT], task: TaskT, parts: Sequence[PartT], executors: Executors = 1
) -> Iterator[tuple[PartT, ResultT]]:
    """Compute ``work(task, part)`` of every part and yield part and result, in the order of the parts.

    Only a few parts per worker are computed ahead of the one that is awaited, so memory use is constant. Parts of a
    killed worker are computed again. Closing the iterator ends the rest.

    Parameters
    ----------
    work : callable
        A function that workers can import; a pure function of task and part.
    task : object
        What all parts share. A worker unpickles it once.
    parts : sequence
        The parts; small, since each is sent.
    executors : int, Cluster or Executor, default 1
        Number of processes on this machine (0 for one per core; 1, or a single part, is computed in this process), a
        cluster, or an executor of the caller, which stays open.

    Yields
    ------
    tuple of (part, result)
        In order.

    Raises
    ------
    BadInput
        Workers cannot start or die repeatedly at one part; the cluster cannot be reached, is lost, or has no or other
        workers; or the executor is broken.
    Exception
        Whatever ``work`` raised; the rest is not computed.
    """
    jobs = (executors or os.cpu_count() or 1) if isinstance(executors, int) else 0
    if not parts or jobs == 1 or (jobs and len(parts) == 1):
        for part in parts:
            yield part, work(task, part)
        return
    pool = pool_for(executors, work, task, len(parts))
    sent: deque[_Sent] = deque()
    try:
        yield from _in_order(pool, iter(parts), sent)
    finally:
        pool.close([one.future for one in sent if one.future is not None])


def split_gaps(gaps: Sequence[range], least: int, most: int) -> list[range]:
    """Split ranges into parts for workers: large parts while much is left, small ones towards the end.

    Parameters
    ----------
    gaps : sequence of range
        The ranges; a part lies within one.
    least : int
        Size up to which a part is not split.
    most : int
        Largest size of a part; below it, a part is 1/``SHARES`` of what is left.

    Returns
    -------
    list of range
        The parts, in order.
    """
    left, pieces = sum(map(len, gaps)), []
    for gap in gaps:
        size = min(max(least, left // SHARES), most)
        count = -(-len(gap) // size)
        edges = [len(gap) * k // count for k in range(count + 1)]
        pieces += [gap[one:next_] for one, next_ in pairwise(edges)]
        left -= len(gap)
    return pieces


@attrs.define
class _Sent:
    """A part and its future; None while it has to be submitted (again)."""

    part: Any
    future: Future[Any] | None = None

    @property
    def lost(self) -> bool:
        future = self.future
        return future is None or not future.done() or isinstance(future.exception(), BrokenExecutor)


def _in_order(pool: WorkerPool, parts: Iterator[Any], sent: deque[_Sent]) -> Iterator[tuple[Any, Any]]:
    """Yield each part with its result.

    After two losses of workers while the same part came first, it is submitted alone: then it either succeeds or is the
    cause of the next loss.
    """
    breaks = 0
    while True:
        try:
            _send(pool, parts, sent, 1 if breaks > 1 else pool.ahead())
            if not sent:
                return
            result = _awaited(pool, sent[0].future)
        except BrokenExecutor as error:
            breaks += 1
            pool.renew(sent[0].part, breaks, error)
            for one in sent:
                one.future = None if one.lost else one.future
            continue
        breaks = 0
        yield sent.popleft().part, result


def _send(pool: WorkerPool, parts: Iterable[Any], sent: deque[_Sent], ahead: int) -> None:
    """Submit parts up to the limit, first those that were lost."""
    for one in list(sent)[:ahead]:
        if one.future is None:
            one.future = pool.submit(one.part)
    while len(sent) < ahead:
        for part in parts:
            sent.append(_Sent(part))
            break
        else:
            return
        sent[-1].future = pool.submit(sent[-1].part)


def _awaited(pool: WorkerPool, future: Future[Any] | None) -> Any:
    assert future is not None
    while not wait([future], TICK).done:
        pool.check()
    return future.result()
