"""A store in memory, for trials and as a reference for the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock

from negosim.store.eventstore import EventStore
from negosim.store.lines import Row
from negosim.store.streams import Stream, VersionConflict


class MemoryStore(EventStore):
    """Streams in dictionaries; gone with the process."""

    def __init__(self) -> None:
        self._streams: dict[str, Stream] = {}
        self._appended: dict[str, list[Row]] = {}
        self._texts: dict[str, str] = {}
        self._called: dict[str, str] = {}
        self._lock = Lock()

    def find(self, name: str) -> Stream | None:  # noqa: D102 - as in EventStore
        return self._streams.get(name)

    def streams(self) -> Iterator[Stream]:  # noqa: D102
        return iter(list(self._streams.values()))

    def close(self) -> None:  # noqa: D102
        return None

    def _rows_within(self, name: str, after: int, upto: int) -> Sequence[Row]:
        return [row for row in self._rows(name) if after < row[0] <= upto]

    def _rows(self, name: str) -> Sequence[Row]:
        return self._appended.get(name, [])

    def _write(self, stream: Stream, expected: int | None, row: Row | None) -> None:
        with self._lock:
            known = self._streams.get(stream.name)
            if (known.version if known else None) != expected:
                begun = stream.fork_version if expected is None else expected
                raise VersionConflict(stream.name, begun, known.version if known else 0)
            self._streams[stream.name] = stream
            self._appended.setdefault(stream.name, []).extend([row] if row else [])

    def _unowned(self) -> Sequence[tuple[int, int]]:
        return []

    def _scenarios(self) -> Sequence[tuple[str, str]]:
        return list(self._called.items())

    def _keep_text(self, digest: str, name: str, text: str) -> None:
        self._called.setdefault(digest, name)
        self._texts.setdefault(digest, text)

    def _text(self, digest: str) -> str | None:
        return self._texts.get(digest)
