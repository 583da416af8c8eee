"""Turning points: rounds of a run at which a change alters its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs
import pandas as pd

from negosim.analysis.wording import Words
from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.domain.scenario import Scenario
from negosim.domain.state import State
from negosim.ensemble.executors.in_parts import run_parts
from negosim.ensemble.playing.forks import Settings, events_before
from negosim.errors import BadInput, Problem
from negosim.files.changes import changes_of
from negosim.model import NegotiationModel

Changes = Mapping[str, Settings]
PRESSURE, TRUST, WAITING = 0.05, 0.2, 2.0


@attrs.frozen(order=True)
class End:
    """Outcome, round, day and package (-1 for none) of a run."""

    outcome: str
    round: int
    day: int
    package: int


@attrs.frozen(eq=False)
class TurningPoints:
    """Ends of the forks of a run, with each of several changes at each of its rounds.

    Attributes
    ----------
    scenario : Scenario
        The scenario of the run.
    end : End
        End of the run itself.
    changes : mapping of str to settings
        Settings of each change, by name.
    frame : DataFrame
        One row per fork: ``change``, ``at_round``, ``at_day``; its ``outcome``, ``round``, ``day``, ``package``;
        ``turned``, whether the outcome differs from the run's.
    """

    scenario: Scenario
    end: End
    changes: Changes
    frame: pd.DataFrame

    def rounds(self, change: str) -> list[int]:
        """Return the rounds at which a change alters the outcome."""
        rows = self.frame[(self.frame["change"] == change) & self.frame["turned"]]
        return [int(number) for number in rows["at_round"]]


def find_turning_points(
    scenario: Scenario,
    events: Sequence[e.Event],
    changes: Changes | None = None,
    *,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
) -> TurningPoints:
    """Fork a run at every round with each of several changes, under the run's own random numbers.

    Parameters
    ----------
    scenario : Scenario
        The scenario of the run.
    events : sequence of Event
        All events of the run.
    changes : mapping of str to settings, optional
        Changes by name, each as in ``fork``; by default ``likely_changes``.
    jobs : int, default 1
        Number of worker processes; 0 for one per core. The result does not depend on it.
    progress : callable, optional
        Called with the number of forks just played.

    Returns
    -------
    TurningPoints
        The end of every fork, and whether its outcome differs from that of the run.

    Raises
    ------
    BadInput
        A change is impossible, or the run has not ended.
    ValueError
        The events are not those of a run of this scenario.
    """
    end, tried = end_of(events), likely_changes(scenario, events) if changes is None else changes
    start = replay(events_before(events, 1))
    problems = [problem for name, settings in tried.items() for problem in _problems(scenario, start, name, settings)]
    if problems:
        raise BadInput(problems)
    rows = []
    for number, ends in run_parts(
        _ends, _TurningTask(scenario, tuple(events), tried, end), range(1, end.round + 1), jobs
    ):
        day = (number - 1) * scenario.days_per_round
        rows += [
            (name, number, day, *attrs.astuple(found), found.outcome != end.outcome)
            for name, found in zip(tried, ends, strict=True)
        ]
        if progress is not None:
            progress(len(ends))
    columns = ["change", "at_round", "at_day", *(field.name for field in attrs.fields(End)), "turned"]
    return TurningPoints(scenario, end, tried, pd.DataFrame(rows, columns=columns))


def end_of(events: Sequence[e.Event]) -> End:
    """Return the end of a run; raise BadInput if it has not ended."""
    closing = events[-1] if events else None
    if not isinstance(closing, e.NegotiationClosed):
        raise BadInput([Problem(file="RUN", expected="a run that has ended", received=f"{len(events)} events of one")])
    state = replay(events)
    return End(state.outcome, state.round, state.day, state.package)


def likely_changes(scenario: Scenario, events: Sequence[e.Event]) -> dict[str, dict[str, object]]:
    """Return changes to try on a run, by name, from its own draw.

    More pressure on each party; each real red line lifted; waiting twice as costly to each party; and where mediators
    take part, each of them pressing or drafting where it did not, and the other way round, and more trust in all.
    """
    draw, words = replay(events_before(events, 1)).draw, Words(scenario)
    mediators = scenario.mediators if scenario.rules.protocol == "mediated" else ()
    found: dict[str, dict[str, object]] = {}
    for party in scenario.parties:
        found[f"more pressure on {words.agent(party.name)}"] = {f"{party.name}.pressure": {"add": PRESSURE}}
    for party in scenario.parties:
        cost = draw[f"{party.name}.waiting_cost"]
        if cost:
            name = "waiting twice as costly to" if cost > 0 else "time twice as kind to"
            found[f"{name} {words.agent(party.name)}"] = {f"{party.name}.waiting_cost": {"times": WAITING}}
    for line in scenario.red_lines:
        if draw[line.parameter] > 0.5:
            name = f"no red line of {words.agent(line.party)} ({words.condition(line.condition)})"
            found[name] = {line.parameter: 0}
    for mediator in mediators:
        for ability in ("draft", "press"):
            able = draw[f"{mediator.name}.{ability}"] > 0.5
            name = f"{words.agent(mediator.name)} {'stops' if able else 'begins'} {ability}ing"
            found[name] = {f"{mediator.name}.{ability}": 0 if able else 1}
    if mediators:
        found["more trust in all mediators"] = {f"{m.name}.trust.*": {"add": TRUST} for m in mediators}
    return found


@attrs.frozen
class _TurningTask:
    scenario: Scenario
    events: tuple[e.Event, ...]
    changes: Changes
    end: End


def _ends(task: _TurningTask, number: int) -> list[End]:
    shared = events_before(task.events, number)
    return [_end(task, shared, settings) for settings in task.changes.values()]


def _end(task: _TurningTask, shared: Sequence[e.Event], settings: Settings) -> End:
    model = NegotiationModel.resume(task.scenario, shared)
    values = changes_of(task.scenario, model.state, settings)
    if all(model.state.parameter(name) == value for name, value in values.items()):
        return task.end
    model.change(values)
    model.run_model()
    return end_of(model.events)


def _problems(scenario: Scenario, state: State, name: str, settings: Settings) -> Iterator[Problem]:
    try:
        changes_of(scenario, state, settings, f"--change {name}")
    except BadInput as error:
        yield from error.problems
