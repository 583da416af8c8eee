"""What mediators do: draft a text, press a party, relay what they learn."""

from __future__ import annotations

import math
from itertools import permutations
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.arrays import Ints
from negosim.domain.scenario import Scenario
from negosim.rules.concession import nash_score
from negosim.rules.mediating import (
    channel,
    distances,
    drafted_gain,
    faded,
    first_text,
    furthest,
    informed,
    next_text,
    pressed,
    resented,
    text_scores,
)
from negosim.rules.utility import utility
from negosim.search.prepared import prepared
from tests.rules import plain
from tests.rules.plain import Case
from tests.rules.reach import drafts
from tests.strategies import scenarios
from tests.talks import arrays, digits, talks

SEEDS = range(60)
SHARES = st.floats(0, 1)


def scores(scenario: Scenario, packages: list[tuple[int, ...]], firm: float = 0.0) -> list[float]:
    """How good the drafters think texts are, knowing everybody and believing each red line that much."""
    space, table = arrays(scenario)
    knows, firmness = np.ones(len(scenario.parties)), np.full(len(scenario.red_lines), firm)
    return text_scores(space, table, knows, firmness, space.status_quo, np.array(packages)).tolist()


def test_a_text_is_as_good_as_the_product_of_gains_over_no_deal() -> None:
    """Of (4, 0), worth .75 to both, (4, 4), worth 1 and 0, and (2, 2), worth half to both."""
    assert scores(talks(), [(5, 1), (5, 5), (3, 3)]) == pytest.approx([0.5625, 0.0, 0.25], abs=1e-12)


@pytest.mark.parametrize(
    ("expected", "gain", "unopposed"),
    [(0.4, 0.4, 1.0), (0.3, 0.4, 0.75), (0.2, 0.4, 0.5), (-0.2, -0.2, 0.75), (-0.75, 0.4, 0.25), (-1.0, 0.4, 0.0)],
)
def test_drafters_discount_a_gain_that_a_red_line_may_stand_against(
    expected: float, gain: float, unopposed: float
) -> None:
    """A line likelier posture than not takes a share of the gain, a likelier real one makes it a loss."""
    assert drafted_gain(gain, unopposed) == pytest.approx(expected, abs=1e-12)


def test_the_first_text_is_the_better_of_what_was_tabled() -> None:
    """By the drafters' estimate, whoever tabled it; of equals the one with the lowest index."""
    space, table = arrays(talks())
    knows, firmness = np.ones(2), np.zeros(0)

    def first(*tabled: tuple[int, int]) -> list[int]:
        return first_text(space, table, knows, firmness, space.status_quo, np.array(tabled)).tolist()

    assert first((5, 5), (4, 2)) == first((4, 2), (5, 5)) == [4, 2]
    assert first((5, 5), (1, 1)) == first((1, 1), (5, 5)) == [1, 1]


def test_the_next_text_takes_a_step_of_at_most_some_moves_and_stays_at_the_top() -> None:
    """From the middle to the best for both, in one step of two issues or in two of one; and there it stays."""
    space, table = arrays(talks())
    free, knows, firmness, lasts = np.ones(2, dtype=np.bool_), np.ones(2), np.zeros(0), np.full((2, 2), -1)

    def following(text: tuple[int, int], moves: int) -> list[int]:
        return next_text(space, table, knows, firmness, space.status_quo, lasts, free, digits(*text), moves).tolist()

    assert following((3, 3), 2) == [5, 1]
    assert following((3, 3), 1) == [3, 1]
    assert following((3, 1), 1) == [5, 1]
    assert following((5, 1), 2) == [5, 1]


@given(scenarios(), st.data(), st.integers(1, 2))
def test_the_next_text_is_the_best_of_all_within_reach(scenario: Scenario, data: Any, moves: int) -> None:
    """For any talks, against a plain search of all feasible packages; knowing all, gains are true ones."""
    space, table = arrays(scenario)
    packages, free = prepared(scenario).first.packages, prepared(scenario).groups[0]
    text = packages[data.draw(st.integers(0, len(packages) - 1))]
    knows, firmness = np.ones(len(scenario.parties)), np.zeros(len(scenario.red_lines))
    lasts = np.full((len(scenario.parties), len(text)), -1)
    found = next_text(space, table, knows, firmness, space.status_quo, lasts, free, text, moves)
    near = [package for package in packages if np.sum(package != text) <= moves]
    listed = text_scores(space, table, knows, firmness, space.status_quo, np.array(near))
    assert found.tolist() == near[int(np.argmax(listed))].tolist()
    true = [nash_score(np.array(gains(scenario, package))) for package in near]
    assert listed == pytest.approx(true, abs=1e-9)


