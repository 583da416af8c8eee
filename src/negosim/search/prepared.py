"""Arrays of a scenario that are the same in every run, computed once."""

from __future__ import annotations

from functools import cached_property, lru_cache

import attrs
import numpy as np

from negosim.arrays import Bools, Ints
from negosim.domain.scenario import Scenario
from negosim.rules.preferences import Addresses, addresses_of
from negosim.search.halves import Halves, halved
from negosim.search.tabulation import Layout, lay_out
from negosim.spaces.space import Space, enumerate_packages, space_of


@attrs.frozen(eq=False, slots=False)
class Prepared:
    """Arrays of a scenario.

    Attributes
    ----------
    space, addresses : Space, Addresses
        Package space, and positions of quantities in a draw.
    status_quo : ndarray, shape (I,)
        Package that holds without a deal.
    groups : tuple of ndarray of bool, shape (I,)
        Free issues of each stage.
    """

    space: Space
    addresses: Addresses
    status_quo: Ints
    groups: tuple[Bools, ...]

    @cached_property
    def halves(self) -> Halves:
        """Feasible packages of the first stage, in halves."""
        return self.stage(self.status_quo, self.groups[0])

    def stage(self, base: Ints, free: Bools) -> Halves:
        """Return the feasible packages of a stage, in halves.

        Parameters
        ----------
        base : ndarray, shape (I,)
            Package that holds without a deal in this stage.
        free : ndarray of bool, shape (I,)
            Issues on the table.

        Returns
        -------
        Halves
        """
        return halved(self.space, len(self.addresses.guarantee), base, free)

    def layout(self, base: Ints, free: Bools) -> Layout:
        """Return the feasible packages of a stage one by one, in the order of the index.

        Parameters
        ----------
        base, free
            As for `stage`.

        Returns
        -------
        Layout
        """
        packages = enumerate_packages(self.space, base, free)
        return lay_out(self.space, len(self.addresses.guarantee), packages)

    @cached_property
    def first(self) -> Layout:
        """Packages of the first stage one by one, in the order of the index."""
        return self.layout(self.status_quo, self.groups[0])


@lru_cache(maxsize=8)
def prepared(scenario: Scenario) -> Prepared:
    """Return the arrays of a scenario, cached for the last few scenarios."""
    space, addresses = space_of(scenario), addresses_of(scenario)
    names = [issue.name for issue in scenario.issues]
    groups = []
    for group in scenario.agenda.groups:
        free = np.zeros(len(names), dtype=np.bool_)
        free[[names.index(issue) for issue in group]] = True
        groups.append(free)
    return Prepared(space, addresses, space.status_quo.copy(), tuple(groups))
