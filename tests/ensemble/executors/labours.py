"""Work for workers that can be watched: small things that leave a trace in a folder, and ways to die."""

from __future__ import annotations

import atexit
import os
import signal
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

import attrs


@attrs.frozen
class Labour:
    """A task: a folder for traces, and the part at which something happens, if at any."""

    folder: Path
    at: int = -1

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        leave(self.folder, "unpacked")

    def __getstate__(self) -> dict[str, Any]:
        return {"folder": self.folder, "at": self.at}


def leave(folder: Path, word: str) -> None:
    """A line with the word and the number of this process."""
    with (folder / word).open("a", encoding="ascii") as file:
        file.write(f"{os.getpid()}\n")


def left(folder: Path, word: str) -> list[int]:
    """The processes that left a word, as often as they did."""
    path = folder / word
    return [int(line) for line in path.read_text("ascii").splitlines()] if path.exists() else []


def die() -> NoReturn:
    """As by the system when memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("alive")


def square(labour: Labour, part: int) -> int:
    """Light work."""
    leave(labour.folder, "done")
    return part * part


def promise(labour: Labour, part: int) -> int:
    """Work after which something is left to be done at the end of its process."""
    atexit.register(leave, labour.folder, "ended")
    return square(labour, part)


def die_once(labour: Labour, part: int) -> int:
    """Work at a part of which one worker dies."""
    if part == labour.at and not left(labour.folder, "died"):
        leave(labour.folder, "died")
        die()
    return square(labour, part)


def die_always(labour: Labour, part: int) -> int:
    """Work at a part of which every worker dies, while the parts before it take their time."""
    if part == labour.at:
        leave(labour.folder, "died")
        die()
    time.sleep(0.2)
    return square(labour, part)


def die_telling(labour: Labour, part: int) -> bytes:
    """Work at a part of which one worker dies when half of its result is told."""
    if part == labour.at and not left(labour.folder, "died"):
        tell = Connection._send  # type: ignore[attr-defined]

        def half(self: Connection, buffer: bytes, *rest: Any) -> None:
            if len(buffer) > 10_000:
                leave(labour.folder, "died")
                tell(self, bytes(buffer[:5_000]), *rest)
                die()
            tell(self, buffer, *rest)

        Connection._send = half  # type: ignore[attr-defined]
    return bytes(100_000) + bytes([part])


class OddError(Exception):
    """An exception that carries what no process can hand to another."""

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"{first} and {second}")
        self.lock = threading.Lock()


def fail(labour: Labour, part: int) -> int:
    """Work at a part of which there is an error."""
    if part == labour.at:
        raise LookupError(f"part {part}")
    return square(labour, part)


def fail_oddly(labour: Labour, part: int) -> int:
    """The same, with an error that cannot travel."""
    if part == labour.at:
        raise OddError(part, 7)
    return square(labour, part)


def sleep(labour: Labour, part: int) -> int:
    """Work that takes long."""
    leave(labour.folder, "asleep")
    time.sleep(600)
    return part