def test_the_next_text_is_the_best_near_the_last_whatever_was_drafted_before() -> None:
    """Of equals the one of the lowest index; with any beliefs, also where red lines bar all that is near."""
    ties = 0
    for draft in drafts(SEEDS):
        case, texts = draft.case, sorted(draft.texts)
        asked = (case.space, case.table, case.insight, case.firmness, case.base, np.array(texts))
        scored = text_scores(*asked).tolist()
        assert draft.chosen == texts[scored.index(max(scored))]
        ties += scored.count(max(scored)) > 1
    assert ties > 10


def test_a_text_is_no_better_than_its_worst_gain_beside_a_line_that_bars_it() -> None:
    """Of two the north is likely to refuse, one for 1 - .25, the other for 1 - .375, at which the south loses .75."""
    lines = {name: {"when": {"land": level}, "firmness": 1} for level, name in enumerate(("much", "little"))}
    parties = {
        side: {
            "weights": {"land": 1, "water": False},
            "values": {"land": {"none": no_deal, "0": 1, "4": False, "1": last}, "water": False},
            "red_lines": lines if side == "north" else {},
        }
        for side, no_deal, last in (("north", 0, 0.5), ("south", 0.75, 0))
    }
    space, table = arrays(talks(issues={"land": {"levels": [0, 1]}, "water": False}, parties=parties))
    free, knows, firmness, lasts = np.ones(1, np.bool_), np.ones(2), np.array([0.75, 0.625]), np.full((2, 1), -1)
    asked = (space, table, knows, firmness, space.status_quo)
    assert text_scores(*asked, np.array([[1], [2]])).tolist() == [-0.75, -0.75]
    assert [next_text(*asked, lasts, free, digits(text), 1).tolist() for text in (1, 2)] == [[1], [1]]


def gains(scenario: Scenario, package: Ints) -> list[float]:
    """What each party gains by a package over no deal."""
    space, table = arrays(scenario)
    return [
        utility(space, table, p, package) - utility(space, table, p, space.status_quo)
        for p in range(len(scenario.parties))
    ]


