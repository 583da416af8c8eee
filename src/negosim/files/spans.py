"""Finding the span of a claim in the text it is coded from, as ``docs/coding.md`` counts it."""

from __future__ import annotations

from pathlib import Path

import attrs

from negosim.errors import BadInput, Problem, shown
from negosim.evidence.claims import digest_of


@attrs.frozen
class Span:
    """Where some words stand in a text, and the digests that a dossier keeps.

    Attributes:
        length: characters of the whole text.
        text_digest: SHA-256 of it.
        span: first character and the one after the last.
        digest: SHA-256 of the span.
    """

    length: int
    text_digest: str
    span: tuple[int, int]
    digest: str


def read_text(path: Path | str) -> str:
    """A text in UTF-8 with its line endings as they are; BadInput if it is none, or not there."""
    try:
        return Path(path).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        received = getattr(error, "strerror", None) or "not text in UTF-8"
        raise BadInput([Problem(file=str(path), expected="a text", received=str(received))]) from None


def span_of(path: Path | str, first: str, last: str = "") -> Span:
    """The span of some words in a text: from ``first`` to the end of it, or to the end of ``last`` after it.

    Raises:
        BadInput: the text cannot be read, or the words do not occur in it exactly once (``last``: not after the first).
    """
    text = read_text(path)
    count = text.count(first) if first else 0
    if count != 1:
        hint = "give some words more" if count > 1 else "as they stand in the text, signs and line endings included"
        expected, received = f"{shown(first)} once", f"{count} times"
        raise BadInput([Problem(file=str(path), key="span", expected=expected, received=received, hint=hint)])
    start = text.index(first)
    stop = start + len(first)
    if last:
        found = text.find(last, start)
        if found < 0:
            expected = f"{shown(last)} after {shown(first)}"
            raise BadInput([Problem(file=str(path), key="span", expected=expected, received="nothing")])
        stop = max(stop, found + len(last))
    return Span(len(text), digest_of(text), (start, stop), digest_of(text[start:stop]))
