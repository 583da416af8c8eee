"""One run of a scenario as a Mesa model: the reference implementation of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Self

import mesa
import numpy as np

from negosim.arrays import Floats
from negosim.domain import events as e
from negosim.domain.evolution import replay
from negosim.domain.outcome import Outcome
from negosim.domain.quantities import of_preferences
from negosim.domain.random_streams import chance
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.domain.state import State
from negosim.errors import BadInput, not_whole
from negosim.files.changes import changes_of
from negosim.files.given_scenario import as_scenario
from negosim.model import asking, deals, ending, mediation, outside
from negosim.model.agents import MediatorAgent, PartyAgent
from negosim.model.beginning import beginning, run_opening, stage_opening
from negosim.model.board import Board
from negosim.model.classes import Agents, class_of
from negosim.model.collecting import RunCollector
from negosim.rules import hazards
from negosim.sampling.draws import draw_of

ENGINE = "1"


class NegotiationModel(mesa.Model):  # type: ignore[misc]
    """One run of a scenario, determined by scenario, seed and run number.

    ``step()`` plays a round while ``running`` is true. Agents return events; ``record`` folds them into ``state``.

    Parameters
    ----------
    scenario : Scenario or path-like
        Scenario to play, its file, or the name of a case.
    seed : int, default 7
        Seed of all runs of an ensemble.
    run : int, default 0
        Number of this run.
    draw : mapping of str to float, optional
        Value of each parameter, instead of the run's own draw.
    collect : bool, default True
        Whether to keep a Mesa ``datacollector``, as ``mesa.batch_run`` and ``SolaraViz`` need it: a row of the model
        frame for each round, with the outcome in the last one, and a row of the agent frame for each round and party.
    party_agent, mediator_agent : type, default PartyAgent and MediatorAgent
        Classes of the agents.
    rng : int, optional
        Mesa's name for the seed, used if ``seed`` is None: ``mesa.batch_run`` of Mesa 3.5 sets ``seed`` itself.

    Attributes
    ----------
    talks, board : Scenario, Board
        Scenario and arrays of the run.
    state, events : State, list of Event
        Current state, and the events so far, which it results from.
    parties, mediators : list of PartyAgent, list of MediatorAgent
        Agents.
    """

    def __init__(
        self,
        scenario: Scenario | str | PathLike[str],
        seed: int | None = None,
        run: int = 0,
        *,
        draw: Mapping[str, float] | None = None,
        collect: bool = True,
        party_agent: type[PartyAgent] = PartyAgent,
        mediator_agent: type[MediatorAgent] = MediatorAgent,
        rng: int | None = None,
    ) -> None:
        if seed is None:
            seed = DEFAULT_SEED if rng is None else rng
        problems = [*not_whole("NegotiationModel", "seed", seed), *not_whole("NegotiationModel", "run", run)]
        if problems:
            raise BadInput(problems)
        scenario, seed, run = as_scenario(scenario, "NegotiationModel"), int(seed), int(run)
        values = dict(draw) if draw is not None else draw_of(scenario, seed, run)
        self._initialize(scenario, seed, run, values, Agents(party_agent, mediator_agent))
        self._open(values)
        self.datacollector = RunCollector(self) if collect else None

    @classmethod
    def resume(
        cls,
        scenario: Scenario,
        events: Sequence[e.Event],
        *,
        party_agent: type[PartyAgent] | None = None,
        mediator_agent: type[MediatorAgent] | None = None,
    ) -> Self:
        """Resume a run, so that it continues exactly as it did.

        Parameters
        ----------
        scenario : Scenario
            Scenario of the run.
        events : sequence of Event
            Events before one of its rounds (``forks.events_before``).
        party_agent, mediator_agent : type, optional
            Classes of the agents; imported by the names in the first event if not given.

        Returns
        -------
        NegotiationModel

        Raises
        ------
        ValueError
            If these are not events of the scenario by these rules and classes, or if the run is over.
        BadInput
            If a class that the run was played with cannot be imported.
        """
        model = cls.__new__(cls)
        model._resume(scenario, events, party_agent, mediator_agent)  # noqa: SLF001 - in place of __init__
        return model

    def _resume(
        self,
        scenario: Scenario,
        events: Sequence[e.Event],
        party_agent: type[PartyAgent] | None,
        mediator_agent: type[MediatorAgent] | None,
    ) -> None:
        opening, stage = beginning(scenario, events, ENGINE)
        run = opening.run
        parties = class_of(opening.party_agent, party_agent, PartyAgent, run, "party_agent")
        mediators = class_of(opening.mediator_agent, mediator_agent, MediatorAgent, run, "mediator_agent")
        self._initialize(scenario, opening.seed, run, opening.draw, Agents(parties, mediators))
        self.board.open_stage(0, stage.base)
        self.record([opening, stage])
        self._zopa = self._count_zopa()
        self.record(events[2:])
        if self.state.status not in {"open", "suspended"}:
            raise ValueError(f"run {opening.run} is over: no round is left to be played")
        if self.state.draw != opening.draw:
            self.board.change(self.state.draw)
        if self.state.stage:
            self.board.open_stage(self.state.stage, self.state.base)
        self.chance = self._chance()
        self.datacollector = None

    def change(self, settings: Mapping[str, object]) -> None:
        """Set parameters to other values, between two rounds.

        Packages tabled before keep the utilities recorded at the time.

        Parameters
        ----------
        settings : mapping of str to object
            Values by name (``files.changes``).

        Raises
        ------
        BadInput
            If a setting is not valid.
        """
        values = changes_of(self.talks, self.state, settings)
        preferences = [name for name in values if of_preferences(name)]
        no_deal: Mapping[str, float] = {}
        if preferences:
            self.board.change({**self.state.draw, **values})
            no_deal = self.board.utilities(self.state.base)
        recorded = dict.fromkeys(preferences[-1:], no_deal)
        self.record(e.AssumptionChanged(name, value, recorded.get(name, {})) for name, value in values.items())

    def redraw(self, number: int) -> None:
        """Switch to another stream of random numbers, between two rounds; 0 for the run's own."""
        self.record([e.ChanceRedrawn(number)])
        self.chance = self._chance()

    def _initialize(
        self,
        scenario: Scenario,
        seed: int,
        run: int,
        values: Mapping[str, float],
        classes: Agents,
    ) -> None:
        """Create everything that a run has before its first event."""
        super().__init__(rng=seed)
        self.run_seed, self.run_number = seed, run
        self.talks = scenario
        self.events: list[e.Event] = []
        self.state = State()
        self.board = Board(scenario, values)
        self.classes = classes
        self.parties = [classes.party(self, party, number) for number, party in enumerate(scenario.parties)]
        self.mediators = [classes.mediator(self, mediator) for mediator in scenario.mediators]
        self.chance = self._chance()

    def _chance(self) -> Floats:
        actors = ("talks", *(shock.name for shock in self.talks.shocks))
        rows = max(self.talks.rounds, 32)
        return chance(self.run_seed, self.run_number, rows, actors, ("hazard", "phase"), self.state.redraw)

    def record(self, events: Iterable[e.Event]) -> None:
        """Append events, and fold them into the state."""
        happened = list(events)
        self.state = replay(happened, self.state)
        self.events += happened

    def step(self) -> None:
        """Play one round."""
        if not self.running:
            return
        day = self.state.round * self.talks.days_per_round
        self.record([e.RoundOpened(self.state.round + 1, day, self.talks.date(day).isoformat())])
        self._shocks()
        if self.state.status == "suspended" and day >= self.state.until:
            self.record([e.TalksResumed(day)])
        if self.state.status == "open":
            self._talk()
        if self.state.status in ("open", "suspended") and self.state.round >= self.talks.rounds:
            self.record([e.DeadlinePassed(self.talks.horizon)])
        if self.state.status in ("signed", "over"):
            self._close()
        if self.datacollector is not None:
            self.datacollector.collect(self)

    def run_model(self) -> Outcome:
        """Play until the run ends, and return its outcome."""
        while self.running:
            self.step()
        return self.outcome

    @property
    def outcome(self) -> Outcome:
        """Outcome of the run.

        Raises
        ------
        ValueError
            If the run is not over.
        """
        if self.running:
            raise ValueError(f"run {self.run_number} goes on: it has no outcome before its last round")
        return self._outcome

    def _open(self, values: Mapping[str, float]) -> None:
        self.record([run_opening(self, ENGINE, values, *self.classes.paths)])
        self._open_stage(0, self.board.index(self.board.arrays.status_quo))
        self._zopa = self._count_zopa()

    def _count_zopa(self) -> int:
        floors = np.array([*asking.reservations(self).values()])
        return self.board.zopa(floors)

    def _open_stage(self, stage: int, base: int) -> None:
        self.board.open_stage(stage, base)
        self.record([stage_opening(self, stage, base)])

    def _shocks(self) -> None:
        for number, shock in enumerate(self.talks.shocks):
            if shock.name not in self.state.struck and outside.strikes(self, number, shock):
                self.record(outside.struck(self, shock))

    def _talk(self) -> None:
        mediated = self.talks.rules.protocol == "mediated"
        if mediated:
            for mediator in self.mediators:
                self.record(asking.pressed(mediator))
        tabling = self.parties if mediated else [self.parties[(self.state.round - 1) % len(self.parties)]]
        self.record([event for party in tabling for event in asking.tabled(party)])
        if mediated:
            self.record(mediation.draft(self))
        answers = deals.answers_of(self)
        self.record(answers)
        deal = deals.deal_of(self)
        if deal is not None:
            self._agree(deal)
            return
        if mediated:
            self.record(mediation.relay(self, answers))
        stalled = 0 if self.state.moved else self.state.stalled + 1
        hazard = hazards.collapse_hazard(self.state.draw["talks.collapse"], self.state.draw["talks.stall"], stalled)
        if hazards.strikes(self.chance[self.state.round - 1, 0, 0], hazard):
            self.record([e.TalksCollapsed(stalled)])

    def _agree(self, package: int) -> None:
        utilities = self.board.utilities(package)
        if self.state.stage + 1 < len(self.talks.agenda.groups):
            self.record([e.StageAgreed(self.state.stage, package, utilities)])
            self._open_stage(self.state.stage + 1, package)
            return
        self.record([e.AgreementReached(package, utilities)])
        self.record(ending.carried_out(self, self.board.labels(package), self.state.day))

    def _close(self) -> None:
        if self.state.outcome == "partial":
            self.record(ending.carried_out(self, self.board.labels(self.state.package), self.state.stage_day))
        self.record([e.NegotiationClosed(self.state.outcome, self.state.package, asking.reservations(self))])
        self._outcome = ending.outcome_of(self, self._zopa)
        self.running = False
        # Mesa 3.3 numbers agents in a table that keeps every model alive; drop this one's entry.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
