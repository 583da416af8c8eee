"""Agents of the Mesa model: each reads the state and returns events, decided by rules; it does not change the state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import mesa
import numpy as np

from negosim.arrays import Ints
from negosim.domain.events import AnswerGiven, Event, PackageTabled, PressureApplied, TrustShifted
from negosim.domain.scenario import Mediator, Party
from negosim.domain.state import TEXT, State
from negosim.model.asking import number
from negosim.rules import answering, concession, mediating, offering
from negosim.rules.utility import crossed_red_line

if TYPE_CHECKING:
    from negosim.model.board import Board
    from negosim.model.negotiation import NegotiationModel


class PartyAgent(mesa.Agent):  # type: ignore[misc]
    """A party; subclass it and override a method to model another behaviour.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run.
    party : Party
        The party, as the scenario defines it.
    number : int
        Its position in the scenario's list of parties.

    Attributes
    ----------
    name : str
        Its identifier.
    number : int
        Its position in the scenario's list of parties.
    """

    model: NegotiationModel

    def __init__(self, model: NegotiationModel, party: Party, number: int) -> None:
        super().__init__(model)
        self.name = party.name
        self.number = number

    @property
    def state(self) -> State:
        """State of the run."""
        return self.model.state

    @property
    def board(self) -> Board:
        """Arrays of the run."""
        return self.model.board

    def quantity(self, name: str) -> float:
        """Return the run's value of one of this party's parameters."""
        return self.state.draw[f"{self.name}.{name}"]

    def reservation(self, day: float | None = None) -> float:
        """Return the reservation value, in utility, on a day (default: today)."""
        state = self.state
        days = state.day if day is None else day
        return float(
            concession.reservation(
                state.no_deal[self.name],
                self.quantity("premium"),
                state.waiting_cost[self.name],
                float(days),
                state.pressure[self.name],
            )
        )

    def aspiration(self, day: float | None = None) -> float:
        """Return the aspiration, in utility, on a day (default: today)."""
        days = self.state.day if day is None else day
        return float(
            concession.aspiration(
                self.state.start[self.name],
                self.reservation(days),
                concession.given_way(
                    (days - self.state.stage_day) / self.quantity("horizon"), self.quantity("concession")
                ),
                self.quantity("reciprocity"),
                self._conceded_to_me(),
            )
        )

    def _conceded_to_me(self) -> float:
        start, own = self.state.start[self.name], self.name
        gained = [given for author, given in self.state.gained.items() if author != own]
        shares = [concession.conceded_share(first[own], last[own], start) for first, last in gained]
        return float(concession.sorted_mean(np.array(shares))) if shares else 0.0

    def table(self) -> list[Event]:
        """Table a package, as the protocol defines; nothing if none is at least as good for the party as no deal.

        Returns
        -------
        list of Event
            At most one `PackageTabled`.
        """
        aim = number(self, "aspiration", self.aspiration())
        board, last = self.board, self.state.tabled.get(self.name)
        if self.model.talks.rules.protocol == "alternating_offers":
            nearest = board.nearest(self.number, aim)
            package = last if nearest is None else board.index(nearest)
        elif last is None:
            package = self._best()
        else:
            package = self.move(aim)
        if package is not None and self._crosses(package):  # the last one can, if a red line became real in a fork
            package = self._best()
        if package is None or board.utility(self.number, package) < self.reservation():
            return []
        return [self._tabled(package, aim)]

    def _best(self) -> int | None:
        _, best = self.board.best(self.number)
        return None if best is None else self.board.index(best)

    def _crosses(self, package: int) -> bool:
        board = self.board
        return crossed_red_line(board.space, board.table, self.number, board.digits(package)) >= 0

    def move(self, aim: float) -> int:
        """Return the index of the package that the party tables after its last one, at an aspiration ``aim``."""
        board, rules = self.board, self.model.talks.rules
        return board.index(
            offering.next_package(
                board.space,
                board.table,
                self.number,
                board.insight(self.state, self.name),
                board.firmness(self.state, self.name),
                board.lasts(self.state),
                board.free,
                aim,
                rules.max_moves,
                rules.tabling == "best_believed",
                board.near_own,
            )
        )

    def _tabled(self, package: int, aim: float) -> PackageTabled:
        worth = self.board.utilities(package)
        lowest = self.state.lowest.get(self.name, worth[self.name])
        return PackageTabled(self.name, package, aim, max(0.0, lowest - worth[self.name]), worth)

    def answer(self, package: int) -> AnswerGiven:
        """Accept a package, or refuse it over an issue or a red line.

        Parameters
        ----------
        package : int
            Index of the package.

        Returns
        -------
        AnswerGiven
        """
        board = self.board
        digits = board.digits(package)
        crossed = crossed_red_line(board.space, board.table, self.number, digits)
        value, bias = board.utility(self.number, package), self.quantity("bias")
        floor = number(self, "reservation", self.reservation())
        aim = number(self, "aspiration", self.aspiration(self.state.day + self.model.talks.days_per_round))
        if crossed < 0 and answering.accepts(value, bias, floor, aim):
            return AnswerGiven(self.name, package, True)
        shortfall = max(floor, aim) - (value + bias)
        if crossed >= 0:
            line = self.model.talks.red_lines[crossed]
            return AnswerGiven(self.name, package, False, shortfall, line.issue, line.name)
        issue = answering.objection(board.space, board.table, self.number, digits, self._wanted())
        return AnswerGiven(self.name, package, False, shortfall, self.model.talks.issues[issue].name)

    def _wanted(self) -> Ints:
        last = self.state.tabled.get(self.name)
        if last is not None:
            return self.board.digits(last)
        _, best = self.board.best(self.number)
        return self.board.digits(self.state.base) if best is None else best


class MediatorAgent(mesa.Agent):  # type: ignore[misc]
    """A mediator, with abilities, and with trust and leverage for each party.

    Parameters
    ----------
    model : NegotiationModel
        Model of the run.
    mediator : Mediator
        The mediator, as the scenario defines it.

    Attributes
    ----------
    name : str
        Its identifier.
    """

    model: NegotiationModel

    def __init__(self, model: NegotiationModel, mediator: Mediator) -> None:
        super().__init__(model)
        self.name = mediator.name

    def quantity(self, name: str) -> float:
        """Return the run's value of one of this mediator's parameters."""
        return self.model.state.draw[f"{self.name}.{name}"]

    def can(self, ability: str) -> bool:
        """Return whether the mediator has an ability: ``relay``, ``draft`` or ``press``."""
        return self.quantity(ability) > 0.5

    def trust(self, party: str) -> float:
        """Return a party's current trust in the mediator, in [0, 1]."""
        return self.model.state.trust[f"{self.name}.{party}"]

    def press(self) -> list[Event]:
        """Spend effort on the party furthest from the others' last packages.

        Returns
        -------
        list of Event
            `PressureApplied` and `TrustShifted` for each party pressed.
        """
        state, board = self.model.state, self.model.board
        effort = min(self.quantity("effort"), self.quantity("budget") - state.spent[self.name])
        if effort <= 0.0 or not self.can("press"):
            return []
        chosen = mediating.furthest(board.space, board.table, board.insight(state, TEXT), board.lasts(state))
        targets = [name for name, is_target in zip(board.parties, chosen, strict=True) if is_target]
        return [event for party in targets for event in self._pressed(party, effort / len(targets))]

    def _pressed(self, party: str, effort: float) -> Iterable[Event]:
        state = self.model.state
        pressure = mediating.pressed(
            state.pressure[party],
            state.draw["talks.pressure_cap"],
            self.quantity(f"leverage.{party}"),
            self.trust(party),
            effort,
        )
        trust = mediating.resented(self.trust(party), state.draw["talks.press_cost"], effort)
        if pressure != state.pressure[party]:
            yield PressureApplied(self.name, party, effort, float(pressure))
            yield TrustShifted(self.name, party, float(trust), "pressed")
