"""The runs that a sweep plays."""

from __future__ import annotations

import attrs

from negosim.arrays import Floats
from negosim.sweeps.plan import Plan


@attrs.frozen(eq=False)
class SweepTask:
    """What is to be played: row ``k * replications + r`` is run ``r`` of point ``k``.

    Attributes:
        plan: what the points mean.
        points: (n, d), in the unit cube.
        replications: runs a point.
        seed: of all runs.
        common: whether all points play the same runs.
        columns: of a row.
        first: number of the first run.
    """

    plan: Plan
    points: Floats
    replications: int
    seed: int
    common: bool
    columns: tuple[str, ...]
    first: int = 0
