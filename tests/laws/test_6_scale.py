"""Law 6, scale: U -> aU + b with the reservation values moved likewise changes no event.

What others believe of a party is counted on the scale of values from 0 to 1, whatever unit the party itself counts
in; a linkage is part of both, so where beliefs matter (mediated talks) the law is shown without linkages. The scales
are powers of two, and the shifts are of talks whose numbers add up without rounding: every comparison is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from negosim.domain.random_streams import draw
from negosim.domain.scenario import Scenario
from negosim.model import NegotiationModel, negotiation
from negosim.model.board import Board
from negosim.rules.utility import Table
from tests.strategies import scenarios
from tests.talks import facts

IN_UTILITY = ("premium", "waiting_cost", "pressure", "bias")
SCALES = st.sampled_from([0.25, 0.5, 2.0, 1024.0])
SHIFTS = st.sampled_from([-4.0, -0.5, 0.0, 0.25, 8.0])
# What events tell in units of utility, or as beliefs about it.
MEASURED = (
    "aspiration", "conceded", "draw", "no_deal", "pressure", "reservations", "shortfall", "utilities", "waiting_cost"
)  # fmt: skip


@given(scenarios(linkages=False), SCALES)
def test_no_event_hangs_on_the_unit_of_utility(scenario: Scenario, unit: float) -> None:
    """Counted in another unit, with whatever is counted in it changed likewise, the same things happen."""
    assert told(scenario) == told(scenario, unit=unit)


@given(scenarios(protocols=("alternating_offers",)), SCALES)
def test_nor_do_linkages_where_nobody_believes_anything(scenario: Scenario, unit: float) -> None:
    """With linkages and without beliefs, the same."""
    assert told(scenario) == told(scenario, unit=unit)


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(scenarios(dyadic=True, certain=True, linkages=False), st.lists(SHIFTS, min_size=4, max_size=4), SCALES)
def test_no_event_hangs_on_where_utility_begins(scenario: Scenario, shifts: list[float], unit: float) -> None:
    """Each party may count from another zero, in another unit, and the same things happen."""
    assert told(scenario) == told(scenario, unit=unit, zeros=tuple(shifts))


def told(scenario: Scenario, unit: float = 1.0, zeros: tuple[float, ...] = (0.0,) * 4) -> list[Any]:
    """What happens when utility is counted in a unit and from each party's zero: events, less what is counted so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(negotiation, "Board", board_of(unit, zeros))
        rescaled = measured(scenario, unit)
        model = NegotiationModel(rescaled, seed=2, draw=measured_draw(rescaled, unit))
        model.run_model()
    return [facts(event, *MEASURED) for event in model.events]


def board_of(unit: float, zeros: tuple[float, ...]) -> type[Board]:
    """The board of a run on which worth is counted in a unit and from each party's zero."""

    class Recounted(Board):
        @property
        def table(self) -> Table:
            return self._table

        @table.setter
        def table(self, table: Table) -> None:
            worth = table.worth * unit
            for party, zero in enumerate(zeros[: len(worth)]):
                worth[party, :, 0, :] += zero * unit
            self._table = table._replace(worth=worth, lift=table.lift * unit)

    return Recounted


def measured(scenario: Scenario, unit: float) -> Scenario:
    """The same talks, with what shocks move in utility counted in a unit."""

    def scaled(moved: Mapping[str, float]) -> dict[str, float]:
        return {name: by * unit for name, by in moved.items()}

    shocks = tuple(
        attrs.evolve(shock, pressure=scaled(shock.pressure), waiting_cost=scaled(shock.waiting_cost))
        for shock in scenario.shocks
    )
    return attrs.evolve(scenario, shocks=shocks)


def measured_draw(scenario: Scenario, unit: float) -> dict[str, float]:
    """The draw of a run, with what is in utility counted in a unit."""
    values = draw(scenario.parameters.values(), 2, 0)
    for name in values:
        if name.rpartition(".")[2] in IN_UTILITY or name == "talks.pressure_cap":
            values[name] *= unit
    return values
