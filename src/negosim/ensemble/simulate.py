"""Playing many runs and keeping one row each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from negosim.domain.events import Event
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.engines import ENGINES, Chunk, Task, play_chunk, settled
from negosim.ensemble.folder import JobFolder, opened
from negosim.ensemble.manifest import Order, ranges
from negosim.ensemble.names import ENSEMBLE, MOST_RUNS
from negosim.ensemble.outcomes import Outcomes
from negosim.ensemble.places import Cluster, Place
from negosim.ensemble.rows import table
from negosim.ensemble.workers import shares, worked
from negosim.errors import BadInput, Problem, shown
from negosim.model import NegotiationModel, PartyAgent
from negosim.model.classes import path_of
from negosim.store.eventstore import EventStore
from negosim.store.recording import Keeper

Progress = Callable[[int], None]
__all__ = ["frame_to_table", "play", "played", "simulate", "table"]


def simulate(
    scenario: Scenario,
    runs: int,
    seed: int = DEFAULT_SEED,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    out: str | PathLike[str] | None = None,
    resume: bool = False,
    engine: str = ENSEMBLE,
    cluster: str = "",
    party_agent: type[PartyAgent] = PartyAgent,
    keep: EventStore | Keeper | None = None,
) -> Outcomes:
    """Play runs 0 to ``runs - 1`` of a scenario.

    With several jobs the workers import the script that asks for them: a script calls this below
    ``if __name__ == "__main__":``, or each worker would begin to play it again.

    Args:
        scenario: what to play.
        runs: how many, from 1.
        seed: of all runs, from 0.
        jobs: worker processes; 1 plays everything here, 0 stands for one a core. The outcomes are the same.
        progress: called with the number of runs just finished; first with those that were there already.
        out: a folder to stream the outcomes to, as ``negosim run`` leaves one, without summary and figures. Memory
            stays flat: the outcomes read from it what they are asked for. Without it they are held in memory.
        resume: go on with the job of these arguments that lies in ``out``, also with one of fewer runs.
        engine: ``ensemble``, or ``mesa``, which is the reference and slow. Agents of another class and the keeping of
            events always play through Mesa. The outcomes are the same.
        cluster: the address of a scheduler whose workers play, in place of processes here.
        party_agent: the class of the parties; with several jobs it must be importable by the workers.
        keep: a store in which every event of every run is kept, each run in one transaction as soon as it is played; or
            a ``Keeper`` of one, which counts. Runs that are there already, event for event, are left.

    Raises:
        BadInput: ``scenario`` is none, or a number is not what it must be; or another run is kept under the name of one
            of these, or the store or the folder cannot be written, or ``out`` does not fit: what was done before it is
            kept.
    """
    _check(scenario, runs=(runs, 1), seed=(seed, 0), jobs=(jobs, 0))
    keeper = Keeper(keep) if isinstance(keep, EventStore) else keep
    task = Task(scenario, int(seed), settled(engine, party_agent, keep=keep is not None), party_agent, keep is not None)
    place, heard = place_of(int(jobs), cluster), progress or (lambda _: None)
    if out is None:
        if resume:
            raise BadInput([Problem(file="simulate", key="out", expected="a folder to resume in", received="none")])
        rows = [chunk.rows for _, chunk in played(task, ranges(int(runs)), place, heard, keeper)]
        return Outcomes(scenario, int(seed), pa.concat_tables(rows).to_pandas())
    order = Order(
        scenario, int(seed), int(runs), task.engine, path_of(party_agent, PartyAgent), "a store" if keeper else ""
    )
    with opened(Path(out), order, resume=resume) as folder:
        stream(folder, task, place, heard, keeper)
        return folder.finish()


def place_of(jobs: int, cluster: str) -> Place:
    """Where runs are played, as ``worked`` is told it: in so many processes here, or on a cluster."""
    return Cluster(cluster) if cluster else jobs


def stream(folder: JobFolder, task: Task, place: Place, progress: Progress, keeper: Keeper | None = None) -> None:
    """Play what a folder misses, and keep it there as it comes; errors as in ``simulate``."""
    progress(folder.kept)
    for runs, chunk in played(task, folder.missing(), place, progress, keeper):
        folder.keep(runs, chunk.rows)


def played(
    task: Task, gaps: list[range], place: Place, progress: Progress, keeper: Keeper | None = None
) -> Iterator[tuple[range, Chunk]]:
    """The runs of some gaps, chunk by chunk in their order; each is in the store, if there is one, before it comes."""
    if keeper is not None:
        keeper.store.keep_scenario(task.scenario)
    engine = ENGINES[task.engine]
    if isinstance(place, int):
        place = max(1, min(place or os.cpu_count() or 1, sum(map(len, gaps)) // engine.worth))
    chunks = shares(gaps, engine.chunk, engine.chunk if place == 1 else engine.most)
    for runs, chunk in worked(play_chunk, task.for_workers(), chunks, place):
        if keeper is not None:
            keeper.keep(task.scenario, task.seed, chunk.played)
        yield runs, chunk
        progress(len(runs))


def play(scenario: Scenario, seed: int, run: int, party_agent: type[PartyAgent] = PartyAgent) -> tuple[Event, ...]:
    """Every event of one run: any row of an ensemble can be told in full; BadInput if an argument is none."""
    _check(scenario, seed=(seed, 0), run=(run, 0))
    model = NegotiationModel(scenario, seed, run, party_agent=party_agent)
    model.play()
    return tuple(model.events)


def _check(scenario: object, **numbers: tuple[object, int]) -> None:
    """BadInput unless there is a scenario, and each number, by name, is a whole one from its least."""
    problems = []
    if not isinstance(scenario, Scenario):
        hint = f"load_scenario({shown(str(scenario))}) makes one" if isinstance(scenario, str | PathLike) else ""
        received = shown(scenario)
        problems.append(Problem(file="simulate", key="scenario", expected="a Scenario", received=received, hint=hint))
    for key, (value, least) in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            expected = f"a whole number from {least}"
            problems.append(Problem(file="simulate", key=key, expected=expected, received=shown(value)))
        elif key == "runs" and value > MOST_RUNS:
            expected = f"at most {MOST_RUNS:,}"
            problems.append(Problem(file="simulate", key=key, expected=expected, received=f"{value:,}"))
    if problems:
        raise BadInput(problems)


def frame_to_table(frame: pd.DataFrame) -> pa.Table:
    """The Arrow table of an outcomes frame."""
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
