"""Two time-dependent tactics over a split cake, by alternating offers, held against their closed form."""

from __future__ import annotations

import pytest

from tests.talks import cake, played

SLICES, ROUNDS = 2000, 400

# Each side comes down from all of the cake to nothing as 1 - t^(1/e) (Faratin, Sierra & Jennings 1998, eq. 2 and 3), so
# their demands meet at t* = 2^(-e) of the time; exponents (1, .5) meet at the golden section, with shares t*^2 and t*.
# Design, section 10.
MEETINGS = [
    ((1.0, 1.0), 0.5, (0.5, 0.5)),
    ((0.5, 0.5), 0.707107, (0.5, 0.5)),
    ((2.0, 2.0), 0.25, (0.5, 0.5)),
    ((1.0, 0.5), 0.618034, (0.381966, 0.618034)),
    ((0.5, 1.0), 0.618034, (0.618034, 0.381966)),
]


@pytest.mark.parametrize(("exponents", "when", "shares"), MEETINGS)
def test_two_tactics_agree_when_and_where_theory_says(
    exponents: tuple[float, float], when: float, shares: tuple[float, float]
) -> None:
    """The cake is split within one round of t*, and nobody's share is off by more than that round's concession."""
    first, second = exponents
    scenario = cake(SLICES, ROUNDS, first__concession=first, second__concession=second)
    outcome = played(scenario).outcome
    assert outcome.outcome == "agreement"
    # Rounds count from 1 and the first is on day 0, the moment t = 0.
    assert outcome.day == pytest.approx(when * ROUNDS, abs=1.0)
    # A round later one of them would have asked for that much less: the derivative of the tactic at t*, in a round.
    given_up = max(when ** (1 / e - 1) / e for e in exponents) / ROUNDS
    assert tuple(outcome.utilities.values()) == pytest.approx(shares, abs=given_up + 1 / SLICES)


@pytest.mark.parametrize("rounds", [50, 100, 200])
def test_more_rounds_come_closer(rounds: int) -> None:
    """The meeting is within one round of theory however many rounds the time is cut into."""
    outcome = played(cake(SLICES, rounds)).outcome
    assert outcome.day / rounds == pytest.approx(0.5, abs=1 / rounds)
