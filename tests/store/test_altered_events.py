"""Events that somebody altered, dropped, moved, doubled or added, however many stand in a row: ``verify`` names the
first wrong event, and nothing that is read is believed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from negosim.store.streams import BrokenStream
from tests.store.altered import (
    BODY,
    FORK,
    GRANDCHILD,
    HASHED,
    KIND,
    RUN,
    VERSION,
    WHOLE,
    Kept,
    assert_told,
    bits,
    drawn,
    flipped,
    opened,
    per_example,
    places,
    remade,
    steps,
)
from tests.store.samples import before_round


@pytest.mark.parametrize("step", [WHOLE, 7, 1])
def test_a_stream_in_other_rows_is_the_same_stream(kept: Callable[[], Kept], step: int) -> None:
    """Given the same events, however many stand in a row, then every stream is as it was written."""
    store = kept()
    for name in store.written:
        store.put(name, store.events(name), step)
    assert max(row[1] for row in store.rows(RUN)) == min(step, len(store.written[RUN]))
    for opened_store in opened(store):
        for name, events in store.written.items():
            opened_store.verify(name)
            assert [opened_store.read(name, upto) for upto in (None, 3, 9)] == [events, events[:3], events[:9]]


@per_example
@given(name=st.sampled_from([RUN, FORK, GRANDCHILD]), event=places, place=places, bit=bits, step=steps)
def test_any_bit_of_any_body(kept: Callable[[], Kept], name: str, event: int, place: int, bit: int, step: int) -> None:
    """Given one bit of one body that is another, then that event is named, and nothing of the stream is read."""
    store = kept()
    events, at = drawn(store, event, name)
    events[at][BODY] = flipped(events[at][BODY], place, bit)
    store.put(name, events, step)
    assert_told(store, name, name, events[at][VERSION])


@per_example
@given(event=places, place=places, bit=bits, step=steps)
def test_any_bit_of_any_hash(kept: Callable[[], Kept], event: int, place: int, bit: int, step: int) -> None:
    """Given one bit of one hash that is another, then its event is named."""
    store = kept()
    events, at = drawn(store, event)
    events[at][HASHED] = flipped(events[at][HASHED], place, bit)
    store.put(RUN, events, step)
    assert_told(store, RUN, RUN, events[at][VERSION], refused=False)


@per_example
@given(event=places, place=places, bit=bits, step=steps)
def test_any_bit_of_any_kind(kept: Callable[[], Kept], event: int, place: int, bit: int, step: int) -> None:
    """Given one bit of one type or version of a form that is another, be it a text then or not, then its event is
    named."""
    store = kept()
    events, at = drawn(store, event)
    events[at][KIND] = flipped(events[at][KIND], place, bit)
    store.put(RUN, events, step)
    assert_told(store, RUN, RUN, events[at][VERSION])


@pytest.mark.parametrize("form", [b"0", b"3", b"-1", b"1.5", b"one", b"", b"1 ", "²".encode()])
@pytest.mark.parametrize("at", [0, 10])
def test_any_other_form(kept: Callable[[], Kept], form: bytes, at: int) -> None:
    """Given an event that is said to be of another form, then it is named."""
    store = kept()
    events = store.events(RUN)
    events[at][KIND] = events[at][KIND].split()[0] + b" " + form
    store.put(RUN, events)
    assert_told(store, RUN, RUN, at + 1)


@per_example
@given(event=places, step=steps)
def test_a_kind_that_goes_on_in_its_body(kept: Callable[[], Kept], event: int, step: int) -> None:
    """Given an event whose form was moved from its kind to its body, which its hash cannot tell, then it is no event,
    and is named."""
    store = kept()
    events, at = drawn(store, event)
    kind, form = events[at][KIND].split()
    events[at][KIND], events[at][BODY] = kind, form + b" " + events[at][BODY]
    store.put(RUN, events, step)
    assert_told(store, RUN, RUN, at + 1, refused=False)


@per_example
@given(event=places, closed=st.booleans(), step=steps)
def test_an_event_that_was_dropped(kept: Callable[[], Kept], event: int, closed: bool, step: int) -> None:
    """Given an event that is not there any more, and perhaps the gap closed, then its place is named."""
    store = kept()
    events, at = drawn(store, event)
    left = [*events[:at], *([row[0] - 1, *row[1:]] if closed else row for row in events[at + 1 :])]
    store.put(RUN, left, step)
    if closed:
        store.tell(RUN, version=len(left))
    last = closed and at == len(events) - 1
    assert_told(store, RUN, RUN, at if last else at + 1)


@per_example
@given(one=places, other=places, hashes=st.booleans(), step=steps)
def test_events_that_were_swapped(kept: Callable[[], Kept], one: int, other: int, hashes: bool, step: int) -> None:
    """Given two events that changed places, with their hashes or without, then the first of them is named."""
    store = kept()
    events, first = drawn(store, min(one, other))
    second = max(one, other) % len(events)
    assume(first < second)
    same = events[first][KIND:HASHED] == events[second][KIND:HASHED]
    assume(hashes or not same)
    end = HASHED + 1 if hashes else HASHED
    events[first][1:end], events[second][1:end] = events[second][1:end], events[first][1:end]
    store.put(RUN, events, step)
    assert_told(store, RUN, RUN, first + 1, refused=not same)


@per_example
@given(event=places, told=st.booleans(), step=steps)
def test_an_event_that_was_doubled(kept: Callable[[], Kept], event: int, told: bool, step: int) -> None:
    """Given an event that stands there twice, whether or not the list of streams counts it, then the second is
    named."""
    store = kept()
    events, at = drawn(store, event)
    later = [[row[0] + 1, *row[1:]] for row in events[at:]]
    store.put(RUN, [*events[: at + 1], *later], step)
    if told:
        store.tell(RUN, version=len(events) + 1)
    assert_told(store, RUN, RUN, at + 2, refused=False)


@per_example
@given(event=places, beyond=st.integers(1, 5), step=steps)
def test_an_event_beyond_the_last(kept: Callable[[], Kept], event: int, beyond: int, step: int) -> None:
    """Given an event that was added behind the last, then verifying names it, and reading does not see it."""
    store = kept()
    events, at = drawn(store, event)
    store.put(RUN, [*events, [len(events) + beyond, *events[at][1:]]], step)
    assert_told(store, RUN, RUN, len(events) + 1, refused=False)
    for opened_store in opened(store):
        assert opened_store.read(RUN) == store.written[RUN]


@pytest.mark.parametrize("version", [0, -3, "x"])
@pytest.mark.parametrize("step", [WHOLE, 1])
def test_an_event_of_no_version(kept: Callable[[], Kept], version: Any, step: int) -> None:
    """Given an event that was added before the first or where none can be, then it is told."""
    store = kept()
    events = store.events(RUN)
    store.put(RUN, [*events, [version, *events[3][1:]]], step)
    assert_told(store, RUN, RUN, len(events) + 1 if version == "x" else 1, refused=False)


@per_example
@given(keep=st.integers(0, 55), told=st.booleans(), step=steps)
def test_a_tail_that_was_cut(kept: Callable[[], Kept], keep: int, told: bool, step: int) -> None:
    """Given a run that ends earlier, and perhaps a list that says so too, then the end is named."""
    store = kept()
    store.put(RUN, store.events(RUN)[:keep], step)
    if told:
        store.tell(RUN, version=keep)
    assert_told(store, RUN, RUN, keep if told else keep + 1)


@per_example
@given(event=places, place=places, bit=bits, step=steps)
def test_shared_events(kept: Callable[[], Kept], event: int, place: int, bit: int, step: int) -> None:
    """Given an event of a run that is another, then each fork that shares it names it as the run's; forks that went
    their own way before it are whole."""
    store = kept()
    events, at = drawn(store, event)
    events[at][BODY] = flipped(events[at][BODY], place, bit)
    store.put(RUN, events, step)
    for name in (FORK, GRANDCHILD):
        if at < before_round(store.written[RUN], 3):
            assert_told(store, name, RUN, at + 1)
        else:
            for opened_store in opened(store):
                opened_store.verify(name)


@pytest.mark.parametrize("count", [1, 5, 1000])
@pytest.mark.parametrize("step", [WHOLE, 7])
def test_hashes_that_were_made_anew_without_the_head(kept: Callable[[], Kept], count: int, step: int) -> None:
    """Given another event and hashes that fit to it, of one, some or all that follow, then the first that does not fit
    is named; neither the beginning nor the altered event is believed, since both must lead to the head."""
    store = kept()
    events = store.events(RUN)
    events[5][BODY] = events[5][BODY].replace(b"1", b"2")
    anew = remade(events, RUN, 5)
    store.put(RUN, [*anew[: 5 + count], *events[5 + count :]], step)
    assert_told(store, RUN, RUN, min(6 + count, len(events)))


def test_what_the_chain_cannot_show(kept: Callable[[], Kept]) -> None:
    """A fact, and no wish: who may write everything and makes all hashes and the head anew is believed, and so is who
    takes a whole stream away. A head kept elsewhere shows the first; forks of the run show both."""
    store = kept()
    events = store.events(RUN)
    at = next(n for n, event in enumerate(events) if event[KIND].startswith(b"PackageTabled "))
    events[at][BODY] = events[at][BODY].replace(b'"conceded":', b'"conceded":1')
    events = remade(events, RUN, 0)
    store.put(RUN, events)
    store.tell(RUN, head=events[-1][HASHED])
    store.execute("DELETE FROM negosim_appends WHERE stream = ?", store.number("bystander"))
    store.execute("DELETE FROM negosim_streams WHERE name = 'bystander'")
    for opened_store in opened(store):
        opened_store.verify(RUN)
        assert opened_store.read(RUN) != store.written[RUN]
        assert {stream.name for stream in opened_store.streams()} == {RUN, FORK, GRANDCHILD}
        first = before_round(store.written[RUN], 3) + 1
        with pytest.raises(BrokenStream, match=f"{FORK}, event {first}: is not what was written"):
            opened_store.verify(FORK)
