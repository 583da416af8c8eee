"""Forks: play a run on from a round with other assumptions or other random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import attrs
import pandas as pd

from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.domain.outcome import Outcome
from negosim.domain.scenario import Scenario
from negosim.ensemble.executors.in_parts import run_parts
from negosim.ensemble.results.outcome_table import table
from negosim.ensemble.results.outcomes import Estimate, wilson
from negosim.ensemble.results.paired import Difference, paired
from negosim.errors import BadInput, Problem
from negosim.files.changes import changes_of
from negosim.model import NegotiationModel

CHUNK = 5
SIDES = ("unchanged", "changed")
Events = Sequence[e.Event]
Settings = Mapping[str, object]
Each = Callable[[int, str, tuple[e.Event, ...]], None]


def events_before(events: Events, at_round: int, where: str = "at_round") -> tuple[e.Event, ...]:
    """Return the events before a round opened: those that a fork at that round shares with its run.

    Parameters
    ----------
    events : sequence of Event
        Events of a run.
    at_round : int
        The round, from 1.
    where : str, default "at_round"
        Source of the round, for errors.

    Returns
    -------
    tuple of Event
        A prefix of ``events``.

    Raises
    ------
    BadInput
        The run has no such round.
    """
    last = 0
    for place, event in enumerate(events):
        if isinstance(event, e.RoundOpened):
            last = event.round
            if last == at_round:
                return tuple(events[:place])
    expected = f"a round from 1 to {last}, the last of the run"
    raise BadInput([Problem(file=where, expected=expected, received=str(at_round))])


def fork(
    scenario: Scenario, events: Events, at_round: int, changes: Settings | None = None, *, redraw: int = 0
) -> tuple[e.Event, ...]:
    """Replay a run up to a round and play on with other assumptions; without changes it repeats itself.

    Parameters
    ----------
    scenario : Scenario
        The scenario of the run.
    events : sequence of Event
        Events of the run, at least those before the round.
    at_round : int
        First round under the changes, from 1.
    changes : mapping of str to object, optional
        By parameter or pattern: a number, ``{"add": 0.1}``, ``{"times": 2}``, or both, multiplied first.
    redraw : int, default 0
        Number of another stream of random numbers from that round on; 0 keeps the run's own.

    Returns
    -------
    tuple of Event
        All events of the fork, including those it shares with the run.

    Raises
    ------
    BadInput
        The run has no such round, a change is impossible, or a class of agents that played the run cannot be imported.
    ValueError
        The events are not those of a run of this scenario.
    """
    model = _forked(scenario, events_before(events, at_round), changes or {}, redraw)
    model.run_model()
    return tuple(model.events)


def changes_of_fork(fork_events: Events, shared: int) -> tuple[dict[str, float], int]:
    """Return what a fork changed after ``shared`` events: new values by parameter, and the number of its redraw."""
    changes: dict[str, float] = {}
    redraw = 0
    for event in fork_events[shared:]:
        if isinstance(event, e.AssumptionChanged):
            changes[event.parameter] = event.value
        elif isinstance(event, e.ChanceRedrawn):
            redraw = event.redraw
        else:
            break
    return changes, redraw


def _forked(scenario: Scenario, shared: Events, changes: Settings, redraw: int) -> NegotiationModel:
    model = NegotiationModel.resume(scenario, shared)
    if changes:
        model.change(changes)
    if redraw:
        model.redraw(redraw)
    return model


@attrs.frozen(eq=False)
class Futures:
    """Continuations of a run from a round on, with and without changed assumptions.

    Attributes
    ----------
    scenario : Scenario
        The scenario of the run.
    at_round : int
        First round that was played again.
    changes : mapping of str to float
        New values by parameter.
    frame : DataFrame
        One row per continuation: ``assumptions`` (``unchanged``, ``changed``), ``redraw`` (number of its random
        numbers, from 1, the same on both sides), then the columns of ``Outcomes.frame`` from ``outcome`` to
        ``phases_held``. Without changes there is one side.
    """

    scenario: Scenario
    at_round: int
    changes: Mapping[str, float]
    frame: pd.DataFrame

    @property
    def sides(self) -> tuple[str, ...]:
        """``unchanged`` and ``changed``; only the first without changes."""
        return SIDES if self.changes else SIDES[:1]

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Outcomes, one row per redraw, one column per side."""
        rows = self.frame.set_index("redraw")
        return pd.DataFrame({side: rows["outcome"][rows["assumptions"] == side] for side in self.sides})

    def __len__(self) -> int:
        return len(self.outcomes)

    def rate(self, side: str, *outcomes: str) -> Estimate:
        """Return the share of the continuations of a side that ended in one of ``outcomes``."""
        return wilson(int(self.outcomes[side].isin(outcomes).sum()), len(self))

    def difference(self, *outcomes: str) -> Difference:
        """Return the paired difference of that share between the sides; raise ValueError without changes."""
        if not self.changes:
            raise ValueError("nothing was changed: there is no difference")
        shows = self.outcomes.isin(outcomes)
        return paired(zip(shows["unchanged"], shows["changed"], strict=True))


