"""A front to ask without a network: the application over workers in a thread, or over forked ones."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from negosim.explorer.app import application
from negosim.explorer.forking import Setup
from negosim.explorer.service import Service
from negosim.explorer.workers import ForkedWorkers, Source, ThreadWorkers

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of another client, which takes the place of httpx one day
    from starlette.testclient import TestClient

SMALL = 60
"""Runs that are enough to tell one thing from another."""


class Front:
    """What a page asks.

    Attributes
    ----------
    client : TestClient
        Of the application.
    """

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> Any:
        """Return the JSON of an endpoint; the answer is a good one."""
        answer = self.client.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, name: str, view: Mapping[str, Any] | None = None, *, visitor: str = "a", **asked: Any) -> Any:
        """Return the JSON that answers a question; the answer is a good one."""
        answer = self.post(name, {"view": view or {}, **asked}, visitor)
        assert answer.status_code in (200, 202), answer.text
        return answer.json()

    def post(self, name: str, asked: Any, visitor: str = "a") -> Any:
        """Return the response to a question, whatever it is."""
        return self.client.post(f"/api/{name}", json=asked, headers={"X-Session": visitor})

    def problems(self, name: str, asked: Any) -> list[dict[str, str]]:
        """Return the problems of a question that is refused."""
        answer = self.post(name, asked)
        assert 400 <= answer.status_code < 500, answer.text
        found: list[dict[str, str]] = answer.json()["problems"]
        assert found
        return found


@contextmanager
def front(
    case: str | Path, *, forked: bool = False, host: str = "127.0.0.1", token: str = "", **setup: Any
) -> Iterator[Front]:
    """A front for a case, which ends with the context."""
    given = Setup(str(case), **setup)
    source: Source = ForkedWorkers(given) if forked else ThreadWorkers(given)
    app = application(Service(source, 2), host, token)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield Front(client)


def shares(result: Mapping[str, Any]) -> dict[str, int]:
    """How many runs ended in each way."""
    return {each["outcome"]: each["count"] for each in result["endings"]}
