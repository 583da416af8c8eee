"""The main job: play a scenario, keep what matters, and leave a folder that is whole or not there."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from negosim import plots
from negosim.analysis.summary import summarise
from negosim.analysis.typical import typical_run
from negosim.domain.events import Event, NegotiationClosed
from negosim.domain.evolution import IllegalEvent, replay
from negosim.domain.scenario import Scenario
from negosim.ensemble.outcomes import Outcomes
from negosim.ensemble.simulate import frame_to_table, play, simulate, table
from negosim.files.problems import BadInput, Problem, shown
from negosim.files.scenario import load_scenario
from negosim.files.writing import resolved
from negosim.model import PartyAgent
from negosim.model.classes import class_at, path_of
from negosim.store.address import without_password
from negosim.store.keeping import Keeper
from negosim.store.log import BrokenLog, JsonLines
from negosim.store.opening import open_store

KEPT = 10
LIBRARIES = ("negosim", "mesa", "numpy", "numba", "scipy", "pandas", "pyarrow", "matplotlib")
OUTCOMES_FILE, SUMMARY_FILE = "outcomes.parquet", "summary.json"
SCENARIO_FILE, MANIFEST_FILE = "scenario.toml", "manifest.json"
FOLDERS = {"events": ".jsonl", "figures": ".png"}
Step = Callable[[str, int, int], None]


class Interrupted(Exception):  # noqa: N818 - it names what happened
    """A job that was interrupted, and what it leaves."""


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
        agent: import path of the class of the parties; empty for the usual one.
    """

    folder: Path
    outcomes: Outcomes
    summary: dict[str, Any]
    typical: int
    kept: Kept | None = None
    warnings: tuple[str, ...] = ()
    agent: str = ""


def check_folder(folder: Path) -> None:
    """BadInput unless results can be written to ``folder``: it is new, empty, or holds results of an earlier job."""
    problem = _folder_problem(folder)
    if problem is not None:
        expected = "a new folder, or one with results of an earlier job"
        raise BadInput([Problem(file=str(folder), key="--out", expected=expected, received=problem)])


def _folder_problem(folder: Path) -> str | None:
    above = folder.resolve().parent
    file = next((place for place in (above, *above.parents) if place.is_file()), None)
    if file is not None:
        return f"a folder inside {file}, which is a file"
    try:
        if folder.exists() and not folder.is_dir():
            return "a file"
        if folder.is_mount():
            return "a place where something is mounted, which cannot be replaced as a whole; name a folder inside it"
        if folder.is_dir() and any(folder.iterdir()):
            foreign = _foreign(folder)
            if foreign or not (folder / MANIFEST_FILE).is_file():
                return "a folder with other things in it" + (f": {', '.join(foreign[:3])}" if foreign else "")
        above.mkdir(parents=True, exist_ok=True)
        probe = above / f".{folder.name}.probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return f"{error.strerror}: {above}"
    return None


def _foreign(folder: Path) -> list[str]:
    """What lies in a folder that no job leaves there; none of it may be lost."""
    files = {OUTCOMES_FILE, SUMMARY_FILE, SCENARIO_FILE, MANIFEST_FILE}
    foreign = [p for p in folder.iterdir() if p.name not in (FOLDERS if p.is_dir() else files)]
    for name, suffix in FOLDERS.items():
        if (folder / name).is_dir():
            foreign += [p for p in (folder / name).iterdir() if p.suffix != suffix or p.is_dir()]
    return sorted(str(p.relative_to(folder)) for p in foreign)


def run(
    scenario: Scenario,
    runs: int,
    seed: int,
    jobs: int,
    folder: Path,
    command: Sequence[str],
    step: Step,
    store: str = "",
    party_agent: type[PartyAgent] = PartyAgent,
) -> Job:
    """Play, summarise, draw, and write everything to ``folder`` in one step at the end.

    A figure that cannot be drawn is named in the manifest and among the warnings, and the rest is written all the same.
    ``step(what, done, total)`` hears of progress. An interruption leaves an earlier folder as it was. In a ``store``,
    runs are kept as they are played, and stay when the rest is interrupted.
    """
    check_folder(folder)
    place = folder.resolve()
    played = 0

    def progress(count: int) -> None:
        nonlocal played
        played += count
        step("runs", played, runs)

    with _keeping(store) as keeper:
        outcomes = simulate(scenario, runs, seed, jobs=jobs, progress=progress, party_agent=party_agent, keep=keeper)
    typical = typical_run(outcomes)
    logs = sorted({*range(min(KEPT, runs)), typical})
    aside = place.parent / f".{place.name}.partial-{os.getpid()}"
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        events = _write(aside, outcomes, logs, typical, party_agent)
        names = plots.applicable(outcomes, events)
        drawn = 0
        failed: list[plots.NotDrawn] = []

        def one_more(_: Path) -> None:
            nonlocal drawn
            drawn += 1
            step("figures", drawn + len(failed), len(names))

        plots.save_all(outcomes, events, aside / "figures", one_more, failed.append)
        _write_manifest(aside, outcomes, logs, typical, command, failed, path_of(party_agent, PartyAgent))
        summary = json.loads((aside / SUMMARY_FILE).read_text(encoding="utf-8"))
        _replace(place, aside)
    except OSError as error:
        expected, received = "a folder to write to", error.strerror or str(error)
        raise BadInput([Problem(file=str(folder), key="--out", expected=expected, received=received)]) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    kept = Kept(without_password(store), keeper.added, keeper.already) if keeper else None
    return Job(folder, outcomes, summary, typical, kept, tuple(f"{error}; the rest is written" for error in failed))


