"""Listing the packages near another one, field by field, against a plain search of everything."""

from __future__ import annotations

from itertools import product

import numpy as np

from negosim.arrays import Ints
from negosim.spaces.neighbours import Neighbours, list_neighbours, most_neighbours, room_for
from negosim.spaces.space import encode, met
from tests.rules import plain
from tests.rules.plain import Case, some_cases
from tests.rules.reach import origins

SEEDS = range(60)
MOVES = (0, 1, 2, 3)


def test_what_is_near_a_package_is_found_once_with_all_that_it_meets() -> None:
    """Whatever the origin: how many issues differ, which and to what, in order; red lines, linkages, context, index.

    Room used again remembers nothing; the origin comes first, if it is feasible.
    """
    missing = 0
    for case in some_cases(SEEDS):
        space, guarantees = case.space, case.table.guarantees
        rooms = [room_for(space, 1, moves).near for moves in MOVES]
        for free, origin in origins(case):
            missing += sum(free & ~space.available[np.arange(len(origin)), origin]) > 1
            packages = list(plain.feasible(case.scenario, origin, free))
            for moves, found in zip(MOVES, rooms, strict=True):
                near = [package for package in packages if plain.moves(package, origin) <= moves]
                count = list_neighbours(space, guarantees, free, origin, moves, found)
                told = [row_of(found, n) for n in range(count)]
                assert sorted(told) == sorted(expected(case, origin, package) for package in near)
                assert tuple(origin) not in near or told[0][0] == 0
                assert found.origin.tolist() == origin.tolist()
    assert missing > 10


def row_of(found: Neighbours, n: int) -> tuple[object, ...]:
    """What is said of a package found."""
    changes = found.changes[n]
    which, to = found.issue[n, :changes].tolist(), found.level[n, :changes].tolist()
    return changes, which, to, found.lines[found.pattern[n]], found.links[n], found.context[n], found.package[n]


def expected(case: Case, origin: Ints, package: plain.Package) -> tuple[object, ...]:
    """What there is to be said of it."""
    digits = np.array(package)
    which = np.flatnonzero(digits != origin)
    return (
        len(which),
        which.tolist(),
        digits[which].tolist(),
        met(case.space.red_lines, digits),
        met(case.space.linkages, digits),
        plain.context(case.scenario, package),
        encode(case.space, digits),
    )


def test_there_is_room_for_as_many_as_there_can_be_and_no_more() -> None:
    """As many combinations of levels as differ from one in so many issues at most."""
    for case in some_cases(SEEDS[::4]):
        levels = case.space.levels.tolist()
        apart = [plain.moves(package, [0] * len(levels)) for package in product(*map(range, levels))]
        for moves in MOVES:
            near = sum(count <= moves for count in apart)
            assert most_neighbours(case.space, moves) == near
            room = room_for(case.space, 1, moves).near
            assert {of.shape for of in (room.changes, room.package, room.pattern, room.lines)} == {(near,)}
            assert room.issue.shape == room.level.shape == (near, moves)