@given(plain.cases(whole=True))
def test_drafters_score_texts_by_what_they_believe(case: Case) -> None:
    """With any knowledge of weights and red lines, at any stage, against the definition spelled out."""
    packages = case.packages[:: max(1, len(case.packages) // 20)]
    asked = (case.space, case.table, case.insight, case.firmness, case.base, np.array(packages))
    assert text_scores(*asked) == pytest.approx([plain.text_score(case, package) for package in packages], abs=1e-9)


@given(plain.cases(whole=True), st.randoms(use_true_random=False))
def test_the_first_text_is_the_best_of_all_that_was_tabled(case: Case, rng: Random) -> None:
    """However many there are and in whatever order; of equals the lowest index."""
    tabled = [rng.choice(case.packages) for _ in range(rng.randint(1, 6))]
    space, table, insight, firmness, base = case.space, case.table, case.insight, case.firmness, case.base
    scored = text_scores(space, table, insight, firmness, base, np.array(tabled)).tolist()
    best = min(tabled, key=lambda package: (-scored[tabled.index(package)], package))
    assert tuple(first_text(space, table, insight, firmness, base, np.array(tabled))) == best


@given(plain.cases(whole=True))
def test_how_far_a_party_is_from_the_others_is_its_believed_loss(case: Case) -> None:
    """The mean over the others of what it would lose by their last packages; who is furthest would lose most."""
    found = furthest(case.space, case.table, case.insight, case.lasts)
    if (case.lasts[:, 0] < 0).any():
        assert not found.any()
        return
    losses = [plain.loss(case, party) for party in case.parties]
    room, told = np.full(len(losses), np.nan), np.empty(len(losses))
    most = distances(case.space, case.table, case.insight, case.lasts, case.table.weights.copy(), room, told)
    assert told == pytest.approx(losses, abs=1e-9)
    assert most == max(told)
    assert found.any()
    assert min(loss for loss, is_furthest in zip(losses, found, strict=True) if is_furthest) >= max(losses) - 1e-9


def test_the_party_that_would_lose_most_by_the_others_packages_is_furthest() -> None:
    """At (2, 0) and (0, 0) the north would lose .375, the south .125; at (4, 4) and (4, 0) it is .25 and .75."""
    space, table = arrays(talks())
    assert furthest(space, table, np.ones(2), np.array([[3, 1], [1, 1]])).tolist() == [True, False]
    assert furthest(space, table, np.ones(2), np.array([[5, 5], [5, 1]])).tolist() == [False, True]


def test_parties_exactly_alike_are_both_furthest_and_none_before_all_have_tabled() -> None:
    """So that the order of parties never decides who is pressed."""
    space, table = arrays(talks())
    assert furthest(space, table, np.ones(2), np.array([[5, 5], [1, 1]])).tolist() == [True, True]
    assert furthest(space, table, np.ones(2), np.array([[5, 5], [-1, -1]])).tolist() == [False, False]


def test_pressure_closes_part_of_the_gap_to_its_cap() -> None:
    """Leverage .5, trust .8, effort 1: of a gap of .3, exp(-.4) is left."""
    assert pressed(0.0, 0.3, 0.5, 0.8, 1.0) == pytest.approx(0.3 * (1 - math.exp(-0.4)), abs=1e-12)
    assert pressed(0.1, 0.3, 0.5, 0.8, 1.0) == pytest.approx(0.3 - 0.2 * math.exp(-0.4), abs=1e-12)


@pytest.mark.parametrize(("leverage", "trust", "effort"), [(0.0, 0.8, 1.0), (0.5, 0.0, 1.0), (0.5, 0.8, 0.0)])
def test_without_leverage_trust_or_effort_nobody_is_pressed(leverage: float, trust: float, effort: float) -> None:
    """Pressure stays what it was."""
    assert pressed(0.1, 0.3, leverage, trust, effort) == pytest.approx(0.1, abs=1e-12)


def test_pressure_beyond_the_cap_stays() -> None:
    """A shock may bring more than mediators can; they do not take it back."""
    assert pressed(0.4, 0.3, 0.5, 0.8, 1.0) == 0.4


@given(SHARES, SHARES, SHARES, st.lists(SHARES, max_size=6))
def test_pressure_saturates(cap: float, leverage: float, trust: float, efforts: list[float]) -> None:
    """It never falls, never passes the cap, and pressing in two goes does what pressing once as hard does."""
    pressure = 0.0
    for effort in efforts:
        after = pressed(pressure, cap, leverage, trust, effort)
        assert pressure - 1e-12 <= after <= cap
        pressure = after
    assert pressure == pytest.approx(pressed(0.0, cap, leverage, trust, sum(efforts)), abs=1e-9)


@pytest.mark.parametrize(
    ("expected", "cost", "effort"), [(0.8, 0.0, 1.0), (0.72, 0.1, 1.0), (0.76, 0.1, 0.5), (0.0, 1.0, 9.0)]
)
def test_being_pressed_costs_the_mediator_trust(expected: float, cost: float, effort: float) -> None:
    """From .8, by the cost for a whole unit of effort, and no more for more."""
    assert resented(0.8, cost, effort) == pytest.approx(expected, abs=1e-12)


def test_a_channel_is_what_any_of_the_mediators_carries() -> None:
    """1 - prod (1 - candour trust trust): .5 x .8 x .5 = .2 and 1 x .5 x .5 = .25 make .4."""
    one, two = np.array([0.5]), np.array([0.5, 1.0])
    assert channel(one, np.array([0.8]), np.array([0.5])) == pytest.approx(0.2, abs=1e-12)
    assert channel(two, np.array([0.8, 0.5]), np.array([0.5, 0.5])) == pytest.approx(0.4, abs=1e-12)
    assert channel(two[:0], two[:0], two[:0]) == 0.0


@given(st.lists(st.tuples(SHARES, SHARES, SHARES), min_size=1, max_size=4))
def test_a_channel_does_not_know_the_order_of_mediators(mediators: list[tuple[float, float, float]]) -> None:
    """To the last bit."""
    found = {channel(*(np.array(column) for column in zip(*order, strict=True))) for order in permutations(mediators)}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("expected", "insight", "rate"), [(0.1, 0.0, 0.1), (0.55, 0.5, 0.1), (1.0, 0.5, 1.0), (0.5, 0.5, 0.0)]
)
def test_a_relay_takes_its_rate_of_the_ignorance_left(expected: float, insight: float, rate: float) -> None:
    """What is known stays known."""
    assert informed(insight, rate) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("expected", "firmness", "kappa"), [(0.8, 0.8, 0.0), (0.6, 0.8, 0.25), (0.0, 0.8, 1.0)])
def test_belief_in_a_line_fades_as_far_as_word_arrives_that_its_owner_crossed_it(
    expected: float, firmness: float, kappa: float
) -> None:
    """By the share that the channel carries; without one it stays."""
    assert faded(firmness, kappa) == pytest.approx(expected, abs=1e-12)
