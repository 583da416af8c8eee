"""The yardstick builds what it says: the sums over issues of every feasible package, each once."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.domains import random_domain
from benchmarks.touch_once import SEED, tables, touch_once
from negosim import load_scenario
from negosim.domain.random_streams import draw
from negosim.domain.scenario import Scenario
from negosim.rules.preferences import prepare, vector_of
from negosim.rules.utility import additive
from negosim.search.prepared import prepared
from negosim.spaces.space import context_of
from tests.talks import talks

SCENARIOS = {
    "phases, a guarantee and conditions": load_scenario("scenarios/november_2023.toml"),
    "three parties": load_scenario("scenarios/examples/three_parties.toml"),
    "one issue": load_scenario("scenarios/examples/divide_a_cake.toml"),
    "two shores": talks(),
    "no conditions": random_domain(2),
}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS.keys())
@pytest.mark.parametrize("low", [1, 20, 10_000])
def test_the_tables_are_the_sums_of_the_rules(scenario: Scenario, low: int) -> None:
    """Every feasible package once, for every party, wherever the issues are parted."""
    ground = prepared(scenario)
    built, digits = tables(scenario, run=3, low=low)
    assert sorted(map(tuple, digits)) == sorted(map(tuple, ground.first.packages))
    table = prepare(ground.space, ground.addresses, vector_of(draw(scenario.parameters.values(), SEED, 3)))
    space = ground.space
    contexts = [context_of(space.phasing, space.guarantee, table.guarantees, d) for d in digits]
    expected = [
        [additive(table.worth, p, c, space.split, d) for c, d in zip(contexts, digits, strict=True)]
        for p in range(len(scenario.parties))
    ]
    np.testing.assert_allclose(built, expected, rtol=0, atol=1e-12)


def test_it_tells_the_seconds_of_a_run() -> None:
    """More than none, for any scenario."""
    assert 0 < touch_once(SCENARIOS["no conditions"], runs=2) < 1
