"""Designs: which points are played, and how many."""

from __future__ import annotations

import numpy as np
import pytest

from negosim.domain.parameters import uniform
from negosim.errors import BadInput
from negosim.sweeps.designs import design_of
from negosim.sweeps.factors import Factor

RANGE, OWN = Factor("a", low=0, high=1), Factor("b", distribution=uniform(0, 1))
LEVELS = Factor("c", levels={"x": {}, "y": {}, "z": {}})
ALL = (RANGE, OWN, LEVELS)


def test_one_at_a_time_moves_one_factor_from_the_centre() -> None:
    """The centre comes first; a range goes to both ends, a distribution to 5 and 95 %, levels to all the others."""
    points = design_of("one_at_a_time", ALL).points
    first = 1 / 6
    expected = [
        [0.5, 0.5, first],
        [0.0, 0.5, first],
        [1.0, 0.5, first],
        [0.5, 0.05, first],
        [0.5, 0.95, first],
        [0.5, 0.5, 3 * first],
        [0.5, 0.5, 5 * first],
    ]
    np.testing.assert_allclose(points, expected)


def test_a_centre_is_not_played_twice() -> None:
    """An odd number of places holds the centre, which is there already."""
    points = design_of("one_at_a_time", (RANGE, OWN), 5).points
    assert len(points) == len(np.unique(points, axis=0)) == 9


def test_a_grid_has_every_combination() -> None:
    """Places of a range times levels, each once, the last factor fastest."""
    points = design_of("grid", (RANGE, LEVELS), 4).points
    assert len(np.unique(points, axis=0)) == len(points) == 12
    assert [LEVELS.at(u) for u in points[:3, 1]] == ["x", "y", "z"]
    assert sorted(set(points[:, 0])) == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_a_latin_hypercube_has_one_point_in_every_slice() -> None:
    """Each n-th of the range of each factor holds one of n points."""
    points = design_of("latin_hypercube", ALL, 40).points
    assert all(sorted((40 * column).astype(int)) == list(range(40)) for column in points.T)


@pytest.mark.parametrize(("second", "count"), [(False, 5), (True, 8)])
def test_sobol_points_are_in_saltellis_order(second: bool, count: int) -> None:
    """A block is A, then A with each column of B, then (for second order) B with each column of A, then B."""
    block = design_of("sobol", ALL, 4, second_order=second).points[:count]
    a, b = block[0], block[-1]
    for k in range(3):
        np.testing.assert_array_equal(block[1 + k], np.where(np.arange(3) == k, b, a))
        if second:
            np.testing.assert_array_equal(block[4 + k], np.where(np.arange(3) == k, a, b))


def test_morris_trajectories_move_one_factor_a_step() -> None:
    """Each trajectory visits d + 1 points, and between neighbours one factor moves."""
    points = design_of("morris", ALL, 6).points.reshape(6, 4, 3)
    moved = np.diff(points, axis=1) != 0
    assert (moved.sum(axis=2) == 1).all()
    assert (moved.sum(axis=1) == 1).all()


@pytest.mark.parametrize("kind", ["one_at_a_time", "grid", "latin_hypercube", "sobol", "morris"])
def test_a_seed_fixes_a_design_in_the_unit_cube(kind: str) -> None:
    """The same seed gives the same points, all in [0, 1]."""
    one, two = (design_of(kind, ALL, 8, seed=3).points for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert one.min() >= 0
    assert one.max() <= 1


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "morris"])
def test_another_seed_gives_other_points(kind: str) -> None:
    """What is drawn hangs on the seed."""
    assert not np.array_equal(design_of(kind, ALL, 8, seed=3).points, design_of(kind, ALL, 8, seed=4).points)


WRONG = [
    ("sobool", {}, "nearest: sobol"),
    ("sobol", {"n": 1000}, "a power of two, which the Sobol' sequence needs, received 1000 (nearest: 512, 1024)"),
    ("latin_hypercube", {"n": 1}, "a whole number from 2, received 1"),
    ("grid", {"second_order": True}, "it belongs to sobol"),
    ("morris", {"levels": 3}, "an even number from 2, received 3"),
    (
        "grid",
        {"n": 200, "most": 1000, "replications": 32},
        (
            "expected at most 1,000 points, received 120,000 of grid with steps = 200 over 3 factors, 3,840,000 runs "
            "(fewer steps, fewer factors, or yes to it: most_points = 120000)"
        ),
    ),
    ("one_at_a_time", {"n": 3, "most": 2}, "expected at most 2 points, received 7 of one_at_a_time with steps = 3"),
    ("sobol", {"n": 1024, "most": 5000, "second_order": True}, "received 8,192 of sobol with n = 1024 over 3 factors"),
]


@pytest.mark.parametrize(("kind", "options", "told"), WRONG, ids=[told for *_, told in WRONG])
def test_a_design_that_cannot_be_is_refused(kind: str, options: dict[str, int], told: str) -> None:
    """Unknown kinds, numbers that do not fit and more points than asked for are refused before a point is made."""
    with pytest.raises(BadInput) as caught:
        design_of(kind, ALL, **options)
    assert told in str(caught.value)


def test_the_count_is_known_before_a_point_is_made() -> None:
    """A grid that no memory could hold is refused at once."""
    with pytest.raises(BadInput, match=r"at most 100,000 points, received about 10\^30 of grid") as caught:
        design_of("grid", [RANGE] * 30, 10, replications=32)
    assert "about 10^31 runs (fewer steps, fewer factors)" in str(caught.value)


@pytest.mark.parametrize("kind", ["one_at_a_time", "grid", "latin_hypercube", "sobol", "morris"])
def test_the_count_that_is_refused_is_the_one_that_is_made(kind: str) -> None:
    """A design of as many points as are allowed is made, and one fewer allowed is refused."""
    for n in (4, 8) if kind == "sobol" else (4, 5):
        made = len(design_of(kind, ALL, n))
        assert len(design_of(kind, ALL, n, most=made)) == made
        with pytest.raises(BadInput, match=f"at most {made - 1} points, received {made} of {kind}"):
            design_of(kind, ALL, n, most=made - 1)
