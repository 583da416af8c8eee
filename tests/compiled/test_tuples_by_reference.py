"""Named tuples by reference: compiled code and Python read the same numbers, where they stand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from negosim.arrays import Floats
from negosim.compiled.compiling import COMPILED, compiled
from negosim.compiled.tuples_by_reference import lend

pytestmark = pytest.mark.skipif(not COMPILED, reason="nothing is lent without compilation")


class Inner(NamedTuple):
    """Some numbers and a factor."""

    numbers: Floats
    times: int


class Outer(NamedTuple):
    """A tuple in a tuple."""

    inner: Inner
    total: Floats
    said: bool


def outer(times: int = 2) -> Outer:
    """Two leases, one within the other."""
    return lend(Outer(lend(Inner(np.arange(4.0).reshape(2, 2), times)), np.zeros(1), True))


@compiled
def _sum_up(given: Outer) -> int:
    given.total[0] = given.inner.numbers[1, 0] * given.inner.times + given.inner.numbers.sum()
    return given.said


def test_compiled_code_reads_and_writes_the_arrays_themselves() -> None:
    """Arrays, whole numbers, words of yes and no, tuples within."""
    given = outer()
    assert _sum_up(given) == 1
    assert given.total.tolist() == [2 * 2 + 6]
    given.inner.numbers[1, 0] = 5.0
    _sum_up(given)
    assert given.total.tolist() == [5 * 2 + 9]


def test_a_lease_reads_like_its_tuple() -> None:
    """By name; one with another field in its place leaves the first as it was."""
    given = outer()
    changed = given._replace(inner=lend(Inner(np.ones((2, 2)), 7)))
    assert (given.inner.times, changed.inner.times, changed.said) == (2, 7, True)
    with pytest.raises(AttributeError):
        _ = given.nothing  # type: ignore[attr-defined]
    assert (_sum_up(changed), changed.total[0]) == (1, 11.0)


def test_an_array_that_would_have_to_be_copied_is_refused() -> None:
    """What compiled code writes into a copy, nobody would read."""
    with pytest.raises(ValueError, match="contiguous"):
        lend(Inner(np.zeros((4, 4))[:, ::2], 1))
