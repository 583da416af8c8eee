"""Rows of outcomes, and events, played through the Mesa model."""

from __future__ import annotations

import pyarrow as pa

from negosim.domain.outcome import Outcome
from negosim.ensemble.playing.engines import EnsembleTask
from negosim.ensemble.results.outcome_table import table
from negosim.model import NegotiationModel
from negosim.model.classes import Agents
from negosim.store.recording import Played


def rows(task: EnsembleTask, runs: range) -> pa.Table:
    """Play runs; return their rows."""
    return table(task.scenario, [_play(task, run)[0] for run in runs])


def with_events(task: EnsembleTask, runs: range) -> tuple[pa.Table, list[Played]]:
    """Play runs; return their rows, and the events of each as a store keeps them."""
    ended = [_play(task, run) for run in runs]
    return table(task.scenario, [outcome for outcome, _ in ended]), [played for _, played in ended if played]


def play_model(task: EnsembleTask, run: int) -> NegotiationModel:
    """Return the model of a run, played to its end."""
    agents = task.agents or Agents()
    model = NegotiationModel(
        task.scenario, task.seed, run, collect=False, party_agent=agents.party, mediator_agent=agents.mediator
    )
    model.run_model()
    return model


def _play(task: EnsembleTask, run: int) -> tuple[Outcome, Played | None]:
    model = play_model(task, run)
    return model.outcome, Played.of(run, model.events) if task.keep else None
