"""Rules that search whole package spaces, and compiled random numbers, against plain definitions.

Every form of a rule joins the list of its kind below and is held to the same definition (``tests/rules/plain.py``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.domain.draws import uniforms
from negosim.rules import mediating, offering
from negosim.rules.space import Ints
from negosim.rules.table import Floats, in_zopa
from negosim.rules.tabulating import tabulated
from tests.rules import plain
from tests.rules.plain import Case, Package, cases, some_cases

SEEDS = range(150)


def package_of(digits: Ints) -> Package:
    """Some digits as a package."""
    return tuple(int(digit) for digit in digits)


# --- the forms of each rule: a name, and how it is asked ---------------------------------------------


def _tabulated(case: Case) -> Floats:
    layout = case.ready.stage(case.base, case.free)
    return np.array([tabulated(case.space, case.table, party, layout) for party in case.parties])


def _row(case: Case, row: int) -> Package | None:
    return None if row < 0 else case.packages[row]


def _best_by_scan(case: Case, party: int) -> Package | None:
    return _row(case, offering.best_package(_tabulated(case)[party]))


def _nearest_by_scan(case: Case, party: int, aim: float) -> Package | None:
    return _row(case, offering.nearest_above(_tabulated(case)[party], aim))


def _zopa_by_scan(case: Case, floors: Floats) -> int:
    return int(in_zopa(_tabulated(case), floors).sum())


def _text_by_neighbours(case: Case, moves: int) -> Package:
    space, table, insight, firmness = case.space, case.table, case.insight, case.firmness
    return package_of(mediating.next_text(space, table, insight, firmness, case.base, case.free, case.text, moves))


def _package_by_neighbours(case: Case, me: int, aim: float, moves: int, by_value: bool) -> Package:
    space, table, insight, firmness = case.space, case.table, case.insight, case.firmness
    chosen = offering.next_package(space, table, me, insight, firmness, case.lasts, case.free, aim, moves, by_value)
    return package_of(chosen)


BEST: dict[str, Callable[[Case, int], Package | None]] = {"scan": _best_by_scan}
NEAREST: dict[str, Callable[[Case, int, float], Package | None]] = {"scan": _nearest_by_scan}
ZOPA: dict[str, Callable[[Case, Floats], int]] = {"scan": _zopa_by_scan}
NEXT_TEXT: dict[str, Callable[[Case, int], Package]] = {"neighbours": _text_by_neighbours}
NEXT_PACKAGE: dict[str, Callable[[Case, int, float, int, bool], Package]] = {"neighbours": _package_by_neighbours}
NUMBERS: dict[str, Callable[[int, str, int, int], Floats]] = {"numpy": uniforms}


# --- what each must find -----------------------------------------------------------------------------


def values_of(case: Case, party: int) -> list[float]:
    """The different utilities of a party that packages have, falling."""
    found = {plain.worth(case, party, package) for package in case.packages}
    return sorted((value for value in found if value is not None), reverse=True)


def aims_of(case: Case, party: int) -> list[float]:
    """Aims at, right above, right below and between utilities that there are, and beyond all of them."""
    values = values_of(case, party)
    few = values[:: max(1, len(values) // 4)]
    beside = [float(np.nextafter(value, way)) for value in few for way in (-np.inf, np.inf)]
    return [-10.0, 10.0, *few, *beside, *(value - 1e-3 for value in few)]


def held_to_best(rule: Callable[[Case, int], Package | None], case: Case) -> None:
    """The best package of every party."""
    assert [plain.best(case, party) for party in case.parties] == [rule(case, party) for party in case.parties]


def held_to_nearest(rule: Callable[[Case, int, float], Package | None], case: Case) -> None:
    """The nearest package of every party, for many aims."""
    for party in case.parties:
        worth = {package: plain.worth(case, party, package) for package in case.packages}
        for aim in aims_of(case, party):
            above = {package: -v for package, v in worth.items() if v is not None and v >= aim}
            assert plain.first_of(case.packages, above.get) == rule(case, party, aim), (party, aim)


def held_to_zopa(rule: Callable[[Case, Floats], int], case: Case) -> None:
    """The size of the ZOPA, for low and high floors and right above some."""
    ladder = [values_of(case, party) or [0.0] for party in case.parties]
    for share in (0.0, 0.3, 0.6, 1.0):
        floors = np.array([values[int(share * (len(values) - 1))] for values in ladder])
        for shifted in (floors, np.nextafter(floors, np.inf), floors - 10.0):
            assert plain.zopa(case, shifted) == rule(case, shifted), shifted


def held_to_next_text(rule: Callable[[Case, int], Package], case: Case) -> None:
    """The next text, for one to four moves."""
    for moves in range(1, 5):
        assert plain.next_text(case, moves) == rule(case, moves), moves


def held_to_next_package(rule: Callable[[Case, int, float, int, bool], Package], case: Case) -> None:
    """What every party that has tabled a package tables next, for many aims."""
    for me in case.parties:
        if case.lasts[me, 0] < 0:
            continue
        for aim in aims_of(case, me)[:5]:
            for moves, by_value in ((1, False), (2, True), (3, False)):
                expected = plain.next_package(case, me, aim, moves, by_value)
                assert expected == rule(case, me, aim, moves, by_value), (me, aim, moves, by_value)


@pytest.mark.parametrize("form", BEST)
def test_the_best_package_of_many_stages(form: str) -> None:
    """The highest utility across no real red line of one's own; of equals the lowest index; none if there is none."""
    for case in some_cases(SEEDS):
        held_to_best(BEST[form], case)


