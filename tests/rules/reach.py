"""Moments in which rules choose among the neighbours of a package, and what is to be found there, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import NamedTuple

import attrs
import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.domain.random_streams import draw
from negosim.rules.mediating import next_text
from negosim.rules.offering import next_package
from negosim.rules.preferences import prepare, vector_of
from negosim.rules.utility import utility
from negosim.spaces.neighbours import Neighbours, Room, room_for
from negosim.spaces.space import labels_of
from tests.rules import plain, texts
from tests.rules.plain import Case, Package, some_cases

MOVES = (1, 2, 3)
SAME, OTHER_VIEW, OTHERS_MOVED, OTHER_BELIEFS, MOVED, OTHER_DRAW = range(6)
"""What may be new when a party or the drafters look again: nothing, by what they go, and so on."""
TURNS = (MOVED, OTHERS_MOVED, OTHER_VIEW, OTHERS_MOVED, OTHER_BELIEFS, MOVED, OTHER_VIEW, MOVED, OTHER_DRAW)


class Offer(NamedTuple):
    """What a party has just thought over: the packages near its last one."""

    case: Case
    me: int
    aim: float
    moves: int
    by_value: bool
    packages: list[Package]
    chosen: Package

    @property
    def others(self) -> list[int]:
        """Who else has tabled a package."""
        return [o for o in self.case.parties if o != self.me and self.case.lasts[o, 0] >= 0]


class Draft(NamedTuple):
    """What drafters have just thought over: the texts near the last one with the common ground."""

    case: Case
    texts: list[Package]
    chosen: Package


def origins(case: Case) -> Iterator[tuple[Bools, Ints]]:
    """Which issues are free, and a package, feasible or not: of the stage, and with some levels like the status quo,
    which often is none that packages may hold."""
    rng = np.random.default_rng(3)
    issues, status_quo = len(case.base), case.ready.status_quo
    yield case.free, case.text
    for free in (case.free, np.ones(issues, np.bool_), rng.random(issues) < 0.6):
        some = rng.integers(case.space.levels)
        yield free, some
        yield free, np.where(rng.random(issues) < 0.7, status_quo, some)


def packages_in(near: Neighbours) -> list[Package]:
    """The packages of a list, in their order."""
    rows = np.repeat(near.origin[None], near.size[0], axis=0)
    for n, row in enumerate(rows):
        for d in range(near.changes[n]):
            row[near.issue[n, d]] = near.level[n, d]
    return [tuple(row) for row in rows.tolist()]


def later(case: Case, news: int, me: int, rng: np.random.Generator) -> Case:
    """The moment after something new has become known; a last package may be one that is not feasible."""
    anywhere = np.array(case.packages)
    if news == OTHERS_MOVED:
        lasts = anywhere[rng.integers(len(anywhere), size=len(case.lasts))]
        lasts[rng.random(len(lasts)) < 0.2] = -1
        lasts[me] = case.lasts[me]
        return attrs.evolve(case, lasts=lasts)
    if news == OTHER_BELIEFS:
        shares = rng.choice([0.0, 0.2, 0.5, 0.6, 1.0], size=len(case.insight) + len(case.firmness))
        return attrs.evolve(case, insight=shares[: len(case.insight)], firmness=shares[len(case.insight) :])
    if news == MOVED:
        lasts = case.lasts.copy()
        any_levels = rng.integers(case.space.levels)
        lasts[me] = any_levels if rng.random() < 0.2 else anywhere[rng.integers(len(anywhere))]
        return attrs.evolve(case, lasts=lasts, text=anywhere[rng.integers(len(anywhere))])
    if news == OTHER_DRAW:
        numbers = vector_of(draw(case.scenario.parameters.values(), 11, int(rng.integers(4))))
        return attrs.evolve(case, table=prepare(case.space, case.ready.addresses, numbers))
    return case


def offers(seeds: range) -> Iterator[Offer]:
    """What parties of many stages think over, one after the other in one room, again and again."""
    for case in some_cases(seeds, whole=True):
        rng = np.random.default_rng(8)
        for moves in MOVES:
            room, now, by_value = room_for(case.space, len(case.parties), moves), case, False
            for news in TURNS:
                if news == OTHER_DRAW:
                    now = later(now, news, 0, rng)
                by_value = by_value != (news == OTHER_VIEW)
                for me in case.parties[:2]:
                    if news != OTHER_DRAW:
                        now = later(now, MOVED if now.lasts[me, 0] < 0 else news, me, rng)
                    some = now.lasts[me], np.array(now.packages[rng.integers(len(now.packages))])
                    aim = float(rng.choice([-9.0, *(utility(now.space, now.table, me, package) for package in some)]))
                    if any(now.lasts[o, 0] >= 0 for o in now.parties if o != me):
                        yield offered(now, me, aim, moves, by_value, room)


def offered(case: Case, me: int, aim: float, moves: int, by_value: bool, room: Room) -> Offer:
    """What a party thinks over, and tables."""
    of = (case.space, case.table, me, case.insight, case.firmness, case.lasts, case.free, aim, moves, by_value, room)
    chosen = next_package(*of)
    return Offer(case, me, aim, moves, by_value, packages_in(room.near), tuple(chosen.tolist()))


def drafts(seeds: range) -> Iterator[Draft]:
    """What drafters of many stages think over, one text after the other in one room, again and again."""
    for case in some_cases(seeds, whole=True):
        rng = np.random.default_rng(9)
        for moves in MOVES:
            room, now = room_for(case.space, len(case.parties), moves), texts.agreeing(case) if moves == 2 else case
            for news in (SAME, OTHER_BELIEFS, MOVED, OTHER_DRAW):
                now = later(now, news, 0, rng)
                of = (now.space, now.table, now.insight, now.firmness, now.base, now.lasts, now.free, now.text, moves)
                yield Draft(now, chosen=tuple(next_text(*of, room).tolist()), texts=packages_in(room.near))


# --- what is believed of packages, as in section 4 of the design --------------------------------------


def believed(case: Case, party: int, insight: float) -> Floats:
    """What who knows that much of a party's weights believes of them, (P, I), of that party alone."""
    weights = np.full(case.table.weights.shape, np.nan)
    weights[party] = (1 - insight) / weights.shape[1] + insight * case.table.weights[party]
    return weights


