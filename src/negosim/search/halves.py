"""A package space in halves, so that searches of all packages need only sums over half of the issues.

The canonical utility is a sum over the first half of the issues, plus one over the second, plus linkages. Combinations
of a half that meet the same conditions form a class; a class in one context is a cell; a pair of cells, one of each
half, is a block. All packages of a block have the same context, red lines and linkages, so that every step from the two
sums to the utility adds the same number to each. Rounding is monotone: the largest sums give the largest utility, to
the last bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Ints
from negosim.compiled.tuples_by_reference import lend
from negosim.spaces.space import Space

INFEASIBLE, LINES, LINKS, WAY, HELD, LIFTED = range(6)


class Halves(NamedTuple):
    """Feasible packages of a stage.

    Combinations of both halves are stored class by class, the first half before the second, and within a class by
    index. Levels of an issue that meet the same conditions form a group; a box is a combination of groups; a class is a
    union of boxes.

    Attributes
    ----------
    digits : ndarray, shape (n, I)
        Levels of each combination, zero outside its half.
    offset : ndarray, shape (n,)
        Summand of a combination in the index of a package.
    starts, box_starts : ndarray, shape (classes + 1,)
        First combination and first box of each class.
    group : ndarray, shape (I, L)
        Group of each level, -1 for levels that are not available.
    boxes : ndarray, shape (boxes, I)
        Groups of each box, zero outside its half.
    cell_class, cell_context : ndarray, shape (cells,)
        Class and context of each cell.
    cell_starts : ndarray, shape (cells + 1,)
        First sum of each cell.
    high_cells : int
        Number of cells of the first half, which come first.
    high, low : ndarray, shape (B,)
        The two cells of each block.
    context, lines, links : ndarray, shape (B,)
        Context of a block, and the red lines and linkages that it meets, as bits.
    example : ndarray, shape (B, I)
        One package of each block.
    bound : ndarray, shape (bunches + 1,)
        First block of each bunch. Blocks of a bunch meet the same red lines, and linkages add the same to all their
        packages.
    """

    digits: Ints
    offset: Ints
    starts: Ints
    group: Ints
    boxes: Ints
    box_starts: Ints
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


def halved(space: Space, guarantees: int, base: Ints, free: Bools) -> Halves:
    """Divide the feasible packages that differ from a base in free issues only into halves.

    Parameters
    ----------
    space : Space
        Package space.
    guarantees : int
        Number of levels of the guarantee, 1 without one.
    base : ndarray, shape (I,)
        Digits of the package that holds without a deal.
    free : ndarray of bool, shape (I,)
        Issues on the table.

    Returns
    -------
    Halves
        Passed by reference.
    """
    group = _groups(space, base, free)
    upper, lower = (_half(space, guarantees, group, *part) for part in ((0, space.split), (space.split, len(base))))
    match = upper.cell_context[:, None] == lower.cell_context
    marks, marks_2 = upper.marks[upper.cell_class], lower.marks[lower.cell_class]
    high, low = np.nonzero(match & (marks[:, INFEASIBLE][:, None] & marks_2[:, INFEASIBLE] == 0))
    example = upper.digits[upper.starts[upper.cell_class[high]]] + lower.digits[lower.starts[lower.cell_class[low]]]
    context, lines, links = (
        upper.cell_context[high],
        marks[high, LINES] & marks_2[low, LINES],
        marks[high, LINKS] & marks_2[low, LINKS],
    )
    order, bound = _bunched(space, context, lines, links, example)
    digits = np.concatenate([upper.digits, lower.digits])
    starts = np.concatenate([upper.starts, lower.starts[1:] + upper.starts[-1]])
    cell_class = np.concatenate([upper.cell_class, lower.cell_class + len(upper.starts) - 1])
    return lend(
        Halves(
            digits=digits,
            offset=digits @ space.strides,
            starts=starts,
            group=group,
            boxes=np.concatenate([upper.boxes, lower.boxes]),
            box_starts=np.concatenate([upper.box_starts, lower.box_starts[1:] + upper.box_starts[-1]]),
            cell_class=cell_class,
            cell_context=np.concatenate([upper.cell_context, lower.cell_context]),
            cell_starts=_starts(np.diff(starts)[cell_class]),
            high_cells=len(upper.cell_class),
            high=high[order],
            low=low[order] + len(upper.cell_class),
            context=context[order],
            lines=lines[order],
            links=links[order],
            example=example[order],
            bound=bound,
        )
    )


class _Half(NamedTuple):
    """One half of the issues.

    Attributes as in `Halves`; ``marks``, shape (classes, 5 + K), is what all combinations of a class have in common.
    """

    digits: Ints
    starts: Ints
    boxes: Ints
    box_starts: Ints
    cell_class: Ints
    cell_context: Ints
    marks: Ints


def _half(space: Space, guarantees: int, group: Ints, first: int, last: int) -> _Half:
    """Return the half of the issues from ``first`` to ``last - 1``."""
    rows = _combinations(group >= 0, first, last)
    marks, class_of = np.unique(_marks(space, rows, first, last), axis=0, return_inverse=True)
    order = np.argsort(class_of.ravel(), kind="stable")
    rows, class_of = rows[order], class_of.ravel()[order]
    issues = np.arange(len(group))
    groups = np.where((issues >= first) & (issues < last), group[issues, rows], 0)
    # A box is identified by its combination of the first levels of groups.
    lowest = np.array([[np.argmax(own == g) for g in range(group.shape[1])] for own in group])
    is_box = (lowest[issues, groups] == rows)[:, first:last].all(axis=1)
    context = np.arange(guarantees * (space.levels[space.phasing] if space.phasing >= 0 else 1))
    way, held = marks[:, WAY, None], marks[:, HELD, None]
    fits = ((way < 0) | (way == context // guarantees)) & ((held < 0) | (held == context % guarantees))
    cell_class, cell_context = np.nonzero(fits)
    classes = len(marks)
    return _Half(
        digits=rows,
        starts=_starts(np.bincount(class_of, minlength=classes)),
        boxes=groups[is_box],
        box_starts=_starts(np.bincount(class_of[is_box], minlength=classes)),
        cell_class=cell_class,
        cell_context=cell_context,
        marks=marks,
    )


def _starts(counts: Ints) -> Ints:
    """Return the first position of each of some groups with given counts, and the end of the last."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _groups(space: Space, base: Ints, free: Bools) -> Ints:
    """Return the group of each level, shape (I, L)."""
    issues, longest = space.available.shape
    group = np.full((issues, longest), -1, np.int64)
    for i in range(issues):
        known: dict[tuple[int, ...], int] = {}
        for level in range(space.levels[i]):
            if not (space.available[i, level] if free[i] else level == base[i]):
                continue
            linked = (space.linkage_issue == i) & (space.linkages[i, level] >> np.arange(len(space.linkage_issue)) & 1)
            alone = i in (space.phasing, space.guarantee) or linked.any()
            met = (space.infeasible[i, level], space.red_lines[i, level], space.linkages[i, level])
            group[i, level] = known.setdefault((*met, level if alone else -1), len(known))
    return group


