"""How good texts nearly are, field by field, against what each field is said to hold."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from negosim.rules.compiling import plainly
from negosim.rules.scoring import barred, drafted_gain, sure
from tests.rules import plain
from tests.rules.reach import Draft, bunches_of, drafts, gain, unopposed

SEEDS = range(60)
CLOSE = 1e-9


def bunches(draft: Draft) -> Iterator[tuple[int, range, list[float]]]:
    """The bunches of texts: number, texts, and for each party the chance that none of its lines crossed is real."""
    for b, within in enumerate(bunches_of(draft.room.near, draft.at)):
        yield b, within, [unopposed(draft.case, p, draft.texts[within[0]]) for p in draft.case.parties]


def test_what_a_party_gains_by_a_text_is_a_straight_line_in_the_insight_into_it() -> None:
    """From no insight, with all weights believed alike, to the truth."""
    for draft in drafts(SEEDS):
        for p in draft.case.parties:
            least, most = ([gain(draft.case, p, insight, text) for text in draft.texts] for insight in (0.0, 1.0))
            rest, slope = (of[0, p, : len(draft.texts)] for of in (draft.room.rest, draft.room.slope))
            assert rest == pytest.approx(least, abs=CLOSE)
            assert rest + slope == pytest.approx(most, abs=CLOSE)


def test_a_text_is_scored_by_what_is_believed_when_it_is_looked_at() -> None:
    """The product of gains, or the least of them; red lines discount a gain or, likelier real than not, replace it."""
    signs, sizes = set(), set()
    for draft in drafts(SEEDS):
        expected = [plain.text_score(draft.case, text) for text in draft.texts]
        assert draft.room.score[: len(expected)] == pytest.approx(expected, abs=CLOSE)
        signs |= set(np.sign(expected))
        sizes.add(len(draft.case.parties))
    assert signs >= {-1, 1}
    assert sizes >= {2, 3, 5}


def test_a_bunch_is_barred_by_the_line_likeliest_real_of_those_likelier_real_than_not() -> None:
    """Whatever else stands in its texts, that party gains no more; without such a line nothing is known."""
    found = set()
    for draft in drafts(SEEDS):
        for b, _, chances in bunches(draft):
            expected = min((chance - 1 for chance in chances if chance < 0.5), default=np.inf)
            assert plainly(barred)(draft.room, b) == pytest.approx(expected, abs=CLOSE)
            found.add(round(expected, 9))
    assert len(found) > 4


def test_it_is_sure_that_a_text_is_as_good_as_its_barred_party_has_it_where_all_others_gain_more() -> None:
    """Parties that a line bars are not asked; one that gains no more than the least makes it unsure."""
    told = {True: 0, False: 0}
    for draft in drafts(SEEDS[::2]):
        case = draft.case
        for b, within, chances in bunches(draft):
            for m in within[:3]:
                gains = [
                    each * chance if each > 0 else each
                    for p, chance in enumerate(chances)
                    if chance >= 0.5
                    for each in [gain(case, p, case.insight[p], draft.texts[m])]
                ]
                for least in (-1.0123, -0.2123, *(each + shift for each in gains for shift in (-1e-6, 1e-6))):
                    expected = all(each > least for each in gains)
                    assert plainly(sure)(case.insight, draft.room, b, m, least) == expected
                    told[expected] += 1
    assert min(told.values()) > 100


@pytest.mark.parametrize(("expected", "unopposed_"), [(-0.2, 1.0), (-0.2, 0.5), (-0.6, 0.4)])
def test_a_line_likelier_posture_than_not_leaves_a_loss_as_it_is(expected: float, unopposed_: float) -> None:
    """And one likelier real makes it as bad as it is likely."""
    assert drafted_gain(-0.2, unopposed_) == pytest.approx(expected, abs=1e-12)
