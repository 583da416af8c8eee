"""The rows of a store: events that are appended together stand in one row, a line for each.

A row holds the version of its first event, how many there are, their kinds, their bodies and their hashes. A kind is an
event's type and the version of its form, as in ``TalksResumed 1``; kinds and bodies are parted by line breaks, which
neither holds, and a hash is 32 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

Stored = tuple[str, int, bytes]  # type, version of the form, body
Row = tuple[Any, Any, Any, Any, Any]  # first version, count, kinds, bodies, hashes: as anybody may have left them
Pair = tuple[bytes, bytes]  # kind and body of one event
HASH = 32
BREAK = b"\n"


class Disordered(Exception):  # noqa: N818 - it names the rows
    """Rows that no store writes."""


@attrs.frozen
class Lines:
    """Events that follow each other, one line each.

    Attributes
    ----------
    kinds, bodies : list[bytes]
        Of each.
    """

    kinds: list[bytes]
    bodies: list[bytes]

    def __len__(self) -> int:
        """How many events."""
        return len(self.kinds)

    def part(self, start: int, stop: int) -> Lines:
        """The lines ``start`` to ``stop - 1``, counted from 0."""
        return Lines(self.kinds[start:stop], self.bodies[start:stop])

    def __add__(self, more: Lines) -> Lines:
        """Concatenate."""
        return Lines(self.kinds + more.kinds, self.bodies + more.bodies)


@attrs.frozen
class Packed:
    """Events that are appended at once.

    Attributes
    ----------
    count : int
        How many.
    kinds, bodies : bytes
        Of all of them, a line each.
    """

    count: int
    kinds: bytes
    bodies: bytes

    @classmethod
    def of(cls, stored: Iterable[Stored]) -> Packed:
        """Bodies that were made before; ValueError if one holds a line break."""
        pairs = [(f"{kind} {form}".encode(), body) for kind, form, body in stored]
        if any(BREAK in kind or BREAK in body for kind, body in pairs):
            raise ValueError("a stored body or type holds a line break")
        return cls(len(pairs), BREAK.join([kind for kind, _ in pairs]), BREAK.join([body for _, body in pairs]))

    def lines(self) -> Lines:
        """The lines of the row."""
        return Lines(self.kinds.split(BREAK), self.bodies.split(BREAK)) if self.count else Lines([], [])

    def row(self, first: int, hashes: bytes) -> Row:
        """The row of an append whose first event has a version."""
        return (first, self.count, self.kinds, self.bodies, hashes)


def lines_of(rows: Sequence[Sequence[Any]], after: int, upto: int) -> Lines:
    """The events after a version up to another, or fewer if there are no more.

    Parameters
    ----------
    rows : Sequence[Sequence[Any]]
        Of a stream, in order, with or without hashes.
    after : int
        The version before the first event of the first row.

    Raises
    ------
    Disordered
        A row is none, or does not follow the one before it.
    """
    all_ = Lines([], [])
    for first, count, kinds, bodies, *_ in rows:
        begun = after + len(all_)
        if not (isinstance(kinds, bytes) and isinstance(bodies, bytes) and isinstance(count, int)):
            raise Disordered
        more, own = Lines(kinds.split(BREAK), bodies.split(BREAK)), min(count, upto - begun)
        if own < count:  # what comes later may be anything
            more = more.part(0, own)
        if first != begun + 1 or not len(more.kinds) == len(more.bodies) == own:
            raise Disordered
        all_ = all_ + more if all_ else more
    return all_


def each(rows: Iterable[Row]) -> Iterator[tuple[Any, Pair | None, bytes]]:
    """Iterate over version, kind with body, and hash of every event in rows that may have been altered.

    Where one of them, or the count, tells of an event that another lacks, its kind and body are None.
    """
    for first, count, kinds, bodies, hashes in rows:
        columns = _cut(kinds), _cut(bodies), _hashes(hashes)
        declared = count if isinstance(count, int) else 0
        whole = max(0, min(declared, *map(len, columns)))
        first_lacking = max(declared, *map(len, columns)) > whole or not whole
        for place, (kind, body, hashed) in enumerate(zip(*(column[:whole] for column in columns), strict=True)):
            yield _version(first, place), (kind, body), hashed
        if first_lacking:
            yield _version(first, whole), None, b""


def _version(first: Any, place: int) -> Any:
    return first + place if isinstance(first, int) else first


def _cut(lines: Any) -> list[bytes]:
    return lines.split(BREAK) if isinstance(lines, bytes) else []


def _hashes(hashes: Any) -> list[bytes]:
    if not isinstance(hashes, bytes):
        return []
    return [hashes[start : start + HASH] for start in range(0, len(hashes), HASH)]
