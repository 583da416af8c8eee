"""The task of a sweep."""

from __future__ import annotations

import attrs

from negosim.arrays import Floats
from negosim.sweeps.plan import Plan


@attrs.frozen(eq=False)
class SweepTask:
    """Runs of a sweep: row ``k * replications + r`` is run ``r`` of point ``k``.

    Attributes
    ----------
    plan : Plan
        What the points mean.
    points : ndarray of float
        (n, d), in the unit cube.
    replications : int
        Runs a point.
    seed : int
        Of all runs.
    common : bool
        Whether all points play the same runs.
    columns : tuple of str
        Of a row.
    first : int
        Number of the first run.
    """

    plan: Plan
    points: Floats
    replications: int
    seed: int
    common: bool
    columns: tuple[str, ...]
    first: int = 0
