"""The parts of a run that are compiled apart."""

from __future__ import annotations

import pytest

from negosim.domain.scenario import Scenario
from negosim.kernel.playing import laid_out
from negosim.kernel.steps import MEDIATED, TURNS
from negosim.rules.compiling import COMPILED
from tests.nasty import NASTY
from tests.talks import talks


@pytest.mark.skipif(not COMPILED, reason="rules are not compiled")
@pytest.mark.parametrize("scenario", [talks(), NASTY["plain_offers"], NASTY["stages_turned_round"]])
def test_only_the_steps_that_a_game_takes_have_an_address(scenario: Scenario) -> None:
    """Those of its protocol; others are not compiled for it."""
    ground = laid_out(scenario, 1)
    idle = {TURNS} if scenario.rules.protocol == "mediated" else {*MEDIATED}
    assert {k for k, address in enumerate(ground.steps) if not address} == idle
