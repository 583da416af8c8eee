"""Events grouped into rounds, and rounds into passages of a story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

import attrs

from negosim.domain import events as e
from negosim.domain.evolution import evolve
from negosim.domain.state import State

NARROW = 0.02
"""A refusal for a smaller shortfall than this is a narrow one."""
STEPS = 5
"""So many rounds of moves make a passage, or more, as long as they only go on with the same issues."""
PAUSE = 3
"""So many rounds without a move, in a row, are told as such."""


class Verdict(NamedTuple):
    """A party's answer to a package: whether it accepted, else over which issue or red line, and whether narrowly."""

    accepted: bool
    issue: str = ""
    red_line: str = ""
    narrow: bool = False


@attrs.define
class Round:
    """Events of one round.

    Attributes
    ----------
    date : datetime.date
        Its day.
    before, after : State
        The state when it was opened, and after its last event.
    happened : list of e.Event
        Its events, without the one that opened it.
    notes : list of str
        Sentences that begin it; a round that has any stands alone. asides: sentences that can wait.
    """

    date: dt.date
    before: State
    after: State
    happened: list[e.Event] = attrs.field(factory=list)
    notes: list[str] = attrs.field(factory=list)
    asides: list[str] = attrs.field(factory=list)

    @property
    def tabled(self) -> dict[str, int]:
        """Packages tabled for the first time in the stage, by party."""
        return {
            event.party: event.package
            for event in self.happened
            if isinstance(event, e.PackageTabled) and event.party not in self.before.tabled
        }

    @property
    def moved(self) -> dict[str, tuple[int, int]]:
        """Last and new package of each party that tabled another one."""
        return {
            event.party: (self.before.tabled[event.party], event.package)
            for event in self.happened
            if isinstance(event, e.PackageTabled)
            and self.before.tabled.get(event.party, event.package) != event.package
        }

    @property
    def text(self) -> int | None:
        """The mediators' text of this round, or None."""
        drafted = [event for event in self.happened if isinstance(event, e.TextDrafted)]
        return drafted[-1].package if drafted else None

    @property
    def redrafted(self) -> bool:
        """Whether there was a text other than the last one."""
        return self.text is not None and self.text != self.before.text

    @property
    def agreed(self) -> int | None:
        """The package that everybody accepted, or None."""
        signed = [event for event in self.happened if isinstance(event, e.StageAgreed | e.AgreementReached)]
        return signed[-1].package if signed else None

    @property
    def talked(self) -> bool:
        """Whether the talks were not suspended, so that packages could be answered."""
        return self.after.status != "suspended"

    def verdicts(self, package: int) -> dict[str, Verdict]:
        """Return each party's answer to a package in this round."""
        return {
            event.party: _verdict(event)
            for event in self.happened
            if isinstance(event, e.AnswerGiven) and event.package == package
        }

    def tabled_by(self, package: int) -> list[str]:
        """Return the parties whose package it is in this round."""
        return [event.party for event in self._offers() if event.package == package]

    def _offers(self) -> Iterator[e.PackageTabled]:
        return (event for event in self.happened if isinstance(event, e.PackageTabled))

    @property
    def targets(self) -> list[tuple[str, int]]:
        """Packages answered: the text, under an empty name, then each other package by its first author."""
        found = [] if self.text is None else [("", self.text)]
        for event in self._offers():
            if event.package not in (package for _, package in found):
                found.append((event.party, event.package))
        return found


def _verdict(event: e.AnswerGiven) -> Verdict:
    narrow = not event.accepted and not event.red_line and event.shortfall < NARROW
    return Verdict(event.accepted, event.issue, event.red_line, narrow)


@attrs.frozen
class Passage:
    """Rounds that are told together.

    Attributes
    ----------
    kind : Literal
        ``told``, one round in full; ``moves``, rounds in which packages moved and no more; ``still``, rounds in
        which nothing did.
    rounds : tuple of Round
        In order.
    """

    kind: Literal["told", "moves", "still"]
    rounds: tuple[Round, ...]


def rounds_of(events: Iterable[e.Event], start: dt.date) -> tuple[State, list[e.Event], list[Round]]:
    """Return the final state, the events before the first round, and the rounds.

    What a fork changed between two rounds happened in the later one, and comes first there.
    """
    state = State()
    opening: list[e.Event] = []
    rounds: list[Round] = []
    changed: list[e.Event] = []
    for event in events:
        if isinstance(event, e.RoundOpened):
            rounds.append(Round(start + dt.timedelta(days=event.day), state, state, changed))
            changed = []
        elif isinstance(event, e.AssumptionChanged | e.ChanceRedrawn):
            changed.append(event)
        elif rounds:
            rounds[-1].happened.append(event)
        else:
            opening.append(event)
        state = evolve(state, event)
        if rounds:
            rounds[-1].after = state
    (rounds[-1].happened if rounds else opening).extend(changed)
    return state, opening, rounds


def passages(rounds: Iterable[Round], notable: Iterable[bool]) -> Iterator[Passage]:
    """Group rounds into passages; notable rounds stand alone."""
    moves: list[Round] = []
    still: list[Round] = []
    for now, alone in zip(rounds, notable, strict=True):
        if alone:
            yield from _closed(moves, still)
            yield Passage("told", (now,))
            moves, still = [], []
        elif not _moving(now):
            still.append(now)
        else:
            if len(still) >= PAUSE or (moves and not _goes_on(moves, now)):
                yield from _closed(moves, still)
                moves, still = [], []
            moves, still = [*moves, *still, now], []
    yield from _closed(moves, still)


def _closed(moves: list[Round], still: list[Round]) -> Iterator[Passage]:
    if moves:
        yield Passage("moves", tuple(moves))
    if still:
        yield Passage("still", tuple(still))


def _moving(now: Round) -> bool:
    return bool(now.moved) or now.redrafted


def _goes_on(moves: list[Round], now: Round) -> bool:
    """Whether a round still belongs to a passage: it is short, or the same are on the move, or go to and fro."""
    steps = [(party, step) for earlier in moves for party, step in earlier.moved.items()]
    seen = {(party, package) for party, step in steps for package in step}
    if all((party, new) in seen for party, (_, new) in now.moved.items()) and not now.redrafted:
        return True
    same = {party for party, _ in steps} >= set(now.moved) and not now.redrafted
    return len(moves) < (2 * STEPS if same else STEPS)
