"""Visitors: one answer at a time for each, and not too many of them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs

MOST = 64
"""Number of visitors that are remembered."""
LONGEST = 100
"""Characters of the name of a visitor that count."""


@attrs.define(eq=False)
class Visitor:
    """One page in one browser.

    Attributes
    ----------
    number : int
        Which worker leads for it.
    lock : asyncio.Lock
        Held while an answer is computed.
    waiting : int
        Requests that are being answered or wait.
    """

    number: int
    lock: asyncio.Lock = attrs.field(factory=asyncio.Lock)
    waiting: int = 0


class TooMany(Exception):  # noqa: N818 - it names what happened
    """Too many visitors, or too many requests of one, at a time."""


class Visitors:
    """The visitors of late, each known by the name that its page chose.

    Parameters
    ----------
    most : int
        How many are remembered.
    most_waiting : int
        Requests of one visitor that may wait.
    """

    def __init__(self, most: int = MOST, most_waiting: int = 64) -> None:
        self._known: OrderedDict[str, Visitor] = OrderedDict()
        self._most, self._most_waiting, self._count = most, most_waiting, 0

    def __len__(self) -> int:
        return len(self._known)

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[Visitor]:
        """Wait for the turn of a visitor's request; raise TooMany instead of waiting without end."""
        visitor = self._visitor(name[:LONGEST])
        if visitor.waiting >= self._most_waiting:
            raise TooMany
        visitor.waiting += 1
        try:
            async with visitor.lock:
                yield visitor
        finally:
            visitor.waiting -= 1

    def _visitor(self, name: str) -> Visitor:
        if name not in self._known:
            while len(self._known) >= self._most:
                idle = next((key for key, each in self._known.items() if not each.waiting), None)
                if idle is None:
                    raise TooMany
                del self._known[idle]
            self._known[name] = Visitor(self._count)
            self._count += 1
        self._known.move_to_end(name)
        return self._known[name]