@contextmanager
def _keeping(url: str) -> Iterator[Keeper | None]:
    """Keeps runs in the store at a URL, if there is one to be opened."""
    if not url:
        yield None
        return
    with closing(open_store(url, create=True)) as store:
        keeper = Keeper(store)
        try:
            yield keeper
        except KeyboardInterrupt:
            if not keeper.added:
                raise
            raise Interrupted(str(Kept(without_password(url), keeper.added, keeper.already))) from None


def _write(
    folder: Path, outcomes: Outcomes, kept: Sequence[int], typical: int, party_agent: type[PartyAgent]
) -> tuple[Event, ...]:
    pq.write_table(frame_to_table(outcomes.frame), folder / OUTCOMES_FILE, compression="zstd")
    (folder / SCENARIO_FILE).write_text(resolved(outcomes.scenario), encoding="utf-8")
    _write_json(folder / SUMMARY_FILE, summarise(outcomes))
    log = JsonLines(folder / "events")
    told: tuple[Event, ...] = ()
    for number in kept:
        events = play(outcomes.scenario, outcomes.seed, number, party_agent)
        log.append(str(number), 0, events)
        told = events if number == typical else told
    return told


def _write_manifest(
    folder: Path,
    outcomes: Outcomes,
    kept: Sequence[int],
    typical: int,
    command: Sequence[str],
    failed: Sequence[plots.NotDrawn],
    agent: str,
) -> None:
    manifest = {
        "scenario": outcomes.scenario.name,
        "digest": outcomes.scenario.digest,
        "seed": outcomes.seed,
        "runs": len(outcomes),
        "kept": list(kept),
        "typical": typical,
        "agent": agent,
        "not_drawn": {error.name: error.reason for error in failed},
        "command": [without_password(word) for word in command],
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
    }
    _write_json(folder / MANIFEST_FILE, manifest)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def _replace(folder: Path, aside: Path) -> None:
    """Put a finished folder in the place of an earlier one; at every moment one of the two is whole."""
    old = folder.parent / f".{folder.name}.old-{os.getpid()}"
    try:
        if folder.exists():
            folder.replace(old)
        aside.replace(folder)
    finally:
        if old.exists() and not folder.exists():
            old.replace(folder)
        shutil.rmtree(old, ignore_errors=True)


def read_job(folder: Path) -> Job:
    """The results in a folder; BadInput if they are not all there or do not belong together."""
    missing = [name for name in (MANIFEST_FILE, SCENARIO_FILE, OUTCOMES_FILE) if not (folder / name).is_file()]
    if missing:
        expected = "a folder that `negosim run` left"
        raise BadInput([Problem(file=str(folder), expected=expected, received="no " + ", ".join(missing))])
    manifest = _read_json(folder / MANIFEST_FILE)
    scenario = load_scenario(folder / SCENARIO_FILE)
    if scenario.digest != manifest.get("digest"):
        expected = f"the scenario with digest {str(manifest.get('digest'))[:12]}…"
        received = f"one with digest {scenario.digest[:12]}…"
        raise BadInput([Problem(file=str(folder / SCENARIO_FILE), expected=expected, received=received)])
    try:
        frame: pd.DataFrame = pq.read_table(folder / OUTCOMES_FILE).to_pandas()
    except (pa.ArrowException, OSError) as error:
        received = str(error).splitlines()[0]
        raise BadInput(
            [Problem(file=str(folder / OUTCOMES_FILE), expected="a table of outcomes", received=shown(received))]
        ) from None
    seed, runs, typical = (_whole(manifest, key, folder / MANIFEST_FILE) for key in ("seed", "runs", "typical"))
    if len(frame) != runs or list(frame.columns) != table(scenario, []).column_names:
        expected, received = f"{runs} runs of {scenario.name}", f"{len(frame)} rows, or other columns"
        raise BadInput([Problem(file=str(folder / OUTCOMES_FILE), expected=expected, received=received)])
    summary = _read_json(folder / SUMMARY_FILE) if (folder / SUMMARY_FILE).is_file() else {}
    return Job(folder, Outcomes(scenario, seed, frame), summary, typical, agent=str(manifest.get("agent", "")))


def _whole(manifest: dict[str, Any], key: str, path: Path) -> int:
    value = manifest.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadInput([Problem(file=str(path), key=key, expected="a whole number from 0", received=shown(value))])
    return value


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput([Problem(file=str(path), expected="JSON", received=shown(str(error)))]) from None
    if not isinstance(value, dict):
        raise BadInput([Problem(file=str(path), expected="a JSON object", received=shown(value))])
    return value


def events_of(job: Job, number: int) -> tuple[Event, ...]:
    """Every event of a run: from its log if it was kept, else played again from seed and run number."""
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
    if kept:
        return tuple(kept)
    agent = class_at(job.agent, PartyAgent, f"{job.folder / MANIFEST_FILE}: agent")
    return play(job.outcomes.scenario, job.outcomes.seed, number, agent)
