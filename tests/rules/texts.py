"""What the next text is, written to be read and not to be fast: common ground, and a search of everything.

As in ``plain``, the score of a text is asked of the one canonical function.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from negosim.rules.mediating import first_text, text_scores
from tests.rules import plain
from tests.rules.plain import Case, Package


def agreeing(case: Case) -> Case:
    """The same moment, but with a last package of every party, each at most two issues from the same package."""
    rng = np.random.default_rng(len(case.packages))
    middle = case.packages[rng.integers(len(case.packages))]
    near = [package for package in case.packages if plain.moves(package, middle) <= 2]
    return attrs.evolve(case, lasts=np.array([near[k] for k in rng.integers(len(near), size=len(case.lasts))]))


def common_ground(case: Case) -> dict[int, int]:
    """The level of each free issue on which the last packages of all parties agree."""
    if (case.lasts[:, 0] < 0).any():
        return {}
    return {i: of[0] for i, of in enumerate(case.lasts.T.tolist()) if case.free[i] and len(set(of)) == 1}


def changed(package: Package, levels: Mapping[int, int]) -> Package:
    """A package with other levels of some issues."""
    return tuple(levels.get(i, level) for i, level in enumerate(package))


def adopted(case: Case) -> Package:
    """The last text with the common ground; where that is infeasible, the best of what was tabled."""
    text = changed(tuple(case.text.tolist()), common_ground(case))
    if text in case.packages:
        return text
    best = first_text(case.space, case.table, case.insight, case.firmness, case.base, case.lasts)
    return tuple(best.tolist())


def next_text(case: Case, most: int) -> Package | None:
    """The text that the drafters think best, of all packages that differ from the last text with the common ground in
    at most ``most`` issues, none of which is common ground."""
    start, kept = adopted(case), common_ground(case)

    def score(package: Package) -> float | None:
        if plain.moves(package, start) > most or any(package[i] != start[i] for i in kept):
            return None
        row = np.array([package])
        return float(text_scores(case.space, case.table, case.insight, case.firmness, case.base, row)[0])

    return plain.first_of(case.packages, score)
