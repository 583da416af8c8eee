"""Operations on short arrays as plain loops: an array expression takes seconds to compile and is not faster."""

from __future__ import annotations

from typing import Any

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import compiled, inlined

RUN = 128
"""Length of the runs in which ``rank`` compares each value with all others."""


@inlined
def put(target: Ints, source: Ints) -> None:
    """Copy the digits of a package, shape (I,), into another array."""
    for i in range(len(source)):
        target[i] = source[i]


@inlined
def same(digits: Ints, other: Ints) -> bool:
    """Whether two packages, shape (I,), are equal."""
    alike = True
    for i in range(len(digits)):
        alike = alike and digits[i] == other[i]
    return alike


@inlined
def precedes(digits: Ints, other: Ints) -> bool:
    """Whether a package, shape (I,), has a lower index than another: lexicographic order of digits."""
    for i in range(len(digits)):
        if digits[i] != other[i]:
            return digits[i] < other[i]
    return False


@inlined
def fill(values: Any, value: float) -> None:
    """Set all elements of an array of one or two dimensions to a value, in place.

    An assignment to a slice takes ten times as long to compile.
    """
    flat = values.reshape(-1)
    for n in range(len(flat)):
        flat[n] = value


@compiled
def sort(values: Floats, count: int) -> None:
    """Sort the first ``count`` of some values, shape (n,), in ascending order, in place."""
    for n in range(1, count):
        value, k = values[n], n
        while k > 0 and values[k - 1] > value:
            values[k] = values[k - 1]
            k -= 1
        values[k] = value


@inlined
def smallest(values: Floats) -> float:
    """Return the smallest of some values, shape (n,) with n > 0."""
    least = values[0]
    for value in values:
        least = min(least, value)
    return least


@compiled
def rank(values: Floats, order: Ints, room: Ints) -> None:
    """Sort indices by value, stably: as ``np.argsort(values, kind="stable")``.

    Runs of `RUN` values are ranked by counting the smaller values, which vectorises; runs are then merged in pairs
    without branches on the comparison, which could not be predicted.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Values to compare.
    order : ndarray of int64, shape (n,)
        Output: indices in ascending order of value, equal values in the order of their indices.
    room : ndarray of int64, shape (n,) or longer
        Scratch array.
    """
    count, width = len(values), RUN
    for first in range(0, count, RUN):
        run = values[first : first + RUN]
        for n in range(len(run)):
            value, before = run[n], 0
            for k in range(len(run)):
                before += (run[k] < value) | ((run[k] == value) & (k < n))
            order[first + before] = first + n
    while width < count:
        for n in range(count):
            room[n] = order[n]
        for first in range(0, count, 2 * width):
            middle, end = min(first + width, count), min(first + 2 * width, count)
            left, right, n = first, middle, first
            while left < middle and right < end:
                one, other = room[left], room[right]
                is_left = values[one] <= values[other]
                order[n] = one if is_left else other
                left += is_left
                right += not is_left
                n += 1
            for k in range(left, middle):
                order[n] = room[k]
                n += 1
            for k in range(right, end):
                order[n] = room[k]
                n += 1
        width *= 2
