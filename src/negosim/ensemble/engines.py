"""What plays runs: the seam behind which an ensemble is played, one row a run, or with every event."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pyarrow as pa

from negosim.domain.outcome import Outcome
from negosim.domain.scenario import Scenario
from negosim.ensemble.kernel import play_rows
from negosim.ensemble.names import ENSEMBLE, MESA
from negosim.ensemble.rows import table
from negosim.files.problems import BadInput, Problem, nearest, shown
from negosim.model import NegotiationModel, PartyAgent
from negosim.store.keeping import Played


@attrs.frozen
class Task:
    """What is to be played: rows of a scenario under a seed.

    Attributes:
        scenario, seed: of all runs.
        engine: what plays them, a name in ``ENGINES``.
        party_agent: the class of the parties; any but ``PartyAgent`` is played through Mesa.
        keep: whether every event is wanted, and not the rows alone.
    """

    scenario: Scenario
    seed: int
    engine: str = ENSEMBLE
    party_agent: type[PartyAgent] = PartyAgent
    keep: bool = False


@attrs.frozen
class Engine:
    """A way to play runs.

    Attributes:
        rows_of: the rows of some runs, in the columns and types of ``rows.table``, in the order of the runs.
        chunk: how many runs a worker plays at a time: about a second of work, at most a part is played at a time.
        worth: how many runs a worker process must have before it to be worth its start.
    """

    rows_of: Callable[[Task, range], pa.Table]
    chunk: int
    worth: int


def by_mesa(task: Task, runs: range) -> pa.Table:
    """The rows of some runs, each played through the Mesa model."""
    return table(task.scenario, [_play(task, run)[0] for run in runs])


def with_events(task: Task, runs: range) -> tuple[pa.Table, list[Played]]:
    """The rows of some runs, and every event of each, as it is to be kept."""
    ended = [_play(task, run) for run in runs]
    return table(task.scenario, [outcome for outcome, _ in ended]), [played for _, played in ended if played]


def _play(task: Task, run: int) -> tuple[Outcome, Played | None]:
    model = NegotiationModel(task.scenario, task.seed, run, party_agent=task.party_agent)
    return model.play(), Played.of(run, model.events) if task.keep else None


def by_kernel(task: Task, runs: range) -> pa.Table:
    """The rows of some runs, played without agents and events."""
    return play_rows(task.scenario, task.seed, runs)


ENGINES: dict[str, Engine] = {
    ENSEMBLE: Engine(by_kernel, chunk=1000, worth=5000),
    MESA: Engine(by_mesa, chunk=10, worth=1),
}


def settled(engine: str, party_agent: type[PartyAgent], *, keep: bool) -> str:
    """The engine that plays what is asked for: agents of another class and the keeping of events need Mesa.

    BadInput if there is no engine of that name.
    """
    if engine not in ENGINES:
        hint = nearest(engine, ENGINES)
        raise BadInput([Problem(file="--engine", expected="an engine", received=shown(engine), hint=hint)])
    return MESA if keep or party_agent is not PartyAgent else engine
