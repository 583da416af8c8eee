"""What every store does: the same stories for memory, SQLite and PostgreSQL."""

from __future__ import annotations

import itertools
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from negosim.domain import events as e
from negosim.store.bodies import BadBody
from negosim.store.eventstore import EventStore
from negosim.store.streams import BrokenStream, Stream, UnknownStream, VersionConflict
from tests.store import arbitrary
from tests.store.samples import (
    SCENARIO,
    assert_kept,
    before_round,
    changed,
    keep_fork,
    keep_run,
    other,
    run,
)

NAMES = (f"stream {number}" for number in itertools.count())
one_store = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
nan, inf = float("nan"), float("inf")


def versions(store: EventStore) -> dict[str, int]:
    """The names of all streams with their versions, in the order of the store."""
    return {stream.name: stream.version for stream in store.streams()}


def test_an_empty_store_knows_nothing(store: EventStore) -> None:
    """No stream, no scenario; whoever asks for one is told by its name."""
    assert list(store.streams()) == []
    assert store.find("nobody") is None
    for ask in (store.read, store.verify):
        with pytest.raises(UnknownStream, match="nobody: not in the store"):
            ask("nobody")
    with pytest.raises(UnknownStream, match="scenario abcdef: not in the store"):
        store.scenario("abcdef")


@pytest.mark.parametrize("number", range(4))
def test_a_run_that_is_kept_is_read_as_it_was_played(store: EventStore, number: int) -> None:
    """Given a run, when it is kept, then its events come back, and their replay is the fold of ``evolve`` (law 1)."""
    name = keep_run(store, number)
    assert_kept(store, name, run(number))


@one_store
@given(events=arbitrary.streams())
def test_any_events_come_back_as_they_were(store: EventStore, events: list[Any]) -> None:
    """Whatever an event holds: texts in any script, numbers of any size, empty tables."""
    name = next(NAMES)
    assert store.append(name, 0, events).version == len(events)
    assert store.read(name) == events


@one_store
@given(cuts=st.lists(st.integers(0, len(run(1)))), number=st.sampled_from([0, 1]))
def test_a_stream_does_not_know_in_how_many_steps_it_was_written(
    store: EventStore, cuts: list[int], number: int
) -> None:
    """Given a run in any pieces, when they are appended one by one, then all is as if it had been appended at once."""
    store.keep_scenario(SCENARIO)
    events, at_once, in_pieces = run(number), next(NAMES), next(NAMES)
    expected = store.append(at_once, 0, events)
    ends = sorted({0, *(min(cut, len(events)) for cut in cuts), len(events)})
    for start, end in itertools.pairwise(ends):
        last = store.append(in_pieces, start, events[start:end])
    assert attrs.evolve(last, name=at_once, head=expected.head) == expected
    assert last == store.find(in_pieces)
    assert_kept(store, in_pieces, events)


def test_a_part_of_a_stream_is_its_beginning(store: EventStore) -> None:
    """Reading up to a version gives that many events, none for the version before the first, and all for later ones."""
    name = keep_run(store)
    fork, events = keep_fork(store, name), list(run(0))
    forked = store.read(fork)
    for upto in range(len(events) + 3):
        assert store.read(name, upto) == events[:upto]
        assert store.read(fork, upto) == forked[:upto]
    assert store.read(name, -1) == []


@pytest.mark.parametrize("expected", [0, 1, 35, 37, 1000, -1])
def test_an_append_at_another_version_is_refused(store: EventStore, expected: int) -> None:
    """The refusal names the stream, the version that was expected and the one there is; the stream stays as it was."""
    name, events = keep_run(store), run(0)
    with pytest.raises(VersionConflict) as refused:
        store.append(name, expected, [e.TalksResumed(3)])
    assert str(refused.value) == f"{name}: expected version {expected}, is at {len(events)}"
    assert_kept(store, name, events)


@pytest.mark.parametrize("expected", [1, -1])
def test_a_stream_begins_at_version_0(store: EventStore, expected: int) -> None:
    """One that nobody wrote is at version 0, and at no other."""
    with pytest.raises(VersionConflict, match=f"new: expected version {expected}, is at 0"):
        store.append("new", expected, run(0))
    assert versions(store) == {}


def look_once(patch: pytest.MonkeyPatch, store: EventStore, name: str, seen: Stream | None) -> None:
    """Let a store find a stream as it was seen earlier, and from the second time on as it is."""
    find, early = store.find, [seen]
    patch.setattr(store, "find", lambda asked: early.pop() if asked == name and early else find(asked))


