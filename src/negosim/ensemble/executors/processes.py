"""A pool of worker processes that replaces lost ones."""

from __future__ import annotations

import atexit
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.queues import SimpleQueue
from typing import Any

from negosim.ensemble.executors.base import AHEAD, do_part
from negosim.errors import BadInput, Problem, shown

BREAKS = 3  # in a row at one part, and it is the part
GRACE = 3.0  # seconds in which an executor finds out by itself that a worker died
LEAVING = 1.0  # seconds that workers have to go when all is done


class ProcessPool:
    """A process pool that survives the loss of workers.

    The workers are spawned, since Mesa wants it so and forks of processes with threads are not safe. A worker ends when
    this process ends, however that happens.
    """

    def __init__(self, workers: int, work: Callable[[Any, Any], Any], pickled: bytes) -> None:
        self._workers, self._work, self._pickled = workers, work, pickled
        self._begin()

    def _begin(self) -> None:
        self._context, self._stuck_since, self._cause = _Context(), 0.0, ""
        with interrupts_held():  # a process begins with it that looks after what the others share
            self._pool = ProcessPoolExecutor(self._workers, self._context, _begin_worker, (self._pickled,))
        self._begun = self._start(_nothing)

    def ahead(self) -> int:
        """Return the number of parts that may be in progress."""
        return AHEAD * self._workers

    def submit(self, part: Any) -> Future[Any]:
        """Submit a part; workers have the task already."""
        return self._start(_done, self._work, part)

    def _start(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Submit something, for which the executor may start a process."""
        try:
            with interrupts_held():
                return self._pool.submit(function, *arguments)
        except OSError as error:
            self.close([])
            received = error.strerror or str(error)
            raise BadInput([Problem(file="jobs", expected="workers that start", received=received)]) from None

    def check(self) -> None:
        """Detect dead workers.

        One that dies while it hands over a result, half of which is there, leaves its executor waiting for the other
        half, and all others waiting to hand over theirs. Only when all of them are gone does the executor wake up.
        """
        if not connection.wait([process.sentinel for process in self._context.running], 0):
            return
        now = time.monotonic()
        self._stuck_since = self._stuck_since or now
        if now - self._stuck_since > GRACE:
            self._kill()

    def renew(self, part: Any, breaks: int, error: BrokenExecutor) -> None:
        """Start new workers; raise BadInput if they cannot start, or died three times in a row at one part."""
        began = self._begun.done() and self._begun.exception() is None
        self._kill()
        self._pool.shutdown()
        cause = str(error.__cause__).strip(" \n'").splitlines()[-1] if error.__cause__ else self._cause or "unknown how"
        if not began and (breaks >= BREAKS or cause.startswith("exit code")):
            hint = 'its own words stand above; a script calls this below `if __name__ == "__main__":`'
            received = f"one that ended before it began ({cause})"
            raise BadInput([Problem(file="jobs", expected="workers that start", received=received, hint=hint)])
        if breaks >= BREAKS:
            expected = "workers that live to finish this part"
            received = f"{breaks} in a row that died of it ({cause})"
            hint = "out of memory? fewer jobs need less"
            raise BadInput([Problem(file="jobs", key=shown(part), expected=expected, received=received, hint=hint)])
        self._begin()

    def close(self, left: Sequence[Future[Any]]) -> None:
        """Shut the workers down, or kill them if their results are not needed."""
        if not left:
            self._pool.shutdown(wait=False)
            until = time.monotonic() + LEAVING
            going = [process.sentinel for process in self._context.running]
            while going and (rest := until - time.monotonic()) > 0:
                gone = connection.wait(going, rest)
                going = [sentinel for sentinel in going if sentinel not in gone]
        self._kill()
        self._pool.shutdown(cancel_futures=True)

    def _kill(self) -> None:
        self._cause = self._cause or self._context.cause()
        self._context.kill()


class _Context(SpawnContext):
    """Spawns the processes of one executor, and knows them and the pipe by which they hand over results."""

    def __init__(self) -> None:
        super().__init__()
        self._processes: list[SpawnProcess] = []
        self._results: list[_Results] = []

    def Process(self, *arguments: Any, **named: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        """A process that is known."""
        process = SpawnProcess(*arguments, **named)
        self._processes.append(process)
        return process

    def SimpleQueue(self) -> SimpleQueue[Any]:  # noqa: N802
        """A pipe that is known."""
        self._results.append(_Results(ctx=self))
        return self._results[-1]

    @property
    def running(self) -> list[SpawnProcess]:
        """Those that were started, and may have ended."""
        return [process for process in self._processes if process.pid]

    def cause(self) -> str:
        """How a process ended that ended by itself; empty if none did.

        A process closes its sentinel a moment before its parent can learn how it ended, and the executor may be asking
        at the same time.
        """
        dead = [process for process in self.running if connection.wait([process.sentinel], 0)]
        until = time.monotonic() + LEAVING
        while any(process.exitcode is None for process in dead) and time.monotonic() < until:
            time.sleep(0.001)
        ended = [process.exitcode for process in self.running if process.exitcode]
        # The executor terminates the rest when it finds one dead.
        code = next((code for code in ended if code != -signal.SIGTERM), ended[0] if ended else 0)
        if not code:
            return ""
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        """End every process, and with it the waiting for what they would have said."""
        for process in self.running:
            process.kill()
        for process in self.running:
            process.join()
        for results in self._results:
            results.end()


class _Results(SimpleQueue[Any]):
    """A pipe whose end that is written to can be closed alone."""

    def end(self) -> None:
        """Close the end that this process holds: who reads it hears when the last worker is gone."""
        self._writer.close()  # type: ignore[attr-defined]


_given: list[bytes] = []


def _begin_worker(pickled: bytes) -> None:
    """Keep the task for all parts to come, and end when the process ends that began this one.

    What is registered first is done last at the end: then nothing is left to tell, and to take apart all that was
    imported would keep the parent waiting.
    """
    _given[:] = [pickled]
    atexit.register(os._exit, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _nothing() -> None:
    """What a worker can do that has begun."""


def _done(work: Callable[[Any, Any], Any], part: Any) -> Any:
    return do_part(work, _given[0], part)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Block interrupts, so that processes started meanwhile ignore them and are ended by their parent.

    A key press is for all processes of a terminal, and so is its end.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
