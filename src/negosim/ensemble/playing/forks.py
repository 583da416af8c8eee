"""Forks of a run: it goes on from a round with other assumptions or another chance, and everything before stays."""

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


def before(events: Events, at_round: int, where: str = "at_round") -> tuple[e.Event, ...]:
    """The events of a run before a round opened: what a fork at that round shares with it.

    BadInput, with ``where`` the round came from, if the run has no such round.
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
    """A run again, with other assumptions from a round on; without changes it repeats itself.

    Parameters
    ----------
    scenario : Scenario
        What was played.
    events : Events
        Of the run, all or at least those before the round.
    at_round : int
        The first round under the changes.
    changes : Settings, optional
        By parameter or pattern: a number, ``{"add": 0.1}``, ``{"times": 2}``, or both: times first, then add.
    redraw : int, default 0
        Number of another chance from that round on; 0 leaves the run's own.

    Returns
    -------
    tuple of Event
        All events of the fork, those that it shares with the run first.

    Raises
    ------
    BadInput
        The run has no such round, or a change cannot be, or a class of agents that played it cannot be imported.
    ValueError
        These are not the events of a run of this scenario.
    """
    model = _forked(scenario, before(events, at_round), changes or {}, redraw)
    model.run_model()
    return tuple(model.events)


def made(fork_events: Events, shared: int) -> tuple[dict[str, float], int]:
    """What a fork changed when it left its parent after ``shared`` events: new values by parameter, and its redraw."""
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
    """How a run went on from a round, many times, as it was and under changed assumptions.

    Attributes
    ----------
    scenario : Scenario
        What was played.
    at_round : int
        The first round that was played again.
    changes : mapping of str to float
        What was changed: new values by parameter.
    frame : DataFrame
        One row a continuation: ``assumptions`` (``unchanged``, ``changed``), ``redraw`` (the number of its chance,
        from 1; the same number is the same chance on both sides), then as in ``Outcomes.frame`` from ``outcome`` to
        ``phases_held``. Without changes there is no other side.
    """

    scenario: Scenario
    at_round: int
    changes: Mapping[str, float]
    frame: pd.DataFrame

    @property
    def sides(self) -> tuple[str, ...]:
        """``unchanged`` and ``changed``; the first alone without changes."""
        return SIDES if self.changes else SIDES[:1]

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """How the sides ended, a row a redraw and a column a side."""
        rows = self.frame.set_index("redraw")
        return pd.DataFrame({side: rows["outcome"][rows["assumptions"] == side] for side in self.sides})

    def __len__(self) -> int:
        return len(self.outcomes)

    def rate(self, side: str, *outcomes: str) -> Estimate:
        """Share of the continuations of a side, ``unchanged`` or ``changed``, that ended in one of ``outcomes``."""
        return wilson(int(self.outcomes[side].isin(outcomes).sum()), len(self))

    def difference(self, *outcomes: str) -> Difference:
        """By how much the changes move that share, with an interval that knows that chance is shared.

        ValueError without changes.
        """
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
    """Play a run on from a round under chance redrawn ``runs`` times, as it was and with changed assumptions.

    The continuations are paired: redraw number ``j`` is the same chance on both sides (common random numbers).

    Parameters
    ----------
    scenario, events, at_round, changes : Scenario; Events; int; Settings
        As in ``fork``.
    runs : int
        How many redraws, from 1.
    jobs : int, default 1
        Worker processes; 1 plays everything here, 0 stands for one a core. The futures are the same.
    progress : callable, optional
        Called with the number of redraws just played.
    each : Each, optional
        Called with redraw, side and events of every continuation, in order; ``changed`` comes second, and only if
        there are changes.

    Raises
    ------
    BadInput
        The run has no such round, a change cannot be, or ``runs`` is less than 1.
    ValueError
        These are not the events of a run of this scenario.
    """
    if runs < 1:
        raise BadInput([Problem(file="play_futures", key="runs", expected="a whole number from 1", received=str(runs))])
    shared = before(events, at_round)
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
