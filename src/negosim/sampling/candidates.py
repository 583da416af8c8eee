"""Gains of packages over no deal, for many candidates for the preferences of one party."""

from __future__ import annotations

import numpy as np

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import plainly
from negosim.rules.preferences import Addresses, lifted, shares_of, values_of, weights_of
from negosim.spaces.space import Space, all_met, context_of


def gains_of(space: Space, addresses: Addresses, packages: Ints, context: Ints, draws: Floats, start: Floats) -> Floats:
    """Compute what packages add to the utility of no deal in some draws.

    Parameters
    ----------
    space, addresses : Space, Addresses
        Package space, and positions in a draw, of a scenario with this party alone.
    packages, context : ndarray, shapes (n, I) and (n,)
        Digits and contexts of the packages.
    draws : ndarray, shape (parameters, m)
        Values of all parameters.
    start : ndarray, shape (m,)
        What the gains are added to, in utility.

    Returns
    -------
    ndarray, shape (n, m)
        In utility.
    """
    weights, values, shares = (of(addresses, draws)[0] for of in (weights_of, values_of, shares_of))
    issues, quo = range(len(weights)), space.status_quo
    linked = np.zeros((len(packages), len(start)))
    without = np.full(len(packages), plainly(context_of)(space.phasing, space.guarantee, len(addresses.guarantee), quo))
    sides = ((1.0, packages, context), (-1.0, np.broadcast_to(quo, packages.shape), without))
    for k, (issue, at) in enumerate(zip(space.linkage_issue, addresses.linkage, strict=True)):
        for sign, digits, of_digits in sides:
            met, worth = np.flatnonzero(all_met(space.linkages, digits) >> k & 1), draws[at]
            if issue >= 0:
                share = shares[of_digits[met], addresses.delivery[issue]]
                worth = weights[issue] * lifted(values[issue, digits[met, issue]], worth, share)
            linked[met] += sign * worth
    gains, of_levels = start + linked, weights[:, None] * (values - values[issues, quo][:, None])
    for i in issues:
        gains += of_levels[i, packages[:, i]] * shares[context, addresses.delivery[i]]
    return gains
