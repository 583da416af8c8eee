"""The application that the server runs: the page, and answers as JSON."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from negosim.explorer.answer import Answer
from negosim.explorer.guarding import Guard, refusal
from negosim.explorer.jobs import Jobs, told_problems
from negosim.explorer.service import Gone, Service, report_error
from negosim.explorer.visitors import TooMany, Visitors
from negosim.explorer.workers import Lost

PAGE = Path(__file__).parent / "page"
MOST_BYTES = 64 * 1024
"""Size of the body of a request."""
GETTING = ("case", "parameters", "evidence")
POSTING = ("simulate", "runs", "run", "fork", "package", "download")
A_DAY = "max-age=86400"
LEFT = Response(status_code=499)
"""Nobody reads this: the visitor has left."""
Endpoint = Callable[[Request], Awaitable[Response]]


class Refused(Exception):  # noqa: N818 - it names what happened
    """A request that is answered with a refusal."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def application(service: Service, host: str = "127.0.0.1", token: str = "") -> Starlette:
    """Return the application.

    Parameters
    ----------
    service : Service
        Answers requests; it is closed when the application ends.
    host : str
        What the server listens on.
    token : str
        What each request must know; empty for none.

    Returns
    -------
    Starlette
    """
    front, jobs = _Front(service), Jobs(service)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            jobs.close()
            service.close()

    searches = _Searches(jobs)
    return Starlette(
        routes=[
            Route("/", _file("index.html", "text/html", "no-cache")),
            Route("/favicon.ico", _file("favicon.svg", "image/svg+xml", A_DAY)),
            Route("/favicon.svg", _file("favicon.svg", "image/svg+xml", A_DAY)),
            *(Route(f"/api/{name}", front.getting(name)) for name in GETTING),
            *(Route(f"/api/{name}", front.posting(name), methods=["POST"]) for name in POSTING),
            Route("/api/paths", searches.start, methods=["POST"]),
            Route("/api/paths/{key}", searches.look, methods=["GET"]),
            Route("/api/paths/{key}", searches.stop, methods=["DELETE"]),
            Mount("/static", StaticFiles(directory=PAGE)),
        ],
        middleware=[Middleware(Guard, host=host, token=token)],
        exception_handlers={HTTPException: _not_found, Refused: _refused},
        lifespan=lifespan,
    )


class _Front:
    """Endpoints that wait for the turn of their visitor."""

    def __init__(self, service: Service) -> None:
        self._service, self._visitors = service, Visitors()

    def getting(self, name: str) -> Endpoint:
        """Return the endpoint of a question in the address."""

        async def endpoint(request: Request) -> Response:
            return await self._answer(name, dict(request.query_params), request)

        return endpoint

    def posting(self, name: str) -> Endpoint:
        """Return the endpoint of a question in the body."""

        async def endpoint(request: Request) -> Response:
            return await self._answer(name, await asked_in(request), request)

        return endpoint

    async def _answer(self, name: str, asked: dict[str, Any], request: Request) -> Response:
        async def here() -> bool:
            return not await request.is_disconnected()

        try:
            async with self._visitors.turn(request.headers.get("x-session", "")) as visitor:
                if not await here():
                    return LEFT
                return response_to(await self._service.answer(name, asked, visitor.number, here))
        except Gone:
            return LEFT
        except TooMany:
            return refusal(429, "server", "fewer visitors at a time", "too many", "try again in a while")
        except Lost:
            hint = "fewer runs or rounds take less time"
            return refusal(503, "server", "an answer within a minute", "none", hint)


class _Searches:
    """Endpoints of searches that take minutes."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    async def start(self, request: Request) -> Response:
        """Start a search."""
        key = self._jobs.start("paths", await asked_in(request))
        if key is None:
            return refusal(429, "server", "fewer searches at a time", "too many", "stop one, or wait for its end")
        return JSONResponse({"job": key}, status_code=202)

    async def look(self, request: Request) -> Response:
        """Tell how far a search is."""
        job = self._jobs.get(request.path_params["key"])
        return JSONResponse(job.told()) if job is not None else _no_job()

    async def stop(self, request: Request) -> Response:
        """Stop a search."""
        job = self._jobs.get(request.path_params["key"])
        if job is None:
            return _no_job()
        self._jobs.stop(job)
        return JSONResponse(job.told())


def _no_job() -> Response:
    return refusal(404, "paths", "a search that was started of late", "another")


async def asked_in(request: Request) -> dict[str, Any]:
    """Return the JSON object in the body of a request; raise Refused if it is too large or none."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                raise Refused(refusal(413, "request", f"at most {MOST_BYTES:,} bytes", "more"))
    except ClientDisconnect:
        raise Refused(LEFT) from None
    try:
        asked = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise Refused(refusal(400, "request", "JSON", type(error).__name__)) from None
    if not isinstance(asked, dict):
        raise Refused(refusal(400, "request", "an object", type(asked).__name__))
    return asked


def response_to(answer: Answer) -> Response:
    """Return the response that carries an answer."""
    if answer.error:
        report_error(answer)
        return JSONResponse({"problems": told_problems(answer)}, status_code=500)
    if answer.problems:
        return JSONResponse({"problems": told_problems(answer)}, status_code=422)
    headers = {"Content-Disposition": f'attachment; filename="{answer.name}"'} if answer.name else {}
    return Response(answer.body, media_type=answer.kind, headers=headers)


def _file(name: str, kind: str, kept: str) -> Endpoint:
    async def endpoint(_: Request) -> Response:
        return FileResponse(PAGE / name, media_type=kind, headers={"Cache-Control": kept})

    return endpoint


async def _not_found(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refusal(error.status_code, "address", "one that the page knows", error.detail)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return error.response
