from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import sobol as salib

from negosim.analysis.sensitivity.sobol import SobolIndices, sobol_indices
from tests.analysis.sensitivity import surfaces

X = surfaces.saltelli(1024)
P = surfaces.probability(X)
FIRST, TOTAL = (np.array(list(known.values())) for known in (surfaces.FIRST, surfaces.TOTAL))
SLOPE_TWIST, DUMMY = 1, 3


def found(y: surfaces.Floats, *, common: bool) -> SobolIndices:
    """Indices of a response at ``X``."""
    return sobol_indices(y, 4, second_order=True, common=common)


def test_indices_of_ishigami_are_known() -> None:
    """First and total order lie within their intervals; the fourth factor, which does nothing, has 0."""
    indices = found(surfaces.ishigami(X), common=True)
    for index, known in ((indices.first, surfaces.ISHIGAMI_FIRST), (indices.total, surfaces.ISHIGAMI_TOTAL)):
        assert (np.abs(index.raw - known) <= index.half + 1e-9).all()
        assert index.raw[DUMMY] == 0.0
        assert np.isnan(index.corrected).all()


@pytest.mark.parametrize("second_order", [True, False])
def test_raw_indices_are_those_of_salib(second_order: bool) -> None:
    """As observed means: SALib's, of the mean over the runs of each point."""
    x = surfaces.saltelli(128, second_order=second_order)
    y = surfaces.independent(surfaces.probability(x), 8)
    ours = sobol_indices(y, 4, second_order=second_order, common=False)
    problem = {"num_vars": 4, "names": list(surfaces.NAMES), "bounds": [[0.0, 1.0]] * 4}
    theirs = salib.analyze(problem, y.mean(axis=1), second_order, seed=3)
    assert ours.first.raw == pytest.approx(theirs["S1"])
    assert ours.total.raw == pytest.approx(theirs["ST"])
    if second_order:
        assert ours.second.raw == pytest.approx([theirs["S2"][j, k] for j, k in ours.pairs])


@pytest.mark.parametrize("replications", [8, 32])
def test_independent_noise_does_what_the_formulas_say(replications: int) -> None:
    """S1 as observed is λ S1, ST as observed λ ST + (1 - λ), by the λ of the closed form."""
    share = surfaces.VARIANCE / (surfaces.VARIANCE + surfaces.SPREAD / replications)
    indices = found(surfaces.independent(P, replications), common=False)
    assert (np.abs(indices.first.raw - share * FIRST) <= 1.3 * indices.first.half).all()
    assert (np.abs(indices.total.raw - (share * TOTAL + 1 - share)) <= 1.3 * indices.total.half).all()
    assert indices.total.raw[DUMMY] == pytest.approx(1 - share, abs=0.06)


@pytest.mark.parametrize("replications", [8, 32])
def test_corrected_for_independent_noise_the_indices_are_known(replications: int) -> None:
    """All of them within their intervals, and the factor that does nothing at 0."""
    indices = found(surfaces.independent(P, replications), common=False)
    assert (np.abs(indices.first.corrected - FIRST) <= indices.first.corrected_half).all()
    assert (np.abs(indices.total.corrected - TOTAL) <= indices.total.corrected_half).all()
    assert abs(indices.second.corrected[SLOPE_TWIST] - surfaces.TWISTED) <= indices.second.corrected_half[SLOPE_TWIST]
    assert abs(indices.total.corrected[DUMMY]) <= indices.total.corrected_half[DUMMY]


@pytest.mark.parametrize("shared", ["answering alike", "each its own way"])
def test_corrected_under_common_random_numbers_the_indices_are_known(shared: str) -> None:
    """All of them within their intervals; the factor that does nothing is exactly 0, corrected or not."""
    y = surfaces.common(P, 32) if shared == "answering alike" else surfaces.entangled(P, X, 32)
    indices = found(y, common=True)
    assert (np.abs(indices.first.corrected - FIRST) <= indices.first.corrected_half).all()
    assert (np.abs(indices.total.corrected - TOTAL) <= indices.total.corrected_half).all()
    assert [index.corrected[DUMMY] for index in (indices.first, indices.total)] == [0.0, 0.0]
    assert [index.raw[DUMMY] for index in (indices.first, indices.total)] == [0.0, 0.0]


def test_under_common_random_numbers_few_runs_are_another_function() -> None:
    """What single runs do on their own stays in raw indices: with 8 runs the total of the third factor is far off."""
    indices = found(surfaces.entangled(P, X, 8), common=True)
    assert indices.total.raw[2] > TOTAL[2] + 3 * indices.total.half[2]
    assert abs(indices.total.corrected[2] - TOTAL[2]) <= indices.total.corrected_half[2]


def test_the_formulas_for_independent_noise_fail_under_common_random_numbers() -> None:
    """They push the factor that does nothing far below 0: an index no factor can have."""
    indices = found(surfaces.common(P, 8), common=False)
    assert indices.total.corrected[DUMMY] < -1.0


def test_indices_do_not_hang_on_the_unit() -> None:
    """A response a million times smaller, from another zero, has the same indices."""
    y = surfaces.common(P, 8)
    one, other = found(y, common=True), found(1e-6 * y - 3e-6, common=True)
    assert other.total.corrected == pytest.approx(one.total.corrected, abs=1e-9)
    assert other.first.raw == pytest.approx(one.first.raw, abs=1e-9)


def test_a_response_that_varies_off_the_base_alone_is_no_error() -> None:
    """Where A and B are constant there is no variance to share: nan or 0, and no warning."""
    y = np.ones((len(X), 4))
    y[3] = 0.0
    indices = found(y, common=True)
    assert not np.nansum(np.abs(indices.total.corrected))


def test_one_run_a_point_cannot_be_corrected() -> None:
    """The corrected indices are nan, and under independent chance the raw one of the dummy is near 1."""
    indices = found(surfaces.independent(P, 1), common=False)
    assert np.isnan(indices.total.corrected).all()
    assert indices.total.raw[DUMMY] > 0.8


def test_base_points_without_a_value_are_left_out() -> None:
    """A block with a point at which no run has a value is dropped, and counted; the others give what they gave."""
    y = surfaces.independent(P, 16)
    y[5 * 10 + 3] = np.nan
    with_gap, without = (
        found(y, common=False),
        sobol_indices(np.delete(y, range(50, 60), axis=0), 4, second_order=True, common=False),
    )
    assert (with_gap.base, with_gap.dropped) == (1023, 1)
    assert with_gap.total.corrected == pytest.approx(without.total.corrected)


def test_a_missing_run_cannot_be_paired() -> None:
    """Under common random numbers one run without a value leaves the raw indices alone."""
    y = surfaces.common(P, 16)
    y[7, 3] = np.nan
    indices = found(y, common=True)
    assert np.isfinite(indices.total.raw).all()
    assert np.isnan(indices.total.corrected).all()


def test_points_of_another_design_are_refused() -> None:
    """The number of rows must be that of blocks."""
    with pytest.raises(ValueError, match="33 points"):
        sobol_indices(np.zeros((33, 2)), 4, second_order=True, common=True)
