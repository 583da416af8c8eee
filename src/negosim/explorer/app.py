"""The application that the server runs: the page, and the answers as JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from negosim.errors import BadInput
from negosim.explorer.answers import ANSWERS
from negosim.explorer.desk import Desk

PAGE = Path(__file__).parent / "page"
Endpoint = Callable[[Request], Awaitable[Response]]


def application(desk: Desk) -> Starlette:
    """Return the application for a desk."""
    lock = asyncio.Lock()

    async def ask(name: str, asked: Mapping[str, Any], request: Request) -> Response:
        async with lock:
            if await request.is_disconnected():
                return Response(status_code=499)
            try:
                return JSONResponse(await asyncio.to_thread(ANSWERS[name], desk, asked))
            except BadInput as error:
                problems = [
                    {
                        "where": f"{p.file}: {p.key}" if p.key else p.file,
                        "expected": p.expected,
                        "received": p.received,
                        "hint": p.hint,
                    }
                    for p in error.problems
                ]
                return JSONResponse({"problems": problems}, status_code=422)

    def getting(name: str) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            return await ask(name, dict(request.query_params), request)

        return endpoint

    def posting(name: str) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            return await ask(name, json.loads(await request.body()), request)

        return endpoint

    async def index(_: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def icon(_: Request) -> Response:
        return FileResponse(PAGE / "favicon.svg", media_type="image/svg+xml")

    return Starlette(
        routes=[
            Route("/", index),
            Route("/favicon.ico", icon),
            Route("/favicon.svg", icon),
            Route("/api/case", getting("case")),
            Route("/api/parameters", getting("parameters")),
            Route("/api/evidence", getting("evidence")),
            *(
                Route(f"/api/{name}", posting(name), methods=["POST"])
                for name in ("simulate", "runs", "run", "fork", "package")
            ),
            Mount("/static", StaticFiles(directory=PAGE)),
        ]
    )
