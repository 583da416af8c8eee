"""How low a party would go, and how fast it gets there."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.rules.concession import (
    aspiration,
    conceded_share,
    given_way,
    matched,
    nash_score,
    opening,
    reservation,
    sorted_mean,
    sorted_product,
    timed,
)

UTILITIES = st.floats(-2, 2)
SHARES = st.floats(0, 1)
EXPONENTS = st.floats(0.1, 10)


@pytest.mark.parametrize(
    ("expected", "premium", "waiting_cost", "days", "pressure"),
    [
        (0.3, 0.0, 0.0, 100.0, 0.0),
        (0.4, 0.1, 0.0, 100.0, 0.0),
        (0.2, 0.0, 0.001, 100.0, 0.0),
        (0.4, 0.0, -0.001, 100.0, 0.0),
        (0.25, 0.0, 0.0, 0.0, 0.05),
        (0.25, 0.1, 0.001, 100.0, 0.05),
    ],
)
def test_the_reservation_value_is_no_deal_and_what_moves_it(
    expected: float, premium: float, waiting_cost: float, days: float, pressure: float
) -> None:
    """From .3 without a deal: a premium raises it, days cost (or gain) the waiting cost each, pressure lowers it."""
    assert reservation(0.3, premium, waiting_cost, days, pressure) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("expected", "best", "ambition"), [(0.9, 0.9, 1.0), (0.6, 0.9, 0.5), (0.3, 0.9, 0.0)])
def test_ambition_is_how_far_up_to_the_best_a_party_opens(expected: float, best: float, ambition: float) -> None:
    """Over a floor of .3."""
    assert opening(best, 0.3, ambition) == pytest.approx(expected, abs=1e-12)


def test_who_can_have_nothing_better_than_no_deal_opens_with_that() -> None:
    """The opening is never below the reservation value."""
    assert opening(0.2, 0.3, 1.0) == 0.3


# (Faratin, Sierra & Jennings 1998, eq. 2 and 3), from .8 down to .2: at a quarter of the time the party has come
# .25^(1/e) of the way.
@pytest.mark.parametrize(("exponent", "expected"), [(0.5, 0.7625), (1.0, 0.65), (2.0, 0.5)])
def test_the_exponent_says_how_much_of_the_way_a_quarter_of_the_time_brings(exponent: float, expected: float) -> None:
    """e < 1 holds out, e > 1 gives in early."""
    assert timed(0.8, 0.2, 0.25, exponent) == pytest.approx(expected, abs=1e-12)


@given(UTILITIES, UTILITIES, SHARES, SHARES, EXPONENTS)
def test_a_time_dependent_tactic_falls_from_start_to_floor(
    one: float, other: float, earlier: float, later: float, exponent: float
) -> None:
    """It begins at the start, ends at the floor, lies between, and never rises with time."""
    start, floor = max(one, other), min(one, other)
    earlier, later = min(earlier, later), max(earlier, later)
    assert timed(start, floor, 0.0, exponent) == pytest.approx(start, abs=1e-12)
    assert timed(start, floor, 1.0, exponent) == floor
    assert floor <= timed(start, floor, later, exponent) <= timed(start, floor, earlier, exponent)
    assert timed(start, floor, earlier, exponent) <= start + 1e-12


@pytest.mark.parametrize("elapsed", [1.0, 1.5, 100.0])
def test_after_its_horizon_a_party_stays_at_its_reservation_value(elapsed: float) -> None:
    """Time beyond the private horizon takes nothing more away."""
    assert timed(0.8, 0.2, elapsed, 0.7) == 0.2


def test_before_the_beginning_a_party_is_at_its_start() -> None:
    """A moment before the stage began counts as its beginning."""
    assert timed(0.8, 0.2, -1.0, 0.7) == 0.8


@pytest.mark.parametrize(("expected", "last"), [(0.0, 0.2), (0.25, 0.35), (1.0, 0.8), (1.0, 0.9), (0.0, 0.1)])
def test_what_another_has_conceded_is_a_share_of_the_way_to_ones_start(expected: float, last: float) -> None:
    """From a first offer worth .2 to the party, which began at .8: held between nothing and all."""
    assert conceded_share(0.2, last, 0.8) == pytest.approx(expected, abs=1e-12)


def test_an_offer_as_good_as_ones_own_start_leaves_nothing_to_concede() -> None:
    """Where the first offer already gives the party what it began with, the other has come all the way."""
    assert conceded_share(0.8, 0.8, 0.8) == 1.0


@pytest.mark.parametrize(("expected", "share"), [(0.8, 0.0), (0.65, 0.25), (0.2, 1.0)])
def test_reciprocity_gives_up_the_share_that_others_gave_up(expected: float, share: float) -> None:
    """Relative tit for tat over own range, from .8 down to .2."""
    assert matched(0.8, 0.2, share) == pytest.approx(expected, abs=1e-12)


def test_reciprocity_is_mixed_into_the_aspiration() -> None:
    """At half time, linear, with a fourth of the way conceded to it: .5, .65, and the mixture by rho = .2."""
    assert aspiration(0.8, 0.2, 0.5, 0.0, 0.25) == pytest.approx(0.5, abs=1e-12)
    assert aspiration(0.8, 0.2, 0.5, 1.0, 0.25) == pytest.approx(0.65, abs=1e-12)
    assert aspiration(0.8, 0.2, 0.5, 0.2, 0.25) == pytest.approx(0.53, abs=1e-12)


@given(UTILITIES, UTILITIES, SHARES, EXPONENTS, SHARES, SHARES)
def test_nobody_aspires_to_less_than_no_deal_or_more_than_the_start(
    start: float, floor: float, elapsed: float, exponent: float, reciprocity: float, share: float
) -> None:
    """Whatever tactics are mixed; a start below the reservation value counts as that."""
    aim = aspiration(start, floor, given_way(elapsed, exponent), reciprocity, share)
    assert floor <= aim <= max(start, floor) + 1e-12


@given(st.lists(UTILITIES, min_size=1, max_size=4))
def test_means_and_products_do_not_know_the_order_of_parties(numbers: list[float]) -> None:
    """To the last bit, in every order; and they are the mean and the product."""
    orders = [np.array(order) for order in permutations(numbers)]
    assert len({sorted_mean(order) for order in orders}) == 1
    assert len({sorted_product(order) for order in orders}) == 1
    assert sorted_mean(orders[0]) == pytest.approx(np.mean(numbers), abs=1e-12)
    assert sorted_product(orders[0]) == pytest.approx(np.prod(numbers), abs=1e-12)


def test_summing_does_not_disturb_what_is_summed() -> None:
    """The numbers keep their order."""
    numbers = np.array([3.0, 1.0, 2.0])
    sorted_mean(numbers)
    sorted_product(numbers)
    assert numbers.tolist() == [3.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("expected", "gains"),
    [(0.06, [0.2, 0.3]), (-0.1, [-0.1, 0.9]), (0.0, [0.0, 0.9]), (0.024, [0.4, 0.2, 0.3]), (-0.5, [-0.5, -0.1])],
)
def test_the_nash_score_is_the_product_of_gains_once_all_gain(expected: float, gains: list[float]) -> None:
    """Until then it is the smallest gain, so that whoever loses is helped first (Nash 1950)."""
    assert nash_score(np.array(gains)) == pytest.approx(expected, abs=1e-12)


def test_rounding_never_lifts_an_aspiration_above_its_start() -> None:
    """``0.06 + (0.87 - 0.06)`` is more than 0.87 in floats; the tactic begins at 0.87 all the same."""
    assert 0.06 + (0.87 - 0.06) > 0.87
    assert timed(0.87, 0.06, 0.0, 1.0) == 0.87


def test_who_starts_below_its_reservation_value_comes_up_to_it() -> None:
    """Where a reservation value has risen above the start, the way leads up, and ends there."""
    assert timed(0.2, 0.5, 0.5, 1.0) == pytest.approx(0.35, abs=1e-12)
    assert timed(0.2, 0.5, 1.0, 1.0) == 0.5
