"""What packages near another one are nearly worth, field by field, against what each field is said to hold."""

from __future__ import annotations

from itertools import chain, pairwise, product

import numpy as np
import pytest

from negosim.arrays import Floats
from negosim.rules.compiling import plainly
from negosim.rules.estimating import changes_between, similarity, slack
from tests.rules import plain
from tests.rules.plain import Package, some_cases
from tests.rules.reach import Offer, believed, drafts, lifted, likeness, offers

SEEDS = range(40)
CLOSE = 1e-9


def held_to_line(rest: Floats, slope: Floats, expected: list[list[float]]) -> None:
    """What is expected without any insight, and with all there is."""
    assert rest == pytest.approx(expected[0], abs=CLOSE)
    assert rest + slope == pytest.approx(expected[1], abs=CLOSE)


def test_what_a_party_is_believed_to_hold_of_a_package_is_a_straight_line_in_the_insight_into_it() -> None:
    """What it is worth, linkages included; or how alike it is to the party's last one in what is delivered, and how
    far linkages set it apart from that."""
    for offer in offers(SEEDS):
        case, count = offer.case, len(offer.packages)
        for o in offer.others:
            rest, slope, apart, parting = (
                of[offer.me, o, :count]
                for of in (offer.room.rest, offer.room.slope, offer.room.apart, offer.room.parting)
            )
            if offer.by_value:
                worth = [
                    [plain.believed_worth(case.scenario, case.table, o, insight, package) for package in offer.packages]
                    for insight in (0.0, 1.0)
                ]
                held_to_line(rest, slope, worth)
                continue
            last = case.lasts[o]
            alike = [[likeness(case, o, known, package, last) for package in offer.packages] for known in (0.0, 1.0)]
            held_to_line(rest, slope, alike)
            added = [
                [lifted(case, o, known, package) - lifted(case, o, known, last) for package in offer.packages]
                for known in (0.0, 1.0)
            ]
            held_to_line(apart, parting, added)


def test_two_packages_are_alike_as_far_as_what_they_deliver_is() -> None:
    """Issue by issue, with believed weights, each package in its own context."""
    for offer in offers(SEEDS[::2]):
        case, me = offer.case, offer.me
        for package, other in pairwise(offer.packages):
            here, there = (plain.context(case.scenario, each) for each in (package, other))
            weights = believed(case, me, case.insight[me])
            found = similarity(case.table, me, weights, here, np.array(package), there, np.array(other))
            assert found == pytest.approx(likeness(case, me, case.insight[me], package, other), abs=CLOSE)


def test_what_a_linkage_adds_is_a_straight_line_in_the_insight_into_its_party() -> None:
    """By linkage, context and level of its issue, with the believed weight of the issue; as it is without an issue."""
    kinds = set()
    for moment in chain(offers(SEEDS[::2]), drafts(SEEDS[::2])):
        space, table, lifts = moment.case.space, moment.case.table, moment.room.lifts
        linkages, contexts, longest = table.lift.shape
        told = lifts[:, :-1].reshape(2, linkages, contexts, longest)
        for k, (party, issue) in enumerate(zip(space.linkage_party, space.linkage_issue, strict=True)):
            least, most = (1 / len(space.levels), table.weights[party, issue]) if issue >= 0 else (1.0, 1.0)
            assert told[0, k] == pytest.approx(least * table.lift[k], abs=CLOSE)
            assert told[0, k] + told[1, k] == pytest.approx(most * table.lift[k], abs=CLOSE)
            kinds.add(bool(issue >= 0))
        assert lifts[:, -1].tolist() == [0.0, 0.0]
    assert kinds == {False, True}


def test_rounding_is_allowed_for_by_the_size_of_what_is_multiplied() -> None:
    """Of each party a gain of up to twice 1 and twice the most that each linkage adds, of either sign."""
    for moment in chain(offers(SEEDS[::2]), drafts(SEEDS[::2])):
        table = moment.case.table
        expected = 1e-13 * (2 + 2 * abs(table.lift).max(axis=(1, 2)).sum()) ** len(moment.case.parties)
        assert moment.room.slack[0] == pytest.approx(expected, rel=CLOSE, abs=0)
    assert plainly(slack)(np.array([[[0.25, -0.5]], [[-0.125, 0.0]]]), 2) == pytest.approx(
        1e-13 * 3.25**2, rel=CLOSE, abs=0
    )
    assert plainly(slack)(np.zeros((0, 1, 2)), 3) == pytest.approx(8e-13, rel=CLOSE, abs=0)


def test_what_is_worth_to_its_party_is_off_by_less_than_the_size_of_what_is_added_up_for_it() -> None:
    """Of the level of each issue in the middle, of one change more than there may be, and of linkages."""
    for offer in offers(SEEDS):
        sizes = [size_of(offer, package) for package in offer.packages]
        assert offer.room.blur[offer.me] == pytest.approx(1e-13 * max(sizes, default=0.0), rel=CLOSE, abs=0)


def size_of(offer: Offer, package: Package) -> float:
    """How much may be added up for what a package is worth to its party, all taken as positive."""
    case, me = offer.case, offer.me
    values = abs(case.table.worth[me, plain.context(case.scenario, package)])
    middle = sum(values[i, level] for i, level in enumerate(case.lasts[me]))
    most = max(values[i, level] for i, levels in enumerate(case.space.levels) for level in range(levels))
    least, true = (lifted(case, me, insight, package) for insight in (0.0, 1.0))
    return float(middle + 2 * most * (offer.moves + 1) + abs(least) + abs(true - least))


def test_a_package_must_change_way_of_phasing_and_guarantee_to_be_in_the_context_of_others() -> None:
    """In as many issues as these are: two, one or none, and one where both are the same issue."""
    counts = set()
    for case in some_cases(range(40), whole=True):
        space, issues = case.space, sorted({case.space.phasing, case.space.guarantee} - {-1})
        for levels in product(*(range(space.levels[i]) for i in issues)):
            other = case.text.copy()
            other[issues] = levels
            here, expected = plain.context(case.scenario, other), plain.moves(other, case.text)
            assert changes_between(space, case.table.guarantees, case.text, here) == expected
            counts.add((len(issues), expected))
    assert counts == {(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)}
