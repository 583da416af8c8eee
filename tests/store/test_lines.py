"""Rows of events: what goes in comes out line by line, and what somebody altered is told by its first event."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from negosim.store.bodies import packed, to_stored, unpacked
from negosim.store.lines import Disordered, Lines, Packed, each, lines_of
from tests.store import arbitrary
from tests.store.samples import run

HASHES = b"".join(bytes([number]) * 32 for number in range(3))
ROW = (4, 3, b"A 1\nB 2\nC 1", b"{}\n{1}\n{2}", HASHES)


@given(events=arbitrary.streams())
def test_events_are_packed_as_each_is_stored(events: list[Any]) -> None:
    """A line for each, whatever texts they hold, the same bytes as of each alone; unpacked, they are the events."""
    whole = packed(events)
    assert whole == Packed.of(map(to_stored, events))
    assert unpacked(whole.lines()) == events


@pytest.mark.parametrize("stored", [("A", 1, b"{\n}"), ("A\n", 1, b"{}")])
def test_a_line_break_in_a_body_is_refused(stored: tuple[str, int, bytes]) -> None:
    """It would part an event in two."""
    with pytest.raises(ValueError, match="line break"):
        Packed.of([stored])


@given(cuts=st.sets(st.integers(1, len(run(1)) - 1)), after=st.integers(0, 9), upto=st.integers(0, 80))
def test_rows_are_read_up_to_a_version(cuts: set[int], after: int, upto: int) -> None:
    """Given events in any rows, then the lines are those up to the version, be it in the middle of a row."""
    assume(upto >= after)
    whole = packed(run(1)).lines()
    ends = sorted({0, *cuts, len(whole)})
    parts = [whole.part(start, stop) for start, stop in itertools.pairwise(ends)]
    rows = [
        (after + start + 1, len(part), b"\n".join(part.kinds), b"\n".join(part.bodies))
        for start, part in zip(ends, parts, strict=False)
    ]
    begun = [row for row in rows if row[0] <= upto]
    assert lines_of(begun, after, upto) == whole.part(0, upto - after)


def test_a_row_tells_each_of_its_events() -> None:
    """Version, kind and body, and hash."""
    expected = [(4, (b"A 1", b"{}")), (5, (b"B 2", b"{1}")), (6, (b"C 1", b"{2}"))]
    told = list(each([ROW]))
    assert [row[:2] for row in told] == expected
    assert b"".join(row[2] for row in told) == HASHES
    assert lines_of([ROW], 3, 6) == Lines([b"A 1", b"B 2", b"C 1"], [b"{}", b"{1}", b"{2}"])


OTHERWISE: list[tuple[dict[int, Any], int]] = [
    ({1: 2}, 6),
    ({1: 4}, 7),
    ({1: 0}, 4),
    ({1: -1}, 4),
    ({1: 10**12}, 7),
    ({1: "3"}, 4),
    ({1: None}, 4),
    ({2: b"A 1\nB 2"}, 6),
    ({2: b"A 1\nB 2\nC 1\nD 1"}, 7),
    ({2: "A 1\nB 2\nC 1"}, 4),
    ({2: None}, 4),
    ({3: b"{}\n{1}{2}"}, 6),
    ({3: b"{}\n{1}\n\n{2}"}, 7),
    ({3: b""}, 5),
    ({3: 7}, 4),
    ({3: None}, 4),
]


@pytest.mark.parametrize(("columns", "version"), OTHERWISE)
def test_a_row_whose_columns_differ_tells_where(columns: dict[int, Any], version: int) -> None:
    """Given another count, a line more or less, or something else than bytes, then reading refuses it, and the first
    event that one column has and another lacks is told as none."""
    row: Any = tuple(columns.get(place, value) for place, value in enumerate(ROW))
    assert next(number for number, pair, _ in each([row]) if pair is None) == version
    if version <= 6:
        with pytest.raises(Disordered):
            lines_of([row], 3, 6)


@pytest.mark.parametrize(("hashes", "version"), [(HASHES[:-1], None), (HASHES[:64], 6), (HASHES + b"x", 7), ("x", 4)])
def test_hashes_of_another_length_are_told(hashes: Any, version: int | None) -> None:
    """Given fewer or more bytes, then the first event without a hash, or a hash without an event, is told; one that
    was cut is another hash."""
    told = list(each([(*ROW[:4], hashes)]))
    lacking = [number for number, pair, _ in told if pair is None]
    assert lacking == ([version] if version else [])
    if version is None:
        assert told[-1][2] == HASHES[64:-1]


@pytest.mark.parametrize("first", [3, 5, 0, -4, "4", None, b"4", 4.5])
def test_a_row_that_does_not_follow_is_refused(first: Any) -> None:
    """Given another version of its first event, then it is not read."""
    with pytest.raises(Disordered):
        lines_of([(first, *ROW[1:])], 3, 6)
