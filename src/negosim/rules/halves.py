"""A package space in halves: what is asked of all packages is answered from sums over half of the issues.

The canonical utility is a sum over the first half of the issues, plus one over the second, plus linkages. Combinations
of a half that meet the same conditions form a class, a class in one context is a cell, and a pair of cells, one of each
half, is a block: in it context, red lines and linkages are the same for all packages. Every step from the two sums to
the utility then adds something common to all, and rounding keeps order: the largest sums give the largest utility, to
the last bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Ints, Ranks
from negosim.rules.arrays import in_order, joined, put, same, stacked
from negosim.rules.boxes import places_of, tree_of
from negosim.rules.bunching import bunched
from negosim.rules.compiling import apart, compiled, inlined
from negosim.rules.lending import lend
from negosim.rules.space import Space, met
from negosim.rules.table import context_of

INFEASIBLE, LINES, LINKS, WAY, HELD, LIFTED = range(6)


class Halves(NamedTuple):
    """The feasible packages of a stage.

    Combinations of both halves stand together, class by class, those of the first half before those of the second, and
    within a class by index. ``digits``: (n, I), zero outside the half; ``offset``: (n,), what they add to the index of
    a package; ``starts``: (classes + 1,).
    Levels of an issue that meet the same conditions form a group: ``group``: (I, L), -1 for levels that are not to be
    had. A box is a combination of groups: a class consists of some. Boxes are the leaves of a tree, in which those that
    begin alike branch late: its root is node 0, and a node adds the group of one more issue to its ``parent``,
    (nodes,), which stands before it. ``place``: (nodes,), where that group stands in an array by context, issue and
    group, flat, at whose end stands what is no issue. The leaves are the last nodes: first one box of each cell,
    then the others, of the cells ``others``.
    ``cell_class``, ``cell_context``: (cells,); ``cell_starts``: (cells + 1,), where its sums stand; the first
    ``high_cells`` are of the first half. ``high``, ``low``: (B,), the cells of a block; ``context``, ``lines``,
    ``links``: (B,), as bits; ``example``: (B, I), one of its packages. Blocks stand bunch by bunch, ``bound``:
    (bunches + 1,): those of a bunch meet the same red lines, and linkages add the same to all of their packages.
    """

    digits: Ints
    offset: Ints
    starts: Ints
    group: Ints
    parent: Ranks
    place: Ranks
    others: Ints
    cell_class: Ints
    cell_context: Ints
    cell_starts: Ints
    high_cells: int
    high: Ints
    low: Ints
    context: Ints
    lines: Ints
    links: Ints
    example: Ints
    bound: Ints


@compiled
def groups_of(space: Space, base: Ints, free: Bools) -> Ints:
    """The groups of levels of each issue, (I, L)."""
    issues, longest = space.available.shape
    group = np.full((issues, longest), -1, np.int64)
    for i in range(issues):
        count, apart = 0, i in (space.phasing, space.guarantee)
        for level in range(space.levels[i]):
            if not (space.available[i, level] if free[i] else level == base[i]):
                continue
            for other in range(level):
                alike = group[i, other] >= 0 and not apart
                alike = alike and space.infeasible[i, level] == space.infeasible[i, other]
                alike = alike and space.red_lines[i, level] == space.red_lines[i, other]
                alike = alike and space.linkages[i, level] == space.linkages[i, other]
                if alike and not _lifts(space, i, level):
                    group[i, level] = group[i, other]
                    break
            if group[i, level] < 0:
                group[i, level] = count
                count += 1
    return group


@compiled
def _lifts(space: Space, issue: int, level: int) -> bool:
    """Whether a linkage can add something by this level."""
    for k in range(len(space.linkage_issue)):
        if space.linkage_issue[k] == issue and space.linkages[issue, level] >> k & 1:
            return True
    return False


@compiled
def _combinations(choices: Bools, first: int, last: int) -> Ints:
    """All combinations of the choices, (I, L), that issues ``first`` to before ``last`` have, zero elsewhere, in order:
    (n, I)."""
    issues, longest = choices.shape
    count = 1
    for i in range(first, last):
        count *= choices[i].sum()
    rows = np.zeros((count, issues), np.int64)
    repeat = count
    for i in range(first, last):
        options = choices[i].sum()
        repeat //= max(1, options)
        for n in range(count):
            wanted = (n // repeat) % options
            for level in range(longest):
                if choices[i, level]:
                    if wanted == 0:
                        rows[n, i] = level
                        break
                    wanted -= 1
    return rows


@compiled
def _signature(space: Space, digits: Ints, first: int, last: int, mark: Ints) -> None:
    """Put what is common to the packages that a combination is part of into ``mark`` (5 + K,)."""
    mark[:] = -1
    for i in range(first, last):
        mark[INFEASIBLE] &= space.infeasible[i, digits[i]]
        mark[LINES] &= space.red_lines[i, digits[i]]
        mark[LINKS] &= space.linkages[i, digits[i]]
    for k in range(len(space.linkage_issue)):
        issue = space.linkage_issue[k]
        if first <= issue < last and mark[LINKS] >> k & 1:
            mark[LIFTED + k] = digits[issue]
    if first <= space.phasing < last:
        mark[WAY] = digits[space.phasing]
    if first <= space.guarantee < last:
        mark[HELD] = digits[space.guarantee]


@compiled
def _classed(space: Space, rows: Ints, first: int, last: int, kept: Ints, classes: int) -> tuple[Ints, Ints, int]:
    """Rows class by class, each class in its order, where each class begins, and how many classes there are: (n, I),
    (room + 1,).

    A class shares a signature; ``kept``: (room, 5 + K), the first ``classes`` of them known before, others are added.
    """
    class_of = np.empty(len(rows), np.int64)
    mark = np.empty(kept.shape[1], np.int64)
    starts = np.zeros(len(kept) + 1, np.int64)
    for n in range(len(rows)):
        _signature(space, rows[n], first, last, mark)
        found = 0
        while found < classes and not same(kept[found], mark):
            found += 1
        if found == classes:
            put(kept[classes], mark)
            classes += 1
        class_of[n] = found
        starts[found + 1] += 1
    for c in range(len(kept)):
        starts[c + 1] += starts[c]
    ordered, place = np.empty_like(rows), starts.copy()
    for n in range(len(rows)):
        put(ordered[place[class_of[n]]], rows[n])
        place[class_of[n]] += 1
    return ordered, starts, classes


@compiled
def _half(
    space: Space, guarantees: int, group: Ints, first: int, last: int
) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints, Ints]:
    """One half: digits, starts, boxes (by a level of each group), box starts, cell classes and contexts, signatures."""
    one_each = np.zeros(group.shape, np.bool_)
    for i in range(len(group)):
        count = 0
        for level in range(group.shape[1]):
            if group[i, level] == count:
                one_each[i, level] = True
                count += 1
    samples = _combinations(one_each, first, last)
    kept = np.empty((len(samples), LIFTED + len(space.linkage_issue)), np.int64)
    boxes, box_starts, classes = _classed(space, samples, first, last, kept, int(np.int64(0)))
    rows = _combinations(group >= 0, first, last)
    digits, starts, _ = _classed(space, rows, first, last, kept, classes)
    for n in range(len(boxes)):
        for i in range(first, last):
            boxes[n, i] = group[i, boxes[n, i]]
    contexts = contexts_of(space, guarantees)
    cells = np.empty((classes * contexts, 2), np.int64)
    count = 0
    for c in range(classes):
        for context in range(contexts):
            way, held = context // guarantees, context % guarantees
            if (kept[c, WAY] < 0 or kept[c, WAY] == way) and (kept[c, HELD] < 0 or kept[c, HELD] == held):
                cells[count, 0], cells[count, 1] = c, context
                count += 1
    cells = cells[:count]
    return digits, starts[: classes + 1], boxes, box_starts[: classes + 1], cells[:, 0], cells[:, 1], kept


@inlined
def contexts_of(space: Space, guarantees: int) -> int:
    """How many contexts there are."""
    return guarantees if space.phasing < 0 else guarantees * space.levels[space.phasing]


def no_halves() -> Halves:
    """The halves of no package: an example of their form."""
    row, begin, rows = np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros((0, 0), np.int64)
    node = np.zeros(0, np.uint32)
    return lend(
        Halves(rows, row, begin, rows, node, node, row, row, row, begin, 0, row, row, row, row, row, rows, begin)
    )


def halved(space: Space, guarantees: int, base: Ints, free: Bools) -> Halves:
    """The feasible packages that differ from ``base`` (I,) in issues of ``free`` (I,) only."""
    return lend(in_halves(space, guarantees, base, free))


@apart
def in_halves(space: Space, guarantees: int, base: Ints, free: Bools) -> Halves:
    """The same as ``halved``, for compiled callers, who lend it."""
    issues, group = len(base), groups_of(space, base, free)
    bounds = np.array([0, space.split, issues])  # a variable: a constant would be compiled for apart
    digits, starts, boxes, box_starts, classes, contexts, marks = _half(space, guarantees, group, bounds[0], bounds[1])
    digits_2, starts_2, boxes_2, box_starts_2, classes_2, contexts_2, marks_2 = _half(
        space, guarantees, group, bounds[1], bounds[2]
    )
    high, low = np.empty(len(classes) * len(classes_2), np.int64), np.empty(len(classes) * len(classes_2), np.int64)
    count = 0
    for h in range(len(classes)):
        for k in range(len(classes_2)):
            if contexts[h] == contexts_2[k] and not marks[classes[h], INFEASIBLE] & marks_2[classes_2[k], INFEASIBLE]:
                high[count], low[count] = h, k
                count += 1
    example, context = np.empty((count, issues), np.int64), np.empty(count, np.int64)
    lines, links = np.empty(count, np.int64), np.empty(count, np.int64)
    for b in range(count):
        upper, lower = starts[classes[high[b]]], starts_2[classes_2[low[b]]]
        for i in range(issues):
            example[b, i] = digits[upper, i] + digits_2[lower, i]
        context[b] = context_of(space.phasing, space.guarantee, guarantees, example[b])
        lines[b], links[b] = met(space.red_lines, example[b]), met(space.linkages, example[b])
        low[b] += len(classes)
    order, bound = bunched(space, context, lines, links, example)
    examples = np.empty((count, issues), np.int64)
    for b in range(count):
        put(examples[b], example[order[b]])
    all_digits = stacked(digits, digits_2)
    offset = np.zeros(len(all_digits), np.int64)
    for n in range(len(all_digits)):
        for i in range(issues):
            offset[n] += all_digits[n, i] * space.strides[i]
    all_starts = joined(starts, starts_2[1:], len(digits))
    cell_class, cell_context = joined(classes, classes_2, len(starts) - 1), joined(contexts, contexts_2, 0)
    boxes, box_starts = stacked(boxes, boxes_2), joined(box_starts, box_starts_2[1:], len(boxes))
    longest, nowhere = group.shape[1], contexts_of(space, guarantees) * group.size
    places, others = places_of(space.split, nowhere, group, boxes, box_starts, cell_class, cell_context, len(classes))
    parent, place = tree_of(places, longest, nowhere)
    cell_starts = np.zeros(len(cell_class) + 1, np.int64)
    for cell in range(len(cell_class)):
        c = cell_class[cell]
        cell_starts[cell + 1] = cell_starts[cell] + all_starts[c + 1] - all_starts[c]
    return Halves(
        all_digits,
        offset,
        all_starts,
        group,
        parent,
        place,
        others,
        cell_class,
        cell_context,
        cell_starts,
        len(classes),
        in_order(high, order),
        in_order(low, order),
        in_order(context, order),
        in_order(lines, order),
        in_order(links, order),
        examples,
        bound,
    )
