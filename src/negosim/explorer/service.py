"""Share requests among workers.

Runs are played by all of them in small parts, so that a visitor who leaves costs little.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from negosim.explorer.answer import Answer
from negosim.explorer.workers import Asked, Heard, Lost, Source, Worker

PART = 500
"""Largest number of runs that a worker plays at a time."""
WORTH = 60
"""Number of runs from which on another worker helps."""
LIMIT = 60.0
"""Seconds that a step may take."""
IDLE = 90.0
"""Seconds after which the worker that tells runs and draws figures is ended, since its libraries take memory."""
PLAYED = ("simulate", "runs", "download")
"""Answers for which runs are played."""
APART = ("run", "fork")
"""Answers that need libraries which the other workers do without."""
FILES_APART = ("figure", "report")
Here = Callable[[], Awaitable[bool]]


class Gone(Exception):  # noqa: N818 - it names what happened
    """The visitor has left; nobody waits for the answer."""


class Service:
    """Workers, and how requests go to them.

    Parameters
    ----------
    source : Source
        Makes workers.
    count : int, optional
        Number of workers that play; by default one per core, up to four.
    """

    def __init__(self, source: Source, count: int = 0) -> None:
        self.source = source
        self._workers: list[Worker | None] = [None] * (count or min(4, os.cpu_count() or 1))
        self._apart: Worker | None = None
        self._used = 0.0
        self._sweeper: asyncio.Task[None] | None = None
        self._making = asyncio.Lock()

    async def answer(self, name: str, asked: Asked, lead: int, here: Here) -> Answer:
        """Return the answer to a request.

        Parameters
        ----------
        name : str
            Of the endpoint.
        asked : mapping
            What was asked.
        lead : int
            Number of the visitor; each keeps to one worker, which has its runs.
        here : callable
            Tells whether the visitor still waits.

        Raises
        ------
        Gone
            The visitor does not.
        Lost
            A worker ended, or took too long; another one takes its place at the next request.
        """
        apart = name in APART or (name == "download" and asked.get("kind") in FILES_APART)
        number = lead % len(self._workers)
        if name in PLAYED:
            refused = await self._play(asked, number, here, apart=apart, compared=name == "simulate")
            if refused is not None:
                return refused
        if not await here():
            raise Gone
        worker = await (self._worker_apart() if apart else self._worker(number))
        return await worker.ask(name, asked, LIMIT)

    async def search(self, name: str, asked: Asked, started: Callable[[Worker], None], heard: Heard) -> Answer:
        """Return the answer of a search, played by a worker of its own that ``started`` is told of."""
        worker = await self.source.worker()
        started(worker)
        try:
            return await worker.ask(name, asked, 60 * LIMIT, heard)
        finally:
            worker.end()

    def close(self) -> None:
        """End all workers."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        self.source.close()

    async def _worker(self, number: int) -> Worker:
        """Return a worker by its number, a new one if there is none or it was lost."""
        async with self._making:
            worker = self._workers[number]
            if worker is None or worker.lost:
                worker = self._workers[number] = await self.source.worker()
            return worker

    async def _worker_apart(self) -> Worker:
        """Return the worker that tells runs and draws figures."""
        async with self._making:
            self._used = time.monotonic()
            if self._apart is None or self._apart.lost:
                self._apart = await self.source.worker()
            if self._sweeper is None or self._sweeper.done():
                self._sweeper = asyncio.create_task(self._end_when_idle())
            return self._apart

    async def _end_when_idle(self) -> None:
        while (left := self._used + IDLE - time.monotonic()) > 0:
            await asyncio.sleep(left)
        if self._apart is not None:
            self._apart.end()
            self._apart = None

    async def _play(self, asked: Asked, number: int, here: Here, *, apart: bool, compared: bool) -> Answer | None:
        """Play the runs that the leading worker does not have, and hand them to it; return an answer of problems."""
        lead = await (self._worker_apart() if apart else self._worker(number))
        asked = {**asked, "compared": compared}
        found, *_ = await asyncio.gather(lead.ask("missing", asked, LIMIT), *self._prepared(lead, asked))
        if found.problems or found.error:
            return found
        size = PART * len(self._workers)
        for key, first, stop in json.loads(found.body)["gaps"]:
            for begin in range(first, stop, size):
                if not await here():
                    raise Gone
                await self._play_part({**asked, "of": key}, number, lead, begin, min(stop, begin + size))
        return None

    def _prepared(self, lead: Worker, asked: Asked) -> list[Awaitable[Answer]]:
        """Have the other workers that are idle build the scenario while the leading one does."""
        idle = [worker for worker in self._workers if worker is not None and worker is not lead and worker.idle]
        return [_ignoring_loss(worker.ask("missing", asked, LIMIT)) for worker in idle]

    async def _play_part(self, asked: Asked, number: int, lead: Worker, first: int, stop: int) -> None:
        """Play some runs, shared among all workers; what one of them cannot play is left to the leading one."""
        helpers = max(1, min(len(self._workers), (stop - first) // WORTH))
        edges = [first + (stop - first) * k // helpers for k in range(helpers + 1)]
        numbers = [(number + k) % len(self._workers) for k in range(helpers)]

        async def part(k: int) -> Answer:
            worker = await self._worker(numbers[k])
            return await worker.ask("play", {**asked, "first": edges[k], "stop": edges[k + 1]}, LIMIT)

        parts = await asyncio.gather(*(part(k) for k in range(helpers)), return_exceptions=True)
        rows = []
        for each in parts:
            if isinstance(each, Lost):
                break
            if isinstance(each, BaseException):
                raise each
            if each.problems or each.error:
                break
            rows.append(each.body)
        await lead.ask("add", {**asked, "first": first, "rows": rows}, LIMIT)


async def _ignoring_loss(answer: Awaitable[Answer]) -> Answer:
    """Wait for an answer that does not count."""
    try:
        return await answer
    except Lost:
        return Answer()


def report_error(answer: Answer) -> None:
    """Print an error of the program on the terminal of the server."""
    with suppress(OSError, ValueError):
        sys.stderr.write(answer.error)
