"""The utilities of all packages of a stage, each half of the issues summed once.

What does not hang on a draw is laid out once: for each package the index of its two halves in mixed radix, its context,
the conditions it meets. A draw then costs one sum for every combination of a half, and one addition a package. The
result is that of ``table.utilities`` to the last bit, since the canonical sum is that of the same halves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.rules.compiling import compiled
from negosim.rules.space import Space, met
from negosim.rules.table import Table, context_of, linked


class Layout(NamedTuple):
    """Packages and what is the same of them in every draw.

    ``packages``: (n, I). ``high``, ``low``, ``context``: (n,), where their half sums stand. ``lines``, ``links``: (n,),
    the red lines and linkages they meet, as bits. ``sizes``: (2,), the numbers of combinations of the two halves.
    """

    packages: Ints
    high: Ints
    low: Ints
    context: Ints
    lines: Ints
    links: Ints
    sizes: Ints


@compiled
def lay_out(space: Space, guarantees: int, packages: Ints) -> Layout:
    """Lay out packages, (n, I), of a scenario whose guarantee has ``guarantees`` levels."""
    count, issues = packages.shape
    levels, split, red_lines, linkages = space.levels, space.split, space.red_lines, space.linkages
    phasing, guarantee = space.phasing, space.guarantee
    high, low = np.zeros(count, np.int64), np.zeros(count, np.int64)
    context, lines, links = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    sizes = np.ones(2, np.int64)
    for i in range(issues):
        sizes[0 if i < split else 1] *= levels[i]
    for n in range(count):
        digits = packages[n]
        for i in range(split):
            high[n] = high[n] * levels[i] + digits[i]
        for i in range(split, issues):
            low[n] = low[n] * levels[i] + digits[i]
        context[n] = context_of(phasing, guarantee, guarantees, digits)
        lines[n] = met(red_lines, digits)
        links[n] = met(linkages, digits)
    return Layout(packages, high, low, context, lines, links, sizes)


@compiled
def half_sums(worth: Floats, party: int, levels: Ints, first: int, last: int, size: int) -> Floats:
    """The sums over the issues from ``first`` to before ``last`` of all their combinations in every context: (C,
    size)."""
    contexts = worth.shape[1]
    sums = np.empty((contexts, size))
    digits = np.zeros(levels.shape[0], np.int64)
    for combination in range(size):
        for c in range(contexts):
            total = 0.0
            for i in range(first, last):
                total += worth[party, c, i, digits[i]]
            sums[c, combination] = total
        i = last - 1
        while i >= first:
            digits[i] += 1
            if digits[i] < levels[i]:
                break
            digits[i] = 0
            i -= 1
    return sums


@compiled
def tabulated(space: Space, table: Table, party: int, layout: Layout) -> Floats:
    """What each package of a layout is worth to a party; minus infinity where it crosses a real red line: (n,)."""
    high = half_sums(table.worth, party, space.levels, 0, space.split, layout.sizes[0])
    low = half_sums(table.worth, party, space.levels, space.split, len(space.levels), layout.sizes[1])
    highs, lows, contexts, lines, links = layout.high, layout.low, layout.context, layout.lines, layout.links
    packages, lift, weights, issues = layout.packages, table.lift, table.weights, space.linkage_issue
    real, own = table.real_of[party], space.linkages_of[party]
    result = np.empty(len(packages))
    for n in range(len(packages)):
        if lines[n] & real:
            result[n] = -np.inf
            continue
        total = high[contexts[n], highs[n]] + low[contexts[n], lows[n]]
        bits = links[n] & own
        if bits:
            total = linked(bits, issues, lift, weights, party, contexts[n], packages[n], total)
        result[n] = total
    return result
