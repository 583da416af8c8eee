"""Read the results of a job from its folder, and compare runs with what they do when they are played again."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import attrs

from negosim.cli.options import agent_classes
from negosim.domain.events import Event, IllegalEvent, NegotiationClosed, NegotiationOpened
from negosim.domain.evolution import replay
from negosim.domain.outcome import last_objections
from negosim.ensemble.results.loading import manifest_of, outcomes_of, scenario_of
from negosim.ensemble.results.manifest import MANIFEST_FILE, SUMMARY_FILE, read_json, whole
from negosim.ensemble.results.outcome_table import table
from negosim.ensemble.results.outcomes import Outcomes
from negosim.errors import BadInput, Problem
from negosim.store.log import BrokenLog, JsonLines

SHOWN = 3


@attrs.frozen
class Kept:
    """Runs that a job kept in a store.

    Attributes
    ----------
    store : str
        URL of the store, without a password.
    added, already : int
        Runs that are new, and runs that it held before.
    """

    store: str
    added: int
    already: int

    def __str__(self) -> str:
        runs = f"every event of {self.added} run{'' if self.added == 1 else 's'} kept in {self.store}"
        return f"{runs}; {self.already} kept already" if self.already else runs


@attrs.frozen
class Job:
    """The results of ``negosim run``.

    Attributes
    ----------
    folder : Path
        Where they lie.
    outcomes : Outcomes
        A row for each run.
    summary : dict
        The summary in the folder.
    typical : int
        Number of the run that the dance shows.
    kept : Kept or None
        What was kept in a store.
    warnings : tuple of str
        Figures that could not be drawn, and why.
    agent, mediator_agent : str
        Classes of the parties and of the mediators as MODULE:CLASS; empty for the usual ones.
    allowed : tuple of str
        Those of them that may be imported.
    """

    folder: Path
    outcomes: Outcomes
    summary: dict[str, Any]
    typical: int
    kept: Kept | None = None
    warnings: tuple[str, ...] = ()
    agent: str = ""
    mediator_agent: str = ""
    allowed: tuple[str, str] = ("", "")


@attrs.frozen
class CheckedRun:
    """A run that was compared with itself played again.

    Attributes
    ----------
    events : tuple of Event
        All of its events.
    difference : str
        How its row differs from its log, or without a log from the run played again; empty if it does not.
    """

    events: tuple[Event, ...]
    difference: str = ""


def read_job(folder: Path, agents: tuple[str, str] = ("", "")) -> Job:
    """Read the results in a folder.

    Parameters
    ----------
    folder : Path
        What ``negosim run`` wrote.
    agents : tuple of str
        Classes of the parties and of the mediators that may be imported to play a run again.

    Returns
    -------
    Job

    Raises
    ------
    BadInput
        A file is missing, broken, or of another job.
    """
    manifest = manifest_of(folder)
    scenario = scenario_of(folder, manifest)
    outcomes = outcomes_of(folder, scenario, manifest)
    summary = read_json(folder / SUMMARY_FILE) if (folder / SUMMARY_FILE).is_file() else {}
    if "typical" in manifest or summary:
        typical = whole(manifest, "typical", folder / MANIFEST_FILE)
    else:
        from negosim.analysis.outcomes.representative import representative_run  # imports the compiler

        typical = representative_run(outcomes)
    party, mediator = (str(manifest.get(key, "")) for key in ("agent", "mediator_agent"))
    return Job(folder, outcomes, summary, typical, agent=party, mediator_agent=mediator, allowed=agents)


def events_of(job: Job, number: int) -> tuple[Event, ...]:
    """Return the events of a run: from its log if there is one, else played again.

    Parameters
    ----------
    job : Job
        The results.
    number : int
        Number of the run.

    Returns
    -------
    tuple of Event

    Raises
    ------
    BadInput
        There is no such run, or its log is broken.
    """
    kept = _events_in_log(job, number)
    return kept or tuple(_play_again(job, number)[0])


def check_run(job: Job, number: int) -> CheckedRun:
    """Compare the row of a run with its log, or without a log with the run played again; errors as ``events_of``."""
    kept = _events_in_log(job, number)
    events, row = (kept, _row_in(kept)) if kept else _play_again(job, number)
    held, source = job.outcomes.row(number), "in its log" if kept else "played again"
    if row.pop("run") != number:
        return CheckedRun(events, "its log is that of another run")
    found = [
        f"{name} {_as_text(held[name])} in the file, {_as_text(value)} {source}"
        for name, value in row.items()
        if not _equal(held.get(name), value)
    ]
    more = f"; and {len(found) - SHOWN} more columns" if len(found) > SHOWN else ""
    return CheckedRun(events, "; ".join(found[:SHOWN]) + more)


def _row_in(events: tuple[Event, ...]) -> dict[str, Any]:
    """Return the columns of a row that follow from the events of a run without its scenario."""
    state, opened = replay(events), events[0]
    over = {} if state.outcome == "agreement" else last_objections(events)
    return {
        "run": opened.run if isinstance(opened, NegotiationOpened) else None,
        **{name: getattr(state, name) for name in ("outcome", "round", "day", "package", "phases_held")},
        **{f"objection_{party}": over.get(party) for party in state.parties},
    }


def _play_again(job: Job, number: int) -> tuple[tuple[Event, ...], dict[str, Any]]:
    # Mesa takes a second to import, and most commands play no run again.
    from negosim.ensemble.playing.engines import EnsembleTask
    from negosim.ensemble.playing.mesa_rows import play_model

    scenario = job.outcomes.scenario
    manifest = job.folder / MANIFEST_FILE
    options = (("--agent", job.agent, job.allowed[0]), ("--mediator-agent", job.mediator_agent, job.allowed[1]))
    problems = [
        Problem(
            file=str(manifest),
            key=option.strip("-").replace("-", "_"),
            expected=f"{option} {named}, which allows to import this class and to play the run again",
            received=f"{option} {allowed}" if allowed else f"no {option}",
        )
        for option, named, allowed in options
        if named and named != allowed
    ]
    if problems:
        raise BadInput(problems)
    agents = agent_classes(job.agent, job.mediator_agent, (f"{manifest}: agent", f"{manifest}: mediator_agent"))
    model = play_model(EnsembleTask(scenario, job.outcomes.seed, agents=agents), number)
    row: dict[str, Any] = table(scenario, [model.outcome]).to_pylist()[0]
    return tuple(model.events), row


def _equal(one: object, other: object) -> bool:
    both = isinstance(one, float) and isinstance(other, float)
    return one == other or (both and math.isnan(one) and math.isnan(other))  # type: ignore[arg-type]


def _as_text(value: object) -> str:
    return "none" if value is None else str(value)


def _events_in_log(job: Job, number: int) -> tuple[Event, ...]:
    """Return the events in the log of a run, none if there is no log; errors as ``events_of``."""
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
