"""Draws and chance: every random number belongs to a name, a seed and a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain.parameters import Distribution, Parameter, fixed, triangular, uniform
from negosim.domain.random_streams import central_draw, chance, draw, uniforms

SEEDS = st.integers(-(2**63), 2**64)
RUNS = st.integers(0, 10**6)
NAMES = st.text(st.characters(codec="utf-8"), max_size=12)


def parameters(**distributions: Distribution) -> dict[str, Parameter]:
    """Parameters by name."""
    return {name: Parameter(name=name, distribution=found) for name, found in distributions.items()}


@given(SEEDS, NAMES, RUNS, st.integers(0, 20), st.integers(0, 20))
def test_a_longer_request_begins_with_the_shorter_one(seed: int, name: str, run: int, one: int, more: int) -> None:
    """A longer calendar moves no number of the shorter."""
    assert uniforms(seed, name, run, one).tolist() == uniforms(seed, name, run, one + more)[:one].tolist()


@given(SEEDS, NAMES, RUNS)
def test_numbers_lie_in_the_unit_interval(seed: int, name: str, run: int) -> None:
    """From 0, and below 1."""
    numbers = uniforms(seed, name, run, 50)
    assert ((numbers >= 0.0) & (numbers < 1.0)).all()


def test_streams_of_other_names_runs_and_seeds_are_others() -> None:
    """No two share a number; that is what makes scenarios comparable and runs independent."""
    streams = [
        uniforms(seed, name, run, 8).tolist() for seed in (0, 1) for name in ("a", "b", "a.b") for run in (0, 1, 2)
    ]
    assert len({number for stream in streams for number in stream}) == 8 * len(streams)


def test_the_numbers_of_a_stream_are_fixed_for_good() -> None:
    """Known answers: whoever changes how numbers are made changes every result that was ever published."""
    assert uniforms(7, "qatar.trust.israel", 3, 3).tolist() == KNOWN


KNOWN = [0.808537127263708, 0.8547525225652096, 0.5058570559275628]


def test_numbers_of_a_stream_over_runs_are_uniform() -> None:
    """Over ten thousand runs each tenth of the interval is hit a tenth of the time, within four standard errors."""
    numbers = np.array([uniforms(1, "north.bias", run, 1)[0] for run in range(10_000)])
    counts = np.histogram(numbers, bins=10, range=(0.0, 1.0))[0]
    assert abs(counts - 1000).max() < 4 * np.sqrt(10_000 * 0.1 * 0.9)


def test_streams_of_neighbouring_names_and_runs_do_not_go_together() -> None:
    """Correlations over a thousand runs stay within four standard errors of none."""
    first, second = (np.array([uniforms(1, name, run, 1)[0] for run in range(1000)]) for name in ("x1", "x2"))
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(1000)
    assert abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 4 / np.sqrt(1000)


@given(SEEDS, RUNS)
def test_a_further_parameter_moves_no_other_draw(seed: int, run: int) -> None:
    """Nor does its place in the file, or taking one away."""
    few = parameters(trust=uniform(0, 1), bias=triangular(-1, 0, 1))
    more = parameters(new=uniform(0, 1), bias=triangular(-1, 0, 1), known=fixed(3), trust=uniform(0, 1))
    one, other = draw(few.values(), seed, run), draw(more.values(), seed, run)
    assert one == {name: other[name] for name in one}
    assert list(other) == ["new", "bias", "known", "trust"]
    assert other["known"] == 3.0


@given(st.integers(1, 6), st.integers(1, 6), RUNS)
def test_chance_of_an_actor_does_not_hang_on_rounds_or_on_other_actors(rounds: int, more: int, run: int) -> None:
    """An actor more, or a round more, moves nobody's number."""
    small = chance(3, run, rounds, ["talks", "storm"], ["hazard", "phase"])
    large = chance(3, run, rounds + more, ["flood", "storm", "talks"], ["phase", "hazard"])
    assert small.shape == (rounds, 2, 2)
    assert small[:, 0, 0].tolist() == large[:rounds, 2, 1].tolist()
    assert small[:, 1, 1].tolist() == large[:rounds, 1, 0].tolist()


