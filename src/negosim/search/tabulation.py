"""Utilities of many packages at once, with NumPy.

What does not depend on a draw is computed once: for each package the mixed-radix index of its two halves, its context,
and the conditions that it meets. A draw then takes one sum per combination of a half, and one addition per package. The
result equals ``rules.utility.utility`` to the last bit, since the canonical sum has the same halves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.arrays import Bools, Floats, Ints
from negosim.rules.utility import Table
from negosim.spaces.space import Space, all_met


class Layout(NamedTuple):
    """Packages, and what is the same for them in every draw.

    Attributes
    ----------
    packages : ndarray, shape (n, I)
        Digits.
    high, low, context : ndarray, shape (n,)
        Indices of the half sums, and contexts.
    lines, links : ndarray, shape (n,)
        Red lines and linkages that the packages meet, as bits.
    """

    packages: Ints
    high: Ints
    low: Ints
    context: Ints
    lines: Ints
    links: Ints


def lay_out(space: Space, guarantees: int, packages: Ints) -> Layout:
    """Return the layout of packages.

    Parameters
    ----------
    space : Space
        Package space.
    guarantees : int
        Number of levels of the guarantee, 1 without one.
    packages : ndarray, shape (n, I)
        Digits.

    Returns
    -------
    Layout
    """
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
    """Return the sums over some issues, (C, issues, L), of all combinations in each context: (C, combinations)."""
    sums = np.zeros((len(worth), 1))
    for i, count in enumerate(levels):
        sums = (sums[:, :, None] + worth[:, None, i, :count]).reshape(len(worth), -1)
    return sums


def tabulated(space: Space, table: Table, party: int, layout: Layout) -> Floats:
    """Return the utility of each package of a layout to a party.

    Parameters
    ----------
    space, table : Space, Table
        Package space and preferences.
    party : int
        Number of the party.
    layout : Layout
        The packages.

    Returns
    -------
    ndarray, shape (n,)
        Minus infinity for packages across a real red line of the party.
    """
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


def tabulated_in_draws(space: Space, tables: Table, party: int, layout: Layout, *, red_lines: bool = True) -> Floats:
    """Return the utility of each package of a layout to a party in many draws.

    Better than ``tabulated`` for a few thousand packages, each of whose sums is computed by itself.

    Parameters
    ----------
    space, tables : Space, Table
        Package space, and preferences with the draws as last axis (``rules.preferences.tables_of``).
    party : int
        Number of the party.
    layout : Layout
        The packages.
    red_lines : bool
        Whether packages across a real red line of the party are worth minus infinity.

    Returns
    -------
    ndarray, shape (n, draws)
        To the last bit as ``tabulated``.
    """
    worth, context, draws = tables.worth[party], layout.context, tables.worth.shape[-1]
    halves = []
    for issues in (range(space.split), range(space.split, len(space.levels))):
        total = np.zeros((len(context), draws))
        for i in issues:
            total += worth[context, i, layout.packages[:, i]]
        halves.append(total)
    result: Floats = halves[0] + halves[1]
    for k, issue in enumerate(space.linkage_issue):
        if space.linkages_of[party] >> k & 1:
            met = np.flatnonzero(layout.links >> k & 1)
            if issue < 0:
                result[met] += tables.lift[k, context[met], 0]
            else:
                lift = tables.lift[k, context[met], layout.packages[met, issue]]
                result[met] += tables.weights[party, issue] * lift
    if red_lines:
        result[layout.lines[:, None] & tables.real_of[party] != 0] = -np.inf
    return result


def utilities(space: Space, table: Table, party: int, packages: Ints) -> Floats:
    """Return the utility of each of many packages to a party.

    Parameters
    ----------
    space, table : Space, Table
        Package space and preferences.
    party : int
        Number of the party.
    packages : ndarray, shape (n, I)
        Digits.

    Returns
    -------
    ndarray, shape (n,)
        Minus infinity for packages across a real red line of the party.
    """
    return tabulated(space, table, party, lay_out(space, table.guarantees, packages))


def in_zopa(values: Floats, reservations: Floats) -> Bools:
    """Return which packages lie in the ZOPA.

    Parameters
    ----------
    values : ndarray, shape (P, n)
        Each party's ``utilities``.
    reservations : ndarray, shape (P,)
        Reservation values.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    return np.logical_and.reduce(values >= reservations[:, None], axis=0)
