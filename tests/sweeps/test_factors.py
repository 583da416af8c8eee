"""Factors: from a share of their range to a value."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain.parameters import Distribution, triangular
from negosim.errors import BadInput
from negosim.sweeps.factors import Factor, uncertain_factors
from tests.sweeps.talks import quick


@given(st.floats(0, 1))
def test_a_range_runs_from_its_low_to_its_high_end(u: float) -> None:
    """Every share gives a number of the range, in proportion; on a logarithmic one its logarithm is in proportion."""
    assert Factor("x", low=2, high=6).at(u) == pytest.approx(2 + 4 * u)
    assert Factor("x", low=1, high=100, log=True).at(u) == pytest.approx(100**u)


def test_whole_numbers_take_equal_shares() -> None:
    """A range of whole numbers holds both ends, and each number as often as any other."""
    found = [Factor("x", low=1, high=4, whole=True).at(k / 400) for k in range(401)]
    assert [found.count(number) for number in (1, 2, 3, 4)] == [100, 100, 100, 101]


def test_values_and_levels_take_equal_shares_in_their_order() -> None:
    """The first of four has the first quarter, the last one the end too."""
    values, levels = Factor("x", values=(5, 1, 9, 2)), Factor("y", levels={"a": {}, "b": {}, "c": {}, "d": {}})
    assert [values.at(u) for u in (0, 0.25, 0.5, 0.999, 1)] == [5, 1, 9, 2, 2]
    assert [levels.at(u) for u in (0, 0.25, 0.5, 0.999, 1)] == ["a", "b", "c", "d", "d"]


def test_an_uncertain_parameter_is_its_own_quantile() -> None:
    """Without a range a factor takes the quantile of the parameter's distribution."""
    distribution = triangular(0, 1, 4)
    assert [Factor("x", distribution=distribution).at(u) for u in (0, 0.25, 1)] == [0, 1, 4]


def test_a_distribution_without_an_end_has_finite_values() -> None:
    """A gamma variable is cut at a thousandth at both ends: no share gives infinity, and none gives nothing."""
    factor = Factor("x", distribution=Distribution("gamma", 0.5))
    assert 0 < float(factor.at(0)) < float(factor.at(1)) < math.inf


def test_uncertain_parameters_are_found_by_pattern() -> None:
    """Each uncertain parameter that fits becomes a factor of its own; without a pattern all do."""
    scenario = quick()
    assert [factor.name for factor in uncertain_factors(scenario, "*.bias")] == ["ash.bias", "birch.bias"]
    assert [factor.name for factor in uncertain_factors(scenario)] == [p.name for p in scenario.uncertain]


def test_a_pattern_that_nothing_fits_is_named() -> None:
    """What is misspelt comes with the nearest names, and what is certain says so."""
    with pytest.raises(BadInput, match=r"received ash\.biass \(nearest: ash\.bias"):
        uncertain_factors(quick(), "ash.biass")
    with pytest.raises(BadInput, match="one that the scenario knows for sure"):
        uncertain_factors(quick(), "ash.horizon")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"low": 1, "high": 1}, "low below high, received 1 to 1"),
    ({"low": 2, "high": 1}, "low below high, received 2 to 1"),
    ({"low": 1}, "expected low and high, received low alone"),
    ({"low": math.nan, "high": 1}, "expected finite numbers, received nan to 1.0"),
    ({"low": 0, "high": 1, "log": True}, "a number above 0, for log, received 0"),
    ({"low": 0.5, "high": 3, "whole": True}, "expected whole numbers, received 0.5 to 3"),
    ({"values": (1,)}, "expected at least 2, received 1"),
    ({"values": (1, 1)}, "expected each value once"),
    ({"values": (1, math.inf)}, "expected finite numbers"),
    ({"levels": {"only": {}}}, "expected at least 2, received 1"),
    ({"values": (1, 2), "low": 0, "high": 1}, "expected one of low and high, values, levels, dummy"),
    ({"dummy": True, "values": (1, 2)}, "received values and dummy"),
    ({"apply": "time", "low": 0, "high": 1}, "nearest: times"),
    ({"apply": "times"}, "a range or values to move by"),
    ({"log": True}, "log or whole without them"),
]


@pytest.mark.parametrize(("fields", "told"), WRONG, ids=[told for _, told in WRONG])
def test_a_factor_says_what_is_wrong_with_it(fields: dict[str, Any], told: str) -> None:
    """Empty ranges, numbers that are none, and two ways at once are named at the factor."""
    (problem, *_) = Factor("x", **fields).problems("sweep.toml")
    assert str(problem).startswith("sweep.toml: factors.x")
    assert told in str(problem)
