"""Searches that take minutes: started, asked for and stopped by a number that nobody can guess."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import OrderedDict
from typing import Any, Literal

import attrs

from negosim.explorer.answer import Answer
from negosim.explorer.service import Service, report_error
from negosim.explorer.workers import Asked, Lost, Worker

RUNNING, KEPT = 2, 16
"""Searches at a time, and of those that have ended the number that is remembered."""


@attrs.define(eq=False)
class Job:
    """A search.

    Attributes
    ----------
    state : Literal
        Whether it runs, or how it ended.
    done : int
        Number of runs played.
    found : dict or None
        What was found.
    problems : list of dict
        Why it failed.
    """

    state: Literal["running", "done", "stopped", "failed"] = "running"
    done: int = 0
    found: dict[str, Any] | None = None
    problems: list[dict[str, str]] = attrs.field(factory=list)
    worker: Worker | None = None
    task: asyncio.Task[None] | None = None

    def told(self) -> dict[str, Any]:
        """Return the job for JSON; the number of runs of a search is not known before its end."""
        found = self.found or {}
        state = {"state": self.state, "done": self.done, "total": None, "problems": self.problems}
        return state | found | {"table": found.get("table")}


class Jobs:
    """The searches of all visitors.

    Parameters
    ----------
    service : Service
        Gives each search a worker of its own.
    running : int
        Most searches at a time.
    """

    def __init__(self, service: Service, running: int = RUNNING) -> None:
        self._service, self._running = service, running
        self._jobs: OrderedDict[str, Job] = OrderedDict()

    def start(self, name: str, asked: Asked) -> str | None:
        """Start a search and return its number; None if too many are running."""
        if sum(job.state == "running" for job in self._jobs.values()) >= self._running:
            return None
        for key in [key for key, job in self._jobs.items() if job.state != "running"][: -KEPT or None]:
            del self._jobs[key]
        key, job = secrets.token_urlsafe(12), Job()
        self._jobs[key] = job
        job.task = asyncio.create_task(self._search(job, name, asked))
        return key

    def get(self, key: str) -> Job | None:
        """Return a search by its number."""
        return self._jobs.get(key)

    def stop(self, job: Job) -> None:
        """Stop a search, if it is running."""
        if job.state == "running":
            job.state = "stopped"
            if job.worker is not None:
                job.worker.end()
            if job.task is not None:
                job.task.cancel()

    def close(self) -> None:
        """Stop all."""
        for job in self._jobs.values():
            self.stop(job)

    async def _search(self, job: Job, name: str, asked: Asked) -> None:
        def started(worker: Worker) -> None:
            job.worker = worker

        def heard(count: int) -> None:
            job.done += count

        try:
            answer = await self._service.search(name, asked, started, heard)
        except Lost:
            answer = Answer(error="the worker of a search ended\n")
        if job.state != "running":
            return
        job.state = "done" if answer.body else "failed"
        job.problems = told_problems(answer)
        if answer.body:
            job.found = json.loads(answer.body)
        if answer.error:
            report_error(answer)


def told_problems(answer: Answer) -> list[dict[str, str]]:
    """Return the problems of an answer for JSON; of an error of the program nothing but that there was one."""
    if answer.error:
        received = "an error of the program; the terminal shows it"
        return [{"where": "server", "expected": "an answer", "received": received, "hint": ""}]
    return [
        {"where": f"{p.file}: {p.key}" if p.key else p.file, "expected": p.expected, "received": p.received}
        | {"hint": p.hint}
        for p in answer.problems
    ]
