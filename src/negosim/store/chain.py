"""The hash chain: each event carries a hash of its body and of all that came before it in its stream.

``h(0) = SHA-256(hash of the parent at the fork, or nothing, + name of the stream)`` and
``h(k) = SHA-256(h(k - 1) + type, version + body)``. The last one, the head, stands with the stream.

What it shows: any event altered, dropped, moved, doubled or added, and a tail cut off, as long as the head was not made
anew as well. What it cannot show: that somebody who may write everything made all hashes anew from some event on, or
took away a whole stream with all its forks. Heads kept elsewhere (``negosim runs --json``) show that too.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache


def beginning(name: str, parent_hash: bytes = b"") -> bytes:
    """The hash before the first event that is a stream's own."""
    return hashlib.sha256(parent_hash + name.encode()).digest()


def link(previous: bytes, name: str, version: int, body: bytes) -> bytes:
    """The hash of an event of type ``name``, in the form of ``version``, that follows ``previous``."""
    return hashlib.sha256(previous + _head(name, version) + body).digest()


@lru_cache(maxsize=4096)
def _head(name: str, version: int) -> bytes:
    return f"{name} {version} ".encode()
