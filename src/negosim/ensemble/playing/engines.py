"""Engines that play runs: the compiled kernel, and the Mesa model, which also keeps events.

Worker processes and commands import this module, so it imports the kernel, Mesa, the store and pandas only when they
are used: they would take half of a start.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from negosim.domain.scenario import Scenario
from negosim.ensemble.playing.engine_names import ENSEMBLE, MESA
from negosim.errors import BadInput, Problem, nearest, shown

if TYPE_CHECKING:
    from negosim.model.classes import Agents
    from negosim.store.recording import Played


@attrs.frozen
class EnsembleTask:
    """The task of worker processes: runs of a scenario under a seed.

    Attributes
    ----------
    scenario : Scenario
        The scenario.
    seed : int
        Seed of all runs.
    engine : str
        Name of the engine, a key of ``ENGINES``.
    agents : Agents or None
        Classes of the agents; None for the default ones. Other classes are played through Mesa.
    keep : bool
        Return the events of every run besides its row.
    """

    scenario: Scenario
    seed: int
    engine: str = ENSEMBLE
    agents: Agents | None = None
    keep: bool = False

    def for_workers(self) -> EnsembleTask:
        """Return the task without classes of agents that are not used, so that workers need not import Mesa."""
        return attrs.evolve(self, agents=None) if self.engine == ENSEMBLE else self


@attrs.frozen
class PlayedChunk:
    """Rows of some runs, and their events if they are kept."""

    rows: pa.Table
    played: list[Played] = attrs.field(factory=list)


@attrs.frozen
class Engine:
    """An engine that plays runs.

    Attributes
    ----------
    rows_of : callable
        Returns the rows of some runs, in the columns and types of ``outcome_table.table``, in the order of the runs.
    chunk : int
        Number of runs to play at a time, less than a second of work.
    most : int
        Largest number of runs to send to a worker at a time; never more than a part.
    worth : int
        Number of runs that make the start of a worker process worth its time.
    """

    rows_of: Callable[[EnsembleTask, range], pa.Table]
    chunk: int
    most: int
    worth: int


def by_mesa(task: EnsembleTask, runs: range) -> pa.Table:
    """Play runs through the Mesa model; return their rows."""
    rows: pa.Table = _through_mesa().rows(task, runs)
    return rows


def by_kernel(task: EnsembleTask, runs: range) -> pa.Table:
    """Play runs by the compiled kernel, without agents and events; return their rows."""
    kernel = importlib.import_module("negosim.ensemble.playing.kernel_rows")
    rows: pa.Table = kernel.play_rows(task.scenario, task.seed, runs)
    return rows


ENGINES: dict[str, Engine] = {
    ENSEMBLE: Engine(by_kernel, chunk=1000, most=2500, worth=5000),
    MESA: Engine(by_mesa, chunk=10, most=10, worth=1),
}


def play_chunk(task: EnsembleTask, runs: range) -> PlayedChunk:
    """Play some runs of a task; worker processes call this."""
    if task.keep:
        return PlayedChunk(*_through_mesa().with_events(task, runs))
    return PlayedChunk(ENGINES[task.engine].rows_of(task, runs))


def engine_for(engine: str, agents: Agents, *, keep: bool) -> str:
    """Return the name of the engine to use: other classes of agents and the keeping of events need Mesa.

    Raises
    ------
    BadInput
        No engine has this name.
    """
    if engine not in ENGINES:
        hint = nearest(engine, ENGINES)
        raise BadInput([Problem(file="--engine", expected="an engine", received=shown(engine), hint=hint)])
    return MESA if keep or agents.own else engine


def _through_mesa() -> Any:
    return importlib.import_module("negosim.ensemble.playing.mesa_rows")
