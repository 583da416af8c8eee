"""A status quo that is nearly a level is an error; too many rounds and words among numbers are doubts."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

import negosim as ns
from negosim.errors import BadInput, ScenarioWarning

CASE = Path(__file__).parents[2] / "scenarios" / "examples" / "second_case" / "scenario.toml"


def doubts(**settings: object) -> list[str]:
    """What is doubted about the second case with some settings."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always", ScenarioWarning)
        ns.load_scenario(CASE, set={name.replace("__", "."): value for name, value in settings.items()})
    return [str(warning.message) for warning in found]


def test_the_case_itself_raises_no_doubt() -> None:
    """Sixty rounds."""
    assert doubts() == []


def test_a_calendar_of_many_rounds_is_doubted_unless_its_hazards_are_set_by_hand() -> None:
    """Hazards are probabilities per round."""
    assert any("stand still for half of the rounds collapse" in doubt for doubt in doubts(horizon=300))
    by_hand = doubts(horizon=300, talks__collapse=0.0, talks__stall=0.0)
    assert not any("stand still" in doubt for doubt in by_hand)


def test_a_word_below_numbers_is_doubted() -> None:
    """Where it stands on the scale may not be meant."""
    (doubt,) = doubts(issues__pay__status_quo="never")
    assert "issues.pay.status_quo is never, a word: on the issue's scale it stands beyond" in doubt


def test_a_misspelt_status_quo_is_an_error() -> None:
    """With the level that it is nearest to."""
    with pytest.raises(BadInput, match=r"issues\.hiring\.status_quo: .*received union_hal .*union_hall is the nearest"):
        doubts(issues__hiring__status_quo="union_hal")
