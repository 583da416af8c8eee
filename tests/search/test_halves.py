"""A package space in halves, field by field, against what each field is said to hold."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise, product
from operator import and_

import numpy as np
import pytest

from negosim.search.halves import Halves
from negosim.spaces.space import encode, met
from tests.rules import plain
from tests.rules.plain import Case, Package, some_cases

SEEDS = range(60)


@pytest.fixture(scope="module")
def stages() -> list[tuple[Case, Halves]]:
    """Stages of random talks, and their halves."""
    return [(case, case.ready.stage(case.base, case.free)) for case in some_cases(SEEDS)]


def bounds(case: Case) -> tuple[range, range]:
    """The issues of the first half and of the second."""
    return range(case.space.split), range(case.space.split, len(case.base))


def choices(case: Case, issue: int) -> list[int]:
    """The levels of an issue that packages of the stage may hold."""
    if not case.free[issue]:
        return [int(case.base[issue])]
    return [level for level in range(case.space.levels[issue]) if case.space.available[issue, level]]


def lifts(case: Case, issue: int, level: int) -> bool:
    """Whether a linkage can add something by a level."""
    return any(
        of == issue and case.space.linkages[issue, level] >> k & 1 for k, of in enumerate(case.space.linkage_issue)
    )


def common(case: Case, digits: Package, half: range) -> tuple[int, ...]:
    """What is common to the packages that a combination of a half is part of: the conditions that it admits, the levels
    of issues that linkages it admits lift, way of phasing and guarantee; -1 for what the half does not decide."""
    space = case.space
    bits = [
        reduce(and_, (int(of[i, digits[i]]) for i in half), -1)
        for of in (space.infeasible, space.red_lines, space.linkages)
    ]
    lifted = [digits[i] if i in half and bits[2] >> k & 1 else -1 for k, i in enumerate(space.linkage_issue)]
    return (*bits, *lifted, *(digits[i] if i in half else -1 for i in (space.phasing, space.guarantee)))


def combinations(case: Case, half: range) -> list[Package]:
    """All combinations of a half, zero elsewhere, by index."""
    return list(product(*(choices(case, i) if i in half else [0] for i in range(len(case.base)))))


def combinations_of(halves: Halves, cell: int) -> list[Package]:
    """The combinations of a cell."""
    k = halves.cell_class[cell]
    return [tuple(row) for row in halves.digits[halves.starts[k] : halves.starts[k + 1]].tolist()]


def cells_of(halves: Halves) -> tuple[range, range]:
    """The cells of the first half and of the second."""
    return range(halves.high_cells), range(halves.high_cells, len(halves.cell_class))


def test_a_group_is_the_levels_that_meet_the_same_conditions(stages: list[tuple[Case, Halves]]) -> None:
    """Of those to be had; levels of phasing and guarantee stand alone, as do those by which linkages add. Groups are
    numbered in the order of their first levels."""
    for case, halves in stages:
        space = case.space
        for i in range(len(case.base)):
            numbers: dict[object, int] = {}
            expected = [-1] * halves.group.shape[1]
            for level in choices(case, i):
                alone = i in (space.phasing, space.guarantee) or lifts(case, i, level)
                bits = tuple(int(of[i, level]) for of in (space.infeasible, space.red_lines, space.linkages))
                expected[level] = numbers.setdefault((bits, level if alone else None), len(numbers))
            assert halves.group[i].tolist() == expected


def test_the_combinations_of_a_half_stand_class_by_class(stages: list[tuple[Case, Halves]]) -> None:
    """Each once, of a class those with the same in common, within it by index; each with what it adds to an index."""
    for case, halves in stages:
        rows = [tuple(row) for row in halves.digits.tolist()]
        classes = [rows[start:end] for start, end in pairwise(halves.starts)]
        assert all(classes)
        assert len(rows) == halves.starts[-1]
        first, second = bounds(case)
        count = len(set(halves.cell_class[: halves.high_cells]))
        for half, own in ((first, classes[:count]), (second, classes[count:])):
            assert sorted(row for of in own for row in of) == combinations(case, half)
            assert all(of == sorted(of) for of in own)
            marks = [{common(case, row, half) for row in of} for of in own]
            assert all(len(mark) == 1 for mark in marks)
            assert len(set.union(*marks)) == len(own)
        assert halves.offset.tolist() == [encode(case.space, np.array(row)) for row in rows]


def test_a_cell_is_a_class_in_a_context_that_it_can_have(stages: list[tuple[Case, Halves]]) -> None:
    """Once, and with room for its sums where that of the cell before ends."""
    for case, halves in stages:
        count = case.table.guarantees
        contexts = count * (case.space.levels[case.space.phasing] if case.space.phasing >= 0 else 1)
        for half, cells in zip(bounds(case), cells_of(halves), strict=True):
            expected, classes = [], sorted({int(halves.cell_class[cell]) for cell in cells})
            for k in classes:
                mark = common(case, tuple(halves.digits[halves.starts[k]].tolist()), half)
                for context in range(contexts):
                    decided = zip(mark[-2:], divmod(context, count), strict=True)
                    if all(mine in (-1, given) for mine, given in decided):
                        expected.append((k, context))
            cells_said = [(int(halves.cell_class[cell]), int(halves.cell_context[cell])) for cell in cells]
            assert cells_said == expected
        sizes = [len(combinations_of(halves, cell)) for cell in range(len(halves.cell_class))]
        assert halves.cell_starts.tolist() == [0, *np.cumsum(sizes)]


def test_every_feasible_package_is_in_one_block(stages: list[tuple[Case, Halves]]) -> None:
    """And all of a block are feasible, in its context, across its red lines and in its linkages."""
    for case, halves in stages:
        found = []
        for b, (high, low) in enumerate(zip(halves.high, halves.low, strict=True)):
            assert high < halves.high_cells <= low
            packages = [
                tuple(one + other for one, other in zip(upper, lower, strict=True))
                for upper in combinations_of(halves, high)
                for lower in combinations_of(halves, low)
            ]
            found += packages
            assert tuple(halves.example[b].tolist()) in packages
            for package in packages:
                assert plain.context(case.scenario, package) == halves.context[b]
                assert met(case.space.red_lines, np.array(package)) == halves.lines[b]
                assert met(case.space.linkages, np.array(package)) == halves.links[b]
        assert sorted(found) == list(case.packages)


def test_the_boxes_of_a_class_are_its_combinations_of_groups(stages: list[tuple[Case, Halves]]) -> None:
    """Each once, zero outside the half."""
    for case, halves in stages:
        first, second = bounds(case)
        count = len(set(halves.cell_class[: halves.high_cells]))
        for k, (start, end) in enumerate(pairwise(halves.starts)):
            half = first if k < count else second
            expected = {
                tuple(int(halves.group[i, row[i]]) if i in half else 0 for i in range(len(row)))
                for row in halves.digits[start:end]
            }
            boxes = halves.boxes[halves.box_starts[k] : halves.box_starts[k + 1]].tolist()
            assert len(boxes) == len(expected)
            assert set(map(tuple, boxes)) == expected


def test_a_bunch_is_the_blocks_to_which_linkages_add_the_same(stages: list[tuple[Case, Halves]]) -> None:
    """And that meet the same red lines; blocks stand in their order within a bunch."""
    for case, halves in stages:
        bunches: dict[object, list[int]] = {}
        for b in sorted(range(len(halves.high)), key=lambda b: (halves.high[b], halves.low[b])):
            links = int(halves.links[b])
            issues = [i for k, i in enumerate(case.space.linkage_issue) if links >> k & 1 and i >= 0]
            context = int(halves.context[b]) if links else None
            lifted = tuple(halves.example[b, issues].tolist())
            bunches.setdefault((int(halves.lines[b]), links, context, lifted), []).append(b)
        found = [list(range(start, end)) for start, end in pairwise(halves.bound)]
        assert sorted(found) == sorted(bunches.values())
