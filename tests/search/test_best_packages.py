"""Searching by halves: what it leaves alone, and room that is used again. What it finds: ``test_accelerated.py``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from negosim.domain.random_streams import draw
from negosim.files.scenario import build
from negosim.rules.preferences import prepare, vector_of
from negosim.rules.utility import Table
from negosim.search.best_packages import Sums, best, empty_sums, nearest, sum_up
from negosim.search.halves import Halves
from negosim.search.prepared import prepared
from negosim.search.zopa import in_zopa_count
from tests.rules.plain import Case, some_cases
from tests.talks import START, arrays

SEEDS = range(60)


def draws_of(case: Case) -> Iterator[Table]:
    """The preferences of some draws."""
    for run in range(4):
        drawn = vector_of(draw(case.scenario.parameters.values(), 11, run))
        yield prepare(case.space, case.ready.addresses, drawn)


def room_of(case: Case, halves: Halves) -> Sums:
    """Room in which nothing is known yet."""
    return empty_sums(halves, len(case.parties), case.table.worth.shape[1])


def answers(case: Case, halves: Halves, table: Table, sums: Sums) -> list[object]:
    """What the searches say of a draw: the best packages, the nearest to some aims, the size of the ZOPA."""
    told: list[object] = []
    for party in case.parties:
        found = np.full(len(case.base), -9)
        told += [best(case.space, halves, table, sums, party, found), found.tolist()]
        for aim in (0.2, 0.5, 0.8):
            told += [nearest(case.space, halves, table, sums, party, aim, found), found.tolist()]
    for floor in (0.2, 0.4):
        told.append(in_zopa_count(case.space, halves, table, sums, np.full(len(case.parties), floor)))
    return told


def test_room_that_is_used_again_knows_nothing_of_the_draw_before() -> None:
    """Whatever was worth more in an earlier draw: the answers are those that new room gives."""
    differing = 0
    for case in some_cases(SEEDS):
        halves = case.ready.stage(case.base, case.free)
        again, before = room_of(case, halves), None
        for table in draws_of(case):
            new = room_of(case, halves)
            for sums in (new, again):
                sum_up(case.space, halves, table, sums)
            told = answers(case, halves, table, again)
            assert told == answers(case, halves, table, new)
            differing += before is not None and told != before
            before = told
    assert differing > 0


def test_a_search_that_finds_nothing_leaves_the_package_as_it_was() -> None:
    """Beyond all aims there is no nearest package, across every real red line no best one: nothing is written then."""
    without = 0
    for case in some_cases(SEEDS):
        halves = case.ready.stage(case.base, case.free)
        sums, found = room_of(case, halves), np.full(len(case.base), -9)
        sum_up(case.space, halves, case.table, sums)
        for party in case.parties:
            assert nearest(case.space, halves, case.table, sums, party, 100.0, found) == np.inf
            assert set(found.tolist()) == {-9}
            kept = found.copy()
            if best(case.space, halves, case.table, sums, party, kept) == -np.inf:
                assert kept.tolist() == found.tolist()
                without += 1
    assert without > 0


def test_where_every_package_is_worth_nothing_the_first_is_the_best() -> None:
    """Also if others are found sooner, and a linkage of no worth marks the first: of equals the lowest index."""
    nothing = {name: {"0": 0, "1": 0} for name in ("land", "water", "pace")}
    parties = {side: {"weights": dict.fromkeys(nothing, 1 / 3), "values": nothing} for side in ("north", "south")}
    link = {"link": {"when": {"water": 0, "pace": 1}, "issue": "water", "worth": 0}}
    given = {
        "name": "nothing",
        "start": START,
        "horizon": 20,
        "issues": {name: {"levels": [0, 1], "status_quo": 0} for name in nothing},
        "infeasible": {"fast_and_dry": {"when": {"water": 0, "pace": 0}}},
        "phasing": {"issue": "pace", "shares": {"0": [1], "1": [0.5, 0.5]}},
        "parties": {**parties, "north": {**parties["north"], "linkages": link}},
        "assumptions": {"*.horizon": {"value": 10}, "*.follow_through": {"value": 1}},
    }
    scenario = build(given, "nothing")
    space, table = arrays(scenario)
    halves = prepared(scenario).halves
    sums, found = empty_sums(halves, 2, table.worth.shape[1]), np.full(3, -9)
    sum_up(space, halves, table, sums)
    for party in range(2):
        assert best(space, halves, table, sums, party, found) == 0.0
        assert found.tolist() == prepared(scenario).first.packages[0].tolist() == [0, 0, 1]
        assert nearest(space, halves, table, sums, party, 0.0, found) == 0.0
        assert found.tolist() == [0, 0, 1]
