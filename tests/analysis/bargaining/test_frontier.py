from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from negosim.analysis.bargaining.frontier import CLOSE, domain_figures, figures_of, packages_at
from negosim.analysis.bargaining.solutions import kalai, nash, pareto, utilitarian
from negosim.analysis.bargaining.valuation import value_packages
from negosim.analysis.outcomes.discounting import discount
from negosim.domain.random_streams import central_draw
from negosim.ensemble.playing.simulate import simulate
from negosim.files.genius.scenarios import load_genius
from negosim.spaces.space import labels_of
from tests.talks import talks

GRID = st.integers(1, 4).flatmap(
    lambda parties: hnp.arrays(
        np.float64, st.tuples(st.just(parties), st.integers(1, 30)), elements=st.sampled_from([0.0, 0.2, 0.4, 0.5, 1.0])
    )
)


@given(GRID, st.sampled_from([0.0, 0.2, 0.45]))
def test_without_rounding_the_points_are_those_of_the_exact_frontier(values: np.ndarray, floor: float) -> None:
    """Every distinct point that is rational and not dominated, once."""
    rational = values[:, (values >= floor).all(axis=0)]
    expected = {tuple(point) for point in rational[:, pareto(rational)].T.tolist()}
    found = figures_of(values, np.full(len(values), floor))
    assert expected == {tuple(point) for point in found.pareto.tolist()}
    assert len(expected) == len(found.pareto)
    assert found.rational == rational.shape[1]


@given(GRID)
def test_the_exact_solutions_are_among_the_points(values: np.ndarray) -> None:
    """What is best by score and best in the tie is a point that is best by score."""
    point = np.zeros(len(values))
    found = figures_of(values, point)
    for name, rule in (("nash", nash), ("kalai", kalai), ("welfare", utilitarian)):
        column = rule(values, point)
        assert column is not None
        if column in pareto(values):
            assert values[:, column].tolist() in found.solutions[name].tolist()


@settings(max_examples=50)
@given(GRID, st.integers(0, 10_000))
def test_rounding_neither_doubles_points_nor_takes_any_away(values: np.ndarray, seed: int) -> None:
    """Noise far below the tolerance leaves as many points, each where it was."""
    noise = np.random.default_rng(seed).uniform(-1e-13, 1e-13, values.shape)
    point = np.full(len(values), -1.0)
    plain, noisy = figures_of(values, point), figures_of(values + noise, point)
    assert plain.pareto.shape == noisy.pareto.shape
    rounded = {tuple(np.round(p, 6).tolist()) for p in noisy.pareto}
    assert {tuple(np.round(p, 6).tolist()) for p in plain.pareto} == {tuple(np.add(p, 0.0).tolist()) for p in rounded}


def test_equal_best_scores_are_all_told() -> None:
    """Two packages that mirror each other are both Nash's (the domain NiceOrDie has this shape)."""
    found = figures_of(np.array([[1.0, 0.16, 0.299], [0.16, 1.0, 0.299]]), np.zeros(2))
    assert found.solutions["nash"].tolist() == [[1.0, 0.16], [0.16, 1.0]]
    assert found.solutions["kalai"].tolist() == [[0.299, 0.299]]


def test_relative_gains_may_be_nearly_equal_and_small() -> None:
    """Where packages are few, the largest smallest share of ideal gains is not where the shares differ least."""
    found = figures_of(np.array([[1.0, 0.9, 0.62, 0.1], [0.1, 0.7, 0.6, 1.0]]), np.zeros(2))
    assert found.solutions["kalai_smorodinsky"].tolist() == [[0.9, 0.7]]
    dense = figures_of(np.array([[1.0, 0.9, 0.71, 0.1], [0.1, 0.7, 0.71, 1.0]]), np.zeros(2))
    assert dense.solutions["equal_ratio"].tolist() == [[0.71, 0.71]]
    assert dense.solutions["kalai_smorodinsky"].tolist() == [[0.71, 0.71]]


