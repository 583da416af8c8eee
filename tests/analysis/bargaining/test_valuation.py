"""Every feasible package and its worth, also where spaces are large."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.analysis.bargaining import valuation
from negosim.analysis.bargaining.frontier import domain_figures
from negosim.domain.random_streams import central_draw
from negosim.domain.scenario import Scenario
from negosim.files.genius.scenarios import load_genius
from tests.genius_files import domain_text, space_text, write
from tests.strategies import scenarios


@given(scenarios(), st.sampled_from([1, 7]))
def test_packages_made_some_at_a_time_are_those_that_the_rules_enumerate(scenario: Scenario, part: int) -> None:
    """Worth the same, in the same order, whatever is infeasible or not to be had."""
    drawn = central_draw(scenario.parameters)
    expected = valuation.value_packages(scenario, drawn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(valuation, "PART", part)
        values, floors = valuation.utilities_and_reservations(scenario, drawn)
    assert values.tolist() == expected.utilities.tolist()
    assert floors.tolist() == expected.reservations.tolist()


def test_many_issues_of_two_levels_cost_their_packages_and_not_more(tmp_path: Path) -> None:
    """Eighteen switches have 2^18 packages, though each stands at a third level without a deal: 3^18 are not walked."""
    scenario = _switches(tmp_path, 18)
    found = domain_figures(scenario, central_draw(scenario.parameters))
    assert found.packages == 2**18
    assert found.pareto.tolist() == [pytest.approx([1.0, 1.0])]


def _switches(folder: Path, count: int) -> Scenario:
    """Issues of two levels, of which both parties like ``on`` better, with other weights."""
    issues = {f"switch {n}": ("off", "on") for n in range(count)}
    worth = {name: {"off": n / 100, "on": 1.0} for n, name in enumerate(issues)}
    weights = {name: 1.0 + n / 7 for n, name in enumerate(issues)}
    turned = dict(zip(issues, reversed(list(weights.values())), strict=True))
    spaces = {"one": space_text(worth, weights), "two": space_text(worth, turned, reservation=0.3)}
    return load_genius(write(folder, domain=domain_text(issues), **spaces))
