"""Event logs as files, for people and other programs to read: one run a file, one event a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from negosim.domain.events import Event
from negosim.store.bodies import BadBody, from_line, to_line
from negosim.store.streams import VersionConflict


class BrokenLog(Exception):  # noqa: N818 - it names the log
    """A log with a line that is no event; names file and line."""


@attrs.frozen
class JsonLines:
    """Streams as files ``<folder>/<stream>.jsonl``.

    Attributes
    ----------
    folder : Path
        Where they lie; made when the first stream is written.
    """

    folder: Path

    def path(self, stream: str) -> Path:
        """The file of a stream."""
        return self.folder / f"{stream}.jsonl"

    def append(self, stream: str, expected_version: int, events: Sequence[Event]) -> int:
        """Add events to a stream that is at a version, and give its new one; VersionConflict if it is at another.

        The file is written aside and renamed, so that it is there whole or not at all.
        """
        present = self._lines(stream)
        if len(present) != expected_version:
            raise VersionConflict(str(self.path(stream)), expected_version, len(present))
        lines = [*present, *(to_line(event) for event in events)]
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.path(stream).with_suffix(".partial")
        try:
            aside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            aside.replace(self.path(stream))
        finally:
            aside.unlink(missing_ok=True)
        return len(lines)

    def read(self, stream: str) -> list[Event]:
        """All events of a stream; BrokenLog names the file and line of what is no event."""
        events = []
        for number, line in enumerate(self._lines(stream), start=1):
            try:
                events.append(from_line(line))
            except BadBody as error:
                raise BrokenLog(f"{self.path(stream)}, line {number}: {error}") from None
        return events

    def _lines(self, stream: str) -> list[str]:
        try:
            # Not splitlines: it also breaks at characters that JSON leaves inside a text.
            text = self.path(stream).read_text(encoding="utf-8")
            return text.removesuffix("\n").split("\n") if text else []
        except FileNotFoundError:
            return []
        except UnicodeDecodeError as error:
            raise BrokenLog(
                f"{self.path(stream)}: expected text in UTF-8, received other bytes at {error.start}"
            ) from None
