"""Play forks and turning points, draw them and write their data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from negosim.analysis.story.ending import end_as_values
from negosim.cli.options import parse_settings
from negosim.cli.stored_runs import StoredRun
from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.ensemble.playing import forks
from negosim.ensemble.results.outcomes import OUTCOMES
from negosim.errors import BadInput, Problem, shown
from negosim.files.changes import changes_of
from negosim.store.branches import keep_fork
from negosim.store.eventstore import EventStore
from negosim.studies.turning_points import Changes, TurningPoints
from negosim.studies.turning_points import find_turning_points as turn

Step = Callable[[str, int, int], None]
"""Called with the name of a step, units done, and units in all."""


@attrs.frozen
class Branch:
    """A fork that was played and kept.

    Attributes
    ----------
    name : str
        Name of its stream.
    new : bool
        Whether it was not in the store before.
    at_round : int
        The first round that is not its parent's.
    changes : mapping
        For each changed parameter, the value before and after.
    events : tuple of Event
        All events, those of its parent first.
    shared : int
        Number of events that are its parent's.
    """

    name: str
    new: bool
    at_round: int
    changes: Mapping[str, tuple[float, float]]
    events: tuple[e.Event, ...]
    shared: int


def play_fork(store: EventStore, stored: StoredRun, at_round: int, settings: Mapping[str, object]) -> Branch:
    """Play a run again from a round on, and keep the fork.

    Parameters
    ----------
    store : EventStore
        Where the fork is kept.
    stored : StoredRun
        The run.
    at_round : int
        The first round under the settings.
    settings : mapping
        Parameters or patterns of them, with numbers or changes.

    Returns
    -------
    Branch

    Raises
    ------
    BadInput
        There is no such round or parameter, or a value is not possible.
    """
    shared = forks.events_before(stored.events, at_round, "--at-round")
    state = replay(shared)
    values = changes_of(stored.scenario, state, settings)
    events = forks.fork(stored.scenario, stored.events, at_round, values)
    name, new = keep_fork(store, stored.stream.name, at_round, events, len(shared), values)
    changes = {key: (state.parameter(key), value) for key, value in values.items()}
    return Branch(name, new, at_round, changes, events, len(shared))


def play_futures(
    store: EventStore, stored: StoredRun, branch: Branch, runs: int, jobs: int, step: Step
) -> forks.Futures:
    """Play a fork's futures, each with other random numbers, and keep them.

    Parameters
    ----------
    store : EventStore
        Where they are kept.
    stored : StoredRun
        The parent of the fork.
    branch : Branch
        The fork.
    runs : int
        Number of redraws.
    jobs : int
        Worker processes.
    step : callable
        Called with progress.

    Returns
    -------
    Futures
    """
    values = {name: after for name, (_, after) in branch.changes.items()}
    done = 0

    def keep(redraw: int, side: str, events: Sequence[e.Event]) -> None:
        changes = values if side == "changed" else {}
        keep_fork(store, stored.stream.name, branch.at_round, events, branch.shared, changes, redraw)

    def progress(count: int) -> None:
        nonlocal done
        done += count
        step("futures", done, runs)

    try:
        return forks.play_futures(
            stored.scenario, stored.events, branch.at_round, values, runs, jobs=jobs, progress=progress, each=keep
        )
    except KeyboardInterrupt as error:
        error.add_note(f"the fork and {done} redraws of {runs} are kept")
        raise


def fork_values(stored: StoredRun, branch: Branch, futures: forks.Futures | None) -> dict[str, Any]:
    """Return what a fork led to, as plain values for JSON."""
    parent, fork_ = end_as_values(stored.scenario, stored.events), end_as_values(stored.scenario, branch.events)
    return {
        "run": stored.stream.name,
        "fork": branch.name,
        "new": branch.new,
        "scenario": stored.scenario.name,
        "at_round": branch.at_round,
        "changes": {name: {"before": before, "after": after} for name, (before, after) in branch.changes.items()},
        "ends": {"run": parent, "fork": fork_},
        "repeats": tuple(stored.events[branch.shared :]) == _without_record(branch),
        "futures": None if futures is None else _futures_values(futures),
    }


def _without_record(branch: Branch) -> tuple[e.Event, ...]:
    """Return the events of a fork that are not its parent's, without the record of its changes."""
    return branch.events[branch.shared + len(branch.changes) :]


