"""Files with the rows of some runs of an unfinished part; their names hold the runs and the digest of their bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import attrs
import pyarrow as pa

from negosim.ensemble.results.parquet_files import decode, digest, write_atomically
from negosim.errors import BadInput, Problem

_NAME = re.compile(r"runs-(\d+)-(\d+)-([0-9a-f]{16})\.parquet")


@attrs.frozen
class ChunkFile:
    """A file with the rows of some runs.

    Attributes
    ----------
    runs : range
        Which.
    path : Path
        Of the file.
    """

    runs: range
    path: Path

    @classmethod
    def write(cls, folder: Path, runs: range, data: bytes) -> ChunkFile:
        """Write encoded rows of some runs; raise OSError if that fails."""
        chunk = cls._named(folder, runs, digest(data))
        write_atomically(chunk.path, data)
        return chunk

    @classmethod
    def of_file(cls, path: Path, runs: range, sha256: str) -> ChunkFile:
        """Rename a file with the rows of some runs to a chunk."""
        chunk = cls._named(path.parent, runs, sha256)
        path.replace(chunk.path)
        return chunk

    @classmethod
    def _named(cls, folder: Path, runs: range, sha256: str) -> ChunkFile:
        return cls(runs, folder / f"runs-{runs.start:09}-{runs.stop:09}-{sha256[:16]}.parquet")

    def problem(self) -> Problem | None:
        """Return the problem if the bytes of the file were altered."""
        found = digest(self.path.read_bytes())[:16]
        if self.path.name.endswith(f"-{found}.parquet"):
            return None
        hint = "without it, its runs are played again"
        expected = "the bytes that were written"
        return Problem(file=str(self.path), expected=expected, received=f"others, of digest {found}…", hint=hint)

    def read(self) -> pa.Table:
        """Return the rows; raise OSError if the file cannot be read."""
        return decode(self.path.read_bytes())


def chunks_in(folder: Path, done: Iterable[range]) -> list[ChunkFile]:
    """Return the chunks in a folder, in order; raise BadInput for altered ones.

    Those of parts that are ``done`` are removed, those whose rows a longer one holds, and what was written in part.
    """
    for aside in folder.glob("*.aside"):
        aside.unlink()
    found = [
        ChunkFile(range(int(name[1]), int(name[2])), path)
        for path in sorted(folder.glob("runs-*.parquet"))
        if (name := _NAME.fullmatch(path.name))
    ]
    taken, kept = list(done), []
    for chunk in sorted(found, key=lambda chunk: -len(chunk.runs)):
        if any(chunk.runs.start < other.stop and other.start < chunk.runs.stop for other in taken):
            chunk.path.unlink()
        else:
            taken.append(chunk.runs)
            kept.append(chunk)
    problems = [problem for chunk in kept if (problem := chunk.problem())]
    if problems:
        raise BadInput(problems)
    return sorted(kept, key=lambda chunk: chunk.runs.start)


def join_chunks(pieces: Iterable[tuple[range, pa.Table]]) -> pa.Table:
    """Concatenate pieces in the order of their runs."""
    return pa.concat_tables([rows for _, rows in sorted(pieces, key=lambda piece: piece[0].start)])
