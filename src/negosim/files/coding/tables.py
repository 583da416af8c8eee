"""Read a table of claims as spreadsheets save it, and write one."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from negosim.errors import BadInput, Problem, nearest, shown
from negosim.files.coding.rows import ALIASES, COLUMNS, Row
from negosim.files.regular_files import read_regular

SEPARATORS = (",", ";", "\t")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
GAP = " … "


def read_table(path: Path | str) -> tuple[list[Row], list[str]]:
    """Read the rows of a table of claims.

    Commas, semicolons or tabs separate cells: whichever makes most names of columns of the first row. A file that is
    not UTF-8 and has no byte order mark is read as cp1252.

    Parameters
    ----------
    path : Path | str
        Of the table, whose first row names the columns.

    Returns
    -------
    tuple[list[Row], list[str]]
        The rows that are not empty, and notes for whoever reads them.

    Raises
    ------
    BadInput
        The file cannot be read, or its columns are not those of claims.
    """
    file = str(path)
    text, notes = _decoded(Path(path))
    separator = max(SEPARATORS, key=lambda sign: sum(name in COLUMNS for name in _columns(_first_cells(text, sign))))
    lines = list(_lines(text, separator, file))
    if not lines:
        raise BadInput([Problem(file=file, expected="a table of claims", received="an empty file")])
    (_, heads), *lines = lines
    columns, rows = _columns(heads), []
    problems = list(_head_problems(heads, columns, file))
    for number, (line, cells) in enumerate(lines, start=2):
        address = f"line {line}" if line == number else f"line {line} (row {number})"
        if any(cell.strip() for cell in cells[len(columns) :]):
            expected = f"{len(columns)} cells, one for each column"
            problems.append(Problem(file=file, key=address, expected=expected, received=str(len(cells))))
        rows.append(Row(address, _cells(columns, cells), decimal_comma=separator != ","))
    rows = [row for row in rows if row.cells]
    if not rows and not problems:
        problems.append(Problem(file=file, expected="at least one row below the columns", received="none"))
    if problems:
        raise BadInput(problems)
    return rows, notes


def _decoded(path: Path) -> tuple[str, list[str]]:
    try:
        raw = read_regular(path)
    except (OSError, ValueError) as error:
        received = "no such file" if isinstance(error, FileNotFoundError) else getattr(error, "strerror", str(error))
        raise BadInput([Problem(file=str(path), expected="a table of claims", received=received)]) from None
    if raw.startswith(b"PK\x03\x04"):
        hint = "save it as CSV"
        received = "the file of a spreadsheet program"
        raise BadInput([Problem(file=str(path), expected="a table of claims", received=received, hint=hint)])
    encoding = next((name for mark, name in MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding), []
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            received = f"a byte that is not {encoding} at position {error.start}"
            raise BadInput([Problem(file=str(path), expected="a table of claims", received=received)]) from None
    try:
        return raw.decode("cp1252"), [f"{path} is not UTF-8 and was read as cp1252 (Windows): check accents and signs"]
    except UnicodeDecodeError as error:
        received = f"a byte that is neither at position {error.start}"
        expected = "a table of claims in UTF-8, UTF-16 or cp1252"
        raise BadInput([Problem(file=str(path), expected=expected, received=received)]) from None


def _lines(text: str, separator: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the number of its first line; a line ``sep=;`` is passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            expected = "cells as a spreadsheet saves them"
            raise BadInput([Problem(file=file, key=f"line {line}", expected=expected, received=str(error))]) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells) and not (line == 1 and cells[0].lower().startswith("sep=")):
            yield line, cells
        line = reader.line_num + 1


def _first_cells(text: str, separator: str) -> list[str]:
    """The cells of the line that names the columns."""
    lines = (line for line in text.splitlines() if line.strip() and not line.lower().startswith("sep="))
    return next(lines, "").replace('"', "").split(separator)


def _columns(heads: Iterable[str]) -> list[str]:
    """The columns that heads name, in small letters with _ for spaces."""
    names = ["_".join(head.lower().split()) for head in heads]
    return [ALIASES.get(name, name) for name in names]


def _head_problems(heads: Sequence[str], columns: Sequence[str], file: str) -> Iterator[Problem]:
    for head, column in zip(heads, columns, strict=True):
        if column and column not in COLUMNS:
            hint = nearest(column, COLUMNS) or "`negosim claims columns` lists them"
            yield Problem(file=file, key="columns", expected="a column of claims", received=shown(head), hint=hint)
    for column in COLUMNS:
        if columns.count(column) > 1 and column != "quotation":
            yield Problem(
                file=file, key="columns", expected=f"{column} once", received=f"{columns.count(column)} times"
            )


def _cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The cells that hold something, by column; those of repeated columns of quotations are parts of one."""
    found: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell.strip():
            found[column] = f"{found[column]}{GAP}{cell}" if column in found else cell
    return found


def table_text(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Write rows, cells by column, as a table that spreadsheets open: commas, and UTF-8 with a mark."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(COLUMNS), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")
