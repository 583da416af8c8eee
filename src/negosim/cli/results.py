"""The results in a folder that a job left: read, and held against what their runs do when they are played again."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import attrs

from negosim.analysis.outcomes.representative import representative_run
from negosim.cli.asking import agent_of
from negosim.domain.events import Event, IllegalEvent, NegotiationClosed
from negosim.domain.evolution import replay
from negosim.ensemble.results.loading import manifest_of, outcomes_of, scenario_of
from negosim.ensemble.results.manifest import MANIFEST_FILE, SUMMARY_FILE, read_json, whole
from negosim.ensemble.results.outcome_table import table
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem
from negosim.model import NegotiationModel
from negosim.store.log import BrokenLog, JsonLines

SHOWN = 3


@attrs.frozen
class Kept:
    """What was kept in a store: its URL without a password, runs that were new, runs that were there already."""

    store: str
    added: int
    already: int

    def __str__(self) -> str:
        runs = f"every event of {self.added} run{'' if self.added == 1 else 's'} kept in {self.store}"
        return f"{runs}; {self.already} kept already" if self.already else runs


@attrs.frozen
class Job:
    """What a run of the main job leaves.

    Attributes:
        folder: where it lies.
        outcomes, summary: as read back from it.
        typical: number of the run that the dance shows.
        kept: what was kept in a store, if one was asked for.
        warnings: what did not go as it should, in a line each.
        agent: where the class of the parties is found; empty for the usual one.
    """

    folder: Path
    outcomes: Outcomes
    summary: dict[str, Any]
    typical: int
    kept: Kept | None = None
    warnings: tuple[str, ...] = ()
    agent: str = ""


@attrs.frozen
class Told:
    """A run to be told: its events, and how what lies of it in the folder differs from the run played again; or not."""

    events: tuple[Event, ...]
    difference: str = ""


def read_job(folder: Path) -> Job:
    """The results in a folder; BadInput if they are not all there or do not belong together."""
    manifest = manifest_of(folder)
    scenario = scenario_of(folder, manifest)
    outcomes = outcomes_of(folder, scenario, manifest)
    summary = read_json(folder / SUMMARY_FILE) if (folder / SUMMARY_FILE).is_file() else {}
    typical = (
        whole(manifest, "typical", folder / MANIFEST_FILE)
        if "typical" in manifest or summary
        else representative_run(outcomes)
    )
    return Job(folder, outcomes, summary, typical, agent=str(manifest.get("agent", "")))


def events_of(job: Job, number: int) -> tuple[Event, ...]:
    """Every event of a run: from its log if it was kept, else played again from seed and run number."""
    kept = _logged(job, number)
    return kept or tuple(_again(job, number)[0])


def told(job: Job, number: int) -> Told:
    """A run to be told, played again to hold its row against it."""
    kept = _logged(job, number)
    events, row = _again(job, number)
    held = job.outcomes.row(number)
    found = [
        f"{name} {_word(held[name])} in the file, {_word(value)} played again"
        for name, value in row.items()
        if not _same(held[name], value)
    ]
    if kept and kept != events and not found:
        found = ["its log holds other events"]
    more = f"; and {len(found) - SHOWN} more columns" if len(found) > SHOWN else ""
    return Told(kept or events, "; ".join(found[:SHOWN]) + more)


def _again(job: Job, number: int) -> tuple[tuple[Event, ...], dict[str, Any]]:
    scenario = job.outcomes.scenario
    agent = agent_of(job.agent, f"{job.folder / MANIFEST_FILE}: agent")
    model = NegotiationModel(scenario, job.outcomes.seed, number, party_agent=agent)
    row: dict[str, Any] = table(scenario, [model.run_model()]).to_pylist()[0]
    return tuple(model.events), row


def _same(one: object, other: object) -> bool:
    both = isinstance(one, float) and isinstance(other, float)
    return one == other or (both and math.isnan(one) and math.isnan(other))  # type: ignore[arg-type]


def _word(value: object) -> str:
    return "none" if value is None else str(value)


def _logged(job: Job, number: int) -> tuple[Event, ...]:
    """The events in the log of a run, none if it was not kept; BadInput if it is broken, or there is no such run."""
    if not 0 <= number < len(job.outcomes):
        expected = f"a run from 0 to {len(job.outcomes) - 1}"
        raise BadInput([Problem(file=str(job.folder), key="RUN", expected=expected, received=str(number))])
    log = JsonLines(job.folder / "events")
    try:
        kept = log.read(str(number))
        replay(kept)
        if kept and not isinstance(kept[-1], NegotiationClosed):
            raise BrokenLog(f"{log.path(str(number))}: expected a run that ends, stops after {len(kept)} events")
    except (BrokenLog, IllegalEvent) as error:
        raise BadInput(
            [Problem(file=str(job.folder), key="events", expected="a log of events", received=str(error))]
        ) from None
    return tuple(kept)
