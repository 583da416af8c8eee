from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from negosim.analysis.bargaining.solutions import (
    kalai,
    kalai_smorodinsky,
    nash,
    pareto,
    rubinstein,
    solve_bargaining,
    stahl,
    utilitarian,
)
from negosim.domain.random_streams import central_draw
from tests.analysis import samples

# Few distinct numbers, so that ties and packages of equal value are common.
VALUES = st.integers(1, 4).flatmap(
    lambda parties: hnp.arrays(
        np.float64,
        st.tuples(st.just(parties), st.integers(0, 25)),
        elements=st.sampled_from([-np.inf, 0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0]),
    )
)
RULES = (nash, kalai, kalai_smorodinsky, utilitarian)


def _dominated(values: np.ndarray, n: int) -> bool:
    return any(
        np.isfinite(values[:, m]).all() and (values[:, m] >= values[:, n]).all() and (values[:, m] > values[:, n]).any()
        for m in range(values.shape[1])
    )


@given(VALUES)
def test_the_frontier_is_what_no_other_package_dominates(values: np.ndarray) -> None:
    """The frontier is exactly the allowed packages that no allowed one dominates, whatever the parties."""
    expected = [n for n in range(values.shape[1]) if np.isfinite(values[:, n]).all() and not _dominated(values, n)]
    assert expected == pareto(values).tolist()


def test_the_frontier_is_exact() -> None:
    """A package worse by the last bit of a float is off the frontier."""
    assert pareto(np.array([[0.5, 0.5], [0.5, np.nextafter(0.5, 1.0)]])).tolist() == [1]


@pytest.mark.parametrize("parties", [2, 3])
def test_the_frontier_of_a_hundred_thousand_packages_is_found_at_once(parties: int) -> None:
    """100,000 packages take well under a second, two or three parties alike."""
    values = np.random.default_rng(3).random((parties, 100_000))
    begun = time.perf_counter()
    found = pareto(values)
    assert time.perf_counter() - begun < 1.0
    assert 0 < len(found) < 1000


def test_nan_is_refused() -> None:
    """A utility that is no number has no place on a frontier."""
    with pytest.raises(ValueError, match="no nan"):
        pareto(np.array([[np.nan], [1.0]]))


@given(VALUES, st.sampled_from([0.0, 0.1, 0.4]))
def test_solutions_are_what_their_definitions_say(values: np.ndarray, floor: float) -> None:
    """Each maximises its score among packages at or above no deal; ties: the sum, then the lowest index."""
    point = np.full(len(values), floor)
    gains = [values[:, n] - point for n in range(values.shape[1])]
    rows = [n for n, gain in enumerate(gains) if (gain >= 0).all()]
    ideal = [max((gains[n][p] for n in rows), default=0.0) for p in range(len(values))]
    scores = {
        nash: lambda gain: float(np.prod(np.sort(gain))),
        kalai: lambda gain: float(gain.min()),
        kalai_smorodinsky: lambda gain: min((g / i for g, i in zip(gain, ideal, strict=True) if i > 0), default=0.0),
        utilitarian: lambda gain: float(np.sort(gain).sum()),
    }
    for rule in RULES:
        best = max(rows, key=lambda n: (scores[rule](gains[n]), float(np.sort(gains[n]).sum()), -n), default=None)
        assert best == rule(values, point)


@given(VALUES, st.permutations(range(4)))
def test_the_order_of_parties_does_not_matter(values: np.ndarray, order: list[int]) -> None:
    """Renumbering the parties changes no solution and no frontier."""
    mixed = values[[p for p in order if p < len(values)]]
    point = np.zeros(len(values))
    assert pareto(values).tolist() == pareto(mixed).tolist()
    assert [rule(values, point) for rule in RULES] == [rule(mixed, point) for rule in RULES]


def test_nash_and_kalai_on_a_parabola() -> None:
    """On u2 = 1 - u1^2 Nash is at u1 = 1/sqrt(3), Kalai at the golden section (design, section 10)."""
    u1 = np.linspace(0.0, 1.0, 1_000_001)
    values, point = np.array([u1, 1.0 - u1**2]), np.zeros(2)
    assert pytest.approx(u1[nash(values, point)], abs=1e-6) == 0.57735
    assert pytest.approx(u1[kalai(values, point)], abs=1e-6) == 0.618034
    assert pytest.approx(u1[kalai_smorodinsky(values, point)], abs=1e-6) == 0.618034


