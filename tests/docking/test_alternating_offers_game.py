"""The game of alternating offers: parties that reason backwards, held against Ståhl's and Rubinstein's shares."""

from __future__ import annotations

import math

import pytest

from negosim.analysis.bargaining.solutions import rubinstein, stahl
from negosim.model import NegotiationModel, PartyAgent
from tests.talks import cake, played

SLICES, ROUNDS = 1000, 120

# First proposer's share (1 - d2) / (1 - d1 d2) (Rubinstein 1982), the limit of Ståhl's (1972) finite game.
SHARES = [((0.9, 0.8), 0.714286), ((0.8, 0.9), 0.357143), ((0.9, 0.9), 0.526316), ((0.5, 0.5), 0.666667)]


def backwards(discounts: tuple[float, float]) -> type[PartyAgent]:
    """A party that proposes what backward induction gives it, in whole slices, and takes what waiting is worth."""

    class Backwards(PartyAgent):
        def aspiration(self, day: float | None = None) -> float:
            today = self.state.day if day is None else day
            mine, others = discounts[self.number], discounts[1 - self.number]
            share = stahl(mine, others, max(1, ROUNDS - int(today)))
            return math.floor(share * SLICES) / SLICES if day is None else mine * share

    return Backwards


@pytest.mark.parametrize(("discounts", "share"), SHARES)
def test_who_reasons_backwards_agrees_at_once_on_rubinsteins_share(
    discounts: tuple[float, float], share: float
) -> None:
    """The first offer gives the proposer the closed form, within a slice, and is accepted in the first round."""
    model = played(cake(SLICES, ROUNDS), party_agent=backwards(discounts))
    assert share == pytest.approx(rubinstein(*discounts), abs=5e-7)
    assert (model.outcome.outcome, model.outcome.round) == ("agreement", 1)
    assert model.outcome.utilities["first"] == pytest.approx(share, abs=1 / SLICES)
    assert sum(model.outcome.utilities.values()) == pytest.approx(1.0, abs=1e-12)


def test_a_slice_more_than_the_continuation_is_refused() -> None:
    """What makes the share the one: a proposer that asks for two slices more is refused in the first round."""
    discounts = (0.9, 0.8)
    honest = backwards(discounts)

    class Greedy(honest):  # type: ignore[misc, valid-type]
        def aspiration(self, day: float | None = None) -> float:
            extra = 2 / SLICES if day is None and self.number == 0 and self.state.round == 1 else 0.0
            return float(super().aspiration(day) + extra)

    model = NegotiationModel(cake(SLICES, ROUNDS), party_agent=Greedy)
    assert model.run_model().round == 2
