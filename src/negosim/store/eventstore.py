"""Event stores: append, read and verify streams of events on top of any backend."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

import attrs

from negosim.domain.events import Event
from negosim.domain.scenario import Scenario
from negosim.files.resolved_scenario import digest_of_text, resolved
from negosim.files.scenario import scenario_of
from negosim.garbage_collection import gc_paused
from negosim.store.backend import Backend
from negosim.store.bodies import packed
from negosim.store.chain import Chain
from negosim.store.lines import Disordered, Lines, Packed, each, lines_of
from negosim.store.streams import BrokenStream, Run, Stream, UnknownStream, VersionConflict
from negosim.store.validation import events_of, fold, sound


class EventStore(Backend):
    """Keeps streams of events, each chained by hashes, and the scenarios that they play.

    A stream's version is the number of its events. A fork shares the first ``fork_version`` events of its parent and
    holds the rest itself. Hashes are computed again before anything that is read is returned.
    """

    def append(self, name: str, expected_version: int, events: Sequence[Event], *, parent: str | None = None) -> Stream:
        """Append events to a stream in one transaction.

        Parameters
        ----------
        name : str
            Of the stream.
        expected_version : int
            Number of events before; 0 for a new stream.
        events : Sequence[Event]
            In order.
        parent : str | None
            A new stream begins as the first ``expected_version`` events of this one.

        Returns
        -------
        Stream
            The stream afterwards.

        Raises
        ------
        VersionConflict
            The stream is at another version.
        UnknownStream
            There is no such parent.
        BrokenStream
            The stream, or the parent, was altered.
        BadBody
            An event holds a number that is not finite.
        """
        return self.append_stored(name, expected_version, packed(events), events, parent=parent)

    def append_stored(
        self,
        name: str,
        expected_version: int,
        stored: Packed,
        events: Sequence[Event],
        *,
        parent: str | None = None,
    ) -> Stream:
        """Append events that were encoded where the run was simulated; errors are those of ``append``.

        Parameters
        ----------
        name : str
            Of the stream.
        expected_version : int
            Number of events before.
        stored : Packed
            The encoded events.
        events : Sequence[Event]
            At least those that describe the run as a whole.
        parent : str | None
            As of ``append``.
        """
        new = expected_version == 0 and parent is None
        try:
            # Most streams are runs that are new and whole: to write one asks less than to look for it first.
            return self._extended(name, None if new else self.find(name), expected_version, stored, events, parent)
        except VersionConflict as conflict:
            if not new or conflict.actual != 0:
                raise
        return self._extended(name, self._known(name), 0, stored, events, None)

    def _extended(
        self,
        name: str,
        known: Stream | None,
        expected_version: int,
        stored: Packed,
        events: Sequence[Event],
        parent: str | None,
    ) -> Stream:
        if known is None:
            stream, so_far = self._begun(name, expected_version, parent)
        elif known.version != expected_version or parent not in (None, known.parent):
            raise VersionConflict(name, expected_version, known.version)
        else:
            stream, so_far = known, self._checked(known)[1]
        row = stored.row(expected_version + 1, so_far.extend(stored.lines())) if stored.count else None
        version = expected_version + stored.count
        after = attrs.evolve(stream, version=version, head=so_far.head, run=stream.run.after(events))
        self._write(after, None if known is None else expected_version, row)
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
        shared = self._checked(above)[0].part(0, version)
        so_far, run = Chain(name, parent, self._at(above, version, shared).head), Run.shared(events_of(parent, shared))
        return Stream(
            name=name, version=version, head=so_far.head, parent=parent, fork_version=version, run=run
        ), so_far

    def read(self, name: str, upto: int | None = None) -> list[Event]:
        """The events of a stream, those shared with its parent first; no more than ``upto``, if that is given.

        Raises
        ------
        UnknownStream
            There is no such stream.
        BrokenStream
            It is not what was written.
        """
        with gc_paused():
            lines, _ = self._checked(self._known(name))
            return events_of(name, lines if upto is None else lines.part(0, max(0, upto)))

    def head(self, name: str, version: int) -> bytes:
        """Compute the hash of the event of a version from all before it; errors as in ``read``."""
        stream = self._known(name)
        lines, so_far = self._checked(stream)
        return so_far.head if version == stream.version else self._at(stream, version, lines).head

    def verify(self, name: str) -> None:
        """Compute every hash of a stream again and fold its events; BrokenStream names the first altered event."""
        stream = self._known(name)
        try:
            self._verify(stream)
        except BrokenStream:
            if self.find(name) == stream:
                raise
            self.verify(name)  # somebody added to it meanwhile

    def _verify(self, stream: Stream) -> None:
        name, (lines, _) = stream.name, self._checked(stream)
        self._check_each(self._lineage(stream))
        events = events_of(name, lines)
        fold(name, events)
        shared = Run.shared(events[: stream.fork_version]) if stream.parent else Run()
        if shared.after(events[stream.fork_version :]) != stream.run:
            raise BrokenStream(name, 0, "what the list of streams tells of it is not what its events tell")
        try:
            self._scenario_text(stream.run.digest)
        except (UnknownStream, BrokenStream) as error:
            raise BrokenStream(name, 0, str(error)) from None

    def strays(self) -> list[str]:
        """Describe what is wrong with a store beside its streams: events of no stream, and altered scenarios."""
        problems = [f"{count} events under number {number}, which no stream has" for number, count in self._unowned()]
        for digest, name in self._scenarios():
            try:
                called = tomllib.loads(self._scenario_text(digest)).get("name")
            except (UnknownStream, BrokenStream, tomllib.TOMLDecodeError) as error:
                problems.append(str(error))
                continue
            if called != name:
                problems.append(f"scenario {digest[:12]}: kept as {name}, and called {called}")
        return problems

    def keep_scenario(self, scenario: Scenario) -> None:
        """Store a scenario as its resolved text, by its digest."""
        self._keep_text(scenario.digest, scenario.name, resolved(scenario))

    def scenario(self, digest: str) -> Scenario:
        """The scenario with a digest.

        Raises
        ------
        UnknownStream
            It was never kept.
        BrokenStream
            Its text is not the one that was kept.
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

    def _checked(self, stream: Stream) -> tuple[Lines, Chain]:
        """All events of a stream, those of the streams it forked from first, and their chain.

        They are hashed at once, against the hash of the last; if that differs, the first wrong one is named. It is the
        last one even if few are asked for: an event is believed for what hangs on it.
        """
        lineage = self._lineage(stream)
        so_far, lines, in_order = Chain(lineage[0][0].name), Lines([], []), True
        try:
            for own, end in lineage:
                if own.parent is not None:
                    so_far = Chain(own.name, own.parent, so_far.head)
                own_lines = lines_of(self._rows_within(own.name, own.fork_version, end), own.fork_version, end)
                so_far.follow(own_lines)
                lines = lines + own_lines if lines else own_lines
        except Disordered:
            in_order = False
        if not in_order or len(lines) != stream.version or so_far.head != stream.head:
            self._check_each(lineage)
            reason = "is not the last event that was written: the head is another"
            raise BrokenStream(stream.name, stream.version, reason)
        return lines, so_far

    def _at(self, stream: Stream, version: int, lines: Lines) -> Chain:
        """The chain after some events of a stream, which were checked: that of the stream that holds the last one."""
        lineage = [step for step in self._lineage(stream) if step[0].fork_version < version or step[0].parent is None]
        so_far = Chain(lineage[0][0].name)
        for own, end in lineage:
            if own.parent is not None:
                so_far = Chain(own.name, own.parent, so_far.head)
            so_far.follow(lines.part(own.fork_version, min(end, version)))
        return so_far

    def _check_each(self, lineage: Sequence[tuple[Stream, int]]) -> None:
        """Compute the hash of each event again.

        BrokenStream names the first event that was altered, or that lies beyond the end of the last stream.
        """
        head = b""
        for own, end in lineage:
            so_far, number = Chain(own.name, own.parent or "", head), own.fork_version
            for version, pair, hashed in each(self._rows(own.name)):
                number += 1
                if number > end:
                    if own is lineage[-1][0]:
                        raise BrokenStream(own.name, number, f"stands beyond the last event of its stream, {end}")
                    break
                if version != number:
                    raise BrokenStream(own.name, number, f"is missing: event {version} stands in its place")
                if pair is None:
                    raise BrokenStream(own.name, number, "is not what was written: its row has no place for it")
                if so_far.extend(Lines([pair[0]], [pair[1]])) != hashed:
                    raise BrokenStream(own.name, number, "is not what was written: its hash is another")
            if number < end:
                raise BrokenStream(own.name, number + 1, f"is missing: the last event should be {end}")
            head = so_far.head

    def _lineage(self, stream: Stream) -> list[tuple[Stream, int]]:
        """The streams whose events a stream consists of, the first one first, and up to which version each counts."""
        own, end = stream, stream.version
        lineage, names = [(own, end)], {own.name}
        while sound(own).parent is not None:
            above = self.find(own.parent or "")
            if above is None:
                raise BrokenStream(own.name, 0, f"its parent {own.parent} is not in the store")
            if above.name in names or above.version < own.fork_version:
                reason = f"it cannot have forked from {above.name} after event {own.fork_version}"
                raise BrokenStream(own.name, 0, reason)
            own, end = above, min(end, own.fork_version)
            names.add(own.name)
            if own.parent is None or end > own.fork_version:  # else all that counts is shared by this one as well
                lineage.insert(0, (own, end))
        return lineage
