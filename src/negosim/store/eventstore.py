"""The seam for event stores: what every store does, on top of the few things that each does in its own way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import attrs

from negosim.domain.events import Event
from negosim.domain.evolution import IllegalEvent, replay
from negosim.domain.scenario import Scenario
from negosim.files.scenario import scenario_of
from negosim.files.writing import digest_of_text, resolved
from negosim.store.bodies import BadBody, all_from_stored, to_stored
from negosim.store.chain import Chain, Stored
from negosim.store.streams import BrokenStream, Record, Run, Stream, UnknownStream, VersionConflict


class EventStore(ABC):
    """Keeps streams of events, each chained by hashes, and the scenarios that they play.

    A stream's version is the number of its events. A fork shares the first ``fork_version`` events of its parent and
    holds the rest itself. Nothing that is read is believed before its hash was made again.
    """

    # --- What each store does in its own way.

    @abstractmethod
    def find(self, name: str) -> Stream | None:
        """What is known of a stream, or None."""

    @abstractmethod
    def streams(self) -> Iterator[Stream]:
        """All streams, in the order in which they were begun."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what the store holds open."""

    @abstractmethod
    def _stored(self, name: str, upto: int) -> Sequence[Stored]:
        """Type, form and body of the events that a stream holds itself, up to a version, in order."""

    @abstractmethod
    def _records(self, name: str) -> Sequence[Record]:
        """All events that a stream holds itself, each with its version and its hash, in order."""

    @abstractmethod
    def _write(self, stream: Stream, expected: int | None, records: Sequence[Record]) -> None:
        """Add records, and put the stream's row in the place of the one at version ``expected``; None for a new stream.

        All of it or nothing; VersionConflict if the stream is at another version.
        """

    @abstractmethod
    def _keep_text(self, digest: str, name: str, text: str) -> None:
        """Keep the text of a scenario, unless it is there."""

    @abstractmethod
    def _text(self, digest: str) -> str | None:
        """The text of a scenario, or None."""

    # --- What every store does.

    def append(self, name: str, expected_version: int, events: Sequence[Event], *, parent: str | None = None) -> Stream:
        """Add events to a stream that is at a version, in one transaction; gives what is known of it then.

        A stream that is not there is at version 0, or, with ``parent``, begins as the first ``expected_version`` events
        of that stream.

        Raises:
            VersionConflict: the stream is at another version.
            UnknownStream: there is no such parent.
            BadBody: an event holds a number that is not finite.
        """
        return self.append_stored(name, expected_version, [to_stored(event) for event in events], events, parent=parent)

    def append_stored(
        self,
        name: str,
        expected_version: int,
        stored: Sequence[Stored],
        events: Sequence[Event],
        *,
        parent: str | None = None,
    ) -> Stream:
        """The same with bodies made before, where the run was played, and of ``events`` at least those that tell of
        the run as a whole."""
        known = self.find(name)
        if known is None:
            stream, so_far = self._begun(name, expected_version, parent)
        elif known.version != expected_version or parent not in (None, known.parent):
            raise VersionConflict(name, expected_version, known.version)
        else:
            stream, so_far = known, self._chain(known)[1]
        hashes = so_far.extend(stored)
        version = expected_version + len(hashes)
        records = [
            (number, *kept, hashed)
            for number, kept, hashed in zip(range(expected_version + 1, version + 1), stored, hashes, strict=True)
        ]
        after = attrs.evolve(stream, version=version, head=so_far.head, run=stream.run.after(events))
        self._write(after, None if known is None else expected_version, records)
        return after

    def _begun(self, name: str, version: int, parent: str | None) -> tuple[Stream, Chain]:
        if parent is None:
            if version:
                raise VersionConflict(name, version, 0)
            so_far = Chain(name)
            return Stream(name=name, version=0, head=so_far.head), so_far
        above = self._known(parent)
        if not 0 < version <= above.version:
            raise VersionConflict(parent, version, above.version)
        shared, of_parent = self._chain(above, version)
        so_far, run = Chain(name, of_parent.head), Run.shared(_events(parent, shared))
        return Stream(
            name=name, version=version, head=so_far.head, parent=parent, fork_version=version, run=run
        ), so_far

    def read(self, name: str, upto: int | None = None) -> list[Event]:
        """The events of a stream, those shared with its parent first; no more than ``upto``, if that is given.

        Raises:
            UnknownStream: there is no such stream.
            BrokenStream: it is not what was written.
        """
        return _events(name, self._chain(self._known(name), upto)[0])

    def head(self, name: str, version: int) -> bytes:
        """The hash that the event of a version has, made again from all before it; errors as in ``read``."""
        return self._chain(self._known(name), version)[1].head

    def verify(self, name: str) -> None:
        """Make every hash of a stream again and fold its events; BrokenStream names the first that is not as it was."""
        stream = self._known(name)
        stored, _ = self._chain(stream)
        self._check_each(stream)
        events = _events(name, stored)
        _fold(name, events)
        shared = Run.shared(events[: stream.fork_version]) if stream.parent else Run()
        if shared.after(events[stream.fork_version :]) != stream.run:
            raise BrokenStream(name, 0, "what the list of streams tells of it is not what its events tell")
        try:
            self._scenario_text(stream.run.digest)
        except UnknownStream as error:
            raise BrokenStream(name, 0, str(error)) from None

    def keep_scenario(self, scenario: Scenario) -> None:
        """Keep a scenario as its resolved text, by its digest."""
        self._keep_text(scenario.digest, scenario.name, resolved(scenario))

    def scenario(self, digest: str) -> Scenario:
        """The scenario with a digest.

        Raises:
            UnknownStream: it was never kept.
            BrokenStream: its text is not the one that was kept.
        """
        return scenario_of(self._scenario_text(digest), f"scenario {digest[:12]}")

    def _scenario_text(self, digest: str) -> str:
        where, text = f"scenario {digest[:12]}", self._text(digest)
        if text is None:
            raise UnknownStream(f"{where}: not in the store")
        if digest_of_text(text) != digest:
            raise BrokenStream(where, 0, "its text is not the one that was kept")
        return text

    def _known(self, name: str) -> Stream:
        stream = self.find(name)
        if stream is None:
            raise UnknownStream(f"{name}: not in the store")
        return stream

    def _chain(self, stream: Stream, upto: int | None = None) -> tuple[list[Stored], Chain]:
        """The events of a stream up to a version, those of the streams it forked from first, and their chain.

        All of them are hashed at once, against the hash of the last; if that differs, the first wrong one is named.
        """
        last = stream.version if upto is None else min(upto, stream.version)
        lineage = self._lineage(stream)
        ends = [*(min(last, below.fork_version) for below in lineage[1:]), last]
        so_far, stored = Chain(lineage[0].name), list[Stored]()
        for own, end in zip(lineage, ends, strict=True):
            if end < own.fork_version:
                break
            if own.parent is not None:
                so_far = Chain(own.name, so_far.head)
            events = self._stored(own.name, end)
            head = so_far.follow(events)
            if len(events) != end - own.fork_version or head != self._hash(own, end, head):
                self._check_each(own, end)
                raise BrokenStream(own.name, end, "is not the last event that was written: the head is another")
            stored += events
        return stored, so_far

    def _hash(self, stream: Stream, version: int, beginning: bytes) -> bytes:
        """What the hash of an event should be: the head of the last one, else what is kept with the event."""
        if version == stream.version:
            return stream.head
        if version == stream.fork_version:
            return beginning
        return next((record[-1] for record in self._records(stream.name) if record[0] == version), b"")

    def _check_each(self, stream: Stream, last: int | None = None) -> None:
        """Make the hash of each event again that a stream holds itself, up to a version; BrokenStream names the first
        that is not as it was, or that stands beyond the stream's end."""
        shared = self._chain(self._known(stream.parent), stream.fork_version)[1].head if stream.parent else b""
        so_far, number = Chain(stream.name, shared), stream.fork_version
        for version, kind, form, body, hashed in self._records(stream.name):
            number += 1
            if last is not None and number > last:
                return
            if version != number:
                raise BrokenStream(stream.name, number, "is missing")
            if number > stream.version:
                reason = f"stands beyond the last event of its stream, {stream.version}"
                raise BrokenStream(stream.name, number, reason)
            if so_far.extend([(kind, form, body)]) != [hashed]:
                raise BrokenStream(stream.name, number, "is not what was written: its hash is another")
        if number < (stream.version if last is None else last):
            raise BrokenStream(stream.name, number + 1, f"is missing: the last event should be {stream.version}")

    def _lineage(self, stream: Stream) -> list[Stream]:
        lineage = [stream]
        while lineage[0].parent is not None:
            above = self._known(lineage[0].parent)
            if above in lineage:
                raise BrokenStream(stream.name, 0, "it is told to have forked from itself")
            lineage.insert(0, above)
        return lineage


def _events(name: str, stored: Sequence[Stored]) -> list[Event]:
    try:
        return all_from_stored(stored)
    except BadBody as error:
        place, reason = error.args
        raise BrokenStream(name, place + 1, reason) from None


def _fold(name: str, events: Sequence[Event]) -> None:
    """BrokenStream names the first event that cannot follow."""
    state = None
    for version, event in enumerate(events, start=1):
        try:
            state = replay((event,), state)
        except IllegalEvent as error:
            raise BrokenStream(name, version, str(error)) from None
