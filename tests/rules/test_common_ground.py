"""Texts keep what all parties have last tabled alike, where that is feasible."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

from negosim.rules.mediating import next_text
from negosim.search.prepared import prepared
from tests.rules import plain, texts
from tests.rules.plain import Case
from tests.talks import arrays, digits, talks


def after(text: tuple[int, int], north: tuple[int, int], south: tuple[int, int], moves: int, **more: Any) -> list[int]:
    """The text after another one, when the parties have last tabled these packages."""
    space, table = arrays(talks(more))
    free, knows, firmness, lasts = np.ones(2, dtype=np.bool_), np.ones(2), np.zeros(0), np.array([north, south])
    return next_text(space, table, knows, firmness, space.status_quo, lasts, free, digits(*text), moves).tolist()


def test_a_text_takes_over_what_all_have_last_tabled_alike() -> None:
    """At no cost of moves; what else changes is the best of the rest. With one party's package nothing is common."""
    assert after((3, 3), (4, 2), (2, 2), 2) == [5, 2]
    assert after((3, 3), (4, 2), (2, 2), 1) == [5, 2]
    assert after((3, 3), (4, 4), (4, 4), 2) == [4, 4]
    assert after((3, 3), (4, 2), (2, 4), 2) == [5, 1]
    assert after((3, 3), (4, 2), (-1, -1), 2) == [5, 1]


def test_where_common_ground_cannot_be_laid_over_the_last_text_it_begins_anew() -> None:
    """Land 3 with water 2 is excluded: a text at water 2 cannot take over land 3, and starts from what was tabled."""
    excluded: Any = {"infeasible": {"both": {"when": {"land": 3, "water": 2}}}}
    assert after((5, 3), (4, 1), (4, 2), 1, **excluded)[0] == 4
    assert after((5, 2), (4, 1), (4, 2), 1, **excluded)[0] == 4


def keeps_common_ground(case: Case) -> int:
    """How many levels of common ground the next text keeps: all there are."""
    common = texts.common_ground(case)
    of = (case.space, case.table, case.insight, case.firmness, case.base, case.lasts, case.free, case.text)
    for moves in (1, 2):
        drafted = next_text(*of, moves).tolist()
        assert {i: drafted[i] for i in common} == common
        assert tuple(drafted) in case.packages
    return len(common)


@given(plain.cases(whole=True))
def test_a_text_never_contradicts_common_ground(case: Case) -> None:
    """For any last text and any packages that the parties last tabled."""
    keeps_common_ground(case)
    keeps_common_ground(texts.agreeing(case))


def test_a_text_keeps_common_ground_also_where_the_last_one_excludes_it() -> None:
    """Of three issues, with two exclusions: often the last text and what is common cannot stand together."""
    excluded = {
        "fast_and_dry": {"when": {"water": [0, 1], "pace": 0}},
        "slow_and_far": {"when": {"land": [3, 4], "pace": 1}},
    }
    side = {"weights": {"land": 0.5, "water": 0.25, "pace": 0.25}, "values": {"pace": {"none": 0, "0": 0, "1": 1}}}
    issues = {"pace": {"levels": [0, 1], "status_quo": "none"}}
    scenario = talks(issues=issues, parties={"north": side, "south": side}, infeasible=excluded)
    (space, table), ready, rng = arrays(scenario), prepared(scenario), np.random.default_rng(1)
    free, base = ready.groups[0], space.status_quo
    packages = tuple(plain.feasible(scenario, base, free))
    kept = begun_anew = 0
    for _ in range(300):
        text, *lasts = np.array(packages)[rng.integers(len(packages), size=3)]
        believed, tabled = (np.ones(2), np.zeros(0)), np.array(lasts)
        case = Case(scenario, ready, table, 0, free, base, *believed, tabled, text, packages)
        kept += keeps_common_ground(case)
        begun_anew += texts.changed(tuple(text.tolist()), texts.common_ground(case)) not in packages
    assert kept > 100
    assert begun_anew > 10
