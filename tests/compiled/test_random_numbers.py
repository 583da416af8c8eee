"""Compiled random numbers: those of the paper, and those that one run after another draws."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.arrays import Floats
from negosim.compiled.random_numbers import LANES, first_numbers, numbers, round_keys
from negosim.domain.random_streams import uniforms
from tests.rules import plain


def _numbers_compiled(seed: int, stream: str, run: int, count: int) -> Floats:
    (keys,), found = round_keys(seed, [stream]), np.empty(4 * (count // 4 + 1))
    for block in range(len(found) // 4):
        numbers(keys, block, run, 0, found[4 * block : 4 * block + 4])
    return found[:count]


NUMBERS: dict[str, Callable[[int, str, int, int], Floats]] = {"numpy": uniforms, "compiled": _numbers_compiled}


@pytest.mark.parametrize("form", NUMBERS)
@pytest.mark.parametrize("seed", [0, 1, 7, 2**63, 2**64 - 1, 2**64, 2**64 + 7])
@pytest.mark.parametrize("run", [0, 1, 999_999, 2**32 - 1, 2**32, 2**53 + 1, 2**63 - 1])
def test_the_numbers_of_a_stream_are_those_of_philox(form: str, seed: int, run: int) -> None:
    """Over several blocks, at the ends of what seeds and run numbers can be, to the last bit."""
    for stream in ("talks:hazard", "north.bias"):
        expected = plain.numbers(seed, number_of(stream), run, 41)
        for count in (1, 4, 5, 41):
            assert expected[:count] == NUMBERS[form](seed, stream, run, count).tolist()


@pytest.mark.parametrize("form", NUMBERS)
@given(st.integers(0, 2**66), st.text(max_size=12), st.integers(0, 2**63 - 1), st.integers(1, 70))
def test_any_stream_is_of_philox(form: str, seed: int, stream: str, run: int, count: int) -> None:
    """The same as a property, for any name of a stream."""
    assert plain.numbers(seed, number_of(stream), run, count) == NUMBERS[form](seed, stream, run, count).tolist()


@pytest.mark.parametrize("number", range(9))
def test_a_number_of_a_stream_is_found_in_its_block(number: int) -> None:
    """Blocks hold as many numbers as they are said to, one after another."""
    block = np.full(LANES, np.nan)
    numbers(round_keys(7, ["talks:hazard"])[0], number // LANES, 3, 0, block)
    assert plain.numbers(7, number_of("talks:hazard"), 3, number + 1)[number] == block[number % LANES]


@pytest.mark.parametrize("first", [0, 3, 2**40])
@pytest.mark.parametrize("redraw", [0, 1, 399])
def test_the_first_numbers_of_many_runs_are_those_of_each(first: int, redraw: int) -> None:
    """Row by row the streams, column by column the runs."""
    streams, found, runs = ("north.bias", "south.bias", "talks:hazard"), np.zeros((3, 5)), first + np.arange(5)
    first_numbers(round_keys(7, streams), runs, np.full(5, redraw), found)
    assert found.tolist() == [[uniforms(7, stream, run, 1, redraw)[0] for run in runs.tolist()] for stream in streams]


def number_of(stream: str) -> int:
    """The number of a stream: the first eight bytes of the SHA-256 of its name, the lowest first."""
    return int.from_bytes(hashlib.sha256(stream.encode()).digest()[:8], "little")


def test_philox_is_that_of_the_paper() -> None:
    """Known answers of its authors' test vectors, for 4x64 with ten rounds: all zero, and all ones."""
    nothing = philox_words((0, 0, 0, 0), (0, 0))
    assert nothing == "16554d9eca36314c db20fe9d672d0fdc d7e772cee186176b 7e68b68aec7ba23b"
    ones = 2**64 - 1
    everything = philox_words((ones, ones, ones, ones), (ones, ones))
    assert everything == "87b092c3013fe90b 438c3c67be8d0224 9cc7d7c69cd777b6 a09caebf594f0ba0"


def philox_words(counter: tuple[int, int, int, int], key: tuple[int, int]) -> str:
    """A block of Philox in hexadecimal digits."""
    return " ".join(f"{word:016x}" for word in plain.philox(counter, key))