def _combinations(choices: Bools, first: int, last: int) -> Ints:
    """Return all combinations of the choices, (I, L), of issues ``first`` to ``last - 1``, zero elsewhere: (n, I)."""
    grid = np.meshgrid(*(np.flatnonzero(own) for own in choices[first:last]), indexing="ij")
    rows = np.zeros((grid[0].size if grid else 1, len(choices)), np.int64)
    for i, levels in enumerate(grid, first):
        rows[:, i] = levels.ravel()
    return rows


def _marks(space: Space, rows: Ints, first: int, last: int) -> Ints:
    """Return what the packages that contain each combination, (n, I), have in common: (n, 5 + K)."""
    marks = np.full((len(rows), LIFTED + len(space.linkage_issue)), -1, np.int64)
    for i in range(first, last):
        for k, bits in ((INFEASIBLE, space.infeasible), (LINES, space.red_lines), (LINKS, space.linkages)):
            marks[:, k] &= bits[i, rows[:, i]]
    for k, issue in enumerate(space.linkage_issue):
        if first <= issue < last:
            met = marks[:, LINKS] >> k & 1 == 1
            marks[met, LIFTED + k] = rows[met, issue]
    for k, issue in ((WAY, space.phasing), (HELD, space.guarantee)):
        if first <= issue < last:
            marks[:, k] = rows[:, issue]
    return marks


def _bunched(space: Space, context: Ints, lines: Ints, links: Ints, example: Ints) -> tuple[Ints, Ints]:
    """Return the order of blocks by bunch, and the first block of each bunch."""
    linked = [
        np.where((links >> k & 1 == 1) & (issue >= 0), example[:, issue], -1)
        for k, issue in enumerate(space.linkage_issue)
    ]
    alike = np.column_stack([lines, links, np.where(links != 0, context, -1), *linked])
    found, bunch_of = np.unique(alike, axis=0, return_inverse=True)
    order = np.argsort(bunch_of.ravel(), kind="stable")
    return order, _starts(np.bincount(bunch_of.ravel(), minlength=len(found)))
