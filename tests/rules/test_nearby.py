"""The packages near others, kept row by row, field by field, against what each field is said to hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from negosim.arrays import Bools, Ints
from negosim.rules import nearby
from negosim.rules.compiling import plainly
from negosim.rules.fetching import LINE
from negosim.rules.nearby import SIZES, Nearby, foresee, look_around, room_for
from negosim.rules.space import encode, met
from tests.rules import plain
from tests.rules.plain import Case, Package, some_cases
from tests.rules.reach import ROWS, bunches_of, origins, packages_in
from tests.talks import arrays, digits, talks

SEEDS = range(60)
MOVES = (0, 1, 2, 3)


def rows(seeds: range) -> Iterator[tuple[Case, Nearby, int, int, Bools, Ints]]:
    """Rows of many stages, used again and again: room, moves, row, which issues were free and what is in the middle."""
    for case in some_cases(seeds):
        for moves in MOVES:
            near = room_for(case.space, moves, ROWS)
            for free, origin in (*origins(case), (case.free, case.text)):
                yield case, near, moves, look_around(case.space, case.table, free, origin, moves, near), free, origin


def links_of(case: Case, package: Package) -> list[bool]:
    """Which linkages a package meets."""
    bits = met(case.space.linkages, np.array(package))
    return [bool(bits >> k & 1) for k in range(len(case.space.linkage_issue))]


def kind_of(case: Case, package: Package) -> tuple[object, ...]:
    """What those of a kind share: red lines and linkages that are met, context, levels of issues of linkages met."""
    links = links_of(case, package)
    held = {int(i): package[i] for i, is_met in zip(case.space.linkage_issue, links, strict=True) if is_met and i >= 0}
    return met(case.space.red_lines, np.array(package)), links, plain.context(case.scenario, package), held


def test_all_that_is_near_a_package_stands_in_its_row_once() -> None:
    """With how many issues differ, which and to what, in order, and its index; feasible or not, the middle is kept."""
    for case, near, moves, at, free, origin in rows(SEEDS):
        packages = packages_in(near, at)
        expected = [
            other for other in plain.feasible(case.scenario, origin, free) if plain.moves(other, origin) <= moves
        ]
        assert sorted(packages) == expected
        assert at == encode(case.space, origin) % len(near.origin)
        assert (near.origin[at].tolist(), near.freed[at].tolist()) == (origin.tolist(), free.tolist())
        assert near.package[at, : len(packages)].tolist() == [encode(case.space, np.array(row)) for row in packages]
        for m, package in enumerate(packages):
            which = np.flatnonzero(package != origin).tolist()
            assert near.changes[at, m] == len(which)
            assert near.issue[at, m, : len(which)].tolist() == which


def test_packages_stand_kind_by_kind_and_kinds_bunch_by_bunch() -> None:
    """Those of a kind share all by which linkages and red lines tell them apart; those of a bunch, red lines."""
    for case, near, _, at, _, _ in rows(SEEDS):
        packages = packages_in(near, at)
        kinds = near.place[at, 0, : len(packages)].tolist()
        assert all(0 <= after - before <= 1 for before, after in pairwise(kinds))
        assert sorted(set(kinds)) == list(range(near.kinds[at]))
        described = [kind_of(case, package) for package in packages]
        firsts = [described[kinds.index(k)] for k in range(near.kinds[at])]
        assert described == [firsts[k] for k in kinds]
        assert all(kind not in firsts[:k] for k, kind in enumerate(firsts))
        assert near.context[at, : len(firsts)].tolist() == [kind[2] for kind in firsts]
        bunches = bunches_of(near, at)
        assert [m for within in bunches for m in within] == list(range(len(packages)))
        crossed = [{described[m][0] for m in within} for within in bunches]
        assert crossed == [{lines} for lines in near.lines[at, : len(bunches)].tolist()]
        assert len({lines for of in crossed for lines in of}) == len(bunches)


def test_packages_with_other_levels_of_linked_issues_are_of_other_kinds_however_many_linkages_an_issue_has() -> None:
    """Water has two linkages and land has one, which all packages are in: no two of the 25 are of a kind."""
    met_by_all = {"when": {"water": [0, 1, 2, 3, 4]}, "worth": 0.1}
    linkages = {f"k{n}": {**met_by_all, "issue": issue} for n, issue in enumerate(("water", "water", "land"))}
    linkages["k2"]["when"] = {"land": [0, 1, 2, 3, 4]}
    space, table = arrays(talks(parties={"south": {"linkages": linkages}}))
    near = room_for(space, 2, 1)
    at = look_around(space, table, np.ones(2, np.bool_), digits(3, 3), 2, near)
    assert near.kinds[at] == near.size[at] == 25


def test_it_is_said_where_what_a_change_adds_stands() -> None:
    """By context, issue and level; at the end where there is no change."""
    for case, near, moves, at, _, origin in rows(SEEDS):
        contexts, issues, longest = case.table.worth.shape[1:]
        nowhere = contexts * issues * longest
        for m, package in enumerate(packages_in(near, at)):
            here = plain.context(case.scenario, package)
            stand = [(here * issues + i) * longest + package[i] for i in np.flatnonzero(package != origin)]
            assert near.place[at, 1:, m].tolist() == stand + [nowhere] * (moves - len(stand))


def test_it_is_said_where_what_linkages_add_to_a_kind_stands() -> None:
    """By linkage, context and level of its issue, the first without one; at the end what is not met adds."""
    for case, near, _, at, _, _ in rows(SEEDS):
        linkages, contexts, longest = case.table.lift.shape
        for package, k in zip(packages_in(near, at), near.place[at, 0], strict=False):
            here, stand = plain.context(case.scenario, package), []
            for j, (is_met, issue) in enumerate(zip(links_of(case, package), case.space.linkage_issue, strict=True)):
                level = package[issue] if issue >= 0 else 0
                stand.append((j * contexts + here) * longest + level if is_met else linkages * contexts * longest)
            assert near.tied[at, k].tolist() == stand


def test_what_is_known_of_a_package_is_not_found_again() -> None:
    """Unless other issues are free, or another package has taken the row."""
    for case in some_cases(SEEDS, whole=True):
        near = room_for(case.space, 1, ROWS)
        none, text = np.zeros(len(case.free), np.bool_), case.text
        at = look_around(case.space, case.table, case.free, text, 1, near)
        size = near.size[at]
        near.package[at, 0] = -7
        assert look_around(case.space, case.table, case.free, text, 1, near) == at
        assert near.package[at, 0] == -7
        look_around(case.space, case.table, none, text, 1, near)
        assert near.package[at, 0] == encode(case.space, text)
        assert near.size[at] == 1
        look_around(case.space, case.table, case.free, text, 1, near)
        assert near.size[at] == size


@pytest.mark.parametrize("moves", MOVES)
def test_there_is_room_for_as_many_origins_as_are_asked_for(moves: int) -> None:
    """A prime number of them, at least one; nothing is known of any."""
    for case in some_cases(SEEDS[::4]):
        for wanted in (0, 1, 2, 3, 12, 13):
            near = room_for(case.space, moves, wanted)
            kept = len(near.size)
            assert kept == max((size for size in SIZES if size <= wanted), default=1)
            assert near.size.tolist() == [-1] * kept
            assert near.place.shape[:2] == (kept, 1 + moves)
    assert all(size % k for size in SIZES for k in range(2, size))


@pytest.mark.parametrize("moves", MOVES)
def test_what_is_kept_takes_no_more_than_the_most(moves: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the byte, of all that is kept package by package."""
    names = ("changes", "issue", "level", "package", "place", "context", "tied", "lines")
    for case in some_cases(SEEDS[::4]):
        one = room_for(case.space, moves, 1)
        each = sum(getattr(one, name).nbytes for name in names) + one.bound[:, 1:].nbytes
        for fewer, size in pairwise(SIZES[:5]):
            for most, kept in ((size * each, size), (size * each - 1, fewer)):
                monkeypatch.setattr(nearby, "MOST_BYTES", most)
                assert len(room_for(case.space, moves, 10**9).size) == kept


