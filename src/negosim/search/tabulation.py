"""The utilities of many packages at once, with numpy.

What does not depend on a draw is laid out once: for each package the index of its two halves in mixed radix, its
context, and the conditions that it meets. A draw then costs one sum for every combination of a half, and one addition a
package. The result is that of ``table.utility`` to the last bit, since the canonical sum is that of the same halves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.rules.utility import Table
from negosim.spaces.space import Space, all_met


class Layout(NamedTuple):
    """Packages, and what is the same of them in every draw.

    Attributes
    ----------
    packages : (n, I)
        Their digits.
    high, low, context : (n,)
        Where their half sums stand.
    lines, links : (n,)
        The red lines and linkages that they meet, as bits.
    """

    packages: Ints
    high: Ints
    low: Ints
    context: Ints
    lines: Ints
    links: Ints


def lay_out(space: Space, guarantees: int, packages: Ints) -> Layout:
    """Lay out packages, (n, I), of a scenario whose guarantee has ``guarantees`` levels."""
    high, low = (np.zeros(len(packages), np.int64) for _ in range(2))
    for i, levels in enumerate(space.levels):
        half = high if i < space.split else low
        half *= levels
        half += packages[:, i]
    context = packages[:, space.phasing] if space.phasing >= 0 else np.zeros(len(packages), np.int64)
    if space.guarantee >= 0:
        context = context * guarantees + packages[:, space.guarantee]
    lines, links = all_met(space.red_lines, packages), all_met(space.linkages, packages)
    return Layout(packages, high, low, context, lines, links)


def _half_sums(worth: Floats, levels: Ints) -> Floats:
    """The sums over some issues, (C, issues, L), of all their combinations in every context: (C, combinations)."""
    sums = np.zeros((len(worth), 1))
    for i, count in enumerate(levels):
        sums = (sums[:, :, None] + worth[:, None, i, :count]).reshape(len(worth), -1)
    return sums


def tabulated(space: Space, table: Table, party: int, layout: Layout) -> Floats:
    """What each package of a layout is worth to a party; minus infinity where it crosses a real red line: (n,)."""
    worth, levels, context = table.worth[party], space.levels, layout.context
    high = _half_sums(worth[:, : space.split], levels[: space.split])
    low = _half_sums(worth[:, space.split :], levels[space.split :])
    result: Floats = high[context, layout.high] + low[context, layout.low]
    for k, issue in enumerate(space.linkage_issue):
        if space.linkages_of[party] >> k & 1:
            met = np.flatnonzero(layout.links >> k & 1)
            if issue < 0:
                result[met] += table.lift[k, context[met], 0]
            else:
                lift = table.lift[k, context[met], layout.packages[met, issue]]
                result[met] += table.weights[party, issue] * lift
    result[layout.lines & table.real_of[party] != 0] = -np.inf
    return result


def utilities(space: Space, table: Table, party: int, packages: Ints) -> Floats:
    """What each of many packages, (n, I), is worth to a party; minus infinity where it crosses a real red line:
    (n,)."""
    return tabulated(space, table, party, lay_out(space, table.guarantees, packages))


def in_zopa(values: Floats, reservations: Floats) -> Bools:
    """Which packages lie in the ZOPA, from the parties' ``utilities`` (P, n) and reservation values (P,): (n,)."""
    return np.logical_and.reduce(values >= reservations[:, None], axis=0)
