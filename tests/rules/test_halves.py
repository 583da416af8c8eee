"""A package space in halves, field by field, against what each field is said to hold."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise, product
from operator import and_

import numpy as np
import pytest

from negosim.rules.halves import Halves, contexts_of
from negosim.rules.space import encode, met
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
        contexts = contexts_of(case.space, count)
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


def test_the_leaves_of_a_cell_are_its_boxes(stages: list[tuple[Case, Halves]]) -> None:
    """Each combination of groups once: where its issues stand by context, issue and group; no issue is at the end."""
    for case, halves in stages:
        issues, longest = halves.group.shape
        cells = len(halves.cell_class)
        nowhere, deep = contexts_of(case.space, case.table.guarantees) * issues * longest, max(map(len, bounds(case)))
        leaves = [*range(cells), *halves.others.tolist()]
        found: dict[int, list[tuple[int, ...]]] = {}
        for node, cell in enumerate(leaves, len(halves.place) - len(leaves)):
            found.setdefault(cell, []).append(branch(halves, node))
        for half, of in zip(bounds(case), cells_of(halves), strict=True):
            for cell in of:
                boxes = set()
                for row in combinations_of(halves, cell):
                    stand = [(halves.cell_context[cell] * issues + i) * longest + halves.group[i, row[i]] for i in half]
                    boxes.add((*stand, *[nowhere] * (deep - len(half))))
                assert len(found[cell]) == len(boxes)
                assert set(found[cell]) == boxes


def test_boxes_that_begin_alike_branch_late(stages: list[tuple[Case, Halves]]) -> None:
    """A node for each beginning, after the node it goes on from, and a leaf for each box."""
    for _case, halves in stages:
        assert all(parent < node for node, parent in enumerate(halves.parent.tolist()) if node)
        branches = [branch(halves, node) for node in range(len(halves.place))]
        begun = branches[: len(branches) - len(halves.cell_class) - len(halves.others)]
        assert len(set(begun)) == len(begun)
        assert set(branches) == {whole[:n] for whole in branches for n in range(len(whole) + 1)}


def branch(halves: Halves, node: int) -> tuple[int, ...]:
    """The places of a node and of those before it, from the root on."""
    places: list[int] = []
    while node:
        places.insert(0, int(halves.place[node]))
        node = int(halves.parent[node])
    return tuple(places)


def test_a_bunch_is_the_blocks_to_which_linkages_add_the_same(stages: list[tuple[Case, Halves]]) -> None:
    """And that meet the same red lines; bunches stand in the order of their first blocks, and blocks in theirs."""
    for case, halves in stages:
        bunches: dict[object, list[int]] = {}
        for b in sorted(range(len(halves.high)), key=lambda b: (halves.high[b], halves.low[b])):
            links = int(halves.links[b])
            issues = [i for k, i in enumerate(case.space.linkage_issue) if links >> k & 1 and i >= 0]
            context = int(halves.context[b]) if links else None
            lifted = tuple(halves.example[b, issues].tolist())
            bunches.setdefault((int(halves.lines[b]), links, context, lifted), []).append(b)
        assert [b for blocks in bunches.values() for b in blocks] == list(range(len(halves.high)))
        assert halves.bound.tolist() == [0, *np.cumsum([len(blocks) for blocks in bunches.values()])]
