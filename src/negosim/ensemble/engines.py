"""What plays runs: the seam behind which an ensemble is played, one row a run, or with every event.

Workers import this, so Mesa, the store and pandas are left to those who need them: of a worker's start they would be a
half.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from negosim.domain.scenario import Scenario
from negosim.ensemble.kernel import play_rows
from negosim.ensemble.names import ENSEMBLE, MESA
from negosim.errors import BadInput, Problem, nearest, shown

if TYPE_CHECKING:
    from negosim.model import PartyAgent
    from negosim.store.recording import Played


@attrs.frozen
class Task:
    """What is to be played: rows of a scenario under a seed.

    Attributes:
        scenario, seed: of all runs.
        engine: what plays them, a name in ``ENGINES``.
        party_agent: the class of the parties, None for the usual one; any other is played through Mesa.
        keep: whether every event is wanted, and not the rows alone.
    """

    scenario: Scenario
    seed: int
    engine: str = ENSEMBLE
    party_agent: type[PartyAgent] | None = None
    keep: bool = False

    def for_workers(self) -> Task:
        """The same; without the agents that nobody needs, whose class would bring Mesa along."""
        return attrs.evolve(self, party_agent=None) if self.engine == ENSEMBLE else self


@attrs.frozen
class Chunk:
    """What some runs leave: their rows, and the events of each if they are kept."""

    rows: pa.Table
    played: list[Played] = attrs.field(factory=list)


@attrs.frozen
class Engine:
    """A way to play runs.

    Attributes:
        rows_of: the rows of some runs, in the columns and types of ``rows.table``, in the order of the runs.
        chunk: how many runs are played at a time: less than a second of work.
        most: how many a worker plays at a time while there is much to do; never more than a part.
        worth: how many runs a worker process must have before it to be worth its start.
    """

    rows_of: Callable[[Task, range], pa.Table]
    chunk: int
    most: int
    worth: int


def by_mesa(task: Task, runs: range) -> pa.Table:
    """The rows of some runs, each played through the Mesa model."""
    rows: pa.Table = _through_mesa().rows(task, runs)
    return rows


def by_kernel(task: Task, runs: range) -> pa.Table:
    """The rows of some runs, played without agents and events."""
    return play_rows(task.scenario, task.seed, runs)


ENGINES: dict[str, Engine] = {
    ENSEMBLE: Engine(by_kernel, chunk=1000, most=2500, worth=5000),
    MESA: Engine(by_mesa, chunk=10, most=10, worth=1),
}


def play_chunk(task: Task, runs: range) -> Chunk:
    """Play some runs: the work of a worker."""
    if task.keep:
        return Chunk(*_through_mesa().with_events(task, runs))
    return Chunk(ENGINES[task.engine].rows_of(task, runs))


def settled(engine: str, party_agent: type[PartyAgent], *, keep: bool) -> str:
    """The engine that plays what is asked for: agents of another class and the keeping of events need Mesa.

    BadInput if there is no engine of that name.
    """
    if engine not in ENGINES:
        hint = nearest(engine, ENGINES)
        raise BadInput([Problem(file="--engine", expected="an engine", received=shown(engine), hint=hint)])
    return MESA if keep or party_agent is not importlib.import_module("negosim.model").PartyAgent else engine


def _through_mesa() -> Any:
    return importlib.import_module("negosim.ensemble.through_mesa")
