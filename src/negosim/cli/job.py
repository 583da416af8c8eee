"""The job of ``negosim run``: play a scenario and write a folder that is complete or can be resumed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import attrs

from negosim import plots
from negosim.analysis.outcomes.representative import representative_run
from negosim.analysis.outcomes.summary import summarise
from negosim.cli.options import agent_classes
from negosim.cli.results import Job, Kept
from negosim.domain.events import Event
from negosim.domain.scenario import Scenario
from negosim.ensemble.playing.engine_names import ENSEMBLE
from negosim.ensemble.playing.engines import EnsembleTask, engine_for
from negosim.ensemble.playing.simulate import executors_for, play, stream
from negosim.ensemble.results.job_folder import JobFolder, open_job, writing
from negosim.ensemble.results.manifest import DOSSIER_FILE, SUMMARY_FILE, Order, write_json
from negosim.ensemble.results.outcomes import Outcomes
from negosim.model.classes import Agents
from negosim.plots.names import DEFAULT, FIGURES
from negosim.store.log import JsonLines
from negosim.store.passwords import without_password
from negosim.store.recording import Keeper

Step = Callable[[str, int, int], None]


@attrs.frozen
class How:
    """How a job is played; outcomes do not depend on it, unless a class of agents is another one.

    Attributes
    ----------
    jobs : int
        Worker processes, from 1.
    cluster : str
        Address of a scheduler whose workers play instead of local processes; empty for none.
    engine : str
        A name in ``ENGINES``.
    agent : str
        Another class of parties, as MODULE:CLASS; empty for the usual one.
    store : str
        URL of a store that keeps every event; empty for none.
    resume : bool
        Continue the job in the folder.
    figures : tuple of str
        Names of the figures to draw; those that the outcomes cannot have are left out.
    dossier : Path or None
        Dossier of the scenario, which is copied into the folder.
    mediator_agent : str
        Another class of mediators, likewise.
    """

    jobs: int
    cluster: str = ""
    engine: str = ENSEMBLE
    agent: str = ""
    store: str = ""
    resume: bool = False
    figures: tuple[str, ...] = DEFAULT
    dossier: Path | None = None
    mediator_agent: str = ""


def run(
    scenario: Scenario,
    runs: int,
    seed: int,
    folder: Path,
    how: How,
    command: Sequence[str] = (),
    step: Step | None = None,
    say: Callable[[str], object] | None = None,
) -> Job:
    """Play, summarise and draw.

    Outcomes are written to the folder, or beside it while earlier results are there. Runs that were played when the
    job is interrupted or fails are kept, and the job can be resumed. If a figure cannot be drawn, the manifest and the
    warnings name it, and everything else is written.

    Parameters
    ----------
    scenario : Scenario
        What to play.
    runs, seed : int
        Number of runs, and seed of their random numbers.
    folder : Path
        Where the results go.
    how : How
        How the job is played.
    command : sequence of str
        The command line, for the manifest.
    step : callable, optional
        Called with the name of a step, units done, and units in all.
    say : callable, optional
        Called with a message if the job is slower than was asked for.

    Returns
    -------
    Job

    Raises
    ------
    BadInput
        As ``ensemble.results.job_folder.open_job``.
    KeyboardInterrupt
        With notes of what is kept.
    """
    agents, store = agent_classes(how.agent, how.mediator_agent), without_password(how.store) if how.store else ""
    given = (how.agent, how.mediator_agent)
    party, mediator = (path if own else "" for path, own in zip(given, agents.paths, strict=True))
    task = EnsembleTask(scenario, seed, engine_for(how.engine, agents, keep=bool(store)), agents, bool(store))
    words = tuple(without_password(word) for word in command)
    order = Order(scenario, seed, runs, task.engine, party, store, words, mediator)
    tell = step or (lambda *_: None)
    with open_job(folder, order, resume=how.resume) as place, _keeping(how.store, store) as keeper:
        if task.engine != how.engine and say is not None:
            own = [f"{who} of {path}" for who, path in (("parties", party), ("mediators", mediator)) if path]
            played = " and ".join(own) or "runs of which every event is kept"
            say(f"{played} are played through Mesa, which is the slow path")
        _play(place, task, how, keeper, tell)
        outcomes, figures = place.outcomes(), place.working / "figures"
        shutil.rmtree(figures, ignore_errors=True)
        typical = representative_run(outcomes)
        with writing(folder):
            summary = summarise(outcomes)
            write_json(place.working / SUMMARY_FILE, summary)
            if how.dossier is not None:
                shutil.copyfile(how.dossier, place.working / DOSSIER_FILE)
            events = _write_log(place.working / "events", outcomes, typical, agents)
            failed = _draw(figures, outcomes, events, how.figures, tell)
        not_drawn = {error.name: error.reason for error in failed}
        outcomes = place.finish(kept=[typical], typical=typical, not_drawn=not_drawn)
    kept = Kept(store, keeper.added, keeper.already) if keeper else None
    warnings = tuple(f"{error}; the rest is written" for error in failed)
    return Job(folder, outcomes, summary, typical, kept, warnings, party, mediator)


def _play(place: JobFolder, task: EnsembleTask, how: How, keeper: Keeper | None, tell: Step) -> None:
    done = 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        tell("runs", done, place.order.runs)

    stream(place, task, executors_for(how.jobs, how.cluster), progress, keeper)


@contextmanager
def _keeping(url: str, shown: str) -> Iterator[Keeper | None]:
    """Open the store at a URL, if there is one; add to an interruption what is kept there."""
    if not url:
        yield None
        return
    from negosim.store.opening import open_store

    with closing(open_store(url, create=True)) as store:
        keeper = Keeper(store)
        try:
            yield keeper
        except KeyboardInterrupt as error:
            if keeper.added:
                error.add_note(str(Kept(shown, keeper.added, keeper.already)))
            raise


def _write_log(folder: Path, outcomes: Outcomes, number: int, agents: Agents) -> tuple[Event, ...]:
    """Write the events of the typical run; any other run can be played again from the seed and its number."""
    shutil.rmtree(folder, ignore_errors=True)
    events = play(outcomes.scenario, outcomes.seed, number, agents.party, agents.mediator)
    JsonLines(folder).append(str(number), 0, events)
    return events


def _draw(
    folder: Path, outcomes: Outcomes, events: Sequence[Event], names: Sequence[str], tell: Step
) -> list[plots.NotDrawn]:
    possible, drawn = plots.applicable(outcomes, events), 0
    shown = [name for name in possible if name in names]
    chosen = () if tuple(names) in (DEFAULT, tuple(FIGURES)) else names
    failed = [plots.NotDrawn(name, "these outcomes cannot have it") for name in chosen if name not in possible]

    def one_more(_: Path) -> None:
        nonlocal drawn
        drawn += 1
        tell("figures", drawn + len(failed), len(shown))

    if shown:
        plots.save_all(outcomes, events, folder, one_more, failed.append, shown)
    return failed
