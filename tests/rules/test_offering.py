"""Which package a party puts on the table."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.arrays import Bools, Floats, Ints
from negosim.domain.scenario import Scenario
from negosim.rules.believing import all_believed_weights, believed_weight, doubt
from negosim.rules.mediating import informed
from negosim.rules.offering import appeals, next_package
from negosim.rules.utility import crossed_red_line, utility
from negosim.search.prepared import prepared
from negosim.spaces.space import labels_of
from tests.rules import plain
from tests.rules.reach import liking, offers
from tests.strategies import scenarios
from tests.talks import arrays, talks

SEEDS = range(40)


@pytest.mark.parametrize(("expected", "insight"), [([0.5, 0.5], 0.0), ([0.6, 0.4], 0.5), ([0.7, 0.3], 1.0)])
def test_belief_in_weights_runs_from_all_alike_to_the_truth(expected: list[float], insight: float) -> None:
    """The truth is (.7, .3)."""
    found = [believed_weight(weight, insight, 2) for weight in (0.7, 0.3)]
    assert found == pytest.approx(expected, abs=1e-12)


def test_believed_weights_are_what_relays_round_by_round_make_of_equal_ones() -> None:
    """w <- (1 - eta kappa) w + eta kappa w_true (design, section 4), here with five channels of different strength."""
    truth, believed, insight = np.array([0.7, 0.2, 0.1]), np.full(3, 1 / 3), 0.0
    for rate in (0.05, 0.3, 0.0, 0.11, 0.05):
        believed = (1 - rate) * believed + rate * truth
        insight = informed(insight, rate)
    found = [believed_weight(weight, insight, 3) for weight in truth]
    assert found == pytest.approx(believed, abs=1e-12)


@pytest.mark.parametrize(("expected", "bits"), [(1.0, 0b000), (0.5, 0b001), (0.1, 0b101), (0.0, 0b010), (0.0, 0b111)])
def test_doubt_is_the_chance_that_every_line_crossed_is_a_posture(expected: float, bits: int) -> None:
    """Of lines believed with .5, 1 and .8, those of the bits."""
    assert doubt(bits, np.array([0.5, 1.0, 0.8])) == pytest.approx(expected, abs=1e-12)


def lasts(*packages: tuple[int, ...]) -> Ints:
    """The parties' last packages, by digits; -1 where nothing was tabled."""
    return np.array(packages, dtype=np.int64)


def tabled(scenario: Scenario, me: int, last: Ints, aim: float, moves: int = 1, insight: float = 1.0) -> list[int]:
    """What a party tables next when it knows that much of the others."""
    space, table = arrays(scenario)
    parties = len(scenario.parties)
    free = np.ones(len(scenario.issues), dtype=np.bool_)
    knows, firm = np.full(parties, insight), np.full(len(scenario.red_lines), 0.5)
    return next_package(space, table, me, knows, firm, last, free, aim, moves, False).tolist()


def test_a_party_gives_on_the_issue_that_it_thinks_matters_more_to_the_other() -> None:
    """From (4, 4) the north, that may fall to .7, gives all its water: the south, it knows, cares for that."""
    assert tabled(talks(), 0, lasts((5, 5), (1, 1)), 0.7) == [5, 1]


def test_not_knowing_what_matters_a_party_gives_where_it_comes_furthest() -> None:
    """Knowing nothing, and allowed to fall to .75, the north may give one part of land or all its water.

    It believes both alike to the south, so it gives the water, by which it comes furthest.
    """
    assert tabled(talks(), 0, lasts((5, 5), (1, 1)), 0.75, insight=0.0) == [5, 1]


@pytest.mark.parametrize("factor", [4.0, 0.25])
def test_what_packages_are_worth_to_their_party_is_read_off_the_table_whatever_its_unit(factor: float) -> None:
    """Worth and aim in another unit than weights leave what is tabled (law 6)."""
    space, table = arrays(talks())
    other, last, free = table._replace(worth=table.worth * factor), lasts((4, 4), (0, 0)), np.ones(2, np.bool_)
    knows, firm = np.full(2, 0.5), np.empty(0)
    for aim in np.linspace(0.0, 1.0, 9):
        here = next_package(space, table, 0, knows, firm, last, free, aim, 1, False)
        there = next_package(space, other, 0, knows, firm, last, free, aim * factor, 1, False)
        assert here.tolist() == there.tolist()


