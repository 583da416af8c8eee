"""The operations that each kind of store implements; ``eventstore.EventStore`` builds on them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from negosim.store.lines import Row
from negosim.store.streams import Stream


class Backend(ABC):
    """A place where rows of events, streams and texts of scenarios are kept."""

    @abstractmethod
    def find(self, name: str) -> Stream | None:
        """Find a stream; None if there is none."""

    @abstractmethod
    def streams(self) -> Iterator[Stream]:
        """All streams, in the order of their beginning."""

    @abstractmethod
    def close(self) -> None:
        """Close connections and files."""

    @abstractmethod
    def _rows_within(self, name: str, after: int, upto: int) -> Sequence[Sequence[object]]:
        """The rows that a stream holds itself and that begin within some versions, in order, with or without hashes."""

    @abstractmethod
    def _rows(self, name: str) -> Sequence[Row]:
        """All rows that a stream holds itself, in order."""

    @abstractmethod
    def _write(self, stream: Stream, expected: int | None, row: Row | None) -> None:
        """Add a row and replace the stream's entry at version ``expected``; None for a new stream.

        All of it or nothing; VersionConflict if the stream is at another version.
        """

    @abstractmethod
    def _unowned(self) -> Sequence[tuple[int, int]]:
        """Numbers of streams that have events but no entry, with the count of events."""

    @abstractmethod
    def _scenarios(self) -> Sequence[tuple[str, str]]:
        """Digest and name of each stored scenario."""

    @abstractmethod
    def _keep_text(self, digest: str, name: str, text: str) -> None:
        """Store the text of a scenario unless it is there."""

    @abstractmethod
    def _text(self, digest: str) -> str | None:
        """The text of a scenario, or None."""
