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
        """What is known of a stream, or None."""

    @abstractmethod
    def streams(self) -> Iterator[Stream]:
        """All streams, in the order in which they were begun."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what the store holds open."""

    @abstractmethod
    def _held(self, name: str, after: int, upto: int) -> Sequence[Sequence[object]]:
        """The rows that a stream holds itself and that begin within some versions, in order, with or without hashes."""

    @abstractmethod
    def _rows(self, name: str) -> Sequence[Row]:
        """All rows that a stream holds itself, in order."""

    @abstractmethod
    def _write(self, stream: Stream, expected: int | None, row: Row | None) -> None:
        """Add a row, and put the stream's in the place of the one at version ``expected``; None for a new stream.

        All of it or nothing; VersionConflict if the stream is at another version.
        """

    @abstractmethod
    def _unowned(self) -> Sequence[tuple[int, int]]:
        """Numbers under which events are held that no stream has, and how many they are."""

    @abstractmethod
    def _scenarios(self) -> Sequence[tuple[str, str]]:
        """Digest and name of each scenario that is kept."""

    @abstractmethod
    def _keep_text(self, digest: str, name: str, text: str) -> None:
        """Keep the text of a scenario, unless it is there."""

    @abstractmethod
    def _text(self, digest: str) -> str | None:
        """The text of a scenario, or None."""
