"""What is the same in every run of a scenario, made once."""

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
    """The arrays of a scenario.

    Attributes:
        space, addresses: see there.
        status_quo: (I,), the package that holds without a deal.
        groups: one (I,) mask of free issues a stage.
    """

    space: Space
    addresses: Addresses
    status_quo: Ints
    groups: tuple[Bools, ...]

    @cached_property
    def halves(self) -> Halves:
        """The feasible packages of the first stage, in halves."""
        return self.stage(self.status_quo, self.groups[0])

    def stage(self, base: Ints, free: Bools) -> Halves:
        """The feasible packages of a stage in which the issues of ``free`` (I,) are negotiated and ``base`` (I,)
        stands."""
        return halved(self.space, len(self.addresses.guarantee), base, free)

    def layout(self, base: Ints, free: Bools) -> Layout:
        """The same packages one by one, by index."""
        packages = enumerate_packages(self.space, base, free)
        return lay_out(self.space, len(self.addresses.guarantee), packages)

    @cached_property
    def first(self) -> Layout:
        """The packages of the first stage one by one, by index."""
        return self.layout(self.status_quo, self.groups[0])


@lru_cache(maxsize=8)
def prepared(scenario: Scenario) -> Prepared:
    """The arrays of a scenario, kept for the scenarios used last."""
    space, addresses = space_of(scenario), addresses_of(scenario)
    names = [issue.name for issue in scenario.issues]
    groups = []
    for group in scenario.agenda.groups:
        free = np.zeros(len(names), dtype=np.bool_)
        free[[names.index(issue) for issue in group]] = True
        groups.append(free)
    return Prepared(space, addresses, space.status_quo.copy(), tuple(groups))
