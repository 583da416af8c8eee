"""The hash chain: each event carries a hash of itself and of all that came before it in its stream.

``hash(k) = SHA-256(beginning + record(1) + … + record(k))``. The beginning is the stream's name, after the hash of the
last shared event and the parent's name if it is a fork; a record is a line break, type, version of the form, and body.
Bodies hold no line break and one JSON object each, so that records cannot run into each other unseen. The last hash,
the head, stands with the stream.

What it shows: any event altered, dropped, moved, doubled or added, and a tail cut off, as long as the hashes after it
and the head were not made anew as well. What it cannot show: that somebody who may write everything made all of them
anew, or took away a whole stream with all its forks. Heads kept elsewhere (``negosim runs --json``) show that too.
"""

from __future__ import annotations

import hashlib

from negosim.store.lines import BREAK, Lines


class Chain:
    """The hash of a stream so far.

    Parameters
    ----------
    name : str
        Of the stream.
    parent, shared : str, bytes
        Name of the stream that it forked from, and hash of the last event that it shares with that one; empty if it
        forked from none.
    """

    def __init__(self, name: str, parent: str = "", shared: bytes = b"") -> None:
        forked = f"{len(parent)} {parent}".encode() if parent else b""
        self._sum = hashlib.sha256(shared + forked + name.encode())

    @property
    def head(self) -> bytes:
        """The hash of the last event, or of the beginning."""
        return self._sum.digest()

    def extend(self, lines: Lines) -> bytes:
        """Append events; returns the hash of each, one after the other."""
        add, so_far, hashes = self._sum.update, self._sum.copy, []
        for kind, body in zip(lines.kinds, lines.bodies, strict=True):
            add(BREAK + kind + b" " + body)
            hashes.append(so_far().digest())
        return b"".join(hashes)

    def follow(self, lines: Lines) -> bytes:
        """Append events; returns only the hash of the last one, which is faster."""
        parts = [BREAK, b"", b" ", b""] * len(lines)
        parts[1::4], parts[3::4] = lines.kinds, lines.bodies
        self._sum.update(b"".join(parts))
        return self.head