def test_logrolling() -> None:
    """Two issues weighed (.7, .3) and (.3, .7): each gives up what it cares less for, Nash is (.7, .7)."""
    shares = np.array(list(product(np.linspace(0.0, 1.0, 11), repeat=2))).T
    values = np.array([[0.7, 0.3] @ shares, [0.3, 0.7] @ (1.0 - shares)])
    assert pytest.approx(values[:, nash(values, np.zeros(2))]) == [0.7, 0.7]


def test_kalai_smorodinsky_keeps_the_ratio_of_ideals() -> None:
    """Stretching one party's scale moves Kalai alone, not Kalai-Smorodinsky's nor Nash's."""
    u1 = np.linspace(0.0, 1.0, 10_001)
    values, point = np.array([u1, 1.0 - u1]), np.zeros(2)
    stretched = values * np.array([[1.0], [3.0]])
    assert kalai_smorodinsky(values, point) == kalai_smorodinsky(stretched, point)
    assert nash(values, point) == nash(stretched, point)
    assert kalai(values, point) < kalai(stretched, point)


def test_a_party_that_can_gain_nothing_is_left_out() -> None:
    """Where one party's best is its no-deal value, Kalai-Smorodinsky looks at the other."""
    values = np.array([[0.0, 0.0, -1.0], [0.2, 0.4, 0.9]])
    assert kalai_smorodinsky(values, np.zeros(2)) == 1


def test_shapes_that_do_not_go_together_say_so() -> None:
    """A disagreement point for another number of parties is refused with both shapes."""
    with pytest.raises(ValueError, match=r"\(2, 3\) and \(3,\)"):
        nash(np.zeros((2, 3)), np.zeros(3))


def test_solutions_of_a_scenario_lie_in_its_zopa_and_on_its_frontier() -> None:
    """In a scenario's central draw every solution is a package all could sign; Nash's is on the frontier."""
    scenario = samples.scenario()
    found = solve_bargaining(scenario, central_draw(scenario.parameters))
    assert {"nash", "kalai", "kalai_smorodinsky", "utilitarian"} == set(found.points)
    assert all(found.valuation.zopa[column] for column in found.points.values())
    assert {found.nash, found.utilitarian} <= set(found.pareto.tolist())
    assert {issue.name for issue in scenario.issues} == set(found.package(found.pareto[0]))


def test_packages_across_a_real_red_line_are_no_solutions() -> None:
    """What crosses a real red line is neither on the frontier nor a solution; a posture excludes nothing."""
    for firm in (0.0, 1.0):
        scenario = samples.scenario(uncertain={}, south__red_line__no_free_bridge=firm)
        found = solve_bargaining(scenario, central_draw(scenario.parameters))
        crossing = (found.valuation.packages[:, 1] == 2) & (found.valuation.packages[:, 3] == 0)
        assert (found.valuation.allowed == ~(crossing & (firm == 1.0))).all()
        assert found.valuation.allowed[found.pareto].all()


def test_no_deal_better_than_every_package_leaves_no_solution() -> None:
    """With an empty ZOPA there is a frontier and no solution."""
    scenario = samples.scenario(north__premium=1.0, south__premium=1.0)
    found = solve_bargaining(scenario, central_draw(scenario.parameters))
    assert found.points == {}
    assert len(found.pareto) > 0


def test_stahl_tends_to_rubinstein() -> None:
    """With discounts .9 and .8 the share tends to .714286 as the last round recedes (design, section 10)."""
    assert stahl(0.9, 0.8, 1) == 1.0
    assert pytest.approx(0.2) == stahl(0.9, 0.8, 2)
    assert pytest.approx(1 - 0.8 * 0.1) == stahl(0.9, 0.8, 3)
    assert pytest.approx(0.714286, abs=1e-6) == stahl(0.9, 0.8, 200)
    assert pytest.approx(0.714286, abs=1e-6) == rubinstein(0.9, 0.8)


@settings(max_examples=50)
@given(st.floats(0.0, 0.95), st.floats(0.0, 0.95))
def test_every_pair_of_discounts_converges(delta_1: float, delta_2: float) -> None:
    """Whatever the discounts, a long finite game gives the share of the endless one."""
    assert pytest.approx(rubinstein(delta_1, delta_2), abs=1e-9) == stahl(delta_1, delta_2, 500)


@pytest.mark.parametrize("call", [lambda: stahl(0.9, 0.8, 0), lambda: rubinstein(1.0, 0.5)])
def test_games_that_cannot_be_played_are_refused(call: Callable[[], float]) -> None:
    """No rounds, or no discounting without a last round: an error, not a number."""
    with pytest.raises(ValueError, match="received"):
        call()