@pytest.mark.parametrize("moves", MOVES)
def test_all_that_will_be_read_of_a_row_is_asked_for_before(moves: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line, as far as the row is filled; of what is about issues and bunches the first line. What the changes
    are is read of few packages where there are many, and asked for only if each has one at most."""
    asked: list[tuple[str, int, int]] = []
    for case in some_cases(SEEDS[::4], whole=True):
        near = room_for(case.space, moves, ROWS)
        at = look_around(case.space, case.table, case.free, case.text, moves, near)
        names = {getattr(near, name).ctypes.data: name for name in Nearby._fields if name != "found"}
        with monkeypatch.context() as patch:
            patch.setattr(nearby, "fetch", lambda of, row, at_: asked.append((names[of.ctypes.data], row, at_)))  # noqa: B023
            asked.clear()
            plainly(foresee)(case.space, near, case.text)
        size, kinds = near.size[at], near.kinds[at]
        lines = [("origin", 0, near.origin[at].nbytes), *((name, 0, 1) for name in ("freed", "bound", "lines"))]
        if moves == 1:
            lines += [(name, 0, getattr(near, name)[at, :size].nbytes) for name in ("changes", "issue", "level")]
        lines += [(name, 0, getattr(near, name)[at, :kinds].nbytes) for name in ("tied", "context")]
        lines += [
            ("place", part * near.place[at, part].nbytes, near.place[at, part, :size].nbytes)
            for part in range(1 + moves)
        ]
        expected = [(name, at, begin + k) for name, begin, length in lines for k in range(0, length, LINE)]
        assert sorted(asked) == sorted(expected)
