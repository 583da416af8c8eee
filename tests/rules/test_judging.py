"""What is known of packages nearby is kept, from text to text and from draw to draw, and changes no answer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from negosim.arrays import Ints
from negosim.domain.draws import draw
from negosim.rules.judging import Judging, forget, judging
from negosim.rules.mediating import next_text
from negosim.rules.nearby import MOST_BYTES, Nearby, room_for
from negosim.rules.offering import next_package
from negosim.rules.preparing import prepare, vector_of
from negosim.rules.table import Table
from tests.rules.plain import Case, some_cases

FEW, MANY = 3, 127
"""Room in which packages often take the place of one another, and room for all."""
SEEDS = range(40)


def moments(case: Case) -> Iterator[tuple[bool, Table, Ints]]:
    """Whether a draw begins, its preferences, and a package of the stage: some of several draws, with returns."""
    rng = np.random.default_rng(5)
    for run in range(3):
        drawn = vector_of(draw(case.scenario.parameters.values(), 11, run))
        table = prepare(case.space, case.ready.addresses, drawn)
        few = [case.packages[k] for k in rng.integers(len(case.packages), size=4)]
        for n, k in enumerate(rng.integers(len(few), size=8)):
            yield n == 0, table, np.array(few[k], np.int64)


def room_of(case: Case, moves: int, rows: int) -> Judging:
    """A room that nothing is known in."""
    return judging(case.space, case.table, moves, rows)


@pytest.mark.parametrize("rows", [FEW, MANY])
def test_a_room_that_is_used_again_finds_the_same_texts(rows: int) -> None:
    """As a new one does, whatever was drafted in it before, by whomever, in whichever draw."""
    texts = 0
    for case in some_cases(SEEDS, whole=True):
        room, insight, firmness = room_of(case, 2, rows), case.insight, case.firmness
        for begins, table, text in moments(case):
            if begins:
                forget(room)
            asked = (case.space, table, insight, firmness, case.base, case.lasts, case.free, text, 2)
            assert next_text(*asked, room).tolist() == next_text(*asked).tolist()
            texts += 1
    assert texts > 100


@pytest.mark.parametrize("rows", [FEW, MANY])
def test_a_room_that_is_used_again_finds_the_same_packages(rows: int) -> None:
    """As a new one does, for parties in turn, each after a last package of its own."""
    found = 0
    for case in some_cases(SEEDS, whole=True):
        room, lasts = room_of(case, 1, rows), case.lasts.copy()
        for begins, table, package in moments(case):
            if begins:
                forget(room)
            for me in case.parties:
                lasts[me] = package
                for by_value in (False, True):
                    asked = (case.space, table, me, case.insight, case.firmness, lasts, case.free, 0.2, 1, by_value)
                    assert next_package(*asked, room).tolist() == next_package(*asked).tolist()
                    found += 1
    assert found > 100


def test_other_issues_on_the_table_are_not_mistaken_for_those_before() -> None:
    """The same package has other neighbours when other issues are free."""
    told = 0
    for case in some_cases(range(200), whole=True):
        if len(case.ready.groups) < 2:
            continue
        room = room_of(case, 2, MANY)
        for free in (*case.ready.groups, *case.ready.groups):
            asked = (case.space, case.table, case.insight, case.firmness, case.base, case.lasts, free, case.text, 2)
            forget(room)
            assert next_text(*asked, room).tolist() == next_text(*asked).tolist()
            told += 1
    assert told > 20


def test_what_is_kept_has_an_end() -> None:
    """Of many packages with many neighbours as much is kept as takes some room, and at least of one."""
    case = next(iter(some_cases(range(200), whole=True)))
    kept = room_for(case.space, 2, 10**9)
    taken = sum(getattr(kept, name).nbytes for name in Nearby._fields if name != "found")
    assert 1 <= len(kept.size) <= 4093
    assert taken <= MOST_BYTES
    assert len(room_for(case.space, 2, 0).size) == 1