@attrs.frozen
class _ForkTask:
    scenario: Scenario
    shared: tuple[e.Event, ...]
    changes: Settings
    told: bool


def play_futures(
    scenario: Scenario,
    events: Events,
    at_round: int,
    changes: Settings,
    runs: int,
    *,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
    each: Each | None = None,
) -> Futures:
    """Play many continuations of a run from a round on, with and without changed assumptions.

    Continuation j has the same random numbers on both sides (common random numbers).

    Parameters
    ----------
    scenario : Scenario
        The scenario of the run.
    events : sequence of Event
        Events of the run, at least those before the round.
    at_round : int
        First round that is played again, from 1.
    changes : mapping of str to object
        As in ``fork``; empty to compare with nothing.
    runs : int
        Number of continuations, from 1.
    jobs : int, default 1
        Number of worker processes; 0 for one per core. The result does not depend on it.
    progress : callable, optional
        Called with the number of continuations just played.
    each : callable, optional
        Called with number, side (``unchanged``, ``changed``) and events of every continuation, in order.

    Returns
    -------
    Futures
        The end of every continuation.

    Raises
    ------
    BadInput
        The run has no such round, a change is impossible, or ``runs`` is less than 1.
    ValueError
        The events are not those of a run of this scenario.
    """
    if runs < 1:
        raise BadInput([Problem(file="play_futures", key="runs", expected="a whole number from 1", received=str(runs))])
    shared = events_before(events, at_round)
    values = changes_of(scenario, replay(shared), changes)
    parts = [range(first, min(first + CHUNK, runs + 1)) for first in range(1, runs + 1, CHUNK)]
    rows: dict[str, list[Outcome]] = {side: [] for side in SIDES}
    for part, played in run_parts(_continued, _ForkTask(scenario, shared, values, each is not None), parts, jobs):
        for redraw, sides in zip(part, played, strict=True):
            for side, (outcome, own) in zip(SIDES, sides, strict=False):
                rows[side].append(outcome)
                if each is not None:
                    each(redraw, side, (*shared, *own))
        if progress is not None:
            progress(len(part))
    frames = [_frame(scenario, side, rows[side]) for side in SIDES if rows[side]]
    return Futures(scenario, at_round, values, pd.concat(frames, ignore_index=True))


def _continued(task: _ForkTask, redraws: range) -> list[list[tuple[Outcome, tuple[e.Event, ...]]]]:
    sides: list[Settings] = [{}, task.changes] if task.changes else [{}]
    return [[_one(task, changes, redraw) for changes in sides] for redraw in redraws]


def _one(task: _ForkTask, changes: Settings, redraw: int) -> tuple[Outcome, tuple[e.Event, ...]]:
    model = _forked(task.scenario, task.shared, changes, redraw)
    outcome = model.run_model()
    return outcome, tuple(model.events[len(task.shared) :]) if task.told else ()


def _frame(scenario: Scenario, side: str, rows: Sequence[Outcome]) -> pd.DataFrame:
    known: pd.DataFrame = table(scenario, rows).to_pandas()
    frame = known.loc[:, "outcome":"phases_held"]
    frame.insert(0, "assumptions", side)
    frame.insert(1, "redraw", range(1, len(rows) + 1))
    return frame
