"""Check a store against its own hashes, and against hashes that were kept elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from pathlib import Path

from negosim.errors import BadInput, Problem, shown
from negosim.files.regular_files import read_regular
from negosim.store.eventstore import EventStore
from negosim.store.streams import BrokenStream, Stream, UnknownStream

Heads = Mapping[str, tuple[int, bytes]]
Step = Callable[[str, int, int], None]
_HEAD = re.compile(r"[0-9a-fA-F]{64}")


def broken_streams(store: EventStore, streams: Sequence[Stream], step: Step) -> dict[str, str]:
    """Find the streams of a store that are not what was written.

    Parameters
    ----------
    store : EventStore
        The store.
    streams : sequence of Stream
        Those to check.
    step : callable
        Called with progress.

    Returns
    -------
    dict[str, str]
        For each broken stream, a description of its first wrong event.
    """
    found = {}
    for number, stream in enumerate(streams, start=1):
        reason = _wrong(store, stream.name)
        if reason:
            found[stream.name] = reason
        step("runs", number, len(streams))
    return found


def _wrong(store: EventStore, name: str) -> str:
    try:
        store.verify(name)
    except (BrokenStream, UnknownStream) as error:
        told = str(error)
        return told if told.startswith(name) else f"{name}: {told}"
    except BadInput as error:
        return f"{name}: {'; '.join(problem.received for problem in error.problems)}"
    return ""


def compare_heads(store: EventStore, heads: Heads, skip: Container[str]) -> dict[str, str]:
    """Find the streams that do not continue from a hash that was kept elsewhere.

    Parameters
    ----------
    store : EventStore
        The store.
    heads : mapping
        Version and hash for each name of a stream.
    skip : container of str
        Names of streams that are not compared.

    Returns
    -------
    dict[str, str]
        For each stream that differs, a description of how.
    """
    found = {}
    for name, (version, head) in heads.items():
        stream = store.find(name)
        if stream is None:
            found[name] = f"{name}: is missing; it had {version} events"
        elif name in skip:
            continue
        elif stream.version < version:
            found[name] = f"{name}, event {stream.version + 1}: is missing; the stream was cut, it had {version} events"
        elif store.head(name, version) != head:
            found[name] = f"{name}: was made anew: event {version} has another hash than the one kept elsewhere"
    return found


def read_heads(path: Path) -> dict[str, tuple[int, bytes]]:
    """Read versions and hashes of streams.

    Parameters
    ----------
    path : Path
        A file with the output of ``negosim runs --json``.

    Returns
    -------
    dict[str, tuple[int, bytes]]
        Version and hash for each name of a stream.

    Raises
    ------
    BadInput
        The file is another one; holds every row that is not valid.
    """
    try:
        value = json.loads(read_regular(path))
    except OSError as error:
        raise _no_heads(path, error.strerror or str(error)) from None
    except (ValueError, RecursionError):
        raise _no_heads(path, "what is no JSON") from None
    listed = value.get("runs") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        raise _no_heads(path, "no list of `runs`" if isinstance(value, dict) else "no JSON object")
    problems = [problem for number, row in enumerate(listed) for problem in _misread(path, f"runs[{number}]", row)]
    if problems:
        raise BadInput(problems)
    return {row["name"]: (row["version"], bytes.fromhex(row["head"])) for row in listed}


def _no_heads(path: Path, received: str) -> BadInput:
    expected = "what `negosim runs --json` prints"
    return BadInput([Problem(file=str(path), key="--heads", expected=expected, received=received)])


def _misread(path: Path, where: str, row: object) -> Iterator[Problem]:
    """Yield what is wrong with a row of a list of runs."""
    if not isinstance(row, dict):
        yield Problem(file=str(path), key=where, expected="a run with name, version and head", received=shown(row))
        return
    name, version, head = (row.get(key) for key in ("name", "version", "head"))
    wrong = {
        "name": ("a text", not isinstance(name, str)),
        "version": ("a whole number from 1", not isinstance(version, int) or isinstance(version, bool) or version < 1),
        "head": ("64 hexadecimal digits", not isinstance(head, str) or not _HEAD.fullmatch(head)),
    }
    for key, (expected, is_wrong) in wrong.items():
        if is_wrong:
            received = shown(row[key]) if key in row else "nothing"
            yield Problem(file=str(path), key=f"{where}.{key}", expected=expected, received=received)