def lifted(case: Case, party: int, insight: float, package: Package | Ints) -> float:
    """What linkages of a party are believed to add to a package."""
    return plain.linked(case.scenario, case.table, party, believed(case, party, insight), package)


def likeness(case: Case, party: int, insight: float, package: Package, other: Package | Ints) -> float:
    """How alike two packages are in what they deliver, by the weights that a party is believed to give issues."""
    here, there = (plain.delivered(case.scenario, case.table.delivered[party], digits) for digits in (package, other))
    return float(believed(case, party, insight)[party] @ (1 - abs(here - there)))


def unopposed(case: Case, party: int, package: Package) -> float:
    """The believed chance that no red line of a party that a package crosses is real."""
    labels, name = labels_of(case.scenario, package), case.scenario.parties[party].name
    crossed = [
        firm
        for line, firm in zip(case.scenario.red_lines, case.firmness, strict=True)
        if line.party == name and line.condition.holds(labels)
    ]
    return float(reduce(lambda chance, firm: chance * (1 - firm), crossed, 1.0))


def liking(case: Case, party: int, package: Package, by_value: bool) -> float:
    """How much a party is expected to like a package: by what it is worth to it, or by how near it comes to its last
    one, in what is delivered and in what linkages add; as far as no red line stands against it."""
    insight, last = case.insight[party], case.lasts[party]
    if by_value:
        liked = plain.believed_worth(case.scenario, case.table, party, insight, package)
    else:
        apart = lifted(case, party, insight, package) - lifted(case, party, insight, last)
        liked = likeness(case, party, insight, package, last) - abs(apart)
    return liked * unopposed(case, party, package) if liked > 0 else liked
