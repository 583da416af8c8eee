"""The figure of who gains by walking away: whole, and it says what was found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from negosim import plots
from negosim.analysis.bargaining.stability import PhaseStability, package_stability
from negosim.domain.random_streams import central_draw
from negosim.ensemble.playing.simulate import simulate
from negosim.ensemble.results.outcomes import Outcomes
from negosim.spaces.space import digits_of, space_of
from tests.analysis.bargaining.test_stability import LATE
from tests.plots.looking import cut_off, overlaps, words
from tests.talks import talks

SCENARIO = talks(LATE)


@pytest.fixture(autouse=True)
def _paper() -> Iterator[None]:
    with plots.offscreen():
        yield


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    """Two runs."""
    return simulate(SCENARIO, 2)


def _phases(**levels: str) -> tuple[PhaseStability, ...]:
    package = int(digits_of(SCENARIO, levels) @ space_of(SCENARIO).strides)
    return package_stability(SCENARIO, central_draw(SCENARIO.parameters), package)


def test_bars_are_the_shares_of_agreements(outcomes: Outcomes) -> None:
    """The north gains by leaving alone and in company in one of two; the south never; nothing overlaps."""
    found = [_phases(land="4", water="0", way="twice"), _phases(land="0", water="4", way="twice")]
    axes = plots.phase_stability(outcomes, found)
    assert [round(bar.get_width(), 3) for bar in axes.patches] == [0.5, 0.5, 0.0, 0.0]
    texts = words(axes.figure.figure)
    assert (cut_off(axes.figure.figure, texts), overlaps(texts)) == ([], [])
    written = " ".join(text.get_text().replace("\n", " ") for text in texts)
    for word in ("Before phase 2: 2 agreements", "stable for all: Nash 50 %", "seed 7", SCENARIO.digest[:8]):
        assert word in written


def test_without_a_later_phase_it_says_so(outcomes: Outcomes) -> None:
    """Agreements in one phase leave nothing to draw."""
    axes = plots.phase_stability(outcomes, [_phases(land="4", water="0", way="once")])
    assert "no agreement in several phases" in [text.get_text() for text in axes.texts]
