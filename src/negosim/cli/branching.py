"""What ``fork`` and ``turning-points`` do: runs played on, and what is drawn and written of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from negosim.analysis.story.ending import end_as_values
from negosim.cli.asking import settings_of
from negosim.cli.stored_runs import Read
from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.ensemble.playing import forks
from negosim.ensemble.results.outcomes import OUTCOMES
from negosim.errors import BadInput, Problem, shown
from negosim.files.changes import changes_of
from negosim.store.branches import keep_fork
from negosim.store.eventstore import EventStore
from negosim.studies.turning_points import Changes, TurningPoints, find_turning_points


@attrs.frozen
class Branch:
    """A fork that was played and kept.

    Attributes:
        name: of its stream; new: whether it was not there before.
        at_round: its first own round.
        changes: each parameter with its value before and after.
        events: all of them, the ``shared`` ones of its parent first.
    """

    name: str
    new: bool
    at_round: int
    changes: Mapping[str, tuple[float, float]]
    events: tuple[e.Event, ...]
    shared: int


def played_on(store: EventStore, read: Read, at_round: int, settings: Mapping[str, object]) -> Branch:
    """A run played on from a round under other settings, and kept; BadInput if that cannot be."""
    shared = forks.events_before(read.events, at_round, "--at-round")
    state = replay(shared)
    values = changes_of(read.scenario, state, settings)
    events = forks.fork(read.scenario, read.events, at_round, values)
    name, new = keep_fork(store, read.stream.name, at_round, events, len(shared), values)
    changes = {key: (state.parameter(key), value) for key, value in values.items()}
    return Branch(name, new, at_round, changes, events, len(shared))


def redrawn(
    store: EventStore, read: Read, branch: Branch, runs: int, jobs: int, step: Callable[[str, int, int], None]
) -> forks.Futures:
    """A fork's futures under so many redraws of chance, each kept."""
    values = {name: after for name, (_, after) in branch.changes.items()}
    done = 0

    def keep(redraw: int, side: str, events: Sequence[e.Event]) -> None:
        changes = values if side == "changed" else {}
        keep_fork(store, read.stream.name, branch.at_round, events, branch.shared, changes, redraw)

    def progress(count: int) -> None:
        nonlocal done
        done += count
        step("futures", done, runs)

    try:
        return forks.play_futures(
            read.scenario, read.events, branch.at_round, values, runs, jobs=jobs, progress=progress, each=keep
        )
    except KeyboardInterrupt as error:
        error.add_note(f"the fork and {done} redraws of {runs} are kept")
        raise


def branch_values(read: Read, branch: Branch, futures: forks.Futures | None) -> dict[str, Any]:
    """What a fork came to, as plain values for JSON."""
    parent, fork_ = end_as_values(read.scenario, read.events), end_as_values(read.scenario, branch.events)
    return {
        "run": read.stream.name,
        "fork": branch.name,
        "new": branch.new,
        "scenario": read.scenario.name,
        "at_round": branch.at_round,
        "changes": {name: {"before": before, "after": after} for name, (before, after) in branch.changes.items()},
        "ends": {"run": parent, "fork": fork_},
        "repeats": tuple(read.events[branch.shared :]) == _without_record(branch),
        "futures": None if futures is None else _futures_values(futures),
    }


def _without_record(branch: Branch) -> tuple[e.Event, ...]:
    """A fork's own events, less the record of its changes."""
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


def fork_page(read: Read, branch: Branch, futures: forks.Futures | None) -> Any:
    """The figure of a fork beside its run."""
    from negosim import plots

    panels = plots.fork_and_parent(read.scenario, read.events, branch.events, branch.at_round, futures=futures)
    return panels[0].figure


def turned(read: Read, tried: Changes, jobs: int, step: Callable[[str, int, int], None]) -> TurningPoints:
    """The turning points of a run under some changes."""
    total, done = len(tried) * replay(read.events).round, 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        step("forks", done, total)

    return find_turning_points(read.scenario, read.events, tried, jobs=jobs, progress=progress)


def turning_page(read: Read, points: TurningPoints) -> Any:
    """The figure of a run's turning points."""
    from negosim import plots

    run = read.stream.run
    return plots.turning_map(points, run=f"Run {run.run}, seed {run.seed}, ").figure


def save(
    folder: Path,
    name: str,
    draw: Callable[[], Any],
    values: Mapping[str, Any],
    step: Callable[[str, int, int], None],
    hint: str = "",
) -> Path:
    """Write a figure, and what it shows as JSON beside it; the hint is for who learns that it cannot be done."""
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


def named_changes(texts: Sequence[str]) -> dict[str, dict[str, object]]:
    """Changes by name from ``NAME: KEY=VALUE, KEY=VALUE``; without a name the settings are it."""
    changes: dict[str, dict[str, object]] = {}
    for text in texts:
        name, colon, rest = text.partition(":")
        if not colon:
            name, rest = text, text
        if not name.strip() or name.strip() in changes or not rest.strip():
            expected = "NAME: KEY=VALUE, … with a name of its own"
            raise BadInput([Problem(file="--change", expected=expected, received=shown(text))])
        changes[name.strip()] = settings_of(_split(rest), f"--change {name.strip()}")
    return changes


def _split(text: str) -> list[str]:
    """Settings apart at commas outside of braces."""
    parts, depth = [""], 0
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


@contextmanager
def same_rules(read: Read) -> Iterator[None]:
    """What can be played on was played by these rules; anything else is bad input."""
    try:
        yield
    except ValueError as error:
        expected = "a run that can be played on"
        raise BadInput([Problem(file="RUN", key=read.stream.name, expected=expected, received=str(error))]) from None