def test_nobody_moves_more_pieces_at_a_time_than_the_rules_allow() -> None:
    """With an aim of nothing the north would go all the way to the south; with one move it gets half of it."""
    assert tabled(talks(), 0, lasts((5, 5), (1, 1)), 0.0, insight=0.0) == [1, 5]
    assert tabled(talks(), 0, lasts((5, 5), (1, 1)), 0.0, moves=2) == [1, 1]


def test_who_finds_nothing_good_enough_stands_by_its_last_package() -> None:
    """An aim beyond all packages changes nothing."""
    assert tabled(talks(), 0, lasts((5, 4), (1, 1)), 1.1) == [5, 4]


def test_nobody_tables_across_a_real_red_line_of_its_own() -> None:
    """Water below 1 is out of question for the north, so it gives all it can but that."""
    line = {"dry": {"when": {"water": 0}, "firmness": 1}}
    assert tabled(talks(parties={"north": {"red_lines": line}}), 0, lasts((5, 5), (1, 1)), 0.7) == [5, 2]


def test_a_party_avoids_what_it_believes_the_other_refuses() -> None:
    """The south has declared land from 1 to 3 out of question, and is half believed.

    The north, which would have come down to land 2, would sooner ask for all of it than table what may be refused.
    """
    line = {"no_share": {"when": {"land": [1, 2, 3]}, "firmness": 1}}
    wary = talks(parties={"south": {"red_lines": line}})
    assert tabled(talks(), 0, lasts((4, 1), (1, 1)), 0.3) == [3, 1]
    assert tabled(wary, 0, lasts((4, 1), (1, 1)), 0.3) == [5, 1]


def test_equal_appeal_goes_to_the_lowest_index() -> None:
    """Two issues alike in everything: of two equal concessions the one on the first issue is made."""
    alike = {side: {"weights": {"land": 0.5, "water": 0.5}} for side in ("north", "south")}
    assert tabled(talks(parties=alike), 0, lasts((5, 5), (1, 1)), 0.875) == [4, 5]


def test_similarity_does_not_run_into_corners() -> None:
    """Section 13: the best believed for the other runs to an end of the scale; similarity stops at its last package.

    The south has asked for no more than land at 2: by value the north gives it all the same, by similarity it gives 2.
    """
    scenario = talks()
    space, table = arrays(scenario)
    free, knows, firm = np.ones(2, dtype=np.bool_), np.ones(2), np.zeros(0)
    last = lasts((5, 1), (3, 1))
    chosen = [
        next_package(space, table, 0, knows, firm, last, free, 0.0, 1, by_value).tolist() for by_value in (True, False)
    ]
    assert chosen == [[1, 1], [3, 1]]


@given(scenarios(), st.data())
def test_the_next_package_is_the_most_appealing_of_those_allowed(scenario: Scenario, data: Any) -> None:
    """For any talks, against a plain search of all feasible packages with an appeal computed the slow way."""
    space, table = arrays(scenario)
    packages, free = prepared(scenario).first.packages, prepared(scenario).groups[0]
    parties = range(len(scenario.parties))
    rows = [data.draw(st.integers(0, len(packages) - 1)) for _ in parties]
    last = packages[rows]
    for other in parties[1:]:
        if data.draw(st.booleans()):
            last[other] = -1
    share = st.sampled_from([0.0, 0.3, 1.0])
    insight = np.array([data.draw(share) for _ in parties])
    firmness = np.array([data.draw(share) for _ in scenario.red_lines])
    aim, moves = data.draw(st.sampled_from([0.0, 0.3, 0.6, 2.0])), data.draw(st.integers(1, 2))
    by_value = data.draw(st.booleans())
    chosen = next_package(space, table, 0, insight, firmness, last, free, aim, moves, by_value)
    allowed = [
        package
        for package in packages
        if np.sum(package != last[0]) <= moves
        and utility(space, table, 0, package) >= aim
        and crossed_red_line(space, table, 0, package) < 0
    ]
    if not allowed or not (last[1:, 0] >= 0).any():
        assert chosen.tolist() == last[0].tolist()
        return
    believed = all_believed_weights(table.weights, insight)
    liked = appeals(space, table, 0, believed, firmness, last, np.array(allowed), by_value)
    assert chosen.tolist() == allowed[int(np.argmax(liked))].tolist()
    slow = [slow_appeal(scenario, believed, firmness, last, package, by_value, free) for package in allowed]
    assert liked == pytest.approx(slow, abs=1e-9)


