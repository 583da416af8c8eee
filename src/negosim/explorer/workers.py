"""Worker processes of the server: each answers one request at a time, and can be ended and replaced."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Protocol

from negosim.explorer.answer import Answer
from negosim.explorer.forking import FORK, KILL, Setup

CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
"""Elsewhere, forked processes may not use some libraries of the system."""
LEAVING = 2.0
"""Seconds that processes have to end."""


Asked = Mapping[str, Any]
Heard = Callable[[Any], None]


def unheard(_: object) -> None:
    """Ignore what a worker tells."""


class Lost(Exception):  # noqa: N818 - it names what happened
    """A worker that ended, or that took too long and was ended."""


class Worker(Protocol):
    """Something that answers requests, one at a time.

    Attributes
    ----------
    lost : bool
        Whether it has ended.
    """

    lost: bool

    @property
    def idle(self) -> bool:
        """Whether it would begin with a request at once."""
        ...

    async def ask(self, name: str, asked: Asked, limit: float, heard: Heard = unheard) -> Answer:
        """Return the answer to a request.

        Parameters
        ----------
        name : str
            Of the endpoint.
        asked : mapping
            What was asked.
        limit : float
            Seconds after which the worker is ended.
        heard : callable
            Called with what the worker tells on its way to the answer.

        Raises
        ------
        Lost
            The worker ended, or took too long.
        """
        ...

    def end(self) -> None:
        """End it at once."""
        ...


class Source(Protocol):
    """Something that makes workers."""

    async def worker(self) -> Worker:
        """Return a new worker."""
        ...

    def close(self) -> None:
        """End all workers."""
        ...


class ForkedWorkers:
    """Workers forked from one process that has everything ready, whose memory they share.

    Parameters
    ----------
    setup : Setup
        What they answer about.

    Raises
    ------
    BadInput
        With every problem of the case.
    """

    def __init__(self, setup: Setup) -> None:
        self._socket, other = socket.socketpair()
        words = [sys.executable, "-m", "negosim.explorer.forking", str(other.fileno())]
        # A session of its own: a key press in the terminal is for the server, which closes the socket.
        self._process = subprocess.Popen(
            words, pass_fds=[other.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
        )
        other.close()
        self._told = Connection(os.dup(self._socket.fileno()))
        self._told.send(setup)
        try:
            problem = self._told.recv()
        except EOFError:
            problem = RuntimeError("the process that workers are forked from ended before it began")
        if problem is not None:
            self.close()
            raise problem
        self._ready = False
        self._one_at_a_time = asyncio.Lock()

    async def worker(self) -> ForkedWorker:
        """Fork a worker, once the process is ready."""
        async with self._one_at_a_time:
            if not self._ready:
                await readable(self._told.fileno())
                try:
                    self._told.recv()
                except EOFError:
                    raise Lost("the process that workers are forked from ended") from None
                self._ready = True
            ours, theirs = socket.socketpair()
            with theirs:
                socket.send_fds(self._socket, [FORK + bytes(8)], [theirs.fileno()])
            await readable(self._socket.fileno())
            number = self._socket.recv(8)
            if len(number) < 8:
                ours.close()
                raise Lost("the process that workers are forked from ended")
            return ForkedWorker(self, int.from_bytes(number, "big"), Connection(ours.detach()))

    def kill(self, pid: int) -> None:
        """End a worker by its number."""
        with suppress(OSError):
            self._socket.sendall(KILL + pid.to_bytes(8, "big"))

    def close(self) -> None:
        """End all processes."""
        self._told.close()
        self._socket.close()
        try:
            self._process.wait(LEAVING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        """Number of the process that workers are forked from."""
        return self._process.pid


class ForkedWorker:
    """A worker process; see ``Worker``."""

    def __init__(self, source: ForkedWorkers, pid: int, connection: Connection) -> None:
        self._source, self.pid, self._connection = source, pid, connection
        self._lock = asyncio.Lock()
        self.lost = False

    @property
    def idle(self) -> bool:
        """Whether it would begin with a request at once."""
        return not self.lost and not self._lock.locked()

    async def ask(self, name: str, asked: Asked, limit: float, heard: Heard = unheard) -> Answer:
        """Return the answer to a request; see ``Worker.ask``."""
        async with self._lock:
            if self.lost:
                raise Lost(name)
            try:
                self._connection.send((name, asked))
                async with asyncio.timeout(limit):
                    while True:
                        await readable(self._connection.fileno())
                        told = self._connection.recv()
                        if isinstance(told, Answer):
                            return told
                        heard(told)
            except (EOFError, OSError, TimeoutError) as error:
                self.end()
                raise Lost(f"{name}: {type(error).__name__}") from None
            except asyncio.CancelledError:
                self.end()  # the answer to this request would be taken for that to the next
                raise

    def end(self) -> None:
        """End it at once."""
        if not self.lost:
            self.lost = True
            self._connection.close()
            self._source.kill(self.pid)


class ThreadWorkers:
    """A single thread of this process in place of workers, where processes cannot be forked."""

    def __init__(self, setup: Setup) -> None:
        from negosim.explorer import desk, opened  # noqa: PLC0415 - the server itself needs none of it

        self._desk = desk.Desk(opened.open_case(setup.case, setup.texts), setup.seed, setup.most_runs)
        self.lost, self.idle = False, False
        self._lock = asyncio.Lock()

    async def worker(self) -> ThreadWorkers:
        """Return itself."""
        return self

    async def ask(self, name: str, asked: Asked, limit: float, heard: Heard = unheard) -> Answer:  # noqa: ARG002
        """Return the answer to a request; see ``Worker.ask``."""
        from negosim.explorer.answers import answered  # noqa: PLC0415

        async with self._lock:
            return await asyncio.to_thread(answered, self._desk, name, asked, heard)

    def end(self) -> None:
        """Do nothing: the thread cannot be ended."""

    def close(self) -> None:
        """Do nothing."""


def workers_for(setup: Setup) -> Source:
    """Return the source of workers that this system allows; raise BadInput with every problem of the case."""
    return ForkedWorkers(setup) if CAN_FORK else ThreadWorkers(setup)


async def readable(number: int) -> None:
    """Wait until a file can be read."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def finish() -> None:
        if not done.done():
            done.set_result(None)

    loop.add_reader(number, finish)
    try:
        await done
    finally:
        loop.remove_reader(number)
