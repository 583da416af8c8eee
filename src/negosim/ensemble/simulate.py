"""Playing many runs and keeping one row each."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import pandas as pd
import pyarrow as pa

from negosim.domain.events import Event
from negosim.domain.outcome import Outcome
from negosim.domain.scenario import Scenario
from negosim.ensemble.outcomes import Outcomes
from negosim.model import NegotiationModel, PartyAgent

CHUNK = 10
Progress = Callable[[int], None]


def simulate(
    scenario: Scenario,
    runs: int,
    seed: int = 0,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    party_agent: type[PartyAgent] = PartyAgent,
) -> Outcomes:
    """Play runs 0 to ``runs - 1`` of a scenario through Mesa.

    Args:
        scenario: what to play.
        runs: how many, from 1.
        seed: of all runs.
        jobs: worker processes; with 1, everything is played here. The outcomes are the same.
        progress: called with the number of runs just finished.
        party_agent: the class of the parties; with several jobs it must be importable by the workers.

    Raises:
        ValueError: if ``runs`` or ``jobs`` is less than 1.
    """
    if runs < 1 or jobs < 1:
        raise ValueError(f"runs and jobs are from 1, not {runs} and {jobs}")
    chunks = [range(first, min(first + CHUNK, runs)) for first in range(0, runs, CHUNK)]
    rows: list[Outcome] = []
    for played in _played(scenario, seed, chunks, jobs, party_agent):
        rows += played
        if progress is not None:
            progress(len(played))
    return Outcomes(scenario, seed, table(scenario, rows).to_pandas())


def play(scenario: Scenario, seed: int, run: int, party_agent: type[PartyAgent] = PartyAgent) -> tuple[Event, ...]:
    """Every event of one run: any row of an ensemble can be told in full."""
    model = NegotiationModel(scenario, seed, run, party_agent=party_agent)
    model.play()
    return tuple(model.events)


def _played(
    scenario: Scenario, seed: int, chunks: Sequence[range], jobs: int, party_agent: type[PartyAgent]
) -> Iterator[list[Outcome]]:
    if jobs == 1 or len(chunks) == 1:
        for chunk in chunks:
            yield _play_chunk(scenario, seed, chunk, party_agent)
        return
    with ProcessPoolExecutor(min(jobs, len(chunks))) as pool:
        try:
            with _interrupts_held():
                futures = [pool.submit(_play_chunk, scenario, seed, chunk, party_agent) for chunk in chunks]
            for future in futures:
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold interrupts back: processes started meanwhile see none, so that a key press ends them by their parent."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _play_chunk(scenario: Scenario, seed: int, runs: range, party_agent: type[PartyAgent]) -> list[Outcome]:
    return [NegotiationModel(scenario, seed, run, party_agent=party_agent).play() for run in runs]


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