def test_nothing_rational_leaves_nothing() -> None:
    """With no deal better than everything there is no frontier and no solution."""
    found = figures_of(np.array([[0.1, 0.2], [0.2, 0.1]]), np.full(2, 0.9))
    assert (found.rational, len(found.pareto)) == (0, 0)
    assert all(len(points) == 0 for points in found.solutions.values())


@pytest.mark.parametrize("parties", [2, 3])
def test_a_frontier_of_everything_is_found(parties: int) -> None:
    """Packages of which none dominates another: the worst case, in which all are on the frontier."""
    values = np.random.default_rng(1).dirichlet(np.ones(parties), 20_000).T.copy()
    assert len(figures_of(values, np.zeros(parties), close=0.0).pareto) == 20_000


def test_many_small_gains_have_a_largest_product_too() -> None:
    """Ten parties: of products that are all below the tolerance the largest is told, and no other is its tie."""
    values = np.array([[0.11, 0.2, 0.05]] * 5 + [[0.11, 0.02, 0.05]] * 4 + [[0.11, 0.02, 0.3]])
    assert figures_of(values, np.zeros(10)).solutions["nash"].tolist() == [[0.11] * 10]


def test_the_packages_of_a_point_are_counted_and_the_first_is_told() -> None:
    """Whoever looks every package up finds the same; a point that no package reaches has none."""
    scenario = talks()
    draw = central_draw(scenario.parameters)
    valued = value_packages(scenario, draw)
    points = np.array([*valued.utilities[:, :12].T, np.full(len(valued.utilities), 9.0)])
    found = packages_at(scenario, draw, points)
    assert found[-1] == ({}, 0)
    for point, (package, count) in zip(points[:-1], found, strict=False):
        alike = [n for n, worth in enumerate(valued.utilities.T) if np.abs(worth - point).max() <= CLOSE]
        assert (package, count) == (labels_of(scenario, valued.packages[alike[0]]), len(alike))


DOMAINS = Path(os.environ.get("NEGOSIM_DOMAINS") or Path(__file__).parents[4] / "shared" / "domains")
KNOWN = DOMAINS / "reference.json"


@pytest.mark.skipif(not KNOWN.exists(), reason="no folder of GENIUS domains with reference figures (NEGOSIM_DOMAINS)")
def test_real_domains_have_the_figures_that_others_found() -> None:
    """Frontier, Nash, Kalai, Kalai-Smorodinsky and welfare of three real domains, as NegMAS 0.16 has them, to 1e-9."""
    for name, known in json.loads(KNOWN.read_text())["domains"].items():
        scenario = load_genius(DOMAINS / name)
        found = domain_figures(scenario, central_draw(scenario.parameters))
        assert (known["outcomes"], known["pareto_size"]) == (found.packages, len(found.pareto))
        for key, points in (("pareto", found.pareto), *found.solutions.items()):
            theirs = known["ks" if key in ("kalai_smorodinsky", "equal_ratio") else key]
            assert np.array(sorted(theirs)) == pytest.approx(np.array(sorted(points.tolist())), abs=1e-9)


def test_a_discount_takes_from_what_comes_late_and_changes_no_talks() -> None:
    """With a discount the runs are the same, and a package of day t of T is worth U d^(t/T)."""
    plain, late = talks(), talks(parties={"north": {"discount": 0.25}})
    one, two = simulate(plain, 5), simulate(late, 5)
    assert one.frame.equals(two.frame)
    frame, worth = two.frame, discount(two)
    signed = frame["package"] >= 0
    assert signed.any()
    expected = frame["utility_north"] * 0.25 ** (frame["day"] / 20)
    assert worth["discounted_north"][signed].to_numpy() == pytest.approx(expected[signed].to_numpy())
    assert worth["discounted_south"][signed].tolist() == frame["utility_south"][signed].tolist()
