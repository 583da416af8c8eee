"""What all feasible packages are worth to everyone in one draw."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
import numpy.typing as npt

from negosim.domain.draws import central_draw
from negosim.domain.scenario import Scenario
from negosim.rules.concession import reservation
from negosim.rules.space import Bools, Ints, Space, enumerate_packages, space_of
from negosim.rules.table import (
    Floats,
    Table,
    addresses_of,
    in_zopa,
    prepare,
    utilities,
    utility,
    vector_of,
)


@attrs.frozen(eq=False)
class Valuation:
    """The feasible packages of a scenario and what they are worth in one draw.

    Attributes:
        scenario: whose packages they are.
        packages: digits of every feasible package over all issues of the agenda, in canonical order, (n, I).
        indices: their indices, ascending, (n,).
        utilities: to each party, minus infinity across one of its real red lines, (P, n).
        reservations: each party's reservation value on the first day, (P,).
        zopa: which packages are at or above every reservation value and across no real red line, (n,).
    """

    scenario: Scenario
    packages: Ints
    indices: Ints
    utilities: Floats
    reservations: Floats
    zopa: Bools

    def __len__(self) -> int:
        return len(self.packages)

    @property
    def allowed(self) -> Bools:
        """Which packages cross no real red line, (n,)."""
        allowed: Bools = np.all(np.isfinite(self.utilities), axis=0)
        return allowed


def value_packages(scenario: Scenario, draw: Mapping[str, float]) -> Valuation:
    """Every feasible package of the agenda with its utilities in a draw, and the ZOPA of the first day."""
    space, table = _prepared(scenario, draw)
    packages = enumerate_packages(space, space.status_quo, negotiated(scenario))
    parties = range(len(scenario.parties))
    values = np.array([utilities(space, table, p, packages) for p in parties]).reshape(
        len(parties), len(packages)
    )
    reservations = np.array([_first_day(scenario, draw, space, table, p) for p in parties])
    return Valuation(
        scenario=scenario,
        packages=packages,
        indices=packages @ space.strides,
        utilities=values,
        reservations=reservations,
        zopa=in_zopa(values, reservations),
    )


def central_valuation(scenario: Scenario) -> Valuation:
    """The feasible packages in the draw in which every parameter has its central value."""
    return value_packages(scenario, central_draw(scenario.parameters))


def values_of(scenario: Scenario, draw: Mapping[str, float], indices: npt.ArrayLike) -> Floats:
    """What packages, given by index, are worth to each party in a draw, red lines left aside: (P, n)."""
    space, table = _prepared(scenario, draw)
    packages = digits_of_indices(space, indices)
    return np.array(
        [[utility(space, table, p, package) for package in packages] for p in range(len(scenario.parties))],
        dtype=np.float64,
    ).reshape(len(scenario.parties), len(packages))


def digits_of_indices(space: Space, indices: npt.ArrayLike) -> Ints:
    """The digits of packages given by index, (n, I)."""
    column = np.asarray(indices, dtype=np.int64).reshape(-1, 1)
    return (column // space.strides) % space.levels


def negotiated(scenario: Scenario) -> Bools:
    """Which issues stand in some group of the agenda, (I,); the others stay at their status quo."""
    named = {issue for group in scenario.agenda.groups for issue in group}
    return np.array([issue.name in named for issue in scenario.issues], dtype=np.bool_)


def _prepared(scenario: Scenario, draw: Mapping[str, float]) -> tuple[Space, Table]:
    space = space_of(scenario)
    ordered = {name: draw[name] for name in scenario.parameters}
    return space, prepare(space, addresses_of(scenario), vector_of(ordered))


def _first_day(
    scenario: Scenario, draw: Mapping[str, float], space: Space, table: Table, party: int
) -> float:
    name = scenario.parties[party].name
    return reservation(
        utility(space, table, party, space.status_quo),
        draw[f"{name}.premium"],
        draw[f"{name}.waiting_cost"],
        0.0,
        draw[f"{name}.pressure"],
    )
