"""Run the server of the explorer."""

from __future__ import annotations

import errno
import socket

import uvicorn

from negosim.errors import BadInput, Problem
from negosim.explorer.app import application
from negosim.explorer.forking import Setup
from negosim.explorer.guarding import new_token
from negosim.explorer.service import Service
from negosim.explorer.workers import workers_for

MOST_CONNECTIONS = 200
PATIENCE = 2
"""Seconds that answers have when the server ends."""


class Server:
    """A server that listens, and has read its case.

    Parameters
    ----------
    setup : Setup
        What it answers about.
    host : str
        Address to listen on.
    port : int
        Port to listen on; 0 for any that is free.

    Attributes
    ----------
    token : str
        What each request must know; empty on loopback.
    url : str
        Address of the page, with the token.

    Raises
    ------
    BadInput
        The port cannot be used, or with every problem of the case.
    """

    def __init__(self, setup: Setup, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket = _listening(host, port)
        try:
            self._source = workers_for(setup)
        except BaseException:
            self._socket.close()
            raise
        self._host, self.token = host, new_token(host)
        self.port = self._socket.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        self.url = f"http://{name}:{self.port}/{f'?token={self.token}' if self.token else ''}"

    def run(self) -> None:
        """Answer requests until a signal ends it."""
        app = application(Service(self._source), self._host, self.token)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=PATIENCE,
            server_header=False,
            ws="none",
        )
        try:
            uvicorn.Server(config).run([self._socket])
        finally:
            self._source.close()
            self._socket.close()


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raise BadInput if it cannot."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, OverflowError, UnicodeError) as error:
        received = f"{host}: {getattr(error, 'strerror', None) or error}"
        raise BadInput([Problem(file="--host", expected="an address of this machine", received=received)]) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRNOTAVAIL:
            raise BadInput([Problem(file="--host", expected="an address of this machine", received=host)]) from None
        received = f"{port}: {getattr(error, 'strerror', None) or error}"
        hint = "--port 0 takes any that is free"
        raise BadInput([Problem(file="--port", expected="a port that is free", received=received, hint=hint)]) from None
    return listener
