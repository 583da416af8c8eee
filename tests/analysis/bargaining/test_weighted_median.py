from __future__ import annotations

import pytest

from negosim.analysis.bargaining.weighted_median import weighted_median
from negosim.domain.random_streams import central_draw
from tests.talks import talks

SHORES = talks()
DRAW = central_draw(SHORES.parameters)


def test_the_median_of_two_is_where_the_one_with_more_force_stands() -> None:
    """The north cares three times as much for land, the south for water: each gets what it cares for."""
    land, water = weighted_median(SHORES, DRAW)
    assert land.positions == {"north": "4", "south": "0"}
    assert land.forces == pytest.approx({"north": 0.75, "south": 0.25})
    assert (land.median, water.median) == ("4", "0")


def test_the_mean_weighs_positions() -> None:
    """Three quarters of the way from nothing to all."""
    assert [issue.mean for issue in weighted_median(SHORES, DRAW)] == ["3", "1"]


def test_power_moves_the_median_where_it_outweighs_salience() -> None:
    """Four times the power outweighs a third of the salience; two times does not."""
    assert [issue.median for issue in weighted_median(SHORES, DRAW, {"south": 4.0})] == ["0", "0"]
    assert [issue.median for issue in weighted_median(SHORES, DRAW, {"south": 2.0})] == ["4", "0"]


def test_unordered_issues_have_no_median() -> None:
    """Kinds have no middle."""
    scenario = talks(
        issues={"land": {"ordered": False}},
        parties={s: {"values": {"land": {str(n): n / 4 for n in range(5)}}} for s in ("north", "south")},
    )
    assert [issue.issue for issue in weighted_median(scenario, central_draw(scenario.parameters))] == ["water"]


@pytest.mark.parametrize("power", [{"east": 1.0}, {"north": -1.0}, {"north": 0.0, "south": 0.0}])
def test_powers_that_cannot_be_are_refused(power: dict[str, float]) -> None:
    """Of nobody, below nothing, or none at all."""
    with pytest.raises(ValueError, match="received"):
        weighted_median(SHORES, DRAW, power)
