"""Check what is read from a store: streams, bodies, and the order of events."""

from __future__ import annotations

from collections.abc import Sequence

from negosim.domain.events import Event, IllegalEvent
from negosim.domain.evolution import replay
from negosim.store.bodies import BadBody, unpacked
from negosim.store.lines import Lines
from negosim.store.streams import BrokenStream, Stream


def sound(stream: Stream) -> Stream:
    """Return the stream; BrokenStream if its entry is inconsistent."""
    least = 0 if stream.parent is None else 1
    if not least <= stream.fork_version <= stream.version or (stream.parent is None and stream.fork_version):
        entry = f"version {stream.version}, forked from {stream.parent} after event {stream.fork_version}"
        raise BrokenStream(stream.name, 0, f"what the list of streams tells of it cannot be: {entry}")
    return stream


def events_of(name: str, lines: Lines) -> list[Event]:
    """Decode stored bodies; BrokenStream names the first that is no event."""
    try:
        return unpacked(lines)
    except BadBody as error:
        place, reason = error.args
        raise BrokenStream(name, place + 1, reason) from None


def fold(name: str, events: Sequence[Event]) -> None:
    """Fold the events; BrokenStream names the first that cannot follow."""
    state = None
    for version, event in enumerate(events, start=1):
        try:
            state = replay((event,), state)
        except IllegalEvent as error:
            raise BrokenStream(name, version, str(error)) from None