def test_how_much_a_package_appeals_is_how_much_the_others_are_expected_to_like_it_on_average() -> None:
    """Of any number of others, whatever the party, and with nobody else's package on the table nothing."""
    for offer in offers(SEEDS):
        case, by_value = offer.case, offer.by_value
        if not offer.packages:
            continue
        believed = all_believed_weights(case.table.weights, case.insight)
        asked = (case.space, case.table, offer.me, believed, case.firmness)
        found = appeals(*asked, case.lasts, np.array(offer.packages), by_value)
        means = [np.mean([liking(case, o, package, by_value) for o in offer.others]) for package in offer.packages]
        assert found == pytest.approx(means, abs=1e-9)
        alone = np.where(np.arange(len(case.lasts))[:, None] == offer.me, case.lasts, -1)
        assert appeals(*asked, alone, np.array(offer.packages), by_value).tolist() == [0.0] * len(means)


def test_what_a_party_tables_is_the_most_appealing_of_what_is_near_and_worth_its_aim() -> None:
    """Of equals the lowest index, whatever it and others tabled before, and in whichever draw; its last package stands
    if nothing is worth the aim."""
    stood = 0
    for offer in offers(SEEDS):
        case = offer.case
        worth = {package: plain.worth(case, offer.me, package) for package in offer.packages}
        allowed = sorted(package for package, value in worth.items() if value is not None and value >= offer.aim)
        if not allowed:
            assert offer.chosen == tuple(case.lasts[offer.me].tolist())
            stood += 1
            continue
        believed = all_believed_weights(case.table.weights, case.insight)
        asked = (case.space, case.table, offer.me, believed, case.firmness, case.lasts)
        liked = appeals(*asked, np.array(allowed), offer.by_value)
        assert offer.chosen == allowed[int(np.argmax(liked))]
    assert stood > 3


def test_with_nobody_else_on_the_table_a_party_stays_where_it_is() -> None:
    """Whatever it thought when there were others."""
    for offer in offers(SEEDS):
        alone = np.full_like(offer.case.lasts, -1)
        alone[offer.me] = offer.case.lasts[offer.me]
        case = attrs.evolve(offer.case, lasts=alone)
        view = case.space, case.table, offer.me, case.insight, case.firmness, case.lasts, case.free
        again = next_package(*view, -9.0, offer.moves, offer.by_value)
        assert again.tolist() == alone[offer.me].tolist()


def test_appeal_is_told_apart_to_the_last_bit() -> None:
    """In water and land of .1 and .2 there is a little more for the south than in .3 and 0, as numbers are rounded."""
    falling = {"none": 0, "0": 1, "4": 0}
    rising = {"none": 0, "0": 0, "1": 0.1, "2": 0.2, "3": 0.3, "4": 0}
    sides = {
        side: {"weights": {"land": 0.5, "water": 0.5}, "values": {"land": values, "water": values}}
        for side, values in (("north", falling), ("south", rising))
    }
    space, table = arrays(talks(parties=sides))
    last, free, knows = lasts((1, 1), (1, 1)), np.ones(2, np.bool_), np.ones(2)
    packages = np.array([(1, 4), (2, 3), (3, 2), (4, 1)])
    liked = appeals(space, table, 0, table.weights, np.zeros(0), last, packages, True).tolist()
    assert liked[0] == liked[3] < liked[1] == liked[2] < liked[0] + 1e-15
    assert next_package(space, table, 0, knows, np.zeros(0), last, free, 0.625, 2, True).tolist() == [2, 3]


def slow_appeal(
    scenario: Scenario, believed: Floats, firmness: Floats, last: Ints, package: Ints, by_value: bool, free: Bools
) -> float:
    """How the first party expects the others to like a package, written as in section 4 of the design."""
    _, table = arrays(scenario)
    parts = []
    for other in range(1, len(last)):
        if last[other, 0] < 0:
            continue
        here, there = (plain.delivered(scenario, table.delivered[other], digits_) for digits_ in (package, last[other]))
        linked = [plain.linked(scenario, table, other, believed, digits_) for digits_ in (package, last[other])]
        if by_value:
            part = believed[other] @ here + linked[0]
        else:
            part = believed[other] @ (1 - abs(here - there)) - abs(linked[0] - linked[1])
        for belief, line in zip(firmness, scenario.red_lines, strict=True):
            if line.party == scenario.parties[other].name and line.condition.holds(labels_of(scenario, package)):
                part *= 1 - belief if part > 0 else 1
        parts.append(part)
    return float(np.mean(parts)) if parts else 0.0
