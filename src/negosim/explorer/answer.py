"""What comes of a request, as a worker hands it to the server."""

from __future__ import annotations

import attrs

from negosim.errors import Problem


@attrs.frozen
class Answer:
    """What came of a request.

    Attributes
    ----------
    body : bytes
        JSON, or a file.
    problems : tuple of Problem
        Why there is none.
    error : str
        An error of the program, with its traceback, that must not reach the page.
    name, kind : str
        Of a file, its name and media type.
    """

    body: bytes = b""
    problems: tuple[Problem, ...] = ()
    error: str = ""
    name: str = ""
    kind: str = "application/json"
