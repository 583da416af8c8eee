"""Random numbers of a stream in compiled code, identical to those of ``domain.random_streams`` to the last bit.

Philox 4x64 with ten rounds: Salmon, J. K., Moraes, M. A., Dror, R. O. & Shaw, D. E. (2011). Parallel random numbers: as
easy as 1, 2, 3. *SC11*.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic

from negosim.arrays import Floats, Words
from negosim.compiled.compiling import COMPILED, compiled

ROUNDS = 10
LANES = 4
_WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
_MULTIPLIERS = np.array([0xD2E7470EE14C6C93, 0xCA5A826395121157], dtype=np.uint64)
_DROPPED = np.uint64(11)
_UNIT = 2.0**-53


def round_keys(seed: int, stream: int) -> Words:
    """Return the keys of the ten Philox rounds of a stream.

    Parameters
    ----------
    seed : int
        Seed of all runs.
    stream : int
        Number of the stream (``domain.random_streams.number_of``).

    Returns
    -------
    ndarray of uint64, shape (10, 2)
    """
    pairs = [((seed + k * _WEYL[0]) % 2**64, (stream + k * _WEYL[1]) % 2**64) for k in range(ROUNDS)]
    return np.array(pairs, dtype=np.uint64)


def _product(_typing: Any, a: Any, b: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, factors: Any) -> Any:
        word = factors[0].type
        wide = type(word)(2 * word.width)
        whole = builder.mul(*(builder.zext(factor, wide) for factor in factors))
        halves = builder.trunc(builder.lshr(whole, wide(word.width)), word), builder.trunc(whole, word)
        return context.make_tuple(builder, signature.return_type, halves)

    pair: Any = types.UniTuple
    return pair(types.uint64, 2)(a, b), generate


def _product_plainly(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64]:
    whole = int(a) * int(b)
    return np.uint64(whole >> 64), np.uint64(whole & 2**64 - 1)


_halves: Any = intrinsic(_product) if COMPILED else _product_plainly
"""Upper and lower half of the 128-bit product of two words: one machine instruction."""


@compiled
def numbers(keys: Words, block: int, run: int, found: Floats) -> None:
    """Generate the numbers 4 ``block`` to 4 ``block`` + 3 of a stream in a run, uniform in [0, 1).

    Parameters
    ----------
    keys : ndarray of uint64, shape (10, 2)
        Keys of the stream (`round_keys`).
    block, run : int
        Numbers of the block and of the run.
    found : ndarray, shape (4,)
        Output.
    """
    numbers_again(keys, block, run, int(np.int64(0)), found)


@compiled
def numbers_again(keys: Words, block: int, run: int, redraw: int, found: Floats) -> None:
    """Generate the same block of numbers for a redraw.

    Parameters
    ----------
    keys : ndarray of uint64, shape (10, 2)
        Keys of the stream (`round_keys`).
    block, run, redraw : int
        Numbers of the block, of the run and of the redraw (0: none).
    found : ndarray, shape (4,)
        Output.
    """
    a, b, c, d = np.uint64(block + 1), np.uint64(run), np.uint64(redraw), np.uint64(0)
    for k in range(len(keys)):
        upper, lower = _halves(_MULTIPLIERS[0], a)
        upper_2, lower_2 = _halves(_MULTIPLIERS[1], c)
        a, b, c, d = upper_2 ^ b ^ keys[k, 0], lower_2, upper ^ d ^ keys[k, 1], lower
    found[0], found[1] = float(a >> _DROPPED) * _UNIT, float(b >> _DROPPED) * _UNIT
    found[2], found[3] = float(c >> _DROPPED) * _UNIT, float(d >> _DROPPED) * _UNIT


@compiled
def first_numbers(keys: Words, first: int, found: Floats) -> None:
    """Generate the first number of each of S streams in some consecutive runs, uniform in [0, 1).

    Parameters
    ----------
    keys : ndarray of uint64, shape (S, 10, 2)
        Keys of the streams (`round_keys`).
    first : int
        Number of the first run.
    found : ndarray, shape (S, n)
        Output.
    """
    four, block = np.empty(LANES), int(np.int64(0))
    for s in range(len(keys)):
        for run in range(found.shape[1]):
            numbers(keys[s], block, first + run, four)
            found[s, run] = four[0]
