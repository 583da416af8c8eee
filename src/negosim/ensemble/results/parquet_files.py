"""Outcomes in Parquet files: equal rows give equal bytes, and single columns can be read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from negosim.ensemble.results.outcome_table import DRAW
from negosim.errors import BadInput, Problem, shown

OTHER_COLUMNS = "other columns"


def encode(rows: pa.Table) -> bytes:
    """Encode a table as a Parquet file of one row group, with no metadata but the library's version.

    Rows that come in pieces give the bytes that they would give in one piece.
    """
    whole = rows.replace_schema_metadata(None).combine_chunks()
    sink = pa.BufferOutputStream()
    pq.write_table(
        whole,
        sink,
        row_group_size=max(1, len(whole)),
        compression="zstd",
        use_dictionary=[field.name for field in whole.schema if pa.types.is_string(field.type)],
        write_statistics=False,
        store_schema=False,
    )
    data: bytes = sink.getvalue().to_pybytes()
    return data


def decode(data: bytes) -> pa.Table:
    """Decode the bytes of ``encode``."""
    return pq.read_table(pa.BufferReader(data))


def digest(data: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file atomically, even if the power fails: write beside it, sync, rename."""
    aside = path.with_name(f"{path.name}.aside")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@attrs.define(eq=False)
class InParts:
    """A table of outcomes in Parquet files; columns are read when they are asked for.

    Columns other than draws are kept once read, words as categories; draws, of which there are many, are not.

    Attributes
    ----------
    paths : tuple of Path
        Of the files.
    names : tuple of str
        Of the columns, in order.
    footers : tuple of pq.FileMetaData
        What each file says of itself: read once, since columns are asked for a few at a time.
    """

    paths: tuple[Path, ...]
    names: tuple[str, ...]
    footers: tuple[pq.FileMetaData, ...]
    _known: dict[str, pd.Series] = attrs.field(factory=dict, init=False)

    @classmethod
    def at(cls, paths: Sequence[Path], schema: pa.Schema) -> InParts:
        """Open files; raise BadInput if one has other columns."""
        footers = []
        for path in paths:
            with _reading(path) as file:
                if file.schema_arrow.names != schema.names:
                    raise not_outcomes(path, f"rows of {len(schema)} columns", OTHER_COLUMNS)
                footers.append(file.metadata)
        return cls(tuple(paths), tuple(schema.names), tuple(footers))

    @property
    def sizes(self) -> list[int]:
        """Number of rows of each file."""
        return [footer.num_rows for footer in self.footers]

    def __len__(self) -> int:
        return sum(self.sizes)

    def columns(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some columns; raise KeyError for unknown names."""
        unknown = [name for name in names if name not in self.names]
        if unknown:
            raise KeyError(*unknown)
        read = self._read([name for name in names if name not in self._known])
        self._known |= {name: column for name, column in read.items() if not name.startswith(DRAW)}
        return pd.DataFrame({name: read.get(name, self._known.get(name)) for name in names}, copy=False)

    def frame(self) -> pd.DataFrame:
        """Return all columns, with strings as text: as much memory as the whole table."""
        tables = [_reading(path).read() for path in self.paths]
        frame: pd.DataFrame = pa.concat_tables(tables).to_pandas()
        return frame

    def row(self, number: int) -> dict[str, Any]:
        """Return one row, by column, reading only its file; missing values are None."""
        for path, size in zip(self.paths, self.sizes, strict=True):
            if number < size:
                with _reading(path) as file:
                    found: dict[str, Any] = file.read().slice(number, 1).to_pylist()[0]
                return found
            number -= size
        raise IndexError(number)

    def _read(self, names: Sequence[str]) -> dict[str, pd.Series]:
        if not names:
            return {}
        words = [name for name in names if not name.startswith(DRAW)]
        # A few columns of a part are not worth threads, which take longer to begin than to read.
        tables = [
            _reading(path, words, footer).read(columns=list(names), use_threads=False)
            for path, footer in zip(self.paths, self.footers, strict=True)
        ]
        whole = pa.concat_tables(tables).unify_dictionaries()
        return {name: _series(whole.column(name), name) for name in names}


def _series(column: pa.ChunkedArray, name: str) -> pd.Series:
    series: pd.Series = column.to_pandas()
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.cat.reorder_categories(sorted(series.cat.categories))
    return series.rename(name)


def _reading(path: Path, words: Iterable[str] = (), footer: pq.FileMetaData | None = None) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path, read_dictionary=list(words), metadata=footer)
    except (pa.ArrowException, OSError) as error:
        raise not_outcomes(path, "a table of outcomes", shown(str(error).splitlines()[0])) from None


def not_outcomes(path: Path, expected: str, received: str) -> BadInput:
    """Return the error for a file with other rows than expected."""
    hint = "results of an older version are played again by `negosim run`" if received == OTHER_COLUMNS else ""
    return BadInput([Problem(file=str(path), expected=expected, received=received, hint=hint)])
