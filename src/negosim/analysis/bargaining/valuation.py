"""Values of all feasible packages to every party in one draw."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from negosim.arrays import Bools, Floats, Ints
from negosim.compiled.compiling import plainly
from negosim.content_cache import cached_by_content
from negosim.domain.scenario import Scenario
from negosim.rules.concession import reservation
from negosim.rules.preferences import addresses_of, prepare, vector_of
from negosim.rules.utility import Table, utility
from negosim.sampling.draws import central_draw_of
from negosim.search.tabulation import in_zopa, lay_out, tabulated_in_draws, utilities
from negosim.spaces.space import Space, enumerate_packages, space_of

PART = 2**18
"""How many packages are made at a time where only what they are worth is asked."""


@attrs.frozen(eq=False)
class Valuation:
    """Feasible packages of a scenario and their values in one draw.

    Attributes
    ----------
    scenario : Scenario
        Whose packages they are.
    packages : ndarray of int
        Digits of every feasible package over all issues of the agenda, in canonical order, (n, I).
    indices : ndarray of int
        Their indices, ascending, (n,).
    utilities : ndarray of float
        To each party, minus infinity across one of its real red lines, (P, n).
    reservations : ndarray of float
        Each party's reservation value on the first day, (P,).
    red_lines : bool
        Whether real red lines count; if not, they are set aside.
    zopa : ndarray of bool
        Which packages are at or above every reservation value and across no real red line, (n,).
    """

    scenario: Scenario
    packages: Ints
    indices: Ints
    utilities: Floats
    reservations: Floats
    zopa: Bools
    red_lines: bool = True

    def __len__(self) -> int:
        return len(self.packages)

    @property
    def allowed(self) -> Bools:
        """Packages that cross no real red line, shape (n,)."""
        allowed: Bools = np.all(np.isfinite(self.utilities), axis=0)
        return allowed


def value_packages(scenario: Scenario, draw: Mapping[str, float], *, red_lines: bool = True) -> Valuation:
    """Compute the utilities of all feasible packages of the agenda in a draw, and the ZOPA of the first day."""
    space, table = _prepared(scenario, draw, red_lines)
    packages = feasible_packages(scenario)
    values = _utilities(space, table, len(scenario.parties), packages)
    reservations = np.array([first_day(scenario, draw, space, table, p) for p in range(len(values))])
    return Valuation(
        scenario=scenario,
        packages=packages,
        indices=packages @ space.strides,
        utilities=values,
        reservations=reservations,
        zopa=in_zopa(values, reservations),
        red_lines=red_lines,
    )


def utilities_and_reservations(scenario: Scenario, draw: Mapping[str, float]) -> tuple[Floats, Floats]:
    """Compute ``utilities`` and ``reservations`` of ``value_packages`` in little memory, without the packages."""
    space, table = _prepared(scenario, draw, red_lines=True)
    parties = len(scenario.parties)
    parts = [values for _, values in _valued(scenario, space, table)]
    values = np.concatenate(parts, axis=1) if parts else np.empty((parties, 0))
    return values, np.array([first_day(scenario, draw, space, table, p) for p in range(parties)])


def valued_parts(scenario: Scenario, draw: Mapping[str, float]) -> Iterator[tuple[Ints, Floats]]:
    """Yield ``packages`` (n, I) and ``utilities`` (P, n) of ``value_packages`` in parts."""
    return _valued(scenario, *_prepared(scenario, draw, red_lines=True))


def _valued(scenario: Scenario, space: Space, table: Table) -> Iterator[tuple[Ints, Floats]]:
    for packages in _parts(space, space.status_quo, negotiated(scenario)):
        yield packages, _utilities(space, table, len(scenario.parties), packages)


@cached_by_content(lambda scenario: (tuple(scenario.issues), scenario.infeasible, scenario.agenda), maxsize=4)
def feasible_packages(scenario: Scenario) -> Ints:
    """Return the digits (n, I) of all feasible packages over the issues of the agenda, in canonical order; cached."""
    space = space_of(scenario)
    return enumerate_packages(space, space.status_quo, negotiated(scenario))


@lru_cache(maxsize=8)
def central_valuation(scenario: Scenario, *, red_lines: bool = True) -> Valuation:
    """Return the valuation in the central draw; cached."""
    return value_packages(scenario, central_draw_of(scenario), red_lines=red_lines)


def mapped_valuation(scenario: Scenario) -> Valuation:
    """Return the central valuation for maps: without red lines where these leave an empty ZOPA.

    A central draw takes the likelier side of every red line. Where parties hold opposite ones that may leave
    nothing, though most runs, which draw some and not others, have a ZOPA.
    """
    strict = central_valuation(scenario)
    if strict.zopa.any():
        return strict
    loose = central_valuation(scenario, red_lines=False)
    return loose if loose.zopa.any() or not strict.allowed.any() else strict


def _parts(space: Space, base: Ints, free: Bools) -> Iterator[Ints]:
    """The packages that ``enumerate_packages`` gives, some at a time."""
    choices = [np.flatnonzero(space.available[i]) if free[i] else base[[i]] for i in range(len(base))]
    count = math.prod(map(len, choices))
    for first in range(0, count, PART):
        left = np.arange(first, min(count, first + PART))
        packages = np.empty((len(left), len(base)), np.int64)
        met = np.full(len(left), -1, np.int64)
        for i in range(len(base) - 1, -1, -1):
            left, at = np.divmod(left, len(choices[i]))
            packages[:, i] = choices[i][at]
            met &= space.infeasible[i, packages[:, i]]
        yield packages if not met.any() else packages[met == 0]


def values_of(scenario: Scenario, draw: Mapping[str, float], indices: npt.ArrayLike) -> Floats:
    """Compute the utilities (P, n) of packages, given by index, in a draw, without red lines."""
    space, table = _prepared(scenario, draw, red_lines=False)
    packages = digits_of_indices(space, indices)
    return _utilities(space, table, len(scenario.parties), packages)


def digits_of_indices(space: Space, indices: npt.ArrayLike) -> Ints:
    """Convert package indices to digits (n, I)."""
    column = np.asarray(indices, dtype=np.int64).reshape(-1, 1)
    return (column // space.strides) % space.levels


def negotiated(scenario: Scenario) -> Bools:
    """Return which issues are in a group of the agenda (I,); the others stay at their status quo."""
    named = {issue for group in scenario.agenda.groups for issue in group}
    return np.array([issue.name in named for issue in scenario.issues], dtype=np.bool_)


def _prepared(scenario: Scenario, draw: Mapping[str, float], red_lines: bool) -> tuple[Space, Table]:
    posture = {} if red_lines else {line.parameter: 0.0 for line in scenario.red_lines}
    ordered = {name: posture.get(name, draw[name]) for name in scenario.parameters}
    space = space_of(scenario)
    return space, prepare(space, addresses_of(scenario), vector_of(ordered))


def _utilities(space: Space, table: Table, parties: int, packages: Ints) -> Floats:
    values = np.empty((parties, len(packages)))
    for p in range(parties):
        values[p] = utilities(space, table, p, packages)
    return values


def first_days(scenario: Scenario, values: Floats, space: Space, tables: Table) -> Floats:
    """Return each party's reservation value on the first day in many draws, (draws, P); as ``first_day``.

    Parameters
    ----------
    scenario : Scenario
        Whose parties.
    values : ndarray, shape (draws, parameters)
        The draws.
    space, tables : Space, Table
        Package space, and preferences with the draws as last axis.
    """
    at = {name: k for k, name in enumerate(scenario.parameters)}
    quo = lay_out(space, tables.guarantees, space.status_quo[None])
    floors = np.empty((len(values), len(scenario.parties)))
    for p, party in enumerate(scenario.parties):
        names = ("premium", "waiting_cost", "pressure")
        of: dict[str, Any] = {name: values[:, at[f"{party.name}.{name}"]] for name in names}
        no_deal: Any = tabulated_in_draws(space, tables, p, quo, red_lines=False)[0]
        floors[:, p] = plainly(reservation)(no_deal, of["premium"], of["waiting_cost"], 0.0, of["pressure"])
    return floors


def first_day(scenario: Scenario, draw: Mapping[str, float], space: Space, table: Table, party: int) -> float:
    """Return a party's reservation value on the first day."""
    name = scenario.parties[party].name
    return reservation(
        utility(space, table, party, space.status_quo),
        draw[f"{name}.premium"],
        draw[f"{name}.waiting_cost"],
        0.0,
        draw[f"{name}.pressure"],
    )
