"""What is the same in every run of a scenario, made once."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from negosim.domain.scenario import Scenario
from negosim.rules.space import Bools, Ints, Space, enumerate_packages, space_of
from negosim.rules.table import Addresses, addresses_of


class Prepared(NamedTuple):
    """The arrays of a scenario.

    ``space``, ``addresses``: see there. ``status_quo``: (I,), the package that holds without a deal. ``groups``: one
    (I,) mask of free issues a stage. ``first``: (n, I), all feasible packages of the first stage, by index.
    """

    space: Space
    addresses: Addresses
    status_quo: Ints
    groups: tuple[Bools, ...]
    first: Ints


@lru_cache(maxsize=8)
def prepared(scenario: Scenario) -> Prepared:
    """The arrays of a scenario, kept for the scenarios used last."""
    space = space_of(scenario)
    names = [issue.name for issue in scenario.issues]
    groups = []
    for group in scenario.agenda.groups:
        free = np.zeros(len(names), dtype=np.bool_)
        free[[names.index(issue) for issue in group]] = True
        groups.append(free)
    status_quo = space.status_quo.copy()
    return Prepared(
        space, addresses_of(scenario), status_quo, tuple(groups), enumerate_packages(space, status_quo, groups[0])
    )
