"""Work in parts, wherever it is done, with results in the order of the parts."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, wait
from itertools import pairwise
from typing import Any, TypeVar

import attrs

from negosim.ensemble.executors.base import ExecutorSpec, WorkerPool, pool_for

SHARES = 16  # of what is left, one is a part
TICK = 1.0  # seconds between looks at workers that are waited for
TaskT = TypeVar("TaskT")
PartT = TypeVar("PartT")
ResultT = TypeVar("ResultT")


def run_parts(
    work: Callable[[TaskT, PartT], ResultT], task: TaskT, parts: Sequence[PartT], place: ExecutorSpec = 1
) -> Iterator[tuple[PartT, ResultT]]:
    """Each part with what ``work(task, part)`` makes of it, in order.

    No more than a few parts a worker are worked ahead of the one asked for, so that memory stays flat. What a worker
    that is killed leaves undone is done again. Whoever stops asking ends the rest.

    Parameters
    ----------
    work : callable
        A function that workers can import; the same task and part give the same result, however often.
    task : TaskT
        What all parts share. A worker makes it out of its bytes once, and it meets the same object every time.
    parts : sequence of PartT
        What is done one by one; small, since each is sent.
    place : ExecutorSpec, default 1
        Where. A number of processes on this machine: 1, or a single part, is done here, part by part as it is asked
        for; 0 stands for one a core. Or a ``Cluster``. Or an executor of the caller's own, which stays open.

    Raises
    ------
    BadInput
        Workers cannot start, or die at a part again and again; or a cluster cannot be reached, is lost, has no
        workers, or others than these; or an executor is broken.
    Exception
        What ``work`` raised; the rest is not done.
    """
    jobs = (place or os.cpu_count() or 1) if isinstance(place, int) else 0
    if not parts or jobs == 1 or (jobs and len(parts) == 1):
        for part in parts:
            yield part, work(task, part)
        return
    bench = pool_for(place, work, task, len(parts))
    sent: deque[_Sent] = deque()
    try:
        yield from _in_order(bench, iter(parts), sent)
    finally:
        bench.close([one.future for one in sent if one.future is not None])


def split_gaps(gaps: Sequence[range], least: int, most: int) -> list[range]:
    """Numbers in pieces, each of one gap, as parts for workers: large ones, which are rarely sent, while much is left,
    and small ones towards the end, so that no worker waits long for another.

    A piece has at most ``least`` numbers, or a share of all that is left, but no more than ``most``.
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
    """A part, and what will come of it; nothing while it has still to be sent, or to be sent again."""

    part: Any
    future: Future[Any] | None = None

    @property
    def lost(self) -> bool:
        future = self.future
        return future is None or not future.done() or isinstance(future.exception(), BrokenExecutor)


def _in_order(bench: WorkerPool, parts: Iterator[Any], sent: deque[_Sent]) -> Iterator[tuple[Any, Any]]:
    """Each part with its result.

    Nobody can tell which of the parts under way a worker died of. So when workers die twice before the first of them
    comes, it is sent alone: either it comes, or the next death is its own.
    """
    breaks = 0
    while True:
        try:
            _send(bench, parts, sent, 1 if breaks > 1 else bench.ahead())
            if not sent:
                return
            result = _awaited(bench, sent[0].future)
        except BrokenExecutor as error:
            breaks += 1
            bench.renew(sent[0].part, breaks, error)
            for one in sent:
                one.future = None if one.lost else one.future
            continue
        breaks = 0
        yield sent.popleft().part, result


def _send(bench: WorkerPool, parts: Iterable[Any], sent: deque[_Sent], ahead: int) -> None:
    """Send as many parts as may be under way, those first that were sent before and lost."""
    for one in list(sent)[:ahead]:
        if one.future is None:
            one.future = bench.submit(one.part)
    while len(sent) < ahead:
        for part in parts:
            sent.append(_Sent(part))
            break
        else:
            return
        sent[-1].future = bench.submit(sent[-1].part)


def _awaited(bench: WorkerPool, future: Future[Any] | None) -> Any:
    assert future is not None
    while not wait([future], TICK).done:
        bench.check()
    return future.result()
