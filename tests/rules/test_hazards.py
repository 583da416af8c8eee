"""What chance decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.rules.hazards import collapse_hazard, holding, shifted_pressure, shifted_trust, strikes

SHARES = st.floats(0, 1)


@pytest.mark.parametrize(("expected", "stalled"), [(0.002, 0), (0.003, 1), (0.012, 10), (1.0, 5000)])
def test_the_hazard_of_collapse_grows_with_stalled_rounds(expected: float, stalled: int) -> None:
    """From a base of .002 by .001 a round in which nobody moved; a probability at most."""
    assert collapse_hazard(0.002, 0.001, stalled) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("happens", "chance", "hazard"),
    [
        (True, 0.0, 0.1),
        (True, 0.0999, 0.1),
        (False, 0.1, 0.1),
        (False, 0.5, 0.1),
        (False, 0.0, 0.0),
        (True, 0.9999999, 1.0),
    ],
)
def test_an_event_of_some_probability_strikes_below_it(happens: bool, chance: float, hazard: float) -> None:
    """Chance lies in [0, 1), so probability 0 never strikes and probability 1 always."""
    assert bool(strikes(chance, hazard)) is happens


@pytest.mark.parametrize(("expected", "trust", "guarantee"), [(0.3, 0.3, 0.0), (0.65, 0.3, 0.5), (1.0, 0.3, 1.0)])
def test_a_guarantee_takes_its_share_of_the_doubt(expected: float, trust: float, guarantee: float) -> None:
    """t + (1 - t) g."""
    assert holding(trust, guarantee) == pytest.approx(expected, abs=1e-12)


@given(SHARES, SHARES, SHARES, SHARES)
def test_holding_is_a_probability_that_trust_and_guarantee_never_lower(
    trust: float, guarantee: float, more_trust: float, more_guarantee: float
) -> None:
    """Raising either, the probability that a phase is carried out does not fall."""
    low = holding(min(trust, more_trust), min(guarantee, more_guarantee))
    high = holding(max(trust, more_trust), max(guarantee, more_guarantee))
    assert 0.0 <= low <= high + 1e-12 <= 1.0 + 2e-12


@pytest.mark.parametrize(
    ("expected", "trust", "by"), [(0.5, 0.3, 0.2), (0.1, 0.3, -0.2), (1.0, 0.9, 0.2), (0.0, 0.1, -0.2), (0.0, 0.0, 0.0)]
)
def test_a_shock_moves_trust_within_its_bounds(expected: float, trust: float, by: float) -> None:
    """Added to trust, which stays in [0, 1]."""
    assert shifted_trust(trust, by) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("expected", "pressure", "by"), [(0.5, 0.3, 0.2), (1.4, 1.2, 0.2), (0.1, 0.3, -0.2), (0.0, 0.1, -0.2)]
)
def test_a_shock_moves_pressure_and_never_below_nothing(expected: float, pressure: float, by: float) -> None:
    """Added to pressure, which stays at or above 0."""
    assert shifted_pressure(pressure, by) == pytest.approx(expected, abs=1e-12)
