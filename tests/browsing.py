"""A browser in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def in_a_thread(browse: Callable[[], T]) -> T:
    """Call a function in a thread: a browser of other tests may keep an event loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(browse).result()
