"""What rules do with short arrays, in plain loops: an array operation takes seconds to compile and saves nothing."""

from __future__ import annotations

from typing import Any

from negosim.arrays import Floats, Ints
from negosim.compiled.compiling import compiled, inlined

RUN = 128
"""How many values are ranked by comparing each with all."""


@inlined
def put(target: Ints, source: Ints) -> None:
    """Write the digits of a package, (I,), over those of another."""
    for i in range(len(source)):
        target[i] = source[i]


@inlined
def same(digits: Ints, other: Ints) -> bool:
    """Whether two packages are one."""
    alike = True
    for i in range(len(digits)):
        alike = alike and digits[i] == other[i]
    return alike


@inlined
def precedes(digits: Ints, other: Ints) -> bool:
    """Whether a package has a lower index than another."""
    for i in range(len(digits)):
        if digits[i] != other[i]:
            return digits[i] < other[i]
    return False


@inlined
def fill(values: Any, value: float) -> None:
    """Put a number into all places of an array of one or two dimensions.

    An assignment to a slice compiles ten times as long.
    """
    flat = values.reshape(-1)
    for n in range(len(flat)):
        flat[n] = value


@compiled
def sort(values: Floats, count: int) -> None:
    """Bring the first ``count`` of some values into ascending order, where they stand."""
    for n in range(1, count):
        value, k = values[n], n
        while k > 0 and values[k - 1] > value:
            values[k] = values[k - 1]
            k -= 1
        values[k] = value


@inlined
def smallest(values: Floats) -> float:
    """The smallest of some values, at least one."""
    least = values[0]
    for value in values:
        least = min(least, value)
    return least


@compiled
def rank(values: Floats, order: Ints, room: Ints) -> None:
    """Put the places of some values in ascending order, equals in the order of their places; ``room``: (n,) or more.

    Within runs, each value's place is how many come before it, many compared at a time; runs are merged two and two,
    each choice without a branch: which of two values comes first cannot be foreseen.
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
