"""Holding a store against its own hashes, and against hashes that were kept elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path

from negosim.files.problems import BadInput, Problem, shown
from negosim.store.eventstore import EventStore
from negosim.store.streams import BrokenStream, Stream, UnknownStream

Heads = Mapping[str, tuple[int, bytes]]
Step = Callable[[str, int, int], None]


def broken(store: EventStore, streams: Sequence[Stream], step: Step) -> dict[str, str]:
    """What is wrong with each stream that is not what was written: its first wrong event, in words."""
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


def differing(store: EventStore, heads: Heads, but: Container[str]) -> dict[str, str]:
    """What is wrong with each stream that does not go on from the head that was kept elsewhere; ``but`` some."""
    found = {}
    for name, (version, head) in heads.items():
        stream = store.find(name)
        if stream is None:
            found[name] = f"{name}: is missing; it had {version} events"
        elif name in but:
            continue
        elif stream.version < version:
            found[name] = f"{name}, event {stream.version + 1}: is missing; the stream was cut, it had {version} events"
        elif store.head(name, version) != head:
            found[name] = f"{name}: was made anew: event {version} has another hash than the one kept elsewhere"
    return found


def read_heads(path: Path) -> dict[str, tuple[int, bytes]]:
    """Version and head by stream, out of what ``negosim runs --json`` said; BadInput if it is something else."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["runs"]
        return {str(row["name"]): (int(row["version"]), bytes.fromhex(row["head"])) for row in listed}
    except (OSError, ValueError, KeyError, TypeError) as error:
        received = error.strerror if isinstance(error, OSError) and error.strerror else shown(str(error))
        expected = "what `negosim runs --json` prints"
        raise BadInput([Problem(file=str(path), key="--heads", expected=expected, received=received)]) from None
