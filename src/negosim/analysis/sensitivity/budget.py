"""Budgets of sweeps: the number of points and replications at which intervals are narrow enough."""

from __future__ import annotations

import math

import attrs
import numpy as np

from negosim.arrays import Floats


@attrs.frozen
class Budget:
    """A number of points and replications.

    Attributes
    ----------
    base : int
        Base points, trajectories or points, by design; a power of two where the design asks for one.
    replications : int
        Runs a point.
    runs : int
        All runs together.
    """

    base: int
    replications: int
    runs: int

    def __str__(self) -> str:
        return f"N = {self.base:,} with {self.replications:,} replications ({self.runs:,} runs)"


@attrs.frozen(eq=False)
class HalfWidths:
    """Half widths of 95 % intervals, by factor.

    Attributes
    ----------
    names : tuple of str
        Of the factors.
    over_points : ndarray of float
        The part that more points would narrow.
    over_runs : ndarray of float
        The part that only more replications would narrow.
    share : bool
        Whether they are shares, and not in units of the response.
    what : str
        They are intervals of.
    """

    names: tuple[str, ...]
    over_points: Floats
    over_runs: Floats
    share: bool = True
    what: str = "index"

    @property
    def whole(self) -> Floats:
        """Half widths from points and runs together, shape (d,)."""
        return np.asarray(np.hypot(self.over_points, self.over_runs), dtype=np.float64)


def needed_budget(halves: HalfWidths, claim: float, *, base: int, replications: int, per_base: float) -> Budget | None:
    """Return the budget at which the widest half width is ``claim``; None if it is reached, or if no width is known.

    Both parts of a width that has two are brought to ``claim / √2``.
    """
    known = np.isfinite(halves.whole)
    if not known.any() or float(halves.whole[known].max()) <= claim:
        return None
    points, runs = (float(part[known].max()) for part in (halves.over_points, halves.over_runs))
    goal = claim / math.sqrt(2.0) if points > 0.0 and runs > 0.0 else claim
    more_points, more_runs = (max(1.0, (part / goal) ** 2) for part in (points, runs))
    wanted = base * more_points
    if base & (base - 1) == 0:
        wanted = 2 ** math.ceil(math.log2(wanted) - 1e-9)
    wanted_base, wanted_runs = math.ceil(wanted), math.ceil(replications * more_runs)
    return Budget(wanted_base, wanted_runs, math.ceil(wanted_base * per_base) * wanted_runs)
