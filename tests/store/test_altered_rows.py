"""Rows that somebody altered: ``verify`` names the first wrong event, and nothing that is read is believed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from negosim.store.lines import BREAK, HASH
from tests.store.altered import (
    COLUMNS,
    FORK,
    GRANDCHILD,
    RUN,
    WHOLE,
    Kept,
    Rows,
    assert_told,
    bits,
    flipped,
    opened,
    per_example,
    places,
    steps,
)
from tests.store.samples import before_round

FIRST, COUNT, KINDS, BODIES, HASHES = range(5)
STEP = 7
names = st.sampled_from([RUN, FORK, GRANDCHILD])


def laid(kept: Kept, name: str = RUN, step: int = STEP) -> Rows:
    """The rows of a stream, with no more events in each than a step."""
    kept.put(name, kept.events(name), step)
    return kept.rows(name)


def event_at(row: list[Any], column: int, place: int) -> int:
    """The version of the event that a byte of a row's column tells of; a line break belongs to the one before it."""
    before = place // HASH if column == HASHES else row[column].count(BREAK, 0, place)
    return int(row[FIRST]) + before


@per_example
@given(name=names, step=steps, row=places, column=st.sampled_from([KINDS, BODIES, HASHES]), place=places, bit=bits)
def test_any_bit_of_any_row(
    kept: Callable[[], Kept], name: str, step: int, row: int, column: int, place: int, bit: int
) -> None:
    """Given one bit of a row that is another, be it of what parts its events, then the event that it is of is named;
    only of hashes, which are made again, it may be read nevertheless."""
    store = kept()
    rows = laid(store, name, step)
    one = rows[row % len(rows)]
    place %= len(one[column])
    named = event_at(one, column, place)
    one[column] = flipped(one[column], place, bit)
    store.lay(name, rows)
    assert_told(store, name, name, named, refused=column != HASHES)


@per_example
@given(step=steps, row=places, column=st.sampled_from([KINDS, BODIES, HASHES]), place=places, more=st.booleans())
def test_a_byte_more_or_less_in_any_row(
    kept: Callable[[], Kept], step: int, row: int, column: int, place: int, more: bool
) -> None:
    """Given a byte that was taken out or put in, then the event whose bytes it moves is named."""
    store = kept()
    rows = laid(store, RUN, step)
    one = rows[row % len(rows)]
    place %= len(one[column])
    end = place if more else place + 1
    data = one[column][:place] + (b"\x00" if more else b"") + one[column][end:]
    assume(column != HASHES or data[: len(one[column])] != one[column])
    named = event_at(one, column, place)
    one[column] = data
    store.lay(RUN, rows)
    assert_told(store, RUN, RUN, named, refused=column != HASHES)


@pytest.mark.parametrize("at", [0, 3, -1])
@pytest.mark.parametrize("by", [-STEP, -2, -1, 1, 10**9, "x", b"7", 0.5])
def test_another_count(kept: Callable[[], Kept], at: int, by: Any) -> None:
    """Given a row that is said to hold more or fewer events, then the first that it lacks, or that is not counted, is
    named."""
    store = kept()
    rows = laid(store)
    first, count = rows[at][FIRST], rows[at][COUNT]
    rows[at][COUNT] = told = count + by if isinstance(by, int) else by
    store.lay(RUN, rows)
    named = first + min(max(told, 0), count) if isinstance(by, int) else first
    beyond_the_last = at == -1 and isinstance(by, int) and by > 0
    assert_told(store, RUN, RUN, named, refused=not beyond_the_last)


@pytest.mark.parametrize("first", [0, -7, 14, 16, 20, 54, 56, 57, 10**9, "x", b"15", 15.5])
def test_another_first_version(kept: Callable[[], Kept], first: Any) -> None:
    """Given a row that is said to begin elsewhere, then the event at which it, or the one that it displaced, is missed
    is named."""
    store = kept()
    rows = laid(store)
    assert rows[2][FIRST] == 15
    rows[2][FIRST] = first
    store.lay(RUN, rows)
    named = 1 if isinstance(first, int) and first < 1 else 15
    if first == 14:  # it stands after the row that holds 8 to 14, which is whole
        named = 15
    assert_told(store, RUN, RUN, named)


@per_example
@given(row=places, closed=st.booleans())
def test_a_row_that_was_dropped(kept: Callable[[], Kept], row: int, closed: bool) -> None:
    """Given a row that is not there any more, and perhaps the gap closed, then its first event is named."""
    store = kept()
    rows = laid(store)
    gone = rows.pop(row % len(rows))
    for later in rows:
        later[FIRST] -= gone[COUNT] if closed and later[FIRST] > gone[FIRST] else 0
    store.lay(RUN, rows)
    assert_told(store, RUN, RUN, gone[FIRST])


