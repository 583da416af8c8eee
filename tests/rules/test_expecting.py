"""What a party nearly thinks of the packages near its last one, field by field, against what it should think."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from negosim.rules.expecting import BY_VALUE
from negosim.rules.judging import judging
from negosim.rules.space import encode
from negosim.rules.table import utility
from tests.rules import plain
from tests.rules.plain import some_cases
from tests.rules.reach import liking, offered, offers

SEEDS = range(40)
CLOSE = 1e-9


def test_whether_a_package_is_worth_an_aim_is_never_a_matter_of_rounding() -> None:
    """What packages are worth to their party is nearly right, and exactly where it is the aim; across a real red line
    it is less than anything."""
    told = {True: 0, False: 0}
    for offer in offers(SEEDS):
        known = offer.room.own[offer.me, : len(offer.packages)]
        exact = [plain.worth(offer.case, offer.me, package) for package in offer.packages]
        assert known == pytest.approx([-np.inf if worth is None else worth for worth in exact], abs=CLOSE)
        for own, worth in zip(known, exact, strict=True):
            assert (own >= offer.aim) == (worth is not None and worth >= offer.aim)
            assert worth != offer.aim or own == worth
            told[worth == offer.aim] += 1
    assert min(told.values()) > 10


def test_a_party_is_not_kept_from_its_last_package_by_rounding_even_if_there_is_no_other() -> None:
    """With nothing to be negotiated and an aim of what it has, all that is near is looked at closely."""
    seen = set()
    for case in some_cases(SEEDS, whole=True):
        lasts, room = np.tile(case.text, (len(case.lasts), 1)), judging(case.space, case.table, 1, 1)
        none = attrs.evolve(case, free=np.zeros(len(case.free), np.bool_), lasts=lasts)
        for me in case.parties:
            aim = float(utility(case.space, case.table, me, case.text))
            offer = offered(none, me, aim, 1, False, room)
            assert len(offer.packages) == 1
            assert room.own[me, 0] == (-np.inf if plain.worth(case, me, offer.chosen) is None else aim)
            seen.add(aim)
    assert len(seen) > 10


def test_a_package_is_scored_by_how_much_each_of_the_others_is_expected_to_like_it() -> None:
    """Added up, whatever was thought of it before; less than anything if it is worth less than the aim."""
    counts = set()
    for offer in offers(SEEDS):
        scores = offer.room.score[: len(offer.packages)]
        for score, package in zip(scores, offer.packages, strict=True):
            worth = plain.worth(offer.case, offer.me, package)
            likings = [liking(offer.case, o, package, offer.by_value) for o in offer.others]
            enough = worth is not None and worth >= offer.aim
            assert score == (pytest.approx(sum(likings), abs=CLOSE) if enough else -np.inf)
        counts.add(len(offer.others))
    assert counts >= {1, 2, 4}


def test_it_is_known_of_which_packages_all_this_is_thought() -> None:
    """Of those near the party's last one, compared with the last ones of the others, or with none by value."""
    for offer in offers(SEEDS):
        case, room = offer.case, offer.room
        assert room.valued[offer.me] == encode(case.space, case.lasts[offer.me])
        compared = [room.compared[offer.me, o] for o in offer.others]
        assert compared == [BY_VALUE if offer.by_value else encode(case.space, case.lasts[o]) for o in offer.others]
    assert BY_VALUE < -1  # neither the index of a package nor that of none
