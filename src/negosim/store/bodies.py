"""Encode events as JSON bodies and decode them; type names are names of events, never Python paths.

A body is a JSON object of an event's fields in UTF-8; its type and the version of its form stand beside it. A line of a
file holds all three.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import msgspec

from negosim.domain.events import Event
from negosim.store.lines import BREAK, Lines, Packed
from negosim.store.upcasting import UPCASTERS, upcast, version_of

TYPES: Mapping[str, type] = {cls.__name__: cls for cls in get_args(Event)}
FIELDS: Mapping[str, frozenset[str]] = {
    name: frozenset(field.name for field in msgspec.structs.fields(cls)) for name, cls in TYPES.items()
}

_ENCODER = msgspec.json.Encoder()
_NOT_FINITE = b"null"  # how JSON writes what is not finite; or a name that contains the word
_KINDS: Mapping[type, bytes] = {cls: f"{name} {version_of(name)}".encode() for name, cls in TYPES.items()}
_DECODERS: dict[bytes, Callable[[bytes | str], Any]] = {
    kind: msgspec.json.Decoder(cls).decode for cls, kind in _KINDS.items()
}


def _decoder_of_older(name: str, version: int) -> Callable[[bytes | str], Any]:
    return lambda body: _older(name, version, msgspec.json.decode(body))


for _name, _version in UPCASTERS:
    _DECODERS[f"{_name} {_version}".encode()] = _decoder_of_older(_name, _version)


class BadBody(Exception):  # noqa: N818 - it names the body
    """A stored body that is no event."""


def to_stored(event: Event) -> tuple[str, int, bytes]:
    """Type, version and body of an event; BadBody if a number in it is not finite."""
    name, body = type(event).__name__, _ENCODER.encode(event)
    if _NOT_FINITE in body:
        from_stored(name, version_of(name), body)
    return name, version_of(name), body


def packed(events: Sequence[Event]) -> Packed:
    """Encode events; BadBody if a number in one is not finite."""
    kinds = BREAK.join([_KINDS[type(event)] for event in events])
    whole = Packed(len(events), kinds, _ENCODER.encode_lines(events).removesuffix(BREAK))
    if _NOT_FINITE in whole.bodies:
        unpacked(whole.lines())
    return whole


def from_stored(name: str, version: int, body: bytes | str) -> Event:
    """Decode an event.

    Parameters
    ----------
    name : str
        Its type.
    version : int
        Of the form of its body.
    body : bytes | str
        A JSON object.

    Raises
    ------
    BadBody
        Type, version or fields are not known.
    """
    decode = _DECODERS.get(f"{name} {version}".encode())
    try:
        event: Event = decode(body) if decode else _older(name, version, msgspec.json.decode(body))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadBody(f"{name}: {error}") from None
    return event


def unpacked(lines: Lines) -> list[Event]:
    """Decode stored bodies.

    Raises
    ------
    BadBody
        One of them is no event; its place, counted from 0, comes first among the error's arguments.
    """
    decoders = _DECODERS
    try:
        return [decoders[kind](body) for kind, body in zip(lines.kinds, lines.bodies, strict=True)]
    except (KeyError, BadBody, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        events = []
        for place, (kind, body) in enumerate(zip(lines.kinds, lines.bodies, strict=True)):
            name, _, version = kind.decode(errors="replace").rpartition(" ")
            try:
                events.append(from_stored(name, int(version) if version.isdecimal() else 0, body))
            except BadBody as error:
                raise BadBody(place, str(error)) from None
        return events


def _older(name: str, version: Any, fields: Any) -> Event:
    if name not in TYPES:
        raise BadBody(f"type: expected one of {', '.join(TYPES)}, received {name!r}")
    if not isinstance(version, int) or not 1 <= version <= version_of(name):
        raise BadBody(f"v: expected {version_of(name)} or earlier, received {version!r}")
    if not isinstance(fields, dict):
        raise BadBody(f"{name}: expected an object, received {str(fields)[:40]!r}")
    return from_fields(name, upcast(name, version, fields))


def from_fields(name: str, fields: Mapping[str, Any]) -> Event:
    """The event of today's fields; BadBody if they are not exactly those of its type."""
    wrong = sorted(set(fields) ^ FIELDS[name])
    if wrong:
        raise BadBody(f"{name}: expected {', '.join(sorted(FIELDS[name]))}, differs in {', '.join(wrong)}")
    try:
        event: Event = msgspec.convert(fields, TYPES[name])
    except msgspec.ValidationError as error:
        raise BadBody(f"{name}: {error}") from None
    return event


def to_body(event: Event) -> dict[str, Any]:
    """An event as plain values: its type, the version of its form, its fields."""
    name = type(event).__name__
    return {"type": name, "v": version_of(name), **msgspec.to_builtins(event)}


def from_body(body: Mapping[str, Any]) -> Event:
    """The event of plain values; BadBody if its type, version or fields are not known."""
    fields = dict(body)
    name, version = fields.pop("type", None), fields.pop("v", None)
    if not isinstance(name, str) or isinstance(version, bool):
        raise BadBody(f"type: expected one of {', '.join(TYPES)}, received {name!r}")
    return _older(name, version, fields)


def to_line(event: Event) -> str:
    """An event as one line of JSON, the same bytes for the same event."""
    name, version, body = to_stored(event)
    start = f'{{"type":"{name}","v":{version}'
    return f"{start},{body[1:].decode()}" if len(body) > 2 else f"{start}}}"


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
