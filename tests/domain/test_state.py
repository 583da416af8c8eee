"""The state of a run: given some facts, when one more happens, then the state after it, or a reason why it cannot."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from negosim.domain import events as e
from negosim.domain.events import IllegalEvent
from negosim.domain.evolution import evolve, replay
from negosim.domain.scenario import Scenario
from negosim.domain.state import State
from tests.strategies import scenarios
from tests.talks import played

PACKAGE, OTHER = 7, 8
DRAW = {
    **{f"{party}.pressure": 0.0 for party in ("north", "south")},
    **{f"{party}.waiting_cost": 0.001 for party in ("north", "south")},
    **{f"otter.trust.{party}": 0.5 for party in ("north", "south")},
    "north.bias": 0.0,
}
WORTH = {"north": 0.6, "south": 0.4}
OPENED = e.NegotiationOpened(
    scenario="talks",
    digest="",
    seed=1,
    run=0,
    engine="1",
    start="2024-01-01",
    parties=("north", "south"),
    mediators=("otter",),
    draw=DRAW,
)
STAGE = e.StageOpened(0, ("land",), 0, {"north": 0.0, "south": 0.0}, {"north": 1.0, "south": 1.0})
ROUND = e.RoundOpened(1, 0, "2024-01-01")
TABLED = e.PackageTabled("north", PACKAGE, 1.0, 0.0, WORTH)
ACCEPTED = e.AnswerGiven("south", PACKAGE, True)
AGREED = e.AgreementReached(PACKAGE, WORTH)
CLOSED = e.NegotiationClosed("agreement", PACKAGE, WORTH)
TALKING = (OPENED, STAGE, ROUND)
SIGNED = (*TALKING, TABLED, ACCEPTED, AGREED)


def given_when(given_events: Sequence[e.Event], when: e.Event) -> State:
    """The state after some facts and one more."""
    return evolve(replay(given_events), when)


# Given, when, and the reason why it cannot be.
REFUSED = e.AnswerGiven("south", PACKAGE, False, 0.1, "land")
COLLAPSED = e.TalksCollapsed(0)
BROKEN = e.AgreementBrokeDown(1, 2, 0)
ILLEGAL: list[tuple[str, Sequence[e.Event], e.Event, str]] = [
    ("nothing before the opening", (), ROUND, "the run is unopened, not open"),
    ("one opening", (OPENED,), OPENED, "the run is open, not unopened"),
    ("stages in order", (OPENED,), replace(STAGE, stage=1), "stage 1 after stage -1"),
    ("no stage twice", (OPENED, STAGE), STAGE, "stage 0 after stage 0"),
    ("a stage before a round", (OPENED,), ROUND, "no stage was opened"),
    ("rounds in order", TALKING, e.RoundOpened(3, 2, ""), "round 3 after round 1"),
    ("no round twice", TALKING, ROUND, "round 1 after round 1"),
    ("days in order", (*TALKING, e.RoundOpened(2, 5, "")), e.RoundOpened(3, 4, ""), "day 4 after day 5"),
    ("no shock twice", (*TALKING, e.ShockStruck("storm", {}, {}, {})), e.ShockStruck("storm", {}, {}, {}), "before"),
    ("trust of strangers", TALKING, e.ShockStruck("storm", {"otter.east": 0.1}, {}, {}), "otter.east takes"),
    ("pressure on strangers", TALKING, e.ShockStruck("storm", {}, {"east": 0.1}, {}), "east takes no part"),
    ("waiting of strangers", TALKING, e.ShockStruck("storm", {}, {}, {"east": 0.1}), "east takes no part"),
    ("nothing to resume", TALKING, e.TalksResumed(3), "the run is open, not suspended"),
    ("no early resumption", (*TALKING, e.TalksSuspended(5, "storm")), e.TalksResumed(4), "suspended until day 5"),
    ("no tabling in suspension", (*TALKING, e.TalksSuspended(5, "storm")), TABLED, "the run is suspended, not open"),
    ("pressure by strangers", TALKING, e.PressureApplied("heron", "north", 0.1, 0.1), "heron takes no part"),
    ("pressing strangers", TALKING, e.PressureApplied("otter", "east", 0.1, 0.1), "east takes no part"),
    ("trust in strangers", TALKING, e.TrustShifted("heron", "north", 0.1, "pressed"), "heron.north takes no part"),
    ("tabling by strangers", TALKING, replace(TABLED, party="otter"), "otter takes no part"),
    ("tabling before a round", (OPENED, STAGE), TABLED, "no round was opened"),
    ("texts of strangers", TALKING, e.TextDrafted(("heron",), PACKAGE, WORTH), "heron takes no part"),
    ("answers of strangers", (*TALKING, TABLED), e.AnswerGiven("otter", PACKAGE, True), "otter takes no part"),
    ("answers to nothing", (*TALKING, TABLED), e.AnswerGiven("south", OTHER, True), "package 8 does not lie"),
    ("answers to last round", (*TALKING, TABLED, e.RoundOpened(2, 1, "")), ACCEPTED, "package 7 does not lie"),
    ("one answer", (*TALKING, TABLED, ACCEPTED), ACCEPTED, "south has answered package 7 before"),
    ("no answer to one's own", (*TALKING, TABLED), e.AnswerGiven("north", PACKAGE, False), "north has answered"),
    ("no agreement of one", (*TALKING, TABLED), AGREED, "not all accepted package 7"),
    ("no agreement over a refusal", (*TALKING, TABLED, REFUSED), AGREED, "not all accepted package 7"),
    ("no agreement on another", (*TALKING, TABLED, ACCEPTED), e.AgreementReached(OTHER, WORTH), "not all accepted"),
    ("no agreement of a later round", (*TALKING, TABLED, ACCEPTED, e.RoundOpened(2, 1, "")), AGREED, "not all"),
    ("no stage of one", (*TALKING, TABLED), e.StageAgreed(0, PACKAGE, WORTH), "not all accepted package 7"),
    ("the stage on the table", (*TALKING, TABLED, ACCEPTED), e.StageAgreed(1, PACKAGE, WORTH), "stage 0 lies"),
    ("phases after signing", TALKING, e.PhaseCompleted(1, 2, 0), "the run is open, not signed"),
    ("phases in order", SIGNED, e.PhaseCompleted(2, 2, 0), "0 phases were completed"),
    ("no phase twice", (*SIGNED, e.PhaseCompleted(1, 2, 0)), e.PhaseCompleted(1, 2, 0), "1 phases were completed"),
    ("break-downs in order", SIGNED, e.AgreementBrokeDown(2, 2, 0), "0 phases were completed"),
    ("nothing after a break-down", (*SIGNED, BROKEN), e.PhaseCompleted(1, 2, 0), "the run is over, not signed"),
    ("no talks after signing", SIGNED, e.RoundOpened(2, 1, ""), "the run is signed, not open or suspended"),
    ("no collapse after signing", SIGNED, e.TalksCollapsed(0), "the run is signed"),
    ("no deadline after signing", SIGNED, e.DeadlinePassed(9), "the run is signed"),
    ("no deadline after a collapse", (*TALKING, COLLAPSED), e.DeadlinePassed(9), "the run is over"),
    ("no other chance after the end", (OPENED, STAGE, e.TalksCollapsed(0)), e.ChanceRedrawn(1), "the run is over"),
    ("no change of what is not drawn", TALKING, e.AssumptionChanged("north.luck", 1.0, {}), "north.luck takes no part"),
    ("no end of open talks", TALKING, CLOSED, "the run is open, not signed or over"),
    ("the end that it had", (*TALKING, COLLAPSED), replace(CLOSED, outcome="deadline"), "it ended as collapse"),
    ("the package that it had", SIGNED, replace(CLOSED, package=OTHER), "package 7 was agreed, not 8"),
    ("no end twice", (*SIGNED, CLOSED), CLOSED, "the run is closed"),
    ("nothing after the end", (*SIGNED, CLOSED), e.RoundOpened(2, 1, ""), "the run is closed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given_events", "when", "reason"), [case[1:] for case in ILLEGAL], ids=[c[0] for c in ILLEGAL]
)
def test_an_event_that_cannot_follow_is_refused_with_a_reason(
    given_events: Sequence[e.Event], when: e.Event, reason: str
) -> None:
    """The refusal names the event and why, and the state before it stays what it was."""
    before = replay(given_events)
    with pytest.raises(IllegalEvent, match=f"^{type(when).__name__} cannot follow: .*{re.escape(reason)}"):
        evolve(before, when)
    assert before == replay(given_events)


def test_every_kind_of_event_is_refused_somewhere() -> None:
    """The table above leaves out only what can follow whenever talks are open, or needs no more than that."""
    unconditional = {e.TalksSuspended, e.InformationRelayed}
    assert {type(when) for _, _, when, _ in ILLEGAL} | unconditional == set(e.Event.__args__)


@pytest.mark.parametrize("kind", sorted(e.Event.__args__, key=lambda kind: kind.__name__))
def test_nothing_follows_the_end(kind: type[e.Event]) -> None:
    """Whatever kind of event it is."""
    blank = kind(*(None for _ in msgspec.structs.fields(kind)))
    with pytest.raises(IllegalEvent, match="the run is closed"):
        evolve(replay((*SIGNED, CLOSED)), blank)


def test_the_opening_sets_what_was_drawn() -> None:
    """Trust, pressure and waiting costs begin as in the draw, and no effort is spent."""
    state = given_when((), OPENED)
    assert (state.status, state.round, state.stage) == ("open", 0, -1)
    assert state.trust == {"otter.north": 0.5, "otter.south": 0.5}
    assert (state.pressure["north"], state.waiting_cost["south"], state.spent["otter"]) == (0.0, 0.001, 0.0)


def test_a_tabled_package_is_accepted_by_its_author_and_lies_on_the_table() -> None:
    """And what it gives to each is kept: what the author first and last offered them."""
    state = given_when(TALKING, TABLED)
    assert (state.tabled, state.opened, state.before) == ({"north": PACKAGE}, {"north": PACKAGE}, (PACKAGE,))
    assert state.answers == {PACKAGE: {"north": True}}
    assert not state.accepted_by_all(PACKAGE)
    lower = e.PackageTabled("north", OTHER, 0.9, 0.1, {"north": 0.5, "south": 0.5})
    later = replay((*TALKING, TABLED, e.RoundOpened(2, 1, ""), lower))
    assert (later.tabled["north"], later.opened["north"]) == (OTHER, PACKAGE)
    assert later.gained["north"] == (TABLED.utilities, lower.utilities)


def test_the_same_package_from_both_is_an_agreement_to_be() -> None:
    """Two authors have both accepted it, and it lies on the table once."""
    state = given_when((*TALKING, TABLED), replace(TABLED, party="south"))
    assert state.before == (PACKAGE,)
    assert state.accepted_by_all(PACKAGE)


def test_a_text_is_answered_before_all_else() -> None:
    """It comes first, once, even if a party tabled the same package."""
    on_table = (*TALKING, TABLED, e.PackageTabled("south", OTHER, 1.0, 0.0, WORTH))
    state = given_when(on_table, e.TextDrafted(("otter",), OTHER, WORTH))
    assert (state.text, state.before) == (OTHER, (OTHER, PACKAGE))


def test_a_new_round_clears_the_table_and_counts_who_moved() -> None:
    """A round in which nobody gave anything up is a stalled one; a concession, or a pause, ends the stall."""
    stand = replace(TABLED, conceded=0.0)
    concede = replace(TABLED, conceded=0.1)
    story: list[e.Event] = [*TALKING, stand]
    stalled = []
    for number, tabled in enumerate((stand, stand, concede, stand), start=2):
        story += [e.RoundOpened(number, number - 1, ""), tabled]
        stalled.append(replay(story).stalled)
    story.append(e.RoundOpened(6, 5, ""))
    state = replay(story)
    assert (stalled, state.stalled) == ([0, 1, 2, 0], 1)
    assert (state.before, state.answers) == ((), {})


def test_suspended_talks_cost_days_and_stall_nobody() -> None:
    """Rounds go by; nobody is expected to move in them; two suspensions end with the later one."""
    story = [*TALKING, e.TalksSuspended(3, "storm"), e.TalksSuspended(2, "flood"), e.RoundOpened(2, 3, "")]
    state = replay(story)
    assert (state.status, state.until, state.stalled) == ("suspended", 3, 0)
    assert given_when(story, e.TalksResumed(3)).status == "open"


def test_pressure_and_trust_are_what_the_events_say() -> None:
    """And effort is added up."""
    pressed, resented = e.PressureApplied("otter", "north", 0.25, 0.2), e.TrustShifted("otter", "north", 0.4, "pressed")
    state = replay((*TALKING, pressed, resented, replace(pressed, pressure=0.3)))
    assert (state.pressure, state.spent) == ({"north": 0.3, "south": 0.0}, {"otter": 0.5})
    assert state.trust == {"otter.north": 0.4, "otter.south": 0.5}


def test_an_agreed_stage_becomes_what_holds_without_a_deal() -> None:
    """The next stage starts with an empty table; if it fails, what was agreed stands as a partial agreement."""
    agreed = (*TALKING, TABLED, ACCEPTED, e.StageAgreed(0, PACKAGE, WORTH))
    second = (*agreed, e.StageOpened(1, ("water",), PACKAGE, WORTH, {"north": 1.0, "south": 1.0}))
    state = replay(second)
    assert (state.stage, state.base, state.package) == (1, PACKAGE, PACKAGE)
    assert (state.tabled, state.opened, state.gained, state.text, state.answers) == ({}, {}, {}, None, {})
    ended = [
        given_when((*second, e.RoundOpened(2, 1, "")), last) for last in (e.TalksCollapsed(0), e.DeadlinePassed(9))
    ]
    assert [(state.outcome, state.package) for state in ended] == [("partial", PACKAGE)] * 2


def test_without_anything_agreed_talks_end_as_they_ended() -> None:
    """A collapse is a collapse and a deadline a deadline."""
    assert [given_when(TALKING, end).outcome for end in (e.TalksCollapsed(2), e.DeadlinePassed(9))] == [
        "collapse",
        "deadline",
    ]


def test_phases_are_counted_until_one_breaks_down() -> None:
    """The agreement stands as what was signed; how many phases held is told beside it."""
    state = replay((*SIGNED, e.PhaseCompleted(1, 3, 0), e.PhaseCompleted(2, 3, 5), e.AgreementBrokeDown(3, 3, 9)))
    assert (state.outcome, state.status, state.phases_held) == ("agreement", "over", 2)


@pytest.mark.parametrize(
    ("name", "field", "key"),
    [
        ("north.pressure", "pressure", "north"),
        ("south.waiting_cost", "waiting_cost", "south"),
        ("otter.trust.north", "trust", "otter.north"),
    ],
)
def test_a_changed_assumption_changes_what_stands_on_it(name: str, field: str, key: str) -> None:
    """In the draw, and in what has been the case since the opening."""
    state = given_when(TALKING, e.AssumptionChanged(name, 0.25, {}))
    assert (state.draw[name], getattr(state, field)[key]) == (0.25, 0.25)


CARRYING = (
    e.NegotiationOpened,
    e.RoundOpened,
    e.AgreementReached,
    e.StageAgreed,
    e.TalksSuspended,
    e.NegotiationClosed,
)


@given(scenarios(), st.data())
def test_no_event_that_carries_a_run_along_can_be_left_out_unnoticed(scenario: Scenario, data: st.DataObject) -> None:
    """A run without one of them is refused, or ends in another state."""
    run = played(scenario)
    places = [n for n, event in enumerate(run.events) if isinstance(event, CARRYING)]
    at = data.draw(st.sampled_from(places))
    assert fold([*run.events[:at], *run.events[at + 1 :]]) != run.state


def fold(events: Sequence[e.Event]) -> State | None:
    """The state after some events, or None if one of them cannot follow."""
    try:
        return replay(events)
    except IllegalEvent:
        return None
