from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import pawn as salib

from negosim.analysis.sensitivity import pawn
from tests.analysis.sensitivity import surfaces

X = np.random.default_rng(3).random((800, 4))
Y = surfaces.ishigami(X)


def test_the_bootstrap_uses_the_index_of_salib() -> None:
    """What is done again in every sample is SALib's index, for smooth responses and for yes and no."""
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}
    for y in (Y, surfaces.independent(surfaces.probability(X), 1)[:, 0]):
        assert pawn._medians(X, y, 10) == pytest.approx(salib.analyze(problem, X, y, S=10)["median"])


def test_the_dummy_stays_below_what_chance_shows() -> None:
    """The fourth factor of Ishigami's function lies below the floor, the other three above it."""
    found = pawn.pawn_indices(X, Y[:, None])
    assert (found.median[:3] > found.floor[:3]).all()
    assert found.median[3] < found.floor[3]
    assert (found.low <= found.median).all()
    assert (found.median <= found.high).all()


def test_points_without_a_value_do_not_count() -> None:
    """They are left out, and the number of the others is told."""
    y = Y.copy()
    y[:50] = np.nan
    found = pawn.pawn_indices(X, y[:, None], resamples=10)
    assert found.points == 750
    assert found.median == pytest.approx(pawn.pawn_indices(X[50:], Y[50:, None], resamples=10).median)
