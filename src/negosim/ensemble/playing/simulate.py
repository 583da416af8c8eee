"""Play an ensemble of runs, or a single run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path

import pandas as pd
import pyarrow as pa

from negosim.domain.events import Event
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.executors.base import Cluster, Executors
from negosim.ensemble.executors.in_parts import run_parts, split_gaps
from negosim.ensemble.playing.engine_names import DEFAULT_RUNS, ENSEMBLE, MOST_RUNS
from negosim.ensemble.playing.engines import ENGINES, EnsembleTask, PlayedChunk, engine_for, play_chunk
from negosim.ensemble.playing.mesa_rows import play_model
from negosim.ensemble.results.job_folder import JobFolder, open_job
from negosim.ensemble.results.manifest import Order, ranges
from negosim.ensemble.results.outcome_table import table
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem, collected, not_whole
from negosim.files.given_scenario import as_scenario
from negosim.model import MediatorAgent, PartyAgent
from negosim.model.classes import Agents
from negosim.store.eventstore import EventStore
from negosim.store.opening import open_store
from negosim.store.recording import Keeper

Progress = Callable[[int], None]
__all__ = ["frame_to_table", "play", "play_gaps", "simulate", "table"]


def simulate(
    scenario: Scenario | str | PathLike[str],
    runs: int = DEFAULT_RUNS,
    seed: int = DEFAULT_SEED,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    out: str | PathLike[str] | None = None,
    resume: bool = False,
    engine: str = ENSEMBLE,
    cluster: str = "",
    party_agent: type[PartyAgent] = PartyAgent,
    mediator_agent: type[MediatorAgent] = MediatorAgent,
    keep: EventStore | Keeper | str | None = None,
) -> Outcomes:
    """Play runs 0 to ``runs - 1`` of a scenario.

    With several jobs, call it in a script below ``if __name__ == "__main__":``, since worker processes import the
    script.

    Parameters
    ----------
    scenario : Scenario or path-like
        The scenario, its file, or the name of a case.
    runs : int, default 500
        Number of runs, from 1.
    seed : int, default 7
        Seed of all runs, from 0.
    jobs : int, default 1
        Number of worker processes; 0 for one per core. The outcomes do not depend on it.
    progress : callable, optional
        Called with the number of runs just finished; first with those that are there already.
    out : path-like, optional
        Folder to write to, as of ``negosim run`` without summary and figures; memory use is then constant. By default
        the outcomes are kept in memory.
    resume : bool, default False
        Continue the job with these arguments in ``out``, also one with fewer runs.
    engine : str, default "ensemble"
        ``ensemble``, or ``mesa``, the slow reference. Other agent classes and stores always use Mesa. The outcomes do
        not depend on it.
    cluster : str, default ""
        Address of a Dask scheduler whose workers play, in place of processes on this machine.
    party_agent, mediator_agent : type, default PartyAgent and MediatorAgent
        Classes of the agents; with several jobs the workers must be able to import them.
    keep : EventStore, Keeper or str, optional
        Store, or its URL, for every event of every run, one transaction per run; or a ``Keeper`` of one, which counts.
        Runs with the same events in the store are skipped.

    Returns
    -------
    Outcomes
        One row per run.

    Raises
    ------
    BadInput
        An argument is of the wrong type or out of range; a class of agents cannot be used; the store holds another run
        of the same name; store or folder cannot be written; or ``out`` holds another job. What was written before is
        kept.
    """
    scenario = _checked(scenario, runs=(runs, 1), seed=(seed, 0), jobs=(jobs, 0))
    if isinstance(keep, str):
        keep = open_store(keep, create=True)
    keeper = Keeper(keep) if isinstance(keep, EventStore) else keep
    agents, is_kept = Agents(party_agent, mediator_agent), keep is not None
    task = EnsembleTask(scenario, int(seed), engine_for(engine, agents, keep=is_kept), agents, is_kept)
    executors, heard = executors_for(int(jobs), cluster), progress or (lambda _: None)
    if out is None:
        if resume:
            raise BadInput([Problem(file="simulate", key="out", expected="a folder to resume in", received="none")])
        rows = [chunk.rows for _, chunk in play_gaps(task, ranges(int(runs)), executors, heard, keeper)]
        return Outcomes(scenario, int(seed), pa.concat_tables(rows).to_pandas())
    party, mediator = agents.paths
    store = "a store" if keeper else ""
    order = Order(scenario, int(seed), int(runs), task.engine, party, store, mediator_agent=mediator)
    with open_job(Path(out), order, resume=resume) as folder:
        stream(folder, task, executors, heard, keeper)
        return folder.finish()


def executors_for(jobs: int, cluster: str) -> Executors:
    """Return the executors for a number of processes, or for the cluster at an address."""
    return Cluster(cluster) if cluster else jobs


def stream(
    folder: JobFolder, task: EnsembleTask, executors: Executors, progress: Progress, keeper: Keeper | None = None
) -> None:
    """Play the missing runs of a folder and write them to it; raises as ``simulate``."""
    progress(folder.kept)
    for runs, chunk in play_gaps(task, folder.missing(), executors, progress, keeper):
        folder.keep(runs, chunk.rows)


def play_gaps(
    task: EnsembleTask, gaps: list[range], executors: Executors, progress: Progress, keeper: Keeper | None = None
) -> Iterator[tuple[range, PlayedChunk]]:
    """Play the runs of some gaps and yield them in chunks, in order, each after it is in the store (if any)."""
    if keeper is not None:
        keeper.store.keep_scenario(task.scenario)
    engine = ENGINES[task.engine]
    if isinstance(executors, int):
        executors = max(1, min(executors or os.cpu_count() or 1, sum(map(len, gaps)) // engine.worth))
    chunks = split_gaps(gaps, engine.chunk, engine.chunk if executors == 1 else engine.most)
    for runs, chunk in run_parts(play_chunk, task.for_workers(), chunks, executors):
        if keeper is not None:
            keeper.keep(task.scenario, task.seed, chunk.played)
        yield runs, chunk
        progress(len(runs))


def play(
    scenario: Scenario | str | PathLike[str],
    seed: int = DEFAULT_SEED,
    run: int = 0,
    party_agent: type[PartyAgent] = PartyAgent,
    mediator_agent: type[MediatorAgent] = MediatorAgent,
) -> tuple[Event, ...]:
    """Play one run and return all its events; they explain any row of ``simulate``.

    Parameters
    ----------
    scenario : Scenario or path-like
        The scenario, its file, or the name of a case.
    seed : int, default 7
        Seed of the ensemble, from 0.
    run : int, default 0
        Number of the run, from 0.
    party_agent, mediator_agent : type, default PartyAgent and MediatorAgent
        Classes of the agents.

    Returns
    -------
    tuple of Event
        Events in order; ``replay`` folds them into the final state.

    Raises
    ------
    BadInput
        An argument is of the wrong type or out of range, or a class of agents cannot be used.
    """
    scenario = _checked(scenario, seed=(seed, 0), run=(run, 0))
    return tuple(play_model(EnsembleTask(scenario, seed, agents=Agents(party_agent, mediator_agent)), run).events)


def _checked(scenario: object, **numbers: tuple[int, int]) -> Scenario:
    """Return the scenario, loaded if it is a path; BadInput unless each number is a whole one from its least."""
    problems: list[Problem] = []
    loaded = collected(problems, lambda: as_scenario(scenario, "simulate"))
    wrong = [p for key, (value, least) in numbers.items() for p in not_whole("simulate", key, value, least)]
    if not wrong and "runs" in numbers and (runs := numbers["runs"][0]) > MOST_RUNS:
        wrong.append(Problem(file="simulate", key="runs", expected=f"at most {MOST_RUNS:,}", received=f"{runs:,}"))
    if loaded is None or problems or wrong:
        raise BadInput(problems + wrong)
    return loaded


def frame_to_table(frame: pd.DataFrame) -> pa.Table:
    """Convert a frame of outcomes to an Arrow table."""
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
