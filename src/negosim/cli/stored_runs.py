"""Open stores and read runs from them; what is broken in them is bad input."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import attrs

from negosim.errors import BadInput, Problem

if TYPE_CHECKING:
    from negosim.domain.events import Event
    from negosim.domain.scenario import Scenario
    from negosim.store.eventstore import EventStore
    from negosim.store.streams import Stream


@attrs.frozen
class StoredRun:
    """A run in a store.

    Attributes
    ----------
    stream : Stream
        Its name, end and hash.
    scenario : Scenario
        What it plays.
    events : tuple of Event
        All of its events; of a fork, the events before it too.
    """

    stream: Stream
    scenario: Scenario
    events: tuple[Event, ...]


@contextmanager
def opened(url: str) -> Iterator[EventStore]:
    """Open a store, and close it afterwards.

    Parameters
    ----------
    url : str
        Where it is.

    Yields
    ------
    EventStore

    Raises
    ------
    BadInput
        There is none, or a run that was read from it is broken or missing.
    """
    from negosim.store.opening import open_store
    from negosim.store.streams import BrokenStream, UnknownStream

    with closing(open_store(url)) as store:
        try:
            yield store
        except (BrokenStream, UnknownStream) as error:
            expected, hint = "what was written", "`negosim verify` checks every run"
            raise BadInput([Problem(file="--store", expected=expected, received=str(error), hint=hint)]) from None


def read_run(store: EventStore, text: str) -> StoredRun:
    """Read a run.

    Parameters
    ----------
    store : EventStore
        Where it is kept.
    text : str
        Its name, its number, or a part of its name.

    Returns
    -------
    StoredRun

    Raises
    ------
    BadInput
        No run, or several, match.
    BrokenStream
        It is not what was written.
    """
    from negosim.store.naming import find_run

    stream = find_run(store, text)
    events = store.read(stream.name)
    return StoredRun(stream, store.scenario(stream.run.digest), tuple(events))
