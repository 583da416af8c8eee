"""Whether the budget of a sweep bears what is read from it, and which would: widths of intervals fall as 1 / √N."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs
import numpy as np

from negosim.analysis.sensitivity.noise import NO_SIGNAL
from negosim.arrays import Floats

if TYPE_CHECKING:
    from negosim.analysis.sensitivity.analyze import Sensitivity


@attrs.frozen
class Budget:
    """A budget that would bear a claim.

    Attributes:
        base: base points, trajectories or points, by design; a power of two where the design asks for one.
        replications: runs a point.
        runs: all runs together.
    """

    base: int
    replications: int
    runs: int

    def __str__(self) -> str:
        return f"N = {self.base:,} with {self.replications:,} replications ({self.runs:,} runs)"


@attrs.frozen(eq=False)
class Halves:
    """Half the widths of 95 % intervals, by factor.

    Attributes:
        names: of the factors.
        over_points: the part that more points would narrow.
        over_runs: the part that only more replications would narrow.
        share: whether they are shares, and not in units of the response.
        what: they are intervals of.
    """

    names: tuple[str, ...]
    over_points: Floats
    over_runs: Floats
    share: bool = True
    what: str = "index"

    @property
    def whole(self) -> Floats:
        """Both parts together, (d,)."""
        return np.asarray(np.hypot(self.over_points, self.over_runs), dtype=np.float64)


def needed(halves: Halves, claim: float, *, base: int, replications: int, per_base: float) -> Budget | None:
    """The budget at which the widest half width is ``claim``; None if it is already, or if no width is known.

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


def verdicts(sensitivity: Sensitivity, halves: Halves, claim: float, budget: Budget | None) -> list[str]:
    """What the budget does not bear, in sentences for people."""
    said = []
    if budget is not None:
        widest = int(np.nanargmax(halves.whole))
        interval = f"the interval of the {halves.what} of {halves.names[widest]} is ± {halves.whole[widest]:.2g}"
        said.append(f"the budget does not bear claims of {claim:.2g}: {interval}; {budget} would be needed")
    signal = sensitivity.signal
    if signal.word:
        said.append(signal.word if signal.word == NO_SIGNAL else f"noise is not known: {signal.word}")
    elif not sensitivity.common and 1.0 - signal.share > claim and sensitivity.design == "sobol":
        wanted = math.ceil(signal.replications * (1.0 / signal.share - 1.0) / (claim / (1.0 - claim)))
        said.append(
            f"{100 * (1.0 - signal.share):.0f} % of the variance over points is noise, which every total index as "
            f"observed holds; {wanted:,} replications would bring it to {100 * claim:.0f} %"
        )
    if sensitivity.dummy:
        said += _of_dummy(sensitivity)
    return said


def _of_dummy(sensitivity: Sensitivity) -> list[str]:
    """What the factor that does nothing shows all the same."""
    rows = sensitivity.of("total")
    rows = rows[rows["factor"] == sensitivity.dummy]
    if not len(rows):
        return []
    row = rows.iloc[0]
    clean = bool(np.isfinite(row["corrected"]))
    at, low, high = (
        float(row[name])
        for name in (("corrected", "corrected_low", "corrected_high") if clean else ("raw", "low", "high"))
    )
    reached = max(abs(low), abs(high))
    if not low <= 0.0 <= high:
        how = "corrected for noise" if clean else "as observed"
        shown = f"{at:.2g} [{low:.2g}, {high:.2g}], {how}"
        return [f"the factor that does nothing has a total index of {shown}: read no index below that"]
    if reached > sensitivity.claim:
        return [f"the interval of the factor that does nothing reaches {reached:.2g}: read no total index below that"]
    return []