@pytest.mark.parametrize("form", BEST)
@given(cases())
def test_the_best_package_of_a_stage(form: str, case: Case) -> None:
    """The same as a property."""
    held_to_best(BEST[form], case)


@pytest.mark.parametrize("form", NEAREST)
def test_the_nearest_package_of_many_stages(form: str) -> None:
    """The lowest utility at or above an aim; of equals the lowest index; none if all fall short."""
    for case in some_cases(SEEDS[::3]):
        held_to_nearest(NEAREST[form], case)


@pytest.mark.parametrize("form", NEAREST)
@given(cases())
def test_the_nearest_package_of_a_stage(form: str, case: Case) -> None:
    """The same as a property."""
    held_to_nearest(NEAREST[form], case)


@pytest.mark.parametrize("form", ZOPA)
def test_the_size_of_the_zopa_of_many_stages(form: str) -> None:
    """As many as are worth its floor to each, to the last bit, and across no real red line of any."""
    for case in some_cases(SEEDS[::3]):
        held_to_zopa(ZOPA[form], case)


@pytest.mark.parametrize("form", ZOPA)
@given(cases())
def test_the_size_of_the_zopa_of_a_stage(form: str, case: Case) -> None:
    """The same as a property."""
    held_to_zopa(ZOPA[form], case)


@pytest.mark.parametrize("form", NEXT_TEXT)
def test_the_next_text_of_many_stages(form: str) -> None:
    """The best score within so many issues of the last text; of equals the lowest index."""
    for case in some_cases(SEEDS[::3], whole=True):
        held_to_next_text(NEXT_TEXT[form], case)


@pytest.mark.parametrize("form", NEXT_TEXT)
@given(cases(whole=True))
def test_the_next_text_of_a_stage(form: str, case: Case) -> None:
    """The same as a property."""
    held_to_next_text(NEXT_TEXT[form], case)


@pytest.mark.parametrize("form", NEXT_PACKAGE)
def test_the_next_package_of_many_stages(form: str) -> None:
    """The greatest appeal of what is allowed within so many issues of the last; of equals the lowest index."""
    for case in some_cases(SEEDS[::3], whole=True):
        held_to_next_package(NEXT_PACKAGE[form], case)


@pytest.mark.parametrize("form", NEXT_PACKAGE)
@given(cases(whole=True))
def test_the_next_package_of_a_stage(form: str, case: Case) -> None:
    """The same as a property."""
    held_to_next_package(NEXT_PACKAGE[form], case)


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