DISTRIBUTIONS = [
    (fixed(0.3), 0.3, 0.0),
    (uniform(0.2, 0.8), 0.5, 0.6**2 / 12),
    (triangular(0.0, 0.3, 0.9), 0.4, (0.81 + 0.09 - 0.27) / 18),
    (Distribution("gamma", 2.5), 2.5, 2.5),
    (Distribution("chance", 0.3), 0.3, 0.21),
]


@pytest.mark.parametrize(("distribution", "mean", "variance"), DISTRIBUTIONS, ids=str)
def test_quantiles_have_the_moments_of_their_distribution(
    distribution: Distribution, mean: float, variance: float
) -> None:
    """Mean and variance over a fine grid of quantiles are the textbook's, and the mean is what it says."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    values = np.array([distribution.quantile(float(u)) for u in grid])
    assert values.mean() == pytest.approx(mean, rel=2e-3)
    assert values.var() == pytest.approx(variance, rel=2e-2)
    assert distribution.mean == pytest.approx(mean, abs=1e-12)


@pytest.mark.parametrize("distribution", [case[0] for case in DISTRIBUTIONS], ids=str)
def test_quantiles_go_one_way(distribution: Distribution) -> None:
    """A larger number gives no smaller value; of a chance, which is 1 below its probability, no larger one."""
    values = [distribution.quantile(u / 100) for u in range(100)]
    assert values == sorted(values, reverse=distribution.kind == "chance")


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1, exclude_max=True))
def test_a_higher_probability_never_undoes_a_chance(one: float, other: float, u: float) -> None:
    """Under common random numbers what happened with the lower probability happens with the higher."""
    low, high = (Distribution("chance", a).quantile(u) for a in sorted((one, other)))
    assert low <= high


@pytest.mark.parametrize(
    ("expected", "distribution", "moved"),
    [
        (fixed(0.5), fixed(0.2), {"add": 0.1, "times": 2.0}),
        (uniform(0.3, 0.7), uniform(0.1, 0.3), {"add": 0.1, "times": 2.0}),
        (uniform(-0.3, -0.1), uniform(0.1, 0.3), {"times": -1.0}),
        (triangular(-0.6, -0.3, 0.0), triangular(0.0, 0.3, 0.6), {"times": -1.0}),
        (Distribution("chance", 1.0), Distribution("chance", 0.8), {"add": 0.5}),
        (Distribution("chance", 0.4), Distribution("chance", 0.8), {"times": 0.5}),
        (Distribution("gamma", 3.5), Distribution("gamma", 2.5), {"add": 1.0}),
    ],
    ids=str,
)
def test_a_moved_distribution_is_that_of_the_moved_variable(
    expected: Distribution, distribution: Distribution, moved: dict[str, Any]
) -> None:
    """First times, then add; of a probability and of a shape the number itself is moved, and stays one."""
    found = distribution.moved(**moved)
    assert found.kind == expected.kind
    assert found.numbers == pytest.approx(expected.numbers, abs=1e-12)


@pytest.mark.parametrize(
    ("uncertain", "distribution"),
    [
        (False, fixed(1)),
        (False, uniform(1, 1)),
        (True, uniform(1, 2)),
        (False, triangular(1, 1, 1)),
        (True, triangular(1, 1, 2)),
        (True, Distribution("gamma", 1)),
        (False, Distribution("chance", 0)),
        (False, Distribution("chance", 1)),
        (True, Distribution("chance", 0.5)),
    ],
    ids=str,
)
def test_uncertain_is_what_can_differ_between_draws(uncertain: bool, distribution: Distribution) -> None:
    """And only that."""
    assert distribution.uncertain is uncertain
    drawn = {float(distribution.quantile(u)) for u in (0.01, 0.5, 0.99)}
    assert (len(drawn) > 1) is uncertain


def test_a_central_draw_has_the_mean_of_each_and_the_likelier_side_of_a_chance() -> None:
    """A line as likely posture as real counts as posture."""
    known = parameters(
        likely=Distribution("chance", 0.7),
        even=Distribution("chance", 0.5),
        value=triangular(0, 0.3, 0.9),
        one=fixed(1),
    )
    expected = {"likely": 1.0, "even": 0.0, "value": 0.4, "one": 1.0}
    assert central_draw(known) == pytest.approx(expected, abs=1e-12)
