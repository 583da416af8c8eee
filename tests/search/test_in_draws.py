"""Packages valued in many draws at once are worth, to the last bit, what they are worth in each draw alone."""

from __future__ import annotations

import numpy as np
import pytest

import negosim as ns
from negosim.analysis.bargaining.valuation import feasible_packages, first_day, first_days
from negosim.rules.preferences import addresses_of, prepare, tables_of
from negosim.sampling.draws import draws_of
from negosim.search.tabulation import lay_out, tabulated, tabulated_in_draws
from negosim.spaces.space import space_of

DRAWS = 7


@pytest.mark.parametrize("case", ["january_2024", "november_2023", "second_case", "three_parties"])
def test_many_draws_are_each_draw_alone(case: str) -> None:
    """Given packages of a case, then utilities, red lines and reservation values of every draw are the same bits."""
    scenario = ns.load_scenario(case)
    space, addresses = space_of(scenario), addresses_of(scenario)
    packages = feasible_packages(scenario)[::97]
    layout = lay_out(space, len(addresses.guarantee), packages)
    values = draws_of(scenario, 7, range(DRAWS))
    tables = tables_of(space, addresses, np.ascontiguousarray(values.T))
    floors = first_days(scenario, values, space, tables)
    for n, vector in enumerate(values):
        table, draw = prepare(space, addresses, vector), dict(zip(scenario.parameters, vector.tolist(), strict=True))
        for p in range(len(scenario.parties)):
            assert floors[n, p] == first_day(scenario, draw, space, table, p)
            alone = tabulated(space, table, p, layout)
            assert np.array_equal(tabulated_in_draws(space, tables, p, layout)[:, n], alone)
            free = tabulated_in_draws(space, tables, p, layout, red_lines=False)[:, n]
            assert np.array_equal(free[np.isfinite(alone)], alone[np.isfinite(alone)])
            assert np.all(np.isfinite(free))