def _futures_values(futures: forks.Futures) -> dict[str, Any]:
    found: dict[str, Any] = {"redraws": len(futures), "outcomes": {}}
    for name in OUTCOMES:
        entry = {side: _plain(futures.rate(side, name)) for side in futures.sides}
        if futures.changes:
            entry["difference"] = _plain(futures.difference(name))
        found["outcomes"][name] = entry
    return found


def _plain(value: Any) -> dict[str, Any]:
    return {key: round(x, 6) if isinstance(x, float) else x for key, x in attrs.asdict(value).items()}


def draw_fork(stored: StoredRun, branch: Branch, futures: forks.Futures | None) -> Any:
    """Draw a fork beside its run; return the figure."""
    from negosim import plots

    panels = plots.fork_and_parent(stored.scenario, stored.events, branch.events, branch.at_round, futures=futures)
    return panels[0].figure


def find_turning_points(stored: StoredRun, changes: Changes, jobs: int, step: Step) -> TurningPoints:
    """Find the rounds of a run at which changes alter its outcome."""
    total, done = len(changes) * replay(stored.events).round, 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        step("forks", done, total)

    return turn(stored.scenario, stored.events, changes, jobs=jobs, progress=progress)


def draw_turning_points(stored: StoredRun, points: TurningPoints) -> Any:
    """Draw the turning points of a run; return the figure."""
    from negosim import plots

    run = stored.stream.run
    return plots.turning_map(points, run=f"Run {run.run}, seed {run.seed}, ").figure


def save_figure(
    folder: Path,
    name: str,
    draw: Callable[[], Any],
    values: Mapping[str, Any],
    step: Step,
    hint: str = "",
) -> Path:
    """Write a figure and its data.

    Parameters
    ----------
    folder : Path
        Where to write; made if it is missing.
    name : str
        Name of both files, without suffix.
    draw : callable
        Draws the figure.
    values : mapping
        Its data, for JSON.
    step : callable
        Called with progress.
    hint : str
        Added to the error.

    Returns
    -------
    Path
        The figure's file.

    Raises
    ------
    BadInput
        The files cannot be written.
    """
    from negosim import plots

    step("figures", 0, 1)
    path = folder / f"{name}.png"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False)
        path.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")
        plots.save_page(draw, path)
    except OSError as error:
        expected, received = "a folder to write to", error.strerror or str(error)
        problem = Problem(file=str(folder), key="--out", expected=expected, received=received, hint=hint)
        raise BadInput([problem]) from None
    step("figures", 1, 1)
    return path


def parse_changes(texts: Sequence[str]) -> dict[str, dict[str, object]]:
    """Parse changes with names.

    Parameters
    ----------
    texts : sequence of str
        Each ``NAME: KEY=VALUE, KEY=VALUE``; without a name, the settings are the name.

    Returns
    -------
    dict[str, dict[str, object]]
        Settings by name.

    Raises
    ------
    BadInput
        A change is empty, or a name is given twice.
    """
    changes: dict[str, dict[str, object]] = {}
    for text in texts:
        name, colon, rest = text.partition(":")
        if not colon:
            name, rest = text, text
        if not name.strip() or name.strip() in changes or not rest.strip():
            expected = "NAME: KEY=VALUE, … with a name of its own"
            raise BadInput([Problem(file="--change", expected=expected, received=shown(text))])
        changes[name.strip()] = parse_settings(_split(rest), f"--change {name.strip()}")
    return changes


def _split(text: str) -> list[str]:
    """Split settings at commas outside of braces."""
    parts, depth = [""], 0
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


@contextmanager
def errors_as_bad_input(stored: StoredRun) -> Iterator[None]:
    """Turn a ValueError, raised for runs that these rules did not play, into BadInput."""
    try:
        yield
    except ValueError as error:
        expected = "a run that can be played on"
        raise BadInput([Problem(file="RUN", key=stored.stream.name, expected=expected, received=str(error))]) from None
