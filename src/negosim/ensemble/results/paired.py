"""Difference of two shares over the same pairs."""

from __future__ import annotations

import math
from collections.abc import Iterable

import attrs

from negosim.ensemble.results.outcomes import wilson


@attrs.frozen
class Difference:
    """Difference of two shares over the same pairs, with its 95 % interval.

    Attributes
    ----------
    gained, lost : int
        Pairs in which only the second shows it, and only the first.
    total : int
        All pairs.
    share : float
        That of the second less that of the first.
    low, high : float
        Its 95 % interval, from -1 to 1.
    """

    gained: int
    lost: int
    total: int
    share: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.share:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


def paired(pairs: Iterable[tuple[bool, bool]]) -> Difference:
    """Return the second share minus the first over pairs, with a 95 % interval; nan and [-1, 1] without pairs.

    Newcombe, R. G. (1998). Improved confidence intervals for the difference between binomial proportions based on
    paired data. *Statistics in Medicine* 17, 2635-2650; his method 10: Wilson's intervals of both shares, squared and
    added, less what the correlation within pairs takes away.
    """
    found = list(pairs)
    total = len(found)
    if not total:
        return Difference(0, 0, 0, math.nan, -1.0, 1.0)
    both, gained, lost = (sum(pair == kind for pair in found) for kind in ((True, True), (False, True), (True, False)))
    neither = total - both - gained - lost
    first, second = wilson(both + lost, total), wilson(both + gained, total)
    phi = _correlation(both, gained, lost, neither)
    below, above = second.share - second.low, first.high - first.share
    down = math.sqrt(max(0.0, below**2 - 2 * phi * below * above + above**2))
    over, under = second.high - second.share, first.share - first.low
    up = math.sqrt(max(0.0, over**2 - 2 * phi * over * under + under**2))
    share = (gained - lost) / total
    return Difference(gained, lost, total, share, max(-1.0, share - down), min(1.0, share + up))


def _correlation(both: int, gained: int, lost: int, neither: int) -> float:
    """Correlation within pairs, corrected for continuity where it is positive; 0 where a margin is empty."""
    margins = (both + gained) * (lost + neither) * (both + lost) * (gained + neither)
    if not margins:
        return 0.0
    product: float = both * neither - gained * lost
    if product > 0:
        product = max(0.0, product - (both + gained + lost + neither) / 2)
    return product / math.sqrt(margins)