@per_example
@given(one=places, other=places)
def test_rows_that_were_swapped(kept: Callable[[], Kept], one: int, other: int) -> None:
    """Given two rows that changed places, then the first event of the first is named."""
    store = kept()
    rows = laid(store)
    one, other = one % len(rows), other % len(rows)
    assume(one != other)
    rows[one][COUNT:], rows[other][COUNT:] = rows[other][COUNT:], rows[one][COUNT:]
    store.lay(RUN, rows)
    assert_told(store, RUN, RUN, rows[min(one, other)][FIRST])


@pytest.mark.parametrize("at", [0, 3, -1])
@pytest.mark.parametrize("moved", [False, True])
def test_a_row_that_was_doubled(kept: Callable[[], Kept], at: int, moved: bool) -> None:
    """Given a row that stands there twice, under the same versions or before the later ones, then the event after its
    last is named."""
    store = kept()
    rows = laid(store)
    store.unbind()
    again = list(rows[at])
    end = again[FIRST] + again[COUNT]
    if moved:
        again[FIRST] = end
        rows = [
            *rows[: at % len(rows) + 1],
            again,
            *([r[FIRST] + again[COUNT], *r[1:]] for r in rows if r[FIRST] >= end),
        ]
    else:
        rows.append(again)
    store.lay(RUN, rows)
    assert_told(store, RUN, RUN, end, refused=False)


@pytest.mark.parametrize("value", ["text", "as text", None, 7, 1.5])
@pytest.mark.parametrize("column", [KINDS, BODIES, HASHES])
@pytest.mark.parametrize("at", [0, 3, -1])
def test_bytes_that_became_something_else(kept: Callable[[], Kept], at: int, column: int, value: Any) -> None:
    """Given a tool that left a text, a number or nothing where bytes were, even a text that says the same, then the
    first event of the row is named."""
    store = kept()
    rows = laid(store)
    store.unbind()
    rows[at][column] = rows[at][column].decode("latin-1") if value == "as text" else value
    store.lay(RUN, rows)
    assert_told(store, RUN, RUN, rows[at][FIRST], refused=column != HASHES)


@pytest.mark.parametrize("column", [FIRST, COUNT])
def test_numbers_that_are_gone(kept: Callable[[], Kept], column: int) -> None:
    """Given a row without its first version or its count, then an event is named and nothing is read."""
    store = kept()
    rows = laid(store)
    store.unbind()
    rows[2][column] = None
    store.lay(RUN, rows)
    assert_told(store, RUN, RUN, 1 if column == FIRST else 15)  # what has no version stands before all others


@pytest.mark.parametrize("first", [5, 6, 7])
def test_a_row_across_others(kept: Callable[[], Kept], first: int) -> None:
    """Given a row that was added over events that are there, then the event after those is named."""
    store = kept()
    rows = laid(store)
    store.lay(RUN, sorted([*rows, [first, *rows[0][1:]]]))
    assert_told(store, RUN, RUN, 8)


@per_example
@given(column=st.sampled_from([KINDS, BODIES, HASHES]), place=places, bit=bits)
def test_a_fork_hangs_on_the_part_of_a_row_that_it_shares(
    kept: Callable[[], Kept], column: int, place: int, bit: int
) -> None:
    """Given one bit of its parent's row that is another, then the fork names it if it shares the event, and is whole
    otherwise, though the row is altered."""
    store = kept()
    rows = laid(store, RUN, WHOLE)
    place %= len(rows[0][column])
    named, shared = event_at(rows[0], column, place), before_round(store.written[RUN], 3)
    assume(named <= shared or column == HASHES or rows[0][column][place] != BREAK[0])
    rows[0][column] = flipped(rows[0][column], place, bit)
    store.lay(RUN, rows)
    if named <= shared:
        assert_told(store, FORK, RUN, named, refused=column != HASHES)
    else:
        for opened_store in opened(store):
            opened_store.verify(FORK)
            assert opened_store.read(FORK) == store.written[FORK]


@pytest.mark.parametrize(("column", "value"), [(COUNT, 30), (COUNT, 1000), (BODIES, b""), (HASHES, b"")])
def test_a_fork_does_not_hang_on_what_its_row_says_of_later_events(
    kept: Callable[[], Kept], column: int, value: Any
) -> None:
    """Given a parent's row that was cut after what the fork shares, then the parent is told, and the fork is whole."""
    store = kept()
    rows, shared = laid(store, RUN, WHOLE), before_round(store.written[RUN], 3)
    assert shared < 30
    data = rows[0][column]
    cut = {KINDS: BREAK, BODIES: BREAK}.get(column)
    rows[0][column] = value or (cut.join(data.split(cut)[:30]) if cut else data[: 30 * HASH])
    store.lay(RUN, rows)
    assert_told(store, RUN, RUN, 31 if value != 1000 else 57, refused=False)
    for opened_store in opened(store):
        opened_store.verify(FORK)
        assert opened_store.read(FORK) == store.written[FORK]


def test_the_columns_are_those_of_the_table(kept: Callable[[], Kept]) -> None:
    """What is altered here is all that a row holds beside the number of its stream."""
    told = kept().execute("SELECT name FROM pragma_table_info('negosim_appends')")
    assert [name for (name,) in told] == ["stream", *COLUMNS]
