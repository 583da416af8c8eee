"""Law 10, theory: the closed forms that concern single rules; tests/docking/ plays whole runs against them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from negosim.rules.concession import nash_score, timed
from negosim.rules.hazards import collapse_hazard, strikes

# Two sides come down from all of a cake to nothing, alpha(t) = 1 - t^(1/e) (Faratin, Sierra & Jennings 1998). Their
# demands add up to the whole cake at t* = 2^(-e); with e = 1 and .5 at 1 - t = t^2, the golden section.
CROSSINGS = [
    ((1.0, 1.0), 0.5, (0.5, 0.5)),
    ((0.5, 0.5), 0.707107, (0.5, 0.5)),
    ((2.0, 2.0), 0.25, (0.5, 0.5)),
    ((1.0, 0.5), 0.618034, (0.381966, 0.618034)),
]


@pytest.mark.parametrize(("exponents", "when", "shares"), CROSSINGS)
def test_two_tactics_meet_where_their_demands_fill_the_cake(
    exponents: tuple[float, float], when: float, shares: tuple[float, float]
) -> None:
    """The root of the compiled tactics is the closed form, to the stated digits."""
    one, other = exponents
    meeting = brentq(lambda t: timed(1.0, 0.0, t, one) + timed(1.0, 0.0, t, other) - 1.0, 0.0, 1.0, xtol=1e-12)
    assert when == pytest.approx(meeting, abs=5e-7)
    assert shares == pytest.approx((timed(1.0, 0.0, meeting, one), timed(1.0, 0.0, meeting, other)), abs=5e-7)


def test_a_boulware_party_holds_out_and_a_conceder_gives_in() -> None:
    """Halfway, exponents .5, 1 and 2 still ask for 3/4, 1/2 and 1 - 1/sqrt 2 of the way."""
    assert (timed(1.0, 0.0, 0.5, 0.5), timed(1.0, 0.0, 0.5, 1.0)) == (0.75, 0.5)
    assert timed(1.0, 0.0, 0.5, 2.0) == pytest.approx(1 - math.sqrt(0.5), abs=1e-12)


# Two hazards in every round, first a of agreement and then s of collapse, are a geometric race: agreement wins with
# a / (a + (1 - a) s), after 1 / (a + s - a s) rounds in the mean.
AGREE, COLLAPSE = 0.1, 0.02


def test_the_hazard_rules_race_as_the_closed_form_says() -> None:
    """Rounds added up by the compiled rules: a share of .847458 agrees, after 8.474576 rounds in the mean."""
    grid = (np.arange(1000) + 0.5) / 1000
    agree = np.mean([strikes(chance, AGREE) for chance in grid])
    collapse = np.mean([strikes(chance, collapse_hazard(COLLAPSE, 0.0, 7)) for chance in grid])
    going, agreed, rounds = 1.0, 0.0, 0.0
    for _ in range(2000):
        agreed += going * agree
        rounds += going
        going *= (1 - agree) * (1 - collapse)
    assert agreed == pytest.approx(0.847458, abs=5e-7)
    assert rounds == pytest.approx(8.474576, abs=5e-7)


def test_the_nash_solution_of_a_curved_frontier() -> None:
    """On u2 = 1 - u1^2 with no deal at 0 the Nash score is largest at u1 = 1 / sqrt 3 = .57735 (Nash 1950)."""
    grid = np.sort(np.concatenate([np.linspace(0.0, 1.0, 1001), np.linspace(0.57, 0.58, 10_001)]))
    scores = [nash_score(np.array([u, 1.0 - u * u])) for u in grid]
    assert grid[int(np.argmax(scores))] == pytest.approx(0.577350, abs=1e-6)


def test_logrolling_is_the_best_by_the_nash_score() -> None:
    """Weights (.7, .3) and (.3, .7): of two split issues, each taking the one it cares for gives (.7, .7) and wins."""
    splits = [(x / 20, y / 20) for x in range(21) for y in range(21)]
    gains = [(0.7 * x + 0.3 * y, 0.3 * (1 - x) + 0.7 * (1 - y)) for x, y in splits]
    best = max(range(len(splits)), key=lambda n: nash_score(np.array(gains[n])))
    assert splits[best] == (1.0, 0.0)
    assert gains[best] == pytest.approx((0.7, 0.7), abs=1e-12)
