"""From a draw to preferences: weights, and what they are when a draw gives none."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

import negosim as ns
from negosim.domain.parameters import Distribution, fixed
from negosim.domain.scenario import Scenario
from negosim.rules.preferences import prepare, vector_of
from negosim.search.prepared import prepared
from tests.talks import talks


def weighing(*weights: Distribution) -> Scenario:
    """The two shores, and what the north weighs land and water with."""
    scenario = talks()
    parameters = dict(scenario.parameters)
    for issue, weight in zip(("land", "water"), weights, strict=True):
        name = f"north.weight.{issue}"
        parameters[name] = attrs.evolve(parameters[name], distribution=weight)
    return attrs.evolve(scenario, parameters=parameters)


@pytest.mark.parametrize("weights", [(3.0, 1.0), (0.3, 0.1), (3e-300, 1e-300), (3e300, 1e300)])
def test_only_the_ratio_of_weights_counts(weights: tuple[float, float]) -> None:
    """Three to one is three quarters and one, however large the numbers are."""
    scenario = weighing(*map(fixed, weights))
    ready = prepared(scenario)
    table = prepare(ready.space, ready.addresses, vector_of(ns.draw_of(scenario, 0, 0)))
    assert table.weights[0] == pytest.approx([0.75, 0.25])


@pytest.mark.parametrize("weight", [Distribution("chance", 0.4), Distribution("gamma", 0.001)], ids=lambda w: w.kind)
def test_a_party_to_which_nothing_matters_in_a_draw_weighs_all_alike(weight: Distribution) -> None:
    """In both engines: weights that may be all zero end no run."""
    scenario = weighing(weight, weight)
    ready = prepared(scenario)
    zero = 0
    for run in range(20):
        draw = ns.draw_of(scenario, 3, run)
        weights = prepare(ready.space, ready.addresses, vector_of(draw)).weights[0]
        drawn = np.array([draw["north.weight.land"], draw["north.weight.water"]])
        expected = drawn / drawn.sum() if drawn.any() else [0.5, 0.5]
        assert weights == pytest.approx(expected)
        zero += not drawn.any()
    assert 0 < zero < 20
    rows = [ns.simulate(scenario, 20, 3, engine=engine).frame for engine in ("ensemble", "mesa")]
    assert rows[0].equals(rows[1])
    assert rows[0]["utility_north"].notna().all()
