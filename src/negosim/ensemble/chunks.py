"""Pieces of a part that is not whole yet: files whose names say which runs they hold, and the digest of their bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs
import pyarrow as pa

from negosim.ensemble.parts import decoded, digest, encoded, write
from negosim.files.problems import BadInput, Problem

_NAME = re.compile(r"runs-(\d+)-(\d+)-([0-9a-f]{16})\.parquet")


@attrs.frozen
class Chunk:
    """The rows of some runs in a file.

    Attributes:
        runs: which.
        path: of the file.
    """

    runs: range
    path: Path

    @classmethod
    def write(cls, folder: Path, pieces: Sequence[tuple[range, pa.Table]]) -> Chunk:
        """Write pieces that follow one another; OSError if that cannot be done."""
        data = encoded(joined(pieces))
        chunk = cls._named(folder, range(pieces[0][0].start, pieces[-1][0].stop), digest(data))
        write(chunk.path, data)
        return chunk

    @classmethod
    def of_file(cls, path: Path, runs: range, sha256: str) -> Chunk:
        """Make a chunk of a file with the rows of some runs; it gets the name of one."""
        chunk = cls._named(path.parent, runs, sha256)
        path.replace(chunk.path)
        return chunk

    @classmethod
    def _named(cls, folder: Path, runs: range, sha256: str) -> Chunk:
        return cls(runs, folder / f"runs-{runs.start:09}-{runs.stop:09}-{sha256[:16]}.parquet")

    def problem(self) -> Problem | None:
        """What is wrong with the file, if its bytes are not those that were written."""
        found = digest(self.path.read_bytes())[:16]
        if self.path.name.endswith(f"-{found}.parquet"):
            return None
        hint = "without it, its runs are played again"
        expected = "the bytes that were written"
        return Problem(file=str(self.path), expected=expected, received=f"others, of digest {found}…", hint=hint)

    def read(self) -> pa.Table:
        """The rows; OSError if the file cannot be read."""
        return decoded(self.path.read_bytes())


def chunks_in(folder: Path, done: Iterable[range]) -> list[Chunk]:
    """The chunks in a folder, in order; those of parts that are ``done``, and what was written in part, are removed.

    BadInput names each that was altered.
    """
    for aside in folder.glob("*.aside"):
        aside.unlink()
    found = [
        Chunk(range(int(name[1]), int(name[2])), path)
        for path in sorted(folder.glob("runs-*.parquet"))
        if (name := _NAME.fullmatch(path.name))
    ]
    parts = tuple(done)
    stale = [chunk for chunk in found if any(chunk.runs.start in part for part in parts)]
    for chunk in stale:
        chunk.path.unlink()
    kept = [chunk for chunk in found if chunk not in stale]
    problems = [problem for chunk in kept if (problem := chunk.problem())]
    if problems:
        raise BadInput(problems)
    return kept


def joined(pieces: Iterable[tuple[range, pa.Table]]) -> pa.Table:
    """Pieces as one table, in the order of their runs."""
    return pa.concat_tables([rows for _, rows in sorted(pieces, key=lambda piece: piece[0].start)])
