"""The process that workers are forked from: it has the case, the kernel and the unmoved runs before they begin.

Run as a program with the number of a socket. It first reads a ``Setup``, then orders: to fork a worker, which answers
on the socket that comes with the order, or to end one. It ends, with all its workers, when its socket is closed.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import attrs

from negosim.errors import BadInput
from negosim.garbage_collection import gc_paused

IDLE = 3.0
"""Seconds without a request after which a worker gives memory back."""
FORK, KILL = b"f", b"k"
ORDER = 9
"""Bytes of an order: its kind and the number of a process, 0 for none."""


@attrs.frozen
class Setup:
    """What workers answer about.

    Attributes
    ----------
    case : str
        A scenario file, or the name of a case.
    texts : Path or None
        Folder with the texts of its documents.
    seed : int
        Seed of views that have none.
    most_runs : int
        Largest number of runs of one answer.
    """

    case: str
    texts: Path | None = None
    seed: int = 7
    most_runs: int = 10_000


def main(number: int) -> None:
    """Prepare, then fork workers as they are ordered."""
    orders = socket.socket(fileno=number)
    told = Connection(os.dup(number))
    with suppress(EOFError, OSError):  # the server has gone
        with gc_paused():
            answer = _prepared(told)
        if answer is None:
            return
        gc.collect()
        gc.freeze()  # so that a collection in a worker does not copy the pages of what they share
        _return_free_memory()
        told.send(None)
        told.close()
        _fork_workers(orders, answer)


def _prepared(told: Connection) -> Callable[[Connection], None] | None:
    """Open the case and play a few runs; tell of problems, then of success."""
    from negosim.explorer import answers, desk, opened  # noqa: PLC0415 - the server imports this module, too

    setup: Setup = told.recv()
    try:
        case = opened.open_case(setup.case, setup.texts)
    except BadInput as error:
        told.send(error)
        return None
    told.send(None)
    made = desk.Desk(case, setup.seed, setup.most_runs)
    made.prepare()

    def serve(connection: Connection) -> None:
        with suppress(EOFError, OSError):
            while True:
                if not connection.poll(IDLE):
                    _return_free_memory()
                name, asked = connection.recv()
                connection.send(answers.answered(made, name, asked, connection.send))

    return serve


def _fork_workers(orders: socket.socket, work: Callable[[Connection], None]) -> None:
    workers: set[int] = set()
    try:
        while True:
            order, sockets, _, _ = socket.recv_fds(orders, ORDER, 1)
            if not order:
                return
            if order[:1] == KILL:
                _end(int.from_bytes(order[1:], "big"), workers)
                continue
            pid = os.fork()
            if not pid:
                orders.close()
                _work(sockets[0], work)
            workers.add(pid)
            os.close(sockets[0])
            orders.sendall(pid.to_bytes(8, "big"))
    finally:
        for pid in list(workers):
            _end(pid, workers)


def _work(number: int, work: Callable[[Connection], None]) -> None:
    """Be a worker, and end with it."""
    code = 1
    try:
        gc.enable()
        work(Connection(number))
        code = 0
    finally:
        os._exit(code)


def _end(pid: int, workers: set[int]) -> None:
    """End a worker. Its number is not used again before it has been waited for, even if it ended by itself."""
    if pid in workers:
        workers.discard(pid)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _return_free_memory() -> None:
    """Give memory that compiling left free back to the system, where the C library can."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
