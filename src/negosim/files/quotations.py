"""Find a quotation in a text: white space and typographic signs may differ, and a gap stands for what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

GAP = re.compile(r"\s+(?:…|\.\.\.)\s+")
"""What separates the parts of a quotation; the span runs from the first part to the last."""
ALIKE = ('"“”„‟«»″', "'‘’‚‛‹›′", "-‐‑‒–—−")
"""Signs that stand for each other: what spreadsheets and word processors exchange."""
_CLASS = {sign: f"[{re.escape(signs)}]" for signs in ALIKE for sign in signs}
WORD = re.compile(r"\w+")
MOST_WORDS = 9
"""Words in a row that are a copy (docs/coding.md)."""
FREE_WORDS = 4
"""Words in a row that a paraphrase may share with its quotation, names aside."""


def occurrences(text: str, quotation: str) -> list[tuple[int, int]]:
    """Find every place of a quotation in a text.

    Parameters
    ----------
    text : str
        The text.
    quotation : str
        Words of it. Runs of white space are alike, and so are typographic and plain quotation marks, apostrophes and
        dashes. Parts with `` … `` between them are looked for one after another, the next one as near as possible.

    Returns
    -------
    list[tuple[int, int]]
        First character and the one after the last of each place, in order.
    """
    whole = list(places(text, quotation))
    parts = GAP.split(quotation.strip())
    if whole or len(parts) == 1:
        return whole
    found = (_joined(text, place, parts[1:]) for place in places(text, parts[0]))
    return [span for span in found if span is not None]


def places(text: str, words: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Find every place of words without a gap, from a character on."""
    pattern = r"\s+".join("".join(_CLASS.get(sign, re.escape(sign)) for sign in word) for word in words.split())
    if not pattern:
        return
    search = re.compile(pattern).search
    while found := search(text, start):
        yield found.span()
        start = found.start() + 1


def _joined(text: str, first: tuple[int, int], rest: list[str]) -> tuple[int, int] | None:
    """The span from a place to the nearest places of the parts that follow; None if one does not follow."""
    start, stop = first
    for part in rest:
        following = next(places(text, part, stop), None)
        if following is None:
            return None
        stop = following[1]
    return start, stop


def alike(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space and typographic signs."""
    return _plain(one) == _plain(other)


def ends_with(text: str, end: str) -> bool:
    """Whether a text ends with another one, but for white space and typographic signs."""
    return _plain(text[-4 * len(end) - 8 :]).endswith(_plain(end))


def begins_with(text: str, beginning: str) -> bool:
    """Whether a text begins with another one, but for white space and typographic signs."""
    return _plain(text[: 4 * len(beginning) + 8]).startswith(_plain(beginning))


def _plain(text: str) -> str:
    return " ".join(text.translate(_TO_FIRST).split())


_TO_FIRST = {ord(sign): signs[0] for signs in ALIKE for sign in signs}


def words_in_a_row(paraphrase: str, quotation: str) -> int:
    """Count the longest run of words that a paraphrase shares with a quotation, whatever their case."""
    said, source = _words(paraphrase), _words(quotation)
    longest, before = 0, [0] * (len(source) + 1)
    for word in said:
        row = [0] * (len(source) + 1)
        for k, other in enumerate(source, start=1):
            row[k] = before[k - 1] + 1 if word == other else 0
        longest, before = max(longest, *row), row
    return longest


def is_copied(paraphrase: str, quotation: str) -> bool:
    """Whether a paraphrase is its quotation, or repeats it or a part of nine words or more."""
    shared, lengths = words_in_a_row(paraphrase, quotation), (len(_words(paraphrase)), len(_words(quotation)))
    whole = shared > 0 and (lengths[0] == lengths[1] == shared or (shared > FREE_WORDS and shared in lengths))
    return whole or shared >= MOST_WORDS


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())
