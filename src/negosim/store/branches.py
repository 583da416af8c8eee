"""Store forks: streams that share the beginning of their parent, named after their changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from negosim.domain.events import Event
from negosim.errors import BadInput, Problem
from negosim.store.eventstore import EventStore
from negosim.store.naming import name_of_fork
from negosim.store.streams import Stream, UnknownStream, VersionConflict


def owner_of(store: EventStore, name: str, shared: int) -> Stream:
    """Find the stream that holds an event itself: a stream, or one that it forked from.

    Parameters
    ----------
    store : EventStore
        With the streams.
    name : str
        Of the stream.
    shared : int
        Number of the event.
    """
    stream = store.find(name)
    if stream is None:
        raise UnknownStream(f"{name}: not in the store")
    if stream.parent is not None and shared <= stream.fork_version:
        return owner_of(store, stream.parent, shared)
    return stream


def keep_fork(
    store: EventStore,
    parent: str,
    at_round: int,
    events: Sequence[Event],
    shared: int,
    changes: Mapping[str, float],
    redraw: int = 0,
) -> tuple[str, bool]:
    """Keep a fork under its name; that name, and whether it is new.

    Parameters
    ----------
    store : EventStore
        Where its parent is.
    parent : str
        The stream that was forked; the fork becomes one of the stream that holds the events before it.
    at_round : int
        The first round of its own.
    events : Sequence[Event]
        All of them, the ``shared`` ones of its parent first.
    shared : int
        How many those are.
    changes, redraw
        What it changed.

    Raises
    ------
    BadInput
        Other events are kept under this name.
    UnknownStream
        There is no such parent.
    BrokenStream
        The parent is not what was written.
    """
    owner = owner_of(store, parent, shared).name
    name = name_of_fork(owner, at_round, changes, redraw)
    try:
        if store.find(name) is None:
            store.append(name, shared, events[shared:], parent=owner)
            return name, True
    except VersionConflict:
        pass  # somebody else has just kept it
    if store.read(name) != list(events):
        expected, received = f"the same {len(events)} events as in this fork, or none", "others under this name"
        hint = "the rules differ from those that it was played with; keep this one in another store"
        raise BadInput([Problem(file="--store", key=name, expected=expected, received=received, hint=hint)])
    return name, False