def test_of_two_who_write_the_same_version_one_wins(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given two writers who both saw version 3, when both append, then the second hears of the first."""
    store.keep_scenario(SCENARIO)
    seen = store.append("talks", 0, run(0)[:3])
    store.append("talks", 3, run(0)[3:])
    look_once(monkeypatch, store, "talks", seen)
    with pytest.raises(VersionConflict, match=f"talks: expected version 3, is at {len(run(0))}"):
        store.append("talks", 3, run(0)[3:5])
    assert_kept(store, "talks", run(0))


@pytest.mark.parametrize("forked", [False, True])
def test_of_two_who_begin_a_stream_one_wins(store: EventStore, monkeypatch: pytest.MonkeyPatch, forked: bool) -> None:
    """Given two writers who both saw no stream, when both begin it, then the second hears of the first."""
    parent = keep_run(store)
    at = before_round(run(0), 2) if forked else 0
    own = changed(run(0), 2) if forked else list(run(0))
    whose = parent if forked else None
    store.append("both", at, own, parent=whose)
    look_once(monkeypatch, store, "both", None)
    with pytest.raises(VersionConflict, match=f"both: expected version {at}, is at {at + len(own)}"):
        store.append("both", at, own, parent=whose)
    monkeypatch.undo()
    assert_kept(store, "both", [*run(0)[:at], *own])


def test_a_fork_shares_what_came_before_it(store: EventStore) -> None:
    """Given a run, when it is forked at a round, then the fork begins with the run's events and goes its own way, and
    the run is as it was."""
    parent, at = keep_run(store), before_round(run(0), 3)
    before = store.find(parent)
    fork = keep_fork(store, parent, 3)
    assert_kept(store, fork, [*run(0)[:at], *changed(run(0), 3)])
    assert_kept(store, parent, run(0))
    assert store.find(parent) == before
    told = store.find(fork)
    assert told is not None
    assert (told.parent, told.fork_version) == (parent, at)
    assert told.run.changes == "round 3: talks.collapse = 0.05"
    assert [row[:2] for row in store._rows(fork)] == [(at + 1, told.version - at)]


def test_what_a_fork_changes_is_told_however_it_is_written(store: EventStore) -> None:
    """Several changes of one round stand together, those of a later round apart."""
    parent, at = keep_run(store), before_round(run(0), 2)
    first, second = e.AssumptionChanged("talks.collapse", 0.5, {}), e.ChanceRedrawn(4)
    last = e.AssumptionChanged("talks.stall", 0.25, {})
    later = run(0)[at : before_round(run(0), 3)]
    expected = "round 2: talks.collapse = 0.5, chance 4; round 3: talks.stall = 0.25"
    assert store.append("a", at, [first, second, *later, last], parent=parent).run.changes == expected
    store.append("b", at, [first], parent=parent)
    store.append("b", at + 1, [second, *later])
    assert store.append("b", at + 2 + len(later), [last]).run.changes == expected
    assert_kept(store, "b", [*run(0)[:at], first, second, *later, last])


@pytest.mark.parametrize(("first", "second"), [(3, 2), (3, 3), (3, 5), (2, 4)])
def test_a_fork_can_be_forked(store: EventStore, first: int, second: int) -> None:
    """Before the round at which it forked itself, at that round, or after it: the grandchild shares what it should."""
    parent = keep_run(store)
    child = keep_fork(store, parent, first)
    middle = store.read(child)
    grandchild = keep_fork(store, child, second, value=0.9)
    at = before_round(middle, second)
    assert_kept(store, grandchild, [*middle[:at], *changed(middle, second, 0.9)])
    assert_kept(store, child, middle)
    assert_kept(store, parent, run(0))
    told = store.find(grandchild)
    assert told is not None
    assert (told.parent, told.fork_version) == (child, at)
    assert told.run.changes.startswith(f"round {second}: talks.collapse = 0.9")


def test_a_fork_may_hold_nothing_yet(store: EventStore) -> None:
    """Given a fork without events of its own, it is its parent's beginning, and can be continued and forked."""
    parent, at = keep_run(store), before_round(run(0), 2)
    store.append("fork", at, [], parent=parent)
    assert_kept(store, "fork", run(0)[:at])
    store.append("grandchild", at, changed(run(0), 2), parent="fork")
    store.append("fork", at, run(0)[at:])
    assert_kept(store, "fork", run(0))
    assert_kept(store, "grandchild", [*run(0)[:at], *changed(run(0), 2)])


def test_a_parent_that_goes_on_leaves_its_forks_alone(store: EventStore) -> None:
    """What is added to a run after the fork is no part of it."""
    store.keep_scenario(SCENARIO)
    at = before_round(run(0), 2)
    store.append("parent", 0, run(0)[:at])
    store.append("fork", at, changed(run(0), 2), parent="parent")
    store.append("parent", at, run(0)[at:])
    assert_kept(store, "parent", run(0))
    assert_kept(store, "fork", [*run(0)[:at], *changed(run(0), 2)])


def test_a_fork_needs_a_parent_that_has_come_so_far(store: EventStore) -> None:
    """Of nobody, at the beginning, or beyond the last event there is no fork; nothing is left behind."""
    parent, own = keep_run(store), changed(run(0), 2)
    with pytest.raises(UnknownStream, match="nobody: not in the store"):
        store.append("fork", 3, own, parent="nobody")
    for version in (0, -1, len(run(0)) + 1):
        with pytest.raises(VersionConflict, match=f"{parent}: expected version {version}, is at {len(run(0))}"):
            store.append("fork", version, own, parent=parent)
    assert versions(store) == {parent: len(run(0))}


@pytest.mark.parametrize(
    "bad",
    [
        e.PressureApplied("otter", "north", nan, 0.1),
        e.StageOpened(0, ("land",), 0, {"north": inf}, {}),
        e.AssumptionChanged("talks.collapse", -inf, {}),
    ],
)
def test_a_number_that_is_none_leaves_nothing_behind(store: EventStore, bad: e.Event) -> None:
    """Given a run with such a number in its last event, when it is kept, then none of it is there."""
    events = [*run(0)[:5], bad]
    with pytest.raises(BadBody, match=type(bad).__name__):
        store.append("talks", 0, events)
    assert versions(store) == {}
    store.keep_scenario(SCENARIO)
    store.append("talks", 0, events[:5])
    with pytest.raises(BadBody, match=type(bad).__name__):
        store.append("talks", 5, events[5:])
    assert_kept(store, "talks", events[:5])


def test_scenarios_are_kept_by_what_they_say(store: EventStore) -> None:
    """A scenario comes back with its digest, as often as it is kept; another has another."""
    for scenario in (SCENARIO, other(), SCENARIO):
        store.keep_scenario(scenario)
    for scenario in (SCENARIO, other()):
        kept = store.scenario(scenario.digest)
        assert (kept.name, kept.digest) == (scenario.name, scenario.digest)


def test_streams_are_listed_as_they_were_begun(store: EventStore) -> None:
    """Neither their names nor later events change the order."""
    store.keep_scenario(SCENARIO)
    for name in ("zebra", "ant", "Ärger", "moose 10", "moose 9"):
        store.append(name, 0, run(0)[:4])
    store.append("ant", 4, run(0)[4:])
    expected = {"zebra": 4, "ant": len(run(0)), "Ärger": 4, "moose 10": 4, "moose 9": 4}
    assert list(versions(store).items()) == list(expected.items())
    assert list(store.streams()) == [store.find(name) for name in expected]


def test_events_that_cannot_follow_are_named(store: EventStore) -> None:
    """A store keeps what it is given; verifying folds it, and names the event that breaks the story."""
    store.keep_scenario(SCENARIO)
    store.append("talks", 0, [*run(0)[:6], run(0)[0]])
    with pytest.raises(BrokenStream, match=r"^talks, event 7: NegotiationOpened cannot follow"):
        store.verify("talks")


def test_a_run_without_its_scenario_is_told(store: EventStore) -> None:
    """Whoever appends without keeping the scenario learns of it by verifying."""
    store.append("talks", 0, run(0))
    with pytest.raises(BrokenStream, match=r"^talks: scenario [0-9a-f]{12}: not in the store$"):
        store.verify("talks")


@one_store
@given(data=st.data())
def test_any_family_of_streams_is_kept(store: EventStore, data: st.DataObject) -> None:
    """Given any order of appends and forks, each stream is what was written to it, whatever happened to the others."""
    expected: dict[str, list[Any]] = {}
    for _ in range(data.draw(st.integers(1, 6))):
        name = data.draw(st.sampled_from([*expected, "", ""]))
        more = data.draw(arbitrary.streams(most=3))
        parents = [other for other, events in expected.items() if events]
        if name:
            store.append(name, len(expected[name]), more)
            expected[name] += more
        elif parents and data.draw(st.booleans()):
            parent, name = data.draw(st.sampled_from(parents)), next(NAMES)
            at = data.draw(st.integers(1, len(expected[parent])))
            store.append(name, at, more, parent=parent)
            expected[name] = [*expected[parent][:at], *more]
        else:
            name = next(NAMES)
            store.append(name, 0, more)
            expected[name] = more
    for name, events in expected.items():
        assert store.read(name) == events
        stream = store.find(name)
        assert stream is not None
        with pytest.raises(VersionConflict, match=f"expected version {len(events) + 1}, is at {len(events)}"):
            store.append(name, len(events) + 1, [])
        rows = store._rows(name)
        own = [first + place for first, count, *_ in rows for place in range(count)]
        assert own == list(range(stream.fork_version + 1, len(events) + 1))
        for first, count, *columns in rows:
            kinds, bodies, hashes = columns
            assert [kinds.count(b"\n") + 1, bodies.count(b"\n") + 1, len(hashes)] == [count, count, 32 * count]
            assert hashes[-32:] == store.head(name, first + count - 1)
