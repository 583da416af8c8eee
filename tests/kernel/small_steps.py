"""Two steps that are compiled in a moment."""

from __future__ import annotations

from negosim.compiled.compiling import compiled


@compiled
def twice(n: int) -> int:
    """A number doubled."""
    return n + n


@compiled
def squared(n: int) -> int:
    """A number times itself."""
    return n * n


STEPS = (twice, squared)
