from __future__ import annotations

import numpy as np
import pytest

from negosim.analysis.story.offers import (
    answers,
    courses,
    dated,
    ending,
    offers,
    presses,
    refusals,
    reservations,
    shocks,
    signings,
    suspensions,
)
from negosim.domain.events import AgreementReached, AnswerGiven, RoundOpened, StageAgreed, StageOpened
from negosim.domain.evolution import replay
from tests.analysis import samples

SCENARIO = samples.scenario()
EVENTS = samples.told(SCENARIO)


def test_the_told_run_can_be_replayed() -> None:
    """The sample's events follow one another: the folds below see a run as it could be."""
    assert replay(EVENTS).status == "closed"


def test_every_event_has_a_round_and_a_day() -> None:
    """Before the first round both are 0, and neither ever falls."""
    moments = [(now, day) for now, day, _ in dated(EVENTS)]
    assert moments[0] == (0, 0)
    assert moments == sorted(moments)


def test_offers_tell_who_tabled_what_when() -> None:
    """Two parties table and a text is drafted each talked round; utilities come as the events tell them."""
    found = offers(EVENTS)
    assert {"table", "text"} == set(found["kind"])
    assert {"north", "south", ""} == set(found["party"])
    first = next(event for event in EVENTS if type(event).__name__ == "PackageTabled")
    assert first.utilities["south"] == found["utility_south"].iloc[0]
    assert found[found["kind"] == "text"]["aspiration"].isna().all()


def test_refusals_are_answers_that_were_no() -> None:
    """Each refusal names an issue, one of them a red line; what was refused has its worth to the refuser."""
    no = refusals(EVENTS)
    assert len(no) == (~answers(EVENTS)["accepted"]).sum() > 0
    assert (no["issue"] != "").all()
    assert "no_free_bridge" in set(no["red_line"])
    assert np.isfinite(no["utility"]).all()


def test_courses_begin_at_the_draw_and_end_at_the_state() -> None:
    """The last value of each course is the replayed state's."""
    found = courses(EVENTS).groupby(["quantity", "of"])["value"].last()
    state = replay(EVENTS)
    assert state.pressure == found["pressure"].to_dict()
    assert state.trust == found["trust"].to_dict()
    assert courses(EVENTS)["day"].min() == 0


def test_reservations_fall_when_a_party_is_pressed() -> None:
    """One value a round and party; a press lowers the pressed party's and no other's."""
    found = reservations(EVENTS)
    assert replay(EVENTS).round * 2 == len(found)
    pressed = presses(EVENTS)["party"].iloc[0]
    values = found.groupby("party")["value"].agg(["first", "last"])
    assert values["last"][pressed] < values["first"][pressed]


def test_a_round_that_settles_a_stage_counts_for_it() -> None:
    """A stage's no-deal value holds from the round after the one that opens it; each signing tells its stage."""
    last = max(k for k, event in enumerate(EVENTS) if isinstance(event, AnswerGiven))
    deal = next(event for event in EVENTS if isinstance(event, AgreementReached))
    staged = [
        *EVENTS[: last + 1],
        StageAgreed(0, deal.package, deal.utilities),
        StageOpened(1, ("toll",), deal.package, {"north": 0.8, "south": 0.8}, {"north": 0.9, "south": 0.9}),
        RoundOpened(15, 42, "2030-04-15"),
    ]
    assert signings(staged)[["stage", "round", "package"]].to_numpy().tolist() == [[0, 14, deal.package]]
    stages = reservations(staged).groupby("stage")["round"].agg(list).to_dict()
    assert (stages[0][-1], stages[1]) == (14, [15, 15])
    assert set(offers(staged)["stage"]) == {0}


def test_suspensions_are_spans() -> None:
    """The talks stood still from the flood until they went on."""
    (span,) = suspensions(EVENTS)
    assert ("flood", span.start) == (shocks(EVENTS)["shock"].iloc[0], shocks(EVENTS)["day"].iloc[0])
    assert span.start < span.until


def test_a_suspension_without_end_lasts_until_its_day() -> None:
    """Talks that never went on stood still until the day that had been named."""
    cut = next(k for k, event in enumerate(EVENTS) if type(event).__name__ == "TalksResumed")
    (span,) = suspensions(EVENTS[:cut])
    assert span.until == replay(EVENTS[:cut]).until


def test_the_ending_is_told() -> None:
    """Round, day, outcome and package of the close; an unfinished run has no outcome yet."""
    assert ("agreement", replay(EVENTS).package) == ending(EVENTS)[2:]
    assert ending(EVENTS[:-1])[2:] == ("", -1)


def test_folds_need_an_opening() -> None:
    """Events from the middle of a run are refused with a word."""
    with pytest.raises(ValueError, match="NegotiationOpened"):
        offers(EVENTS[3:])
