"""Which claims count: those known on the day, and which of them are taken back as assumptions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.evidence.claims import known_claims
from tests.evidence.coding import DAY, claim, dossier, projected, used


def days(*dates: dt.date) -> list[Any]:
    """Claims of some days."""
    return [claim(n, issue="toll", level="low", date=day) for n, day in enumerate(dates)]


@given(st.lists(st.integers(-40, 40), max_size=6), st.integers(-40, 40))
def test_as_of_a_day_no_later_claim_is_known(offsets: list[int], day: int) -> None:
    """Of that day and before, all are."""
    as_of = DAY + dt.timedelta(days=day)
    claims = days(*(DAY + dt.timedelta(days=n) for n in offsets))
    known, earlier = known_claims(dossier(*claims), as_of, None, as_of + dt.timedelta(days=90))
    assert list(known) == [c for c in claims if c.date <= as_of]
    assert earlier == frozenset()


def test_what_was_said_during_the_talks_that_are_played_is_never_used() -> None:
    """As of day 0, played for 90 days: later positions, up to a day, are taken back; what was said meanwhile is not."""
    at = [DAY + dt.timedelta(days=n) for n in (-5, 0, 1, 90, 91, 100, 101)]
    claims = days(*at)
    known, earlier = known_claims(dossier(*claims), DAY, DAY + dt.timedelta(days=100), DAY + dt.timedelta(days=90))
    assert [(c.date - DAY).days for c in known] == [-5, 0, 91, 100]
    assert earlier == {"c004", "c005"}


@pytest.mark.parametrize("kind", ["position", "style", "stake"])
def test_what_stands_is_taken_back(kind: str) -> None:
    """Where people stand, how mediators work, and what the talks are for."""
    later = claim(kind=kind, date=DAY + dt.timedelta(days=95))
    known, earlier = known_claims(dossier(later), DAY, DAY + dt.timedelta(days=100), DAY + dt.timedelta(days=90))
    assert (known, earlier) == ((later,), {"c001"})


@pytest.mark.parametrize("kind", ["fact", "relation", "pressure", "audience", "participation", "expectation"])
def test_nothing_else_is_taken_back(kind: str) -> None:
    """What happened later had not happened, and how people stood to each other may have been otherwise."""
    later = claim(kind=kind, toward="south", direction=1, stance="observes", date=DAY + dt.timedelta(days=95))
    known, _ = known_claims(dossier(later), DAY, DAY + dt.timedelta(days=100), DAY + dt.timedelta(days=90))
    assert known == ()


def test_what_is_taken_back_is_an_assumption_and_its_refusals_are_no_acts() -> None:
    """A refusal holds from the day it is voiced; where people stand is presumed to have been so before."""
    found = projected(
        claim(1, issue="toll", level="high", stance="refuses", only=True),
        claim(2, issue="toll", level="low", stance="accepts"),
        claim(3, issue="opening", level="20", stance="accepts"),
        backcast=("c001", "c002"),
    )
    assert found.red_lines == ()
    assert found.parameters["north.act.toll_low"].basis == "assumption"
    assert found.parameters["north.act.toll_low"].claims == ("c002",)
    assert found.parameters["north.act.opening_20"].basis == "claims"


def test_a_parameter_with_one_claim_of_the_time_stands_on_claims() -> None:
    """Though others behind it were taken back."""
    claims = (
        claim(1, issue="toll", level="low", stance="accepts"),
        claim(2, issue="toll", level="low", stance="accepts"),
    )
    found = projected(*claims, backcast=("c002",))
    assert found.parameters["north.act.toll_low"].basis == "claims"


def test_the_projection_names_every_claim_that_moved_something() -> None:
    """And no other: an expectation, or a position on what is not negotiated, moves nothing."""
    found = projected(
        claim(1, issue="toll", level="low"),
        claim(2, kind="expectation", actor="observers", direction=1, stance="observes"),
        claim(3, issue="fish", level="all"),
    )
    assert used(found) == ["c001"]
