"""Random numbers of a stream in compiled code, identical to those of ``domain.random_streams`` to the last bit.

Philox 4x64 with ten rounds: Salmon, J. K., Moraes, M. A., Dror, R. O. & Shaw, D. E. (2011). Parallel random numbers: as
easy as 1, 2, 3. *SC11*.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic

from negosim.arrays import Floats, Ints, Words
from negosim.compiled.compiling import COMPILED, compiled
from negosim.domain.random_streams import number_of

ROUNDS = 10
LANES = 4
_WEYL = np.array([0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B], dtype=np.uint64)
_MULTIPLIERS = np.array([0xD2E7470EE14C6C93, 0xCA5A826395121157], dtype=np.uint64)
_DROPPED = np.uint64(11)
_UNIT = 2.0**-53


def round_keys(seed: int, streams: Iterable[str]) -> Words:
    """Return the keys of the ten Philox rounds of some streams.

    Parameters
    ----------
    seed : int
        Seed of all runs.
    streams : iterable of str
        Names of S streams.

    Returns
    -------
    ndarray of uint64, shape (S, 10, 2)
    """
    keys = np.array([(seed % 2**64, number_of(stream)) for stream in streams], dtype=np.uint64)
    return keys[:, None] + np.arange(ROUNDS, dtype=np.uint64)[:, None] * _WEYL


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
def numbers(keys: Words, block: int, run: int, redraw: int, found: Floats) -> None:
    """Generate the numbers 4 ``block`` to 4 ``block`` + 3 of a stream in a run, uniform in [0, 1).

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
def first_numbers(keys: Words, runs: Ints, redraws: Ints, found: Floats) -> None:
    """Generate the first number of each of S streams in some runs, uniform in [0, 1).

    Parameters
    ----------
    keys : ndarray of uint64, shape (S, 10, 2)
        Keys of the streams (`round_keys`).
    runs, redraws : ndarray of int64, shape (n,)
        Numbers of the runs and of the redraws (0: none).
    found : ndarray, shape (S, n)
        Output.
    """
    four, block = np.empty(LANES), int(np.int64(0))
    for s in range(len(keys)):
        for n in range(len(runs)):
            numbers(keys[s], block, runs[n], redraws[n], four)
            found[s, n] = four[0]
