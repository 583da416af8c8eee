from __future__ import annotations

import math

import numpy as np
import pytest

from negosim.analysis.sensitivity import noise
from negosim.analysis.sensitivity.noise import point_means, sampling_variance, signal_share
from tests.analysis.sensitivity import surfaces

RNG = np.random.default_rng(11)
POINTS = RNG.random((3000, 4))
P = surfaces.probability(POINTS)


def known_share(replications: int) -> float:
    """Λ = Var p / (Var p + E[p (1 - p)] / R) of the surface."""
    return surfaces.VARIANCE / (surfaces.VARIANCE + surfaces.SPREAD / replications)


@pytest.mark.parametrize("replications", [2, 8, 32])
def test_the_share_of_signal_of_yes_and_no_is_known(replications: int) -> None:
    """With a chance of its own at every point the closed form lies within the interval, and the interval is narrow."""
    found = signal_share(surfaces.independent(P, replications), common=False)
    assert found.low <= known_share(replications) <= found.high
    assert found.high - found.low < 0.15
    assert found.between == pytest.approx(surfaces.VARIANCE, rel=0.15)


def test_more_runs_leave_less_noise() -> None:
    """The share of signal rises with the number of runs."""
    shares = [signal_share(surfaces.independent(P, r), common=False).share for r in (2, 8, 32)]
    assert shares == sorted(shares)


def test_the_share_of_signal_of_numbers_is_known() -> None:
    """Variance 1 between points and 4 within, 8 runs: λ = 1 / (1 + 4 / 8)."""
    true = RNG.normal(size=2000)
    found = signal_share(true[:, None] + RNG.normal(0.0, 2.0, (2000, 8)), common=False)
    assert found.low <= 1 / 1.5 <= found.high
    assert found.share == pytest.approx(1 / 1.5, abs=0.04)


def test_points_that_do_not_differ_have_no_signal() -> None:
    """Where all that varies is noise, λ is 0 within its interval, and a word may say so."""
    found = signal_share(surfaces.independent(np.full(500, 0.4), 16), common=False)
    assert found.low == 0.0
    assert found.share < 0.15


def test_what_runs_share_is_no_noise_between_points() -> None:
    """A number added to run r of every point leaves λ as it is under common random numbers, and not otherwise."""
    true = RNG.normal(size=400)
    y = true[:, None] + RNG.normal(size=(400, 8))
    shared = y + 10.0 * RNG.normal(size=8)
    assert signal_share(shared, common=True).share == pytest.approx(signal_share(y, common=True).share, abs=1e-9)
    assert signal_share(shared, common=False).share < signal_share(y, common=False).share - 0.2


def test_both_ways_agree_on_noise_that_is_independent() -> None:
    """Pairs of different runs and the sample variance at each point estimate one λ."""
    y = surfaces.independent(P, 8)
    assert signal_share(y, common=True).share == pytest.approx(signal_share(y, common=False).share, abs=0.01)


def test_runs_without_a_value_do_not_count() -> None:
    """The mean of a point, and how far it is to be trusted, come from the runs that have a value."""
    y = np.array([[1.0, 3.0, np.nan], [2.0, np.nan, np.nan], [np.nan, np.nan, np.nan]])
    assert point_means(y).tolist()[:2] == [2.0, 2.0]
    assert math.isnan(point_means(y)[2])
    assert sampling_variance(y)[0] == pytest.approx(1.0)
    assert np.isnan(sampling_variance(y)[1:]).all()


@pytest.mark.parametrize(
    ("y", "word"),
    [
        (np.ones((10, 4)), noise.CONSTANT),
        (np.full((10, 4), np.nan), noise.EMPTY),
        (np.arange(10.0), noise.TOO_FEW),
    ],
)
def test_what_cannot_be_told_has_a_word(y: noise.Floats, word: str) -> None:
    """One value everywhere, no value anywhere, one run a point."""
    found = signal_share(y)
    assert found.word == word
    assert math.isnan(found.share)
    assert str(found) == word


def test_a_response_has_two_axes() -> None:
    """Anything else is refused, with its shape."""
    with pytest.raises(ValueError, match=r"\(2, 2, 2\)"):
        signal_share(np.zeros((2, 2, 2)))
