"""Events as stored bodies and back: type names are words of the design, never Python paths."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, get_args

import attrs

from negosim.domain.events import Event
from negosim.files.problems import BadInput
from negosim.files.reading import structure

VERSION = 1
TYPES: Mapping[str, type] = {cls.__name__: cls for cls in get_args(Event)}


class BadBody(Exception):  # noqa: N818 - it names the body
    """A stored body that is no event."""


def to_body(event: Event) -> dict[str, Any]:
    """An event as plain values: its type, the version of its form, its fields."""
    fields = {a.name: getattr(event, a.name) for a in attrs.fields(type(event))}
    return {"type": type(event).__name__, "v": VERSION, **fields}


def from_body(body: Mapping[str, Any]) -> Event:
    """The event of a stored body; BadBody if its type, version or fields are not known."""
    fields = dict(body)
    name, version = fields.pop("type", None), fields.pop("v", None)
    if not isinstance(name, str) or name not in TYPES:
        raise BadBody(f"type: expected one of {', '.join(TYPES)}, received {name!r}")
    if version != VERSION:
        raise BadBody(f"v: expected {VERSION}, received {version!r}")
    cls = TYPES[name]
    known = {a.name for a in attrs.fields(cls)}
    wrong = sorted(set(fields) ^ known)
    if wrong:
        raise BadBody(f"{name}: expected {', '.join(sorted(known))}, differs in {', '.join(wrong)}")
    try:
        event: Event = structure(fields, cls, name)
    except BadInput as error:
        raise BadBody(str(error.problems[0])) from None
    return event


def to_line(event: Event) -> str:
    """An event as one line of JSON, the same bytes for the same event."""
    return json.dumps(to_body(event), ensure_ascii=False, separators=(",", ":"), default=list)


def from_line(line: str) -> Event:
    """The event of a line of JSON; BadBody if it is none."""
    try:
        body = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        reason = getattr(error, "msg", "nested too deeply")
        raise BadBody(f"expected a line of JSON, received {line[:40]!r} ({reason})") from None
    if not isinstance(body, dict):
        raise BadBody(f"expected an object, received {line[:40]!r}")
    return from_body(body)
