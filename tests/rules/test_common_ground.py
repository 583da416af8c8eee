"""Texts keep what all parties have last tabled alike, where that is feasible."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from hypothesis import given

from negosim.rules.mediating import next_text
from negosim.rules.prepared import prepared
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


def test_common_ground_that_is_not_feasible_is_taken_over_as_far_as_it_is() -> None:
    """Land 3 with water 2 is excluded, so that a text at water 2 cannot take over land 3; at water 1 it can."""
    excluded: Any = {"infeasible": {"both": {"when": {"land": 3, "water": 2}}}}
    assert after((5, 3), (4, 1), (4, 2), 1, **excluded)[0] != 4
    assert after((5, 2), (4, 1), (4, 2), 1, **excluded)[0] == 4


def on_common_ground(case: Case) -> Counter[bool]:
    """In how many issues of common ground the next text takes it over, where that is feasible, or else contradicts it:
    all at once, or issue by issue from the last text on."""
    common, found = texts.common_ground(case), Counter[bool]()
    of = (case.space, case.table, case.insight, case.firmness, case.base, case.lasts, case.free, case.text)
    whole = texts.changed(tuple(case.text.tolist()), common) in case.packages
    for moves in (1, 2):
        drafted, so_far = next_text(*of, moves).tolist(), tuple(case.text.tolist())
        for i, level in common.items():
            with_it = texts.changed(so_far, {i: level})
            if whole or with_it in case.packages:
                so_far = with_it
                assert drafted[i] == level
            found[whole or with_it in case.packages or drafted[i] == level] += 1
    return found


@given(plain.cases(whole=True))
def test_a_text_contradicts_common_ground_only_where_taking_it_over_is_infeasible(case: Case) -> None:
    """For any last text and any packages that the parties last tabled."""
    on_common_ground(case)
    on_common_ground(texts.agreeing(case))


def test_of_common_ground_that_is_not_feasible_as_a_whole_texts_take_over_what_is() -> None:
    """Of three issues, with two exclusions: often a part of what is excluded is common, and the text has the rest."""
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
    found = Counter[bool]()
    for _ in range(300):
        text, *lasts = np.array(packages)[rng.integers(len(packages), size=3)]
        believed, tabled = (np.ones(2), np.zeros(0)), np.array(lasts)
        found += on_common_ground(Case(scenario, ready, table, 0, free, base, *believed, tabled, text, packages))
    assert found[True] > 100
    assert found[False] > 10
