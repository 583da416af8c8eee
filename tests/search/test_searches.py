"""Rules that search whole package spaces, against plain definitions.

Every form of a rule joins the list of its kind below and is held to the same definition (``tests/rules/plain.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given

from negosim.arrays import Floats, Ints
from negosim.rules import mediating, offering
from negosim.rules.utility import Table, utility
from negosim.search import best_packages as searching
from negosim.search import zopa as counting
from negosim.search.best_packages import Sums
from negosim.search.halves import Halves
from negosim.search.tabulation import in_zopa, tabulated
from negosim.spaces.neighbours import room_for
from tests.rules import plain, texts
from tests.rules.plain import Case, Package, cases, some_cases

SEEDS = range(150)


def package_of(digits: Ints) -> Package:
    """Some digits as a package."""
    return tuple(int(digit) for digit in digits)


# --- the forms of each rule: a name, and how it is asked ---------------------------------------------


def _tabulated(case: Case) -> Floats:
    layout = case.ready.layout(case.base, case.free)
    return np.array([tabulated(case.space, case.table, party, layout) for party in case.parties])


def _halves(case: Case) -> tuple[Halves, Sums]:
    halves = case.ready.stage(case.base, case.free)
    sums = searching.empty_sums(halves, len(case.parties), case.table.worth.shape[1])
    searching.sum_up(case.space, halves, case.table, sums)
    return halves, sums


def _best_by_halves(case: Case, party: int) -> Package | None:
    found = np.full(len(case.base), -9)
    value = searching.best(case.space, *_asked(case), party, found)
    return package_of(found) if value > -np.inf else None


def _nearest_by_halves(case: Case, party: int, aim: float) -> Package | None:
    found = np.full(len(case.base), -9)
    value = searching.nearest(case.space, *_asked(case), party, aim, found)
    return package_of(found) if value < np.inf else None


def _zopa_by_halves(case: Case, floors: Floats) -> int:
    return int(counting.in_zopa_count(case.space, *_asked(case), floors))


def _asked(case: Case) -> tuple[Halves, Table, Sums]:
    halves, sums = _halves(case)
    return halves, case.table, sums


def _zopa_by_scan(case: Case, floors: Floats) -> int:
    return int(in_zopa(_tabulated(case), floors).sum())


def _text_by_neighbours(case: Case, moves: int) -> Package:
    of = (case.space, case.table, case.insight, case.firmness, case.base, case.lasts, case.free, case.text, moves)
    return package_of(mediating.next_text(*of))


def _package_by_neighbours(case: Case, me: int, aim: float, moves: int, by_value: bool) -> Package:
    space, table, insight, firmness = case.space, case.table, case.insight, case.firmness
    chosen = offering.next_package(space, table, me, insight, firmness, case.lasts, case.free, aim, moves, by_value)
    return package_of(chosen)


BEST: dict[str, Callable[[Case, int], Package | None]] = {"halves": _best_by_halves}
NEAREST: dict[str, Callable[[Case, int, float], Package | None]] = {"halves": _nearest_by_halves}
ZOPA: dict[str, Callable[[Case, Floats], int]] = {"scan": _zopa_by_scan, "halves": _zopa_by_halves}
NEXT_TEXT: dict[str, Callable[[Case, int], Package]] = {"neighbours": _text_by_neighbours}
NEXT_PACKAGE: dict[str, Callable[[Case, int, float, int, bool], Package]] = {"neighbours": _package_by_neighbours}


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
    """The next text, for one to four moves, with and without common ground."""
    for one in (case, texts.agreeing(case)):
        for moves in range(1, 5):
            assert texts.next_text(one, moves) == rule(one, moves), moves


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


# --- what is kept between calls ----------------------------------------------------------------------


def moments(case: Case, count: int) -> Iterator[tuple[Ints, Floats, Floats]]:
    """Packages of a stage, some of them again and again, and what is known of parties and red lines at each."""
    rng = np.random.default_rng(count)
    few = rng.integers(len(case.packages), size=3)
    for k in range(count):
        package = case.packages[rng.choice(few) if k % 2 else rng.integers(len(case.packages))]
        yield np.array(package), rng.permutation(case.insight), rng.permutation(case.firmness)


@pytest.mark.parametrize("moves", [1, 2, 3])
def test_a_text_does_not_hang_on_which_texts_were_drafted_before(moves: int) -> None:
    """What is kept of the packages nearby saves time and changes nothing, whatever became known meanwhile."""
    for case in some_cases(SEEDS[::5], whole=True):
        room = room_for(case.space, len(case.parties), moves)
        for text, insight, firmness in moments(case, 12):
            of = (case.space, case.table, insight, firmness, case.base, case.lasts, case.free, text, moves)
            assert mediating.next_text(*of).tolist() == mediating.next_text(*of, room).tolist()


@pytest.mark.parametrize("by_value", [False, True])
@pytest.mark.parametrize("moves", [1, 2])
def test_a_tabled_package_does_not_hang_on_what_was_tabled_before(moves: int, by_value: bool) -> None:
    """The same for parties, each of which comes back to packages it has left."""
    for case in some_cases(SEEDS[::5], whole=True):
        room, lasts = room_for(case.space, len(case.parties), moves), case.lasts.copy()
        for package, insight, firmness in moments(case, 12):
            lasts = np.roll(lasts, 1, axis=0)
            lasts[0] = package
            for me in case.parties:
                if lasts[me, 0] >= 0:
                    aim = float(utility(case.space, case.table, me, case.text))
                    of = (case.space, case.table, me, insight, firmness, lasts, case.free, aim, moves, by_value)
                    assert offering.next_package(*of).tolist() == offering.next_package(*of, room).tolist()
