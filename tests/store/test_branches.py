"""Keeping forks beside the runs that they left."""

from __future__ import annotations

import msgspec
import pytest

from negosim.domain import events as e
from negosim.ensemble.playing.forks import changes_of_fork, events_before, fork
from negosim.ensemble.playing.simulate import play
from negosim.errors import BadInput
from negosim.store.branches import keep_fork
from negosim.store.memory import MemoryStore
from negosim.store.naming import name_of, name_of_fork
from negosim.store.streams import UnknownStream
from tests.talks import talks, values

SCENARIO = talks(values(north__premium=0.8, south__premium=0.8))
RUN = play(SCENARIO, 3, 0)
NAME = name_of(SCENARIO, 3, 0)
PRESSED = {"north.pressure": 0.2}


@pytest.fixture
def store() -> MemoryStore:
    """A store with one run."""
    store = MemoryStore()
    store.keep_scenario(SCENARIO)
    store.append(NAME, 0, RUN)
    return store


def keep(
    store: MemoryStore, parent: str, known: tuple[e.Event, ...], number: int, changes: dict[str, float]
) -> tuple[str, bool, tuple[e.Event, ...]]:
    """Play and keep a fork: its name, whether it is new, and its events."""
    events = fork(SCENARIO, known, number, changes)
    shared = len(events_before(known, number))
    name, new = keep_fork(store, parent, number, events, shared, *changes_of_fork(events, shared))
    return name, new, events


def test_a_fork_shares_its_parents_events_and_is_read_whole(store: MemoryStore) -> None:
    """Its stream begins as the parent's, is named after what it changed, verifies, and tells its changes."""
    name, new, events = keep(store, NAME, RUN, 4, PRESSED)
    stream = store.find(name)
    assert stream is not None
    assert (name, new) == (name_of_fork(NAME, 4, PRESSED), True)
    assert (stream.parent, stream.fork_version) == (NAME, len(events_before(RUN, 4)))
    assert store.read(name) == list(events)
    assert stream.run.changes == "round 4: north.pressure = 0.2"
    store.verify(name)


def test_the_same_fork_again_is_kept_already(store: MemoryStore) -> None:
    """Nothing is written twice."""
    keep(store, NAME, RUN, 4, PRESSED)
    name, new, _ = keep(store, NAME, RUN, 4, PRESSED)
    assert not new
    assert [stream.name for stream in store.streams()] == [NAME, name]


def test_other_events_under_the_name_of_a_fork_are_refused(store: MemoryStore) -> None:
    """What is kept stays; the error names the stream."""
    name, _, events = keep(store, NAME, RUN, 4, PRESSED)
    shared = len(events_before(RUN, 4))
    other = (*events[:-1], msgspec.structs.replace(events[-1], reservations={"north": 0.0, "south": 0.0}))
    with pytest.raises(BadInput, match=f"--store: {name}: expected the same {len(events)} events as in this fork"):
        keep_fork(store, NAME, 4, other, shared, PRESSED)
    assert store.read(name) == list(events)


def test_a_fork_of_a_fork_belongs_to_whoever_holds_what_it_shares(store: MemoryStore) -> None:
    """After the first fork's round it is one of the fork; before that round it is one of the run itself."""
    first, _, events = keep(store, NAME, RUN, 4, PRESSED)
    later, _, later_events = keep(store, first, events, 5, {"south.pressure": 0.3})
    earlier, _, earlier_events = keep(store, first, events, 2, {"south.pressure": 0.3})
    parents = [store.find(name) for name in (later, earlier)]
    assert [stream and stream.parent for stream in parents] == [first, NAME]
    for name, known in ((later, later_events), (earlier, earlier_events)):
        assert store.read(name) == list(known)
        store.verify(name)


def test_a_fork_of_nothing_is_refused(store: MemoryStore) -> None:
    """There must be a parent."""
    with pytest.raises(UnknownStream):
        keep_fork(store, "nobody", 4, RUN, 5, {})
