"""The endpoints by name, and their answers as bytes: what a worker process does."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from negosim.errors import BadInput, Problem
from negosim.explorer.desk import Asked, Desk


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


ANSWERS: Mapping[str, Callable[[Desk, Asked], dict[str, Any]]] = {
    "case": Desk.describe,
    "parameters": Desk.parameters,
    "evidence": Desk.evidence,
    "simulate": Desk.simulate,
    "runs": Desk.select,
    "run": Desk.tell,
    "fork": Desk.fork,
    "package": Desk.package,
}
"""By the name of the endpoint."""


def answered(desk: Desk, name: str, asked: Asked) -> Answer:
    """Answer a request; whatever happens, there is an answer."""
    try:
        return Answer(as_json(ANSWERS[name](desk, asked)))
    except BadInput as error:
        return Answer(problems=error.problems)
    except Exception:  # noqa: BLE001 - the server reports it on the terminal, and goes on
        return Answer(error=traceback.format_exc())


def as_json(values: object) -> bytes:
    """Return a value as JSON in UTF-8; nan and infinities are errors."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
