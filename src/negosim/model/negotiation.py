"""One run of a scenario as a Mesa model: the reference that decides what the rules mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import mesa
import numpy as np

from negosim.domain import events as e
from negosim.domain.draws import chance, draw
from negosim.domain.evolution import evolve
from negosim.domain.outcome import Outcome, last_blocker
from negosim.domain.scenario import Scenario, Shock
from negosim.domain.state import State
from negosim.model import mediation
from negosim.model.agents import MediatorAgent, PartyAgent
from negosim.model.board import Board
from negosim.rules import answering, concession, hazards, offering
from negosim.rules.table import in_zopa

ENGINE = "1"


class NegotiationModel(mesa.Model):  # type: ignore[misc]
    """One run: ``step()`` plays a round, ``running`` says whether there is another.

    Scenario, seed and run number fix it completely. Agents decide, ``record`` folds their events into ``state``.

    Args:
        scenario: what to play.
        seed: of all runs; 0 if it is not given.
        run: number of this one.
        draw: values of all parameters, in place of the run's own draw.
        collect: whether to keep a Mesa ``datacollector`` of round, day, aspirations and trust (for ``mesa.batch_run``).
        party_agent, mediator_agent: the classes to play with.
        rng: Mesa's name for the seed, used if that is not given: ``mesa.batch_run`` of Mesa 3.5 sets an argument called
            ``seed`` itself, so that with it seeds are varied as ``rng``, whatever the version.

    Attributes:
        talks: the scenario.
        state: the fold of all events so far.
        events: all events so far.
        board: the arrays of the run.
        parties, mediators: the agents.
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
        self.run_seed, self.run_number = int(rng or 0) if seed is None else int(seed), int(run)
        super().__init__(rng=self.run_seed)
        self.talks = scenario
        self.events: list[e.Event] = []
        self.state = State()
        values = dict(draw) if draw is not None else _drawn(scenario, self.run_seed, self.run_number)
        self.board = Board(scenario, values)
        self.parties = [party_agent(self, party, number) for number, party in enumerate(scenario.parties)]
        self.mediators = [mediator_agent(self, mediator) for mediator in scenario.mediators]
        actors = ("talks", *(shock.name for shock in scenario.shocks))
        rows = max(scenario.rounds, 32)
        self.chance = chance(self.run_seed, self.run_number, rows, actors, ("hazard", "phase"))
        self._open(values)
        self.datacollector = _collector() if collect else None

    def record(self, events: Iterable[e.Event]) -> None:
        """Let events happen: fold each into the state and keep it."""
        for event in events:
            self.state = evolve(self.state, event)
            self.events.append(event)

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

    def play(self) -> Outcome:
        """Play all rounds that are left."""
        while self.running:
            self.step()
        return self.outcome

    @property
    def outcome(self) -> Outcome:
        """How the run ended; ValueError while it goes on."""
        if self.running:
            raise ValueError(f"run {self.run_number} goes on: it has no outcome before its last round")
        return self._outcome

    def _open(self, values: Mapping[str, float]) -> None:
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
        )
        self.record([opened])
        self._open_stage(0, board.index(board.arrays.status_quo))
        floors = np.array([party.reservation() for party in self.parties])
        self._zopa = int(in_zopa(board.values, floors).sum())

    def _open_stage(self, stage: int, base: int) -> None:
        self.board.open_stage(stage, base)
        no_deal = self.board.utilities(base)
        starts = {}
        for party in self.parties:
            values = self.board.values[party.number]
            row = offering.best_package(values)
            floor = concession.reservation(
                no_deal[party.name],
                party.quantity("premium"),
                self.state.waiting_cost[party.name],
                float(self.state.day),
                self.state.pressure[party.name],
            )
            best = values[row] if row >= 0 else floor
            starts[party.name] = float(concession.opening(best, floor, party.quantity("ambition")))
        self.record([e.StageOpened(stage, self.talks.agenda.groups[stage], base, no_deal, starts)])

    def _shocks(self) -> None:
        for number, shock in enumerate(self.talks.shocks):
            if shock.name not in self.state.struck and self._strikes(number, shock):
                self.record(self._struck(shock))

    def _strikes(self, number: int, shock: Shock) -> bool:
        if shock.date is not None:
            return shock.date <= self.talks.date(self.state.day)
        return bool(hazards.strikes(self.chance[self.state.round - 1, 1 + number, 0], shock.hazard))

    def _struck(self, shock: Shock) -> list[e.Event]:
        state = self.state
        struck: list[e.Event] = [
            e.ShockStruck(
                shock.name,
                {key: min(1.0, max(0.0, state.trust[key] + by)) for key, by in shock.trust.items()},
                {key: max(0.0, state.pressure[key] + by) for key, by in shock.pressure.items()},
                {key: state.waiting_cost[key] + by for key, by in shock.waiting_cost.items()},
            )
        ]
        if shock.suspend:
            struck.append(e.TalksSuspended(state.day + shock.suspend, shock.name))
        return struck

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
        self._carry_out(self.board.labels(package), self.state.day)

    def _carry_out(self, package: Mapping[str, str], day: int) -> None:
        phasing, draw = self.talks.phasing, self.state.draw
        phases = len(phasing.shares[package[phasing.issue]]) if phasing.issue else 1
        guarantee = draw[f"guarantee.{package[phasing.guarantee]}"] if phasing.guarantee else 0.0
        trust = min(draw[f"{p}.trust.{o}"] for p in self.board.parties for o in self.board.parties if p != o)
        lasts = 0.0
        if phasing.duration:
            issue = self.talks.issue(phasing.duration)
            lasts = issue.levels[issue.digit(package[phasing.duration])].value or 0.0
        for phase in range(1, phases + 1):
            due = day + round(lasts * (phase - 1) / phases)
            holds = phase == 1 or hazards.strikes(self.chance[phase - 1, 0, 1], hazards.holding(trust, guarantee))
            happened = e.PhaseCompleted if holds else e.AgreementBrokeDown
            self.record([happened(phase, phases, due)])
            if not holds:
                return

    def _close(self) -> None:
        if self.state.outcome == "partial":
            self._carry_out(self.board.labels(self.state.package), self.state.stage_day)
        reservations = {party.name: party.reservation() for party in self.parties}
        state, scenario = self.state, self.talks
        self.record([e.NegotiationClosed(state.outcome, state.package, reservations)])
        settled = [name for group in scenario.agenda.groups[: state.stage] for name in group]
        if state.outcome == "agreement":
            settled = [issue.name for issue in scenario.issues]
        labels = self.board.labels(state.base if state.package < 0 else state.package)
        self._outcome = Outcome(
            run=self.run_number,
            outcome=state.outcome,
            round=state.round,
            day=state.day,
            package=state.package,
            levels={name: labels[name] for name in settled},
            utilities=self.board.utilities(state.base if state.package < 0 else state.package),
            reservations=reservations,
            blocker=None if state.outcome == "agreement" else last_blocker(self.events),
            phases_held=state.phases_held,
            zopa=self._zopa,
            draw={p.name: state.draw[p.name] for p in scenario.uncertain},
        )
        self.running = False
        # Mesa 3.3 numbers agents in a table that keeps every model alive; drop this one's entry.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)


def _drawn(scenario: Scenario, seed: int, run: int) -> dict[str, float]:
    return draw(scenario.parameters.values(), seed, run)


def _collector() -> Any:
    reporters = {
        "round": lambda m: m.state.round,
        "day": lambda m: m.state.day,
        "text": lambda m: m.state.text,
        "trust": lambda m: dict(m.state.trust),
        "pressure": lambda m: dict(m.state.pressure),
    }
    return mesa.DataCollector(
        model_reporters=reporters,
        agenttype_reporters={PartyAgent: {"reservation": PartyAgent.reservation, "aspiration": PartyAgent.aspiration}},
    )
