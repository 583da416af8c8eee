"""Levels that a figure shows: all of an issue with few; of one with many those agreed most often."""

from __future__ import annotations

import attrs
import numpy as np

from negosim.arrays import Bools, Ints
from negosim.domain.issues import Issue

MOST_ROWS = 30
"""Of an issue in a figure; what has more shows the levels agreed most often and the others together."""


@attrs.frozen(eq=False)
class ShownLevels:
    """Rows of an issue in a figure.

    Attributes
    ----------
    labels : tuple of str
        Of the rows, in canonical order, the others last.
    row_of : ndarray of int
        The row of each level, -1 for one that is not shown, (L,).
    """

    labels: tuple[str, ...]
    row_of: Ints


def shown_levels(issue: Issue, counts: Ints, possible: Bools, most: int = MOST_ROWS) -> ShownLevels:
    """Choose the rows of an issue from counts of agreements and whether each level is possible, both of shape (L,).

    Levels that are neither are not shown. Of more than ``most`` those that were agreed have a row, the most frequent
    ones if they are too many, lower levels first among equals, and all others share the last.
    """
    shown = np.flatnonzero(possible | (counts > 0))
    kept = shown
    if len(shown) > most:
        often = shown[np.argsort(-counts[shown], kind="stable")][: most - 1]
        kept = np.sort(often[counts[often] > 0])
    row_of = np.full(len(issue.levels), -1, np.int64)
    row_of[shown] = len(kept)
    row_of[kept] = np.arange(len(kept))
    labels = [issue.levels[digit].label for digit in kept]
    if len(kept) < len(shown):
        labels.append(f"{len(shown) - len(kept):,} {'others' if len(kept) else 'levels'}")
    return ShownLevels(tuple(labels), row_of)
