"""Every feasible package and its worth, also where spaces are large."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.analysis import valuation
from negosim.analysis.points import domain_figures
from negosim.domain.draws import central_draw
from negosim.domain.scenario import Scenario
from negosim.files.genius.tables import load_genius
from negosim.rules.space import decode, enumerate_packages
from tests.genius_files import domain_text, space_text, write
from tests.strategies import scenarios
from tests.talks import arrays


@given(scenarios(), st.data())
def test_packages_are_those_that_the_rules_enumerate(scenario: Scenario, data: Any) -> None:
    """From any base, whatever issues are free, in the same order."""
    space, _ = arrays(scenario)
    base = decode(space, data.draw(st.integers(0, int(np.prod(space.levels)) - 1)))
    free = np.array(data.draw(st.lists(st.booleans(), min_size=len(base), max_size=len(base))))
    expected = enumerate_packages(space, base, free)
    assert valuation.feasible_packages(space, base, free).tolist() == expected.tolist()


@pytest.mark.parametrize("part", [1, 7])
def test_utilities_do_not_hang_on_how_many_packages_are_made_at_a_time(
    part: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Made one by one, or by sevens, packages are worth the same, and come in the same order."""
    scenario = _switches(tmp_path, 4)
    drawn = central_draw(scenario.parameters)
    expected = valuation.value_packages(scenario, drawn)
    monkeypatch.setattr(valuation, "PART", part)
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
