"""Python's collector of cycles, held back."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles: what is made within stays, and to look through it again and again takes a tenth
    of opening modules, compiling rules or reading events."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def overlooking(opening: Callable[[], T]) -> T:
    """Open modules. They stay, so that the collector does not look through them, or whatever else there is by now, ever
    again: that, the last time when the process ends, took a sixth of a short job."""
    with uncollected():
        opened = opening()
    gc.freeze()
    return opened
