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
from negosim.store import chain
from negosim.store.bodies import BadBody, from_stored, to_stored
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
    def _records(self, name: str) -> Sequence[Record]:
        """The records that a stream holds itself, in the order of their versions."""

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
        stored: Sequence[tuple[str, int, bytes]],
        events: Sequence[Event],
        *,
        parent: str | None = None,
    ) -> Stream:
        """The same with bodies made before, where the run was played, and of ``events`` at least those that tell of
        the run as a whole."""
        known = self.find(name)
        if known is not None and (known.version != expected_version or parent not in (None, known.parent)):
            raise VersionConflict(name, expected_version, known.version)
        stream = known or self._begun(name, expected_version, parent)
        head, version, records = stream.head, stream.version, []
        for kind, form, body in stored:
            version += 1
            head = chain.link(head, kind, form, body)
            records.append((version, kind, form, body, head))
        after = attrs.evolve(stream, version=version, head=head, run=stream.run.after(events))
        self._write(after, None if known is None else expected_version, records)
        return after

    def _begun(self, name: str, version: int, parent: str | None) -> Stream:
        if parent is None:
            if version:
                raise VersionConflict(name, version, 0)
            return Stream(name=name, version=0, head=chain.beginning(name))
        shared = self._verified(self._known(parent), version)
        if not 0 < version == len(shared):
            raise VersionConflict(parent, version, len(shared))
        return Stream(
            name=name,
            version=version,
            head=chain.beginning(name, shared[-1][-1]),
            parent=parent,
            fork_version=version,
            run=Run.shared(_events(parent, shared)),
        )

    def read(self, name: str, upto: int | None = None) -> list[Event]:
        """The events of a stream, those shared with its parent first; no more than ``upto``, if that is given.

        Raises:
            UnknownStream: there is no such stream.
            BrokenStream: it is not what was written.
        """
        return _events(name, self._verified(self._known(name), upto))

    def verify(self, name: str) -> None:
        """Make every hash of a stream again and fold its events; BrokenStream names the first that is not as it was."""
        stream = self._known(name)
        records = self._verified(stream)
        beyond = [record[0] for record in self._records(name) if record[0] > stream.version]
        if beyond:
            raise BrokenStream(name, beyond[0], f"stands beyond the last event of its stream, {stream.version}")
        events = _events(name, records)
        _fold(name, events)
        shared = Run.shared(events[: stream.fork_version]) if stream.parent else Run()
        if shared.after(events[stream.fork_version :]) != stream.run:
            raise BrokenStream(name, 0, "what the list of streams tells of it is not what its events tell")
        try:
            self.scenario(stream.run.digest)
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
        where, text = f"scenario {digest[:12]}", self._text(digest)
        if text is None:
            raise UnknownStream(f"{where}: not in the store")
        if digest_of_text(text) != digest:
            raise BrokenStream(where, 0, "its text is not the one that was kept")
        return scenario_of(text, where)

    def _known(self, name: str) -> Stream:
        stream = self.find(name)
        if stream is None:
            raise UnknownStream(f"{name}: not in the store")
        return stream

    def _verified(self, stream: Stream, upto: int | None = None) -> list[Record]:
        """The records of a stream up to a version, those of the streams it forked from first, every hash made again."""
        last = stream.version if upto is None else min(upto, stream.version)
        lineage = self._lineage(stream)
        records: list[Record] = []
        for own, below in zip(lineage, [*lineage[1:], None], strict=True):
            self._take(own, records, last if below is None else min(last, below.fork_version))
        return records

    def _lineage(self, stream: Stream) -> list[Stream]:
        lineage = [stream]
        while lineage[0].parent is not None:
            above = self._known(lineage[0].parent)
            if above in lineage:
                raise BrokenStream(stream.name, 0, "it is told to have forked from itself")
            lineage.insert(0, above)
        return lineage

    def _take(self, stream: Stream, records: list[Record], last: int) -> None:
        """Add a stream's own records up to a version to those that it shares."""
        head = chain.beginning(stream.name, records[-1][-1] if records else b"")
        number = len(records)
        if number < min(last, stream.fork_version):
            raise BrokenStream(stream.name, 0, f"it forked after event {stream.fork_version}, which is not there")
        for record in self._records(stream.name):
            version, kind, form, body, hashed = record
            if number >= last:
                break
            number += 1
            if version != number:
                raise BrokenStream(stream.name, number, "is missing")
            head = chain.link(head, kind, form, body)
            if head != hashed:
                raise BrokenStream(stream.name, number, "is not what was written: its hash is another")
            records.append(record)
        if number < last:
            raise BrokenStream(stream.name, number + 1, f"is missing: the last event of the stream is {last}")
        if last == stream.version and head != stream.head:
            raise BrokenStream(stream.name, last, "is not the last event that was written: the head is another")


def _events(name: str, records: Sequence[Record]) -> list[Event]:
    events = []
    for version, kind, form, body, _ in records:
        try:
            events.append(from_stored(kind, form, body))
        except BadBody as error:
            raise BrokenStream(name, version, str(error)) from None
    return events


def _fold(name: str, events: Sequence[Event]) -> None:
    """BrokenStream names the first event that cannot follow."""
    state = None
    for version, event in enumerate(events, start=1):
        try:
            state = replay((event,), state)
        except IllegalEvent as error:
            raise BrokenStream(name, version, str(error)) from None
