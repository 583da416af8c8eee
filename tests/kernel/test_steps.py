"""The parts of a run that are compiled apart."""

from __future__ import annotations

import pytest

from negosim.compiled.compiling import COMPILED
from negosim.domain.scenario import Scenario
from negosim.kernel.playing import make_workspace
from negosim.kernel.steps import MEDIATED, TURNS
from tests.nasty import NASTY
from tests.talks import talks


@pytest.mark.skipif(not COMPILED, reason="rules are not compiled")
@pytest.mark.parametrize("scenario", [talks(), NASTY["plain_offers"], NASTY["stages_turned_round"]])
def test_only_the_steps_that_a_game_takes_have_an_address(scenario: Scenario) -> None:
    """Those of its protocol; others are not compiled for it."""
    workspace = make_workspace(scenario)
    idle = {TURNS} if scenario.rules.protocol == "mediated" else {*MEDIATED}
    assert {k for k, address in enumerate(workspace.steps) if not address} == idle
