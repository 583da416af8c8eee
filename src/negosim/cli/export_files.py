"""Write runs of a store to files: to temporary ones first, which are renamed when they are complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import quote

import attrs
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from negosim.analysis.story.event_table import columns, rows
from negosim.domain.events import Event
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem
from negosim.store.address import files_of, is_one_of
from negosim.store.bodies import to_line
from negosim.store.eventstore import EventStore
from negosim.store.streams import Stream

BATCH = 20_000
Step = Callable[[str, int, int], None]


def check_target(out: Path, store: str, *, force: bool, folder: bool) -> None:
    """Check that an export can be written without losing what is there.

    Parameters
    ----------
    out : Path
        The file or folder to write.
    store : str
        URL of the store that is read, which is never overwritten.
    force : bool
        Whether other files may be overwritten.
    folder : bool
        Whether ``out`` is a folder.

    Raises
    ------
    BadInput
        It cannot.
    """
    kind = "folder" if folder else "file"
    if str(out) == "-":
        hint = "nothing is written to standard output"
        raise BadInput([Problem(file="--out", expected=f"the name of a {kind}", received="-", hint=hint)])
    kept = files_of(store)
    if is_one_of(out, kept) and not out.is_dir():
        received = "the store that is read, or a file of it"
        raise BadInput([Problem(file=str(out), key="--out", expected=f"another {kind}", received=received)])
    if folder and out.is_dir() and any(is_one_of(path, kept) for path in out.iterdir()):
        received = "the one that the store lies in"
        raise BadInput([Problem(file=str(out), key="--out", expected="another folder", received=received)])
    if out.is_dir() and not folder:
        raise BadInput([Problem(file=str(out), key="--out", expected="a file", received="a folder")])
    if folder and out.is_file():
        raise BadInput([Problem(file=str(out), key="--out", expected="a folder", received="a file")])
    if folder and out.is_dir() and any(path.suffix != ".jsonl" or path.is_dir() for path in out.iterdir()):
        expected, received = "a new folder, or one of event logs", "a folder with other things in it"
        raise BadInput([Problem(file=str(out), key="--out", expected=expected, received=received)])
    if out.exists() and not force:
        hint = "--force writes over it"
        raise BadInput([Problem(file=str(out), key="--out", expected=f"a new {kind}", received="one there", hint=hint)])
    if not out.resolve().parent.is_dir():
        received = f"no folder {out.resolve().parent}"
        raise BadInput([Problem(file=str(out), key="--out", expected=f"a {kind} in a folder", received=received)])


def check_folder(folder: Path, files: Sequence[str], store: str) -> None:
    """Check that files can be written to a folder, which is left as it is.

    Parameters
    ----------
    folder : Path
        The folder, which need not exist.
    files : sequence of str
        Names of the files.
    store : str
        URL of the store that is read, which is never overwritten.

    Raises
    ------
    BadInput
        They cannot.
    """
    kept = files_of(store)
    for path in (folder / file for file in files):
        if is_one_of(path, kept):
            expected, received = (
                "another folder",
                f"one in which {path.name} is the store that is read, or a file of it",
            )
            raise BadInput([Problem(file=str(folder), key="--out", expected=expected, received=received)])
    missing: list[Path] = []
    try:
        missing += [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
        for path in (folder / file for file in files):
            if path.exists():
                path.open("ab").close()
    except OSError as error:
        expected, received = "a folder to write to", error.strerror or str(error)
        raise BadInput([Problem(file=str(folder), key="--out", expected=expected, received=received)]) from None
    finally:
        with suppress(OSError):
            for path in missing:
                path.rmdir()


@attrs.frozen
class Csv:
    """How a CSV file is written.

    Attributes
    ----------
    separator : str
        Between two cells.
    bom : bool
        Whether it begins with a byte order mark, by which spreadsheet programs recognize UTF-8.
    """

    separator: str = ","
    bom: bool = False


def export(
    store: EventStore,
    streams: Sequence[Stream],
    form: str,
    out: Path,
    *,
    many: bool,
    step: Step,
    csv: Csv = Csv(),
) -> int:
    """Write the events of streams.

    Parameters
    ----------
    store : EventStore
        Where they are kept.
    streams : sequence of Stream
        Which to write.
    form : str
        ``jsonl``, ``parquet`` or ``csv``.
    out : Path
        The file, or the folder of many runs as JSON lines, with a file for each.
    many : bool
        Whether the export is of many runs; a table holds them all.
    step : callable
        Called with progress.
    csv : Csv
        How a CSV file is written.

    Returns
    -------
    int
        Number of events.

    Raises
    ------
    BadInput
        It cannot be written; what was there before is unchanged.
    BrokenStream
        A stream is not what was written.
    """
    target = out.resolve()
    partial = target.parent / f".{target.name}.partial-{os.getpid()}"
    try:
        if form == "jsonl":
            count = _lines(store, streams, partial, many, step)
        else:
            count = _table(store, streams, form, partial, step, csv)
        if target.is_dir():
            shutil.rmtree(target)
        partial.replace(target)
    except OSError as error:
        received = error.strerror or str(error)
        raise BadInput(
            [Problem(file=str(out), key="--out", expected="a place to write to", received=received)]
        ) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        partial.unlink(missing_ok=True)
    return count


def _read(store: EventStore, streams: Sequence[Stream], step: Step) -> Iterator[tuple[Stream, list[Event]]]:
    for number, stream in enumerate(streams, start=1):
        yield stream, store.read(stream.name)
        step("runs", number, len(streams))


def _lines(store: EventStore, streams: Sequence[Stream], partial: Path, many: bool, step: Step) -> int:
    count = 0
    if many:
        partial.mkdir()
    for stream, events in _read(store, streams, step):
        path = partial / f"{quote(stream.name, safe='@ ')}.jsonl" if many else partial
        path.write_text("".join(f"{to_line(event)}\n" for event in events), encoding="utf-8")
        count += len(events)
    return count


def _table(store: EventStore, streams: Sequence[Stream], form: str, partial: Path, step: Step, csv: Csv) -> int:
    scenarios = {digest: store.scenario(digest) for digest in dict.fromkeys(s.run.digest for s in streams)}
    schema, count = columns(scenarios.values()), 0
    with ExitStack() as stack:
        sink = stack.enter_context(pa.OSFile(str(partial), "wb"))
        if form == "parquet":
            opened = pq.ParquetWriter(sink, schema, compression="zstd")
        else:
            sink.write(b"\xef\xbb\xbf" if csv.bom else b"")
            opened = pc.CSVWriter(sink, schema, write_options=pc.WriteOptions(delimiter=csv.separator))
        writer = stack.enter_context(opened)
        for batch in _batches(store, streams, scenarios, schema, step):
            writer.write_table(batch)
            count += len(batch)
    return count


def _batches(
    store: EventStore, streams: Sequence[Stream], scenarios: dict[str, Scenario], schema: pa.Schema, step: Step
) -> Iterator[pa.Table]:
    waiting: list[dict[str, object]] = []
    for stream, events in _read(store, streams, step):
        waiting += rows(stream.name, scenarios[stream.run.digest], events)
        if len(waiting) >= BATCH:
            yield pa.Table.from_pylist(waiting, schema)
            waiting.clear()
    if waiting:
        yield pa.Table.from_pylist(waiting, schema)
