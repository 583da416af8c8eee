"""Runs that are played through the Mesa model, as rows, or with every event."""

from __future__ import annotations

import pyarrow as pa

from negosim.domain.outcome import Outcome
from negosim.ensemble.engines import Task
from negosim.ensemble.rows import table
from negosim.model import NegotiationModel, PartyAgent
from negosim.store.recording import Played


def rows(task: Task, runs: range) -> pa.Table:
    """The rows of some runs."""
    return table(task.scenario, [_play(task, run)[0] for run in runs])


def with_events(task: Task, runs: range) -> tuple[pa.Table, list[Played]]:
    """The rows of some runs, and every event of each, as it is to be kept."""
    ended = [_play(task, run) for run in runs]
    return table(task.scenario, [outcome for outcome, _ in ended]), [played for _, played in ended if played]


def _play(task: Task, run: int) -> tuple[Outcome, Played | None]:
    model = NegotiationModel(task.scenario, task.seed, run, party_agent=task.party_agent or PartyAgent)
    return model.play(), Played.of(run, model.events) if task.keep else None
