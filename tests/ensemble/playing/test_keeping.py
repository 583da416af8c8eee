"""Runs of an ensemble that are kept in a store while they are played."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from pandas.testing import assert_frame_equal

import negosim as ns
from negosim.domain.events import AnswerGiven
from negosim.ensemble.playing.simulate import play, simulate
from negosim.model import PartyAgent
from negosim.store.bodies import to_stored
from negosim.store.lines import Packed
from negosim.store.memory import MemoryStore
from negosim.store.naming import name_of
from negosim.store.recording import Keeper, Played
from tests.talks import talks, values

SEED, RUNS = 7, 12
shores = talks(values(talks__collapse=0.02), parties={"north": {}, "south": {}})


@pytest.fixture
def store() -> MemoryStore:
    """A store with nothing in it."""
    return MemoryStore()


def heads(store: MemoryStore) -> dict[str, bytes]:
    """The last hash of each stream."""
    return {stream.name: stream.head for stream in store.streams()}


def test_every_event_of_every_run_is_kept(store: MemoryStore) -> None:
    """In the order of the runs, with the scenario, and the outcomes are those without a store."""
    outcomes = simulate(shores, RUNS, SEED, keep=store)
    assert_frame_equal(simulate(shores, RUNS, SEED).frame, outcomes.frame)
    assert list(heads(store)) == [name_of(shores, SEED, run) for run in range(RUNS)]
    for row in outcomes.frame.to_dict("records"):
        stream = store.find(name_of(shores, SEED, row["run"]))
        assert stream is not None
        assert store.read(stream.name) == list(play(shores, SEED, row["run"]))
        assert (stream.run.outcome, stream.run.round) == (row["outcome"], row["round"])
        store.verify(stream.name)
    assert store.scenario(shores.digest).digest == shores.digest


def test_what_the_store_tells_of_a_run_is_what_all_its_events_tell(store: MemoryStore) -> None:
    """The few events that are sent along with the bodies are enough, however a run ended."""
    simulate(shores, RUNS, SEED, keep=store)
    other = MemoryStore()
    for run in range(RUNS):
        other.append(name_of(shores, SEED, run), 0, play(shores, SEED, run))
    assert list(store.streams()) == list(other.streams())
    assert len({stream.run.outcome for stream in store.streams()}) > 1


@pytest.mark.slow
def test_several_processes_keep_the_same_bytes(store: MemoryStore) -> None:
    """The number of workers is no part of what is kept."""
    simulate(shores, RUNS, SEED, keep=store)
    parallel = MemoryStore()
    simulate(shores, RUNS, SEED, jobs=2, keep=parallel)
    assert heads(parallel) == heads(store)


def test_runs_that_are_there_are_left_and_counted(store: MemoryStore) -> None:
    """More runs of the same ensemble go on from the ones that were kept before."""
    simulate(shores, 5, SEED, keep=store)
    before, keeper = heads(store), Keeper(store)
    simulate(shores, RUNS, SEED, keep=keeper)
    assert (keeper.added, keeper.already) == (RUNS - 5, 5)
    assert heads(store).items() >= before.items()


@pytest.mark.parametrize("written", [True, False])
def test_a_run_at_whose_writing_a_key_is_pressed_is_counted_if_it_was_written(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch, written: bool
) -> None:
    """The press may come before the run is in the store, or when it is there and not yet counted."""
    append, third = MemoryStore.append_stored, name_of(shores, SEED, 2)

    def pressed(self: MemoryStore, name: str, *rest: Any) -> Any:
        if name != third or written:
            append(self, name, *rest)
        if name == third:
            raise KeyboardInterrupt

    monkeypatch.setattr(MemoryStore, "append_stored", pressed)
    keeper = Keeper(store)
    with pytest.raises(KeyboardInterrupt):
        simulate(shores, RUNS, SEED, keep=keeper)
    assert keeper.added == len(list(store.streams())) == 2 + written


def test_runs_that_were_kept_with_other_bytes_are_the_same_runs(store: MemoryStore) -> None:
    """The order of a body's fields is no part of an event."""
    events = play(shores, SEED, 0)
    stored = Packed.of(
        (kind, form, json.dumps(json.loads(body), sort_keys=True).encode())
        for kind, form, body in map(to_stored, events)
    )
    store.append_stored(name_of(shores, SEED, 0), 0, stored, events)
    before, keeper = heads(store), Keeper(store)
    simulate(shores, 2, SEED, keep=keeper)
    assert (keeper.added, keeper.already) == (1, 1)
    assert heads(store).items() >= before.items()


class Stubborn(PartyAgent):
    """A party that refuses whatever it is asked."""

    def answer(self, package: int) -> AnswerGiven:
        """No."""
        return msgspec.structs.replace(super().answer(package), accepted=False, issue="land")


def test_other_events_under_the_same_name_are_refused(store: MemoryStore) -> None:
    """A class of its own makes other runs of the same name: they are refused by name, and what is there stays."""
    simulate(shores, 2, SEED, keep=store)
    before = heads(store)
    with pytest.raises(ns.BadInput, match=f"{name_of(shores, SEED, 0)}: expected the same .* another store"):
        simulate(shores, RUNS, SEED, party_agent=Stubborn, keep=store)
    assert heads(store) == before


def test_runs_before_a_refused_one_are_kept(store: MemoryStore) -> None:
    """Each run is a transaction of its own."""
    store.append(name_of(shores, SEED, 3), 0, play(shores, SEED, 4))
    with pytest.raises(ns.BadInput):
        simulate(shores, RUNS, SEED, keep=store)
    assert sorted(heads(store)) == sorted(name_of(shores, SEED, run) for run in range(4))


def test_a_run_that_goes_on_can_be_kept(store: MemoryStore) -> None:
    """What tells of it is what there is so far."""
    events = play(shores, SEED, 0)[:9]
    store.keep_scenario(shores)
    Keeper(store).keep(shores, SEED, [Played.of(0, events)])
    stream = store.find(name_of(shores, SEED, 0))
    assert stream is not None
    assert (stream.version, stream.run.outcome, stream.run.round) == (9, "", 2)
