"""The difference between two shares over the same pairs."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.ensemble.results.paired import paired

PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


def pairs(both: int, gained: int, lost: int, neither: int) -> list[tuple[bool, bool]]:
    """Pairs by how many there are of each kind."""
    kinds = {(True, True): both, (False, True): gained, (True, False): lost, (False, False): neither}
    return [kind for kind, count in kinds.items() for _ in range(count)]


# The airway data of Bentur et al. (2009) as Fagerland, Lydersen & Laake (2014) work them out, and an example of
# Newcombe's own (1998), by method 10.
@pytest.mark.parametrize(
    ("counts", "expected"),
    [((1, 1, 7, 12), (-0.286, -0.507, -0.026)), ((20, 12, 2, 16), (0.200, 0.0562, 0.3290))],
)
def test_published_intervals_come_out(counts: tuple[int, int, int, int], expected: tuple[float, ...]) -> None:
    """Newcombe's interval of paired shares, as printed in the literature."""
    found = paired(pairs(*counts))
    assert expected == pytest.approx((found.share, found.low, found.high), abs=5e-4)


def test_pairs_that_agree_leave_an_interval_around_nothing() -> None:
    """Where no pair differs, the difference is 0 and still not known for sure."""
    found = paired(pairs(10, 0, 0, 30))
    assert (found.gained, found.lost, found.share) == (0, 0, 0.0)
    assert found.low < 0.0 < found.high


def test_without_a_pair_nothing_is_known() -> None:
    """The difference is nan, its interval all there is."""
    found = paired([])
    assert math.isnan(found.share)
    assert (found.low, found.high) == (-1.0, 1.0)


@given(PAIRS)
def test_the_other_way_round_is_the_opposite(given_pairs: list[tuple[bool, bool]]) -> None:
    """Swapping the sides changes the sign of all three numbers, and the difference lies within its interval."""
    one, other = paired(given_pairs), paired((b, a) for a, b in given_pairs)
    assert (one.share, one.low, one.high) == pytest.approx((-other.share, -other.high, -other.low))
    assert -1.0 <= one.low <= one.share <= one.high <= 1.0
