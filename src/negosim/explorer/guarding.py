"""What a request must have before it is answered, and what every answer carries."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "negosim_token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def refusal(status: int, where: str, expected: str, received: str, hint: str = "") -> Response:
    """Return an answer of one problem."""
    problem = {"where": where, "expected": expected, "received": received, "hint": hint}
    return JSONResponse({"problems": [problem]}, status_code=status)


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a host."""
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def new_token(host: str) -> str:
    """Return a token for visitors from other machines; none is needed on loopback."""
    return "" if is_loopback(host) else secrets.token_urlsafe(16)


class Guard:
    """Middleware: checks the host, the origin and the token of each request, and adds the headers of each answer.

    A page of another site can neither read answers nor ask for them: its name is not a name of this server (DNS
    rebinding), or its origin is another one.

    Parameters
    ----------
    app : ASGI application
        Answers what is let through.
    host : str
        What the server listens on.
    token : str
        What each request must know, in the address, a header or a cookie; empty for none.
    names : iterable of str
        Further names of the server.
    """

    def __init__(self, app: ASGIApp, host: str, token: str = "", names: Iterable[str] = ()) -> None:
        self._app, self._host, self._token = app, host, token
        own = () if is_loopback(host) else (socket.gethostname(), socket.getfqdn())
        self._names = {name.lower() for name in (*LOOPBACK, host, *own, *names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; see the ASGI specification."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        given = query.get("token", [""])[0]
        refused = self._refused(headers, given)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    found[name] = value
                if "cache-control" not in found:
                    found["Cache-Control"] = "no-cache" if scope["path"].startswith("/static/") else "no-store"
                if self._token and given and refused is None:
                    found.append("Set-Cookie", f"{COOKIE}={self._token}; HttpOnly; SameSite=Strict; Path=/")
            await send(message)

        await (refused or self._app)(scope, receive, sending)

    def _refused(self, headers: Headers, given: str) -> Response | None:
        host = headers.get("host", "")
        if not self._is_own(_name(host)):
            return refusal(421, "Host", "the address that the program printed", _short(host))
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return refusal(403, "Origin", "a request of this page", _short(origin))
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return refusal(403, "Sec-Fetch-Site", "a request of this page", _short(headers["sec-fetch-site"]))
        if not self._token:
            return None
        known = [given, headers.get("x-token", ""), _cookie(headers.get("cookie", ""))]
        if any(secrets.compare_digest(each.encode(), self._token.encode()) for each in known):
            return None
        hint = "the program prints the address with it"
        return refusal(401, "token", "the token of this server", "another" if any(known) else "none", hint)

    def _is_own(self, name: str) -> bool:
        """Whether a name is one of the server; with a token, any number of an address is, too."""
        if name.lower() in self._names:
            return True
        if is_loopback(self._host):
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def _name(host: str) -> str:
    """The name in a Host header, without the port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _short(text: str) -> str:
    return text[:100]
