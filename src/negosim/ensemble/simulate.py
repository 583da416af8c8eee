"""Playing many runs and keeping one row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike

import attrs
import numpy as np
import pandas as pd
import pyarrow as pa

from negosim.domain.events import Event
from negosim.domain.outcome import Outcome
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.ensemble.outcomes import Outcomes
from negosim.ensemble.workers import worked
from negosim.files.problems import BadInput, Problem, shown
from negosim.model import NegotiationModel, PartyAgent
from negosim.store.eventstore import EventStore
from negosim.store.keeping import Keeper, Played

CHUNK = 10
Progress = Callable[[int], None]


@attrs.frozen
class Chunk:
    """What some runs leave: how each ended, and the events of each if they are to be kept."""

    rows: list[Outcome]
    played: list[Played]


def simulate(
    scenario: Scenario,
    runs: int,
    seed: int = DEFAULT_SEED,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    party_agent: type[PartyAgent] = PartyAgent,
    keep: EventStore | Keeper | None = None,
) -> Outcomes:
    """Play runs 0 to ``runs - 1`` of a scenario through Mesa.

    With several jobs the workers import the script that asks for them: a script calls this below
    ``if __name__ == "__main__":``, or each worker would begin to play it again.

    Args:
        scenario: what to play.
        runs: how many, from 1.
        seed: of all runs, from 0.
        jobs: worker processes; 1 plays everything here, 0 stands for one a core. The outcomes are the same.
        progress: called with the number of runs just finished.
        party_agent: the class of the parties; with several jobs it must be importable by the workers.
        keep: a store in which every event of every run is kept, each run in one transaction as soon as it is played; or
            a ``Keeper`` of one, which counts. Runs that are there already, event for event, are left.

    Raises:
        BadInput: ``scenario`` is none, or a number is not what it must be; or another run is kept under the name of one
            of these, or the store cannot be written: the runs before it are kept.
    """
    _check(scenario, runs=(runs, 1), seed=(seed, 0), jobs=(jobs, 0))
    runs, seed, jobs = int(runs), int(seed), int(jobs)
    chunks = [range(first, min(first + CHUNK, runs)) for first in range(0, runs, CHUNK)]
    keeper = Keeper(keep) if isinstance(keep, EventStore) else keep
    if keeper is not None:
        keeper.store.keep_scenario(scenario)
    rows: list[Outcome] = []
    for _, chunk in worked(_play_chunk, _Task(scenario, seed, party_agent, keeper is not None), chunks, jobs):
        rows += chunk.rows
        if keeper is not None:
            keeper.keep(scenario, seed, chunk.played)
        if progress is not None:
            progress(len(chunk.rows))
    return Outcomes(scenario, seed, table(scenario, rows).to_pandas())


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
    if problems:
        raise BadInput(problems)


@attrs.frozen
class _Task:
    """What workers are to play."""

    scenario: Scenario
    seed: int
    party_agent: type[PartyAgent]
    keep: bool


def _play_chunk(task: _Task, runs: range) -> Chunk:
    chunk = Chunk([], [])
    for run in runs:
        model = NegotiationModel(task.scenario, task.seed, run, party_agent=task.party_agent)
        chunk.rows.append(model.play())
        if task.keep:
            chunk.played.append(Played.of(run, model.events))
    return chunk


def table(scenario: Scenario, rows: Sequence[Outcome]) -> pa.Table:
    """Outcomes as an Arrow table with the columns of the design, section 12."""
    text, number, whole = pa.string(), pa.float64(), pa.int64()
    parties = [party.name for party in scenario.parties]
    columns: dict[str, pa.Array] = {
        "run": pa.array([r.run for r in rows], whole),
        "outcome": pa.array([r.outcome for r in rows], text),
        "round": pa.array([r.round for r in rows], whole),
        "day": pa.array([r.day for r in rows], whole),
        "package": pa.array([r.package for r in rows], whole),
    }
    for issue in scenario.issues:
        columns[issue.name] = pa.array([r.levels.get(issue.name) for r in rows], text)
    for party in parties:
        columns[f"utility_{party}"] = pa.array([r.utilities[party] for r in rows], number)
    for party in parties:
        columns[f"reservation_{party}"] = pa.array([r.reservations[party] for r in rows], number)
    columns["blocker_party"] = pa.array([r.blocker[0] if r.blocker else None for r in rows], text)
    columns["blocker_issue"] = pa.array([r.blocker[1] if r.blocker else None for r in rows], text)
    columns["phases_held"] = pa.array([r.phases_held for r in rows], whole)
    columns["zopa"] = pa.array([r.zopa for r in rows], whole)
    for parameter in scenario.uncertain:
        columns[f"draw_{parameter.name}"] = pa.array([r.draw[parameter.name] for r in rows], number)
    return pa.table(columns)


def frame_to_table(frame: pd.DataFrame) -> pa.Table:
    """The Arrow table of an outcomes frame."""
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
