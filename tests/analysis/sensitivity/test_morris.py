from __future__ import annotations

import numpy as np
import pytest

from negosim.analysis.sensitivity.morris import elementary_effects
from tests.analysis.sensitivity import surfaces

X = surfaces.trajectories(200)


def test_effects_of_a_line_are_its_slopes() -> None:
    """μ* is the size of the slope, μ the slope, σ is 0; a factor that does nothing has 0."""
    found = elementary_effects(X, 3 * X[:, 0] - 2 * X[:, 1], levels=4, common=True)
    assert found.mu == pytest.approx([3, -2, 0, 0])
    assert found.mu_star == pytest.approx([3, 2, 0, 0])
    assert found.sigma == pytest.approx([0, 0, 0, 0], abs=1e-9)


def test_what_acts_through_another_has_spread() -> None:
    """Of the known surface, slope and twist interact, tilt does not."""
    found = elementary_effects(X, surfaces.probability(X), levels=4, common=True)
    slope, tilt, twist, dummy = found.sigma
    assert slope > 0.1 < twist
    assert (tilt, dummy) == pytest.approx((0.0, 0.0), abs=1e-9)
    assert found.mu_star[1] == pytest.approx(0.3)


def test_independent_noise_has_a_floor_that_is_told() -> None:
    """A factor that does nothing shows the floor and not 0; without the noise its spread is near 0."""
    found = elementary_effects(X, surfaces.independent(surfaces.probability(X), 16), levels=4, common=False)
    assert found.mu_star[3] == pytest.approx(found.floor, rel=0.15)
    assert found.sigma[3] > 0.15
    assert found.sigma_corrected[3] < 0.5 * found.sigma[3]


def test_under_common_random_numbers_the_dummy_is_at_zero() -> None:
    """Its effects are 0 one by one, and so is the floor."""
    found = elementary_effects(X, surfaces.common(surfaces.probability(X), 16), levels=4, common=True)
    assert (found.mu_star[3], found.sigma[3], found.floor) == (0.0, 0.0, 0.0)


def test_a_trajectory_without_a_value_is_left_out() -> None:
    """It is counted, and the others give what they gave."""
    y = surfaces.probability(X)
    gap = y.copy()
    gap[12] = np.nan
    found, without = (
        elementary_effects(X, gap, levels=4, common=True),
        elementary_effects(np.delete(X, range(10, 15), axis=0), np.delete(y, range(10, 15)), levels=4, common=True),
    )
    assert (found.trajectories, found.dropped) == (199, 1)
    assert found.mu_star == pytest.approx(without.mu_star)


def test_points_of_another_design_are_refused() -> None:
    """The number of points must be that of whole trajectories."""
    with pytest.raises(ValueError, match="7 points"):
        elementary_effects(X[:7], np.zeros(7), levels=4, common=True)
