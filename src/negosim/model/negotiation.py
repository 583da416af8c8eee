"""One run of a scenario as a Mesa model: the reference that decides what the rules mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

import mesa
import numpy as np

from negosim.arrays import Floats
from negosim.domain import events as e
from negosim.domain.draws import chance
from negosim.domain.evolution import replay
from negosim.domain.outcome import Outcome
from negosim.domain.quantities import of_preferences
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.domain.state import State
from negosim.files.changes import changes_of
from negosim.model import ending, mediation, outside
from negosim.model.agents import MediatorAgent, PartyAgent
from negosim.model.beginning import beginning
from negosim.model.board import Board
from negosim.model.classes import class_of, path_of
from negosim.model.collecting import collector
from negosim.rules import answering, concession, hazards
from negosim.sampling.draws import draw_of

ENGINE = "1"


class NegotiationModel(mesa.Model):  # type: ignore[misc]
    """One run of a scenario, fixed by scenario, seed and run number.

    ``step()`` plays a round while ``running`` is true. Agents decide, ``record`` folds their events into ``state``.

    Parameters
    ----------
    scenario : Scenario
        What to play.
    seed : int, default 7
        Seed of all runs of an ensemble.
    run : int, default 0
        Number of this run.
    draw : mapping of str to float, optional
        Value of every parameter, in place of the run's own draw.
    collect : bool, default False
        Keep a Mesa ``datacollector`` of round, day, aspirations and trust (for ``mesa.batch_run``).
    party_agent, mediator_agent : type, default PartyAgent and MediatorAgent
        Classes of the agents.
    rng : int, optional
        Mesa's name for the seed, used if ``seed`` is None: ``mesa.batch_run`` of Mesa 3.5 sets ``seed`` itself.

    Attributes
    ----------
    talks : Scenario
    state : State
        Fold of all events so far.
    events : list of Event
    board : Board
        Arrays of the run.
    parties, mediators : list of PartyAgent, list of MediatorAgent
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int | None = None,
        run: int = 0,
        *,
        draw: Mapping[str, float] | None = None,
        collect: bool = False,
        party_agent: type[PartyAgent] = PartyAgent,
        mediator_agent: type[MediatorAgent] = MediatorAgent,
        rng: int | None = None,
    ) -> None:
        seed, run = int(DEFAULT_SEED if rng is None else rng) if seed is None else int(seed), int(run)
        values = dict(draw) if draw is not None else draw_of(scenario, seed, run)
        self._sit_down(scenario, seed, run, values, party_agent, mediator_agent)
        self._open(values, party_agent, mediator_agent)
        self.datacollector = collector() if collect else None

    @classmethod
    def resume(
        cls,
        scenario: Scenario,
        events: Sequence[e.Event],
        *,
        party_agent: type[PartyAgent] | None = None,
        mediator_agent: type[MediatorAgent] | None = None,
    ) -> Self:
        """Resume a run after the ``events`` before one of its rounds (``forks.events_before``); it goes on as it did.

        Classes of agents are given if the names in the first event are not to be imported.

        Raises
        ------
        ValueError
            These are not events of a run of the scenario by these rules and classes, or the run is over.
        BadInput
            A class that the run was played with cannot be imported.
        """
        model = cls.__new__(cls)
        model._take_up(scenario, events, party_agent, mediator_agent)  # noqa: SLF001 - in place of __init__
        return model

    def _take_up(
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
        self._sit_down(scenario, opening.seed, run, opening.draw, parties, mediators)
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
        """Between two rounds, set parameters to other values, as in ``files.changes``; BadInput for what cannot be.

        What was put on the table before keeps the utilities that were told then.
        """
        values = changes_of(self.talks, self.state, settings)
        preferences = [name for name in values if of_preferences(name)]
        no_deal: Mapping[str, float] = {}
        if preferences:
            self.board.change({**self.state.draw, **values})
            no_deal = self.board.utilities(self.state.base)
        told = dict.fromkeys(preferences[-1:], no_deal)
        self.record(e.AssumptionChanged(name, value, told.get(name, {})) for name, value in values.items())

    def redraw(self, number: int) -> None:
        """Between two rounds, switch to another stream of random numbers; 0 for the run's own."""
        self.record([e.ChanceRedrawn(number)])
        self.chance = self._chance()

    def _sit_down(
        self,
        scenario: Scenario,
        seed: int,
        run: int,
        values: Mapping[str, float],
        party_agent: type[PartyAgent],
        mediator_agent: type[MediatorAgent],
    ) -> None:
        """Everything that a run has before its first event."""
        super().__init__(rng=seed)
        self.run_seed, self.run_number = seed, run
        self.talks = scenario
        self.events: list[e.Event] = []
        self.state = State()
        self.board = Board(scenario, values)
        self.parties = [party_agent(self, party, number) for number, party in enumerate(scenario.parties)]
        self.mediators = [mediator_agent(self, mediator) for mediator in scenario.mediators]
        self.chance = self._chance()

    def _chance(self) -> Floats:
        actors = ("talks", *(shock.name for shock in self.talks.shocks))
        rows = max(self.talks.rounds, 32)
        return chance(self.run_seed, self.run_number, rows, actors, ("hazard", "phase"), self.state.redraw)

    def record(self, events: Iterable[e.Event]) -> None:
        """Fold events into the state and append them."""
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
        """Play until the run ends; return its outcome."""
        while self.running:
            self.step()
        return self.outcome

    @property
    def outcome(self) -> Outcome:
        """Outcome of the run; raises ValueError while it goes on."""
        if self.running:
            raise ValueError(f"run {self.run_number} goes on: it has no outcome before its last round")
        return self._outcome

    def _open(
        self, values: Mapping[str, float], party_agent: type[PartyAgent], mediator_agent: type[MediatorAgent]
    ) -> None:
        scenario, board = self.talks, self.board
        opened = e.NegotiationOpened(
            scenario=scenario.name,
            digest=scenario.digest,
            seed=self.run_seed,
            run=self.run_number,
            engine=ENGINE,
            start=scenario.start.isoformat(),
            parties=board.parties,
            mediators=tuple(m.name for m in scenario.mediators),
            draw=values,
            party_agent=path_of(party_agent, PartyAgent),
            mediator_agent=path_of(mediator_agent, MediatorAgent),
        )
        self.record([opened])
        self._open_stage(0, board.index(board.arrays.status_quo))
        self._zopa = self._count_zopa()

    def _count_zopa(self) -> int:
        floors = np.array([party.reservation() for party in self.parties])
        return self.board.zopa(floors)

    def _open_stage(self, stage: int, base: int) -> None:
        self.board.open_stage(stage, base)
        no_deal = self.board.utilities(base)
        starts = {}
        for party in self.parties:
            best, package = self.board.best(party.number)
            floor = concession.reservation(
                no_deal[party.name],
                party.quantity("premium"),
                self.state.waiting_cost[party.name],
                float(self.state.day),
                self.state.pressure[party.name],
            )
            best = floor if package is None else best
            starts[party.name] = float(concession.opening(best, floor, party.quantity("ambition")))
        self.record([e.StageOpened(stage, self.talks.agenda.groups[stage], base, no_deal, starts)])

    def _shocks(self) -> None:
        for number, shock in enumerate(self.talks.shocks):
            if shock.name not in self.state.struck and outside.strikes(self, number, shock):
                self.record(outside.struck(self, shock))

    def _talk(self) -> None:
        mediated = self.talks.rules.protocol == "mediated"
        if mediated:
            for mediator in self.mediators:
                self.record(mediator.press())
        tabling = self.parties if mediated else [self.parties[(self.state.round - 1) % len(self.parties)]]
        self.record([event for party in tabling for event in party.table()])
        if mediated:
            self.record(mediation.draft(self))
        answers = self._answers()
        self.record(answers)
        deal = self._deal()
        if deal is not None:
            self._agree(deal)
            return
        if mediated:
            self.record(mediation.relay(self, answers))
        stalled = 0 if self.state.moved else self.state.stalled + 1
        hazard = hazards.collapse_hazard(self.state.draw["talks.collapse"], self.state.draw["talks.stall"], stalled)
        if hazards.strikes(self.chance[self.state.round - 1, 0, 0], hazard):
            self.record([e.TalksCollapsed(stalled)])

    def _answers(self) -> list[e.AnswerGiven]:
        state = self.state
        return [
            party.answer(package)
            for package in state.before
            for party in self.parties
            if party.name not in state.answers.get(package, {})
        ]

    def _deal(self) -> int | None:
        accepted = [package for package in self.state.before if self.state.accepted_by_all(package)]
        if not accepted:
            return None
        if self.state.text in accepted and self.state.text_round == self.state.round:
            return self.state.text
        gains = [
            [self.board.utility(p.number, package) - p.reservation() for p in self.parties] for package in accepted
        ]
        return accepted[answering.preferred(np.array(gains), np.array(accepted))]

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
        reservations = {party.name: party.reservation() for party in self.parties}
        self.record([e.NegotiationClosed(self.state.outcome, self.state.package, reservations)])
        self._outcome = ending.outcome_of(self, self._zopa)
        self.running = False
        # Mesa 3.3 numbers agents in a table that keeps every model alive; drop this one's entry.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
