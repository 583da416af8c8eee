"""The random numbers of a stream, by compiled code: those of ``domain.draws`` to the last bit.

Philox 4x64 with ten rounds: Salmon, J. K., Moraes, M. A., Dror, R. O. & Shaw, D. E. (2011). Parallel random numbers: as
easy as 1, 2, 3. *SC11*.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from negosim.rules.compiling import compiled
from negosim.rules.table import Floats

Words = npt.NDArray[np.uint64]

ROUNDS = 10
LANES = 4
_WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
_MULTIPLIERS = np.array([0xD2E7470EE14C6C93, 0xCA5A826395121157], dtype=np.uint64)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_DROPPED = np.uint64(11)
_UNIT = 2.0**-53


def round_keys(seed: int, stream: int) -> Words:
    """The keys of the ten rounds of a stream, (10, 2), from the seed and the stream's number."""
    pairs = [((seed + k * _WEYL[0]) % 2**64, (stream + k * _WEYL[1]) % 2**64) for k in range(ROUNDS)]
    return np.array(pairs, dtype=np.uint64)


@compiled
def _product(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64]:
    """The upper and the lower half of a product; no step of it overflows."""
    a_low, a_high, b_low, b_high = a & _LOW, a >> _HALF, b & _LOW, b >> _HALF
    low, cross, across, high = a_low * b_low, a_low * b_high, a_high * b_low, a_high * b_high
    middle = (low >> _HALF) + (cross & _LOW) + (across & _LOW)
    upper = high + (cross >> _HALF) + (across >> _HALF) + (middle >> _HALF)
    return upper, (middle << _HALF) | (low & _LOW)


@compiled
def numbers(keys: Words, block: int, run: int, found: Floats) -> None:
    """Put numbers 4 ``block`` to 4 ``block`` + 3 of a stream, each in [0, 1), into ``found`` (4,)."""
    zero = np.uint64(0)
    a, b, c, d = np.uint64(block + 1), np.uint64(run), zero, zero
    for k in range(len(keys)):
        upper, lower = _product(_MULTIPLIERS[0], a)
        upper_2, lower_2 = _product(_MULTIPLIERS[1], c)
        a, b, c, d = upper_2 ^ b ^ keys[k, 0], lower_2, upper ^ d ^ keys[k, 1], lower
    found[0], found[1] = float(a >> _DROPPED) * _UNIT, float(b >> _DROPPED) * _UNIT
    found[2], found[3] = float(c >> _DROPPED) * _UNIT, float(d >> _DROPPED) * _UNIT


@compiled
def first_numbers(keys: Words, first: int, found: Floats) -> None:
    """The first number of each stream in each run from ``first`` on: keys (S, 10, 2) into ``found`` (runs, S)."""
    four = np.empty(LANES)
    for run in range(len(found)):
        for s in range(len(keys)):
            numbers(keys[s], 0, first + run, four)
            found[run, s] = four[0]
