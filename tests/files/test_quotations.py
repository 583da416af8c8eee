"""A quotation is found in a text although a spreadsheet or a browser changed its signs and white space."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.files.quotations import is_copied, occurrences, words_in_a_row

TEXT = "He said:\r\n“We  can’t wait – not now”, and left.\nShe said: “We can wait”.\n"


@pytest.mark.parametrize(
    ("quotation", "found"),
    [
        ('"We can\'t wait - not now"', ["“We  can’t wait – not now”"]),
        ("said: “We", ["said:\r\n“We", "said: “We"]),
        ("He said: … left", ["He said:\r\n“We  can’t wait – not now”, and left"]),
        ("He said: ... wait … left", ["He said:\r\n“We  can’t wait – not now”, and left"]),
        ("said: … “We … ”.", [TEXT[3:-1], TEXT[TEXT.index("said: “We can") : -1]]),
        ("we can wait", []),
        ("She … left", []),
        ("…", []),
        ("", []),
    ],
)
def test_white_space_signs_and_gaps(quotation: str, found: list[str]) -> None:
    """Letters and their case are as in the text; a span runs from the first part to the nearest last one."""
    assert [TEXT[start:stop] for start, stop in occurrences(TEXT, quotation)] == found


def test_a_gap_that_stands_in_the_text_is_no_gap() -> None:
    """Words are taken as they are first."""
    assert occurrences("one … two, one three two", "one … two") == [(0, 9)]


@given(st.text("ab “\"'’\n\t…-–", min_size=1, max_size=30), st.data())
def test_every_piece_of_a_text_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    """Without the white space at its ends."""
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : data.draw(st.integers(start + 1, len(text)))]
    begin = start + len(piece) - len(piece.lstrip())
    if piece.strip():
        assert (begin, begin + len(piece.strip())) in occurrences(text, piece)


@pytest.mark.parametrize(
    ("paraphrase", "quotation", "shared", "copied"),
    [
        ("It asks for more.", "We demand six percent", 0, False),
        ("Six PERCENT is asked", "we demand six percent", 2, False),
        ("We demand it", "We demand it", 3, True),
        ("They say: we demand six percent now", "we demand six percent now", 5, True),
        ("a b c d e f g h i x", "y a b c d e f g h i z", 9, True),
        ("a b c d e f g h x", "y a b c d e f g h z", 8, False),
        ("a b c d e", "x a b c d e f", 5, True),
    ],
)
def test_a_copy_is_told_from_a_paraphrase(paraphrase: str, quotation: str, shared: int, copied: bool) -> None:
    """The whole quotation, or nine words in a row (docs/coding.md)."""
    assert (words_in_a_row(paraphrase, quotation), is_copied(paraphrase, quotation)) == (shared, copied)
