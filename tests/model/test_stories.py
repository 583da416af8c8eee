"""Negotiations told as transcripts: the round of the design (section 4), by what happens at the table.

All are of the two shores of tests/talks.py: a package is what the north gets of land and of water, in parts of four.
Where no exponent is set, both concede in a straight line from their best package to nothing in ten days.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from negosim.domain import events as e
from negosim.model import PartyAgent
from tests.talks import START, assert_dance, happened, played, talks, values

HOLDING_OUT = {"assumptions": {"*.horizon": {"value": 10}, "*.concession": {"value": 0.5}}}
TRUSTED = values(otter__trust__north=1, otter__trust__south=1, talks__learning=1)
BY_STAGE = {"agenda": {"mode": "phase_by_phase", "groups": [["land"], ["water"]]}}


def mediated(style: str) -> dict[str, Any]:
    """Tables of talks that the otter mediates."""
    return {"mediators": {"otter": {"style": style}}}


def test_two_sides_that_meet_in_what_each_cares_for() -> None:
    """Unmediated, each gives up what matters less to it and asks for less every round, until both table the same."""
    assert_dance(
        played(talks()),
        [
            "round 1, day 0",
            "north tables 4 4",
            "south tables 0 0",
            "south refuses 4 4 over water",
            "north refuses 0 0 over land",
            "round 2, day 1",
            "north tables 4 3",
            "south tables 1 0",
            "south refuses 4 3 over water",
            "north refuses 1 0 over land",
            "round 3, day 2",
            "north tables 4 1",
            "south tables 3 0",
            "south refuses 4 1 over water",
            "north refuses 3 0 over land",
            "round 4, day 3",
            "north tables 4 0",
            "south tables 4 0",
            "agreed: 4 0",
            "phase 1 of 1 held, day 3",
            "closed: agreement",
        ],
    )


# To this north land and water matter alike; it does not know what matters to the south.
EVEN = {"parties": {"north": {"weights": {"land": 0.5, "water": 0.5}}}}


def test_without_a_mediator_a_side_may_give_what_the_other_hardly_wants() -> None:
    """The even north begins to give land, where it might have given water, and they settle for less than there is."""
    run = played(talks(EVEN))
    assert_dance(
        run,
        [
            ...,
            "round 3, day 2",
            "north tables 3 4",
            "south tables 3 0",
            ...,
            "round 5, day 4",
            "north tables 3 2",
            "south tables 3 1",
            "south refuses 3 2 over water",
            "north accepts 3 1",
            "agreed: 3 1",
            ...,
        ],
    )
    assert run.outcome.utilities == {"north": 0.5, "south": 0.625}


def test_a_facilitator_tells_each_side_what_matters_to_the_other() -> None:
    """Told by the otter, the even north gives water; two packages are accepted, and the better for both is signed."""
    run = played(talks(EVEN, TRUSTED, mediated("facilitator")))
    assert_dance(
        run,
        [
            ...,
            "round 3, day 2",
            "north tables 4 3",
            "south tables 3 0",
            ...,
            "round 5, day 4",
            "north tables 4 1",
            "south tables 4 0",
            "south accepts 4 1",
            "north accepts 4 0",
            "agreed: 4 0",
            ...,
        ],
    )
    assert run.outcome.utilities == {"north": 0.5, "south": 0.75}
    assert {event.mediators for event in happened(run, e.InformationRelayed)} == {("otter",)}


def test_a_formulator_puts_a_text_before_both_sides() -> None:
    """The otter takes up one of the tabled packages, then finds what is best for both and stays with it until both can
    accept; the text is answered first, by both."""
    assert_dance(
        played(talks(HOLDING_OUT, TRUSTED, mediated("formulator"))),
        [
            "round 1, day 0",
            "north tables 4 4",
            "south tables 0 0",
            "otter draft 0 0",
            "north refuses 0 0 over land",
            "south refuses 4 4 over water",
            "round 2, day 1",
            "north tables 4 4",
            "south tables 0 0",
            "otter draft 4 0",
            "north refuses 4 0 over water",
            "south refuses 4 0 over land",
            "south refuses 4 4 over water",
            "north refuses 0 0 over land",
            ...,
            "round 5, day 4",
            "north tables 4 2",
            "south tables 2 0",
            "otter draft 4 0",
            "north accepts 4 0",
            "south accepts 4 0",
            "south refuses 4 2 over water",
            "north refuses 2 0 over land",
            "agreed: 4 0",
            "phase 1 of 1 held, day 4",
            "closed: agreement",
        ],
    )


PRESSING = values(
    talks__pressure_cap=0.4,
    talks__press_cost=0.2,
    otter__effort=0.5,
    otter__budget=0.75,
    otter__leverage__north=1,
    otter__leverage__south=1,
)


def test_a_manipulator_spends_a_budget_of_pressure_and_loses_trust_by_it() -> None:
    """Both are as far from each other, so half an effort goes to each: .4 (1 - exp(-1/4)) = .088, at a cost of a
    twentieth of trust. The budget is spent in the third round, and in the fifth they are there."""
    assert_dance(
        played(talks(HOLDING_OUT, TRUSTED, PRESSING, mediated("manipulator"))),
        [
            "round 1, day 0",
            "north tables 4 4",
            "south tables 0 0",
            "otter draft 0 0",
            ...,
            "round 2, day 1",
            "otter presses north to 0.088",
            "north trusts otter 0.950, pressed",
            "otter presses south to 0.088",
            "south trusts otter 0.950, pressed",
            "north tables 4 4",
            ...,
            "round 3, day 2",
            "otter presses north to 0.123",
            "north trusts otter 0.926, pressed",
            "otter presses south to 0.123",
            "south trusts otter 0.926, pressed",
            "north tables 4 4",
            ...,
            "round 4, day 3",
            "north tables 4 3",
            ...,
            "agreed: 4 0",
            ...,
        ],
    )


def test_only_the_side_that_is_furthest_is_pressed() -> None:
    """To a north that hardly minds the water, the south's package is less of a loss than the north's to the south."""
    content = {"parties": {"north": {"values": {"water": {"0": 0.5}}}}}
    run = played(talks(content, TRUSTED, PRESSING, mediated("manipulator")))
    efforts = [(event.party, event.effort) for event in happened(run, e.PressureApplied)]
    assert efforts[0] == ("south", 0.5)


def test_a_shock_moves_trust_and_pressure_and_suspends_the_talks() -> None:
    """On its date; rounds go by, the sides concede in silence, and when talks resume on the day they agree at once."""
    storm = {
        "date": START + dt.timedelta(days=2),
        "suspend": 3,
        "trust": {"otter.north": -0.7, "otter.south": 0.75},
        "pressure": {"south": 0.2},
        "waiting_cost": {"north": 0.01},
    }
    run = played(talks(HOLDING_OUT, shocks={"storm": storm}, mediators={"otter": {}}))
    assert_dance(
        run,
        [
            ...,
            "round 3, day 2",
            "storm strikes",
            "suspended by storm until day 5",
            "round 4, day 3",
            "round 5, day 4",
            "round 6, day 5",
            "resumed",
            "north tables 4 0",
            "south tables 4 0",
            "agreed: 4 0",
            ...,
        ],
    )
    assert run.state.trust == {"otter.north": 0.0, "otter.south": 1.0}
    assert (run.state.pressure["south"], run.state.waiting_cost["north"]) == (0.2, 0.01)


def test_a_second_shock_during_a_suspension_prolongs_it() -> None:
    """Talks resume when the later of the two has passed."""
    shocks = {
        "storm": {"date": START + dt.timedelta(days=1), "suspend": 2},
        "flood": {"date": START + dt.timedelta(days=2), "suspend": 4},
    }
    assert_dance(
        played(talks(shocks=shocks)),
        [
            ...,
            "round 2, day 1",
            "storm strikes",
            "suspended by storm until day 3",
            "round 3, day 2",
            "flood strikes",
            "suspended by flood until day 6",
            "round 4, day 3",
            "round 5, day 4",
            "round 6, day 5",
            "round 7, day 6",
            "resumed",
            ...,
        ],
    )


def test_talks_may_collapse_and_do_so_sooner_where_nobody_moves() -> None:
    """A hazard of 1 ends the first round; one of a fourth a stalled round ends talks of two who never move."""
    first_round = [
        "round 1, day 0",
        "north tables 4 4",
        "south tables 0 0",
        "south refuses 4 4 over water",
        "north refuses 0 0 over land",
    ]
    assert_dance(
        played(talks(values(talks__collapse=1))),
        [*first_round, "collapsed after 0 stalled rounds", "closed: collapse"],
    )
    stubborn = values(talks__stall=0.25, north__concession=0.001, south__concession=0.001)
    stalled = [happened(played(talks(stubborn), run=run), e.TalksCollapsed)[0].stalled for run in range(8)]
    assert set(stalled) <= {1, 2, 3, 4}
    assert len(set(stalled)) > 1


def test_the_deadline_ends_what_nobody_ended() -> None:
    """After the last round that fits into the horizon, on the horizon's day."""
    stubborn = values(north__concession=0.001, south__concession=0.001)
    assert_dance(
        played(talks(stubborn, horizon=7, days_per_round=3)),
        [..., "round 3, day 6", ..., "deadline on day 7", "closed: deadline"],
    )


def test_red_lines_that_leave_nothing_block_by_name() -> None:
    """The north must have all land and the south some: each refusal names the line, and the issue behind it."""
    lines = {
        "north": {"red_lines": {"all_land": {"when": {"land": [0, 1, 2, 3]}}}},
        "south": {"red_lines": {"some_land": {"when": {"land": 4}}}},
    }
    run = played(talks(parties=lines, horizon=2))
    assert_dance(
        run,
        [
            "round 1, day 0",
            "north tables 4 4",
            "south tables 0 0",
            "south refuses 4 4 over some_land",
            "north refuses 0 0 over all_land",
            ...,
            "deadline on day 2",
            "closed: deadline",
        ],
    )
    assert (run.outcome.zopa, run.outcome.blocker) == (0, ("south", "land"))


def test_belief_in_a_red_line_grows_with_each_refusal_that_names_it() -> None:
    """From what was coded, .4, by a fourth of the doubt left for every refusal that the mediator relays."""
    line = {"south": {"red_lines": {"some_land": {"when": {"land": 4}, "firmness": 0.4}}}}
    real = {name: parameter.distribution.mean for name, parameter in talks(parties=line).parameters.items()}
    talk = talks(
        values(talks__persuasion=0.25, otter__trust__north=1, otter__trust__south=1, north__concession=0.001),
        mediated("facilitator"),
        parties=line,
        horizon=2,
    )
    run = played(
        talk,
        draw={**{n: talk.parameters[n].distribution.mean for n in talk.parameters}, "south.red_line.some_land": 1.0},
    )
    beliefs = [event.firmness["north.south.some_land"] for event in happened(run, e.InformationRelayed)]
    assert real["south.red_line.some_land"] == 0.4
    assert beliefs == pytest.approx([0.55, 0.6625], abs=1e-12)


def test_stage_by_stage_what_was_agreed_is_locked() -> None:
    """Land is split in halves, takes effect, and then water, from new aspirations: neither is traded for the other."""
    run = played(talks(BY_STAGE))
    assert_dance(
        run,
        [
            "round 1, day 0",
            "north tables 4 none",
            "south tables 0 none",
            ...,
            "north tables 2 none",
            "south tables 2 none",
            "stage agreed: 2 none",
            "stage 2: water",
            "round 7, day 6",
            "north tables 2 4",
            "south tables 2 0",
            ...,
            "agreed: 2 2",
            "phase 1 of 1 held, day 10",
            "closed: agreement",
        ],
    )
    assert run.outcome.utilities == {"north": 0.5, "south": 0.5}


def test_what_a_first_stage_settled_stands_if_the_second_fails() -> None:
    """With water that neither can give, half the land is a partial agreement, worth what it is worth to each."""
    lines = {
        "north": {"red_lines": {"dry": {"when": {"water": [0, 1, 2, 3]}}}},
        "south": {"red_lines": {"flood": {"when": {"water": 4}}}},
    }
    run = played(talks(BY_STAGE, parties=lines, horizon=9))
    assert_dance(
        run,
        [
            ...,
            "stage agreed: 2 none",
            "stage 2: water",
            ...,
            "south refuses 2 4 over flood",
            "north refuses 2 0 over dry",
            "deadline on day 9",
            "phase 1 of 1 held, day 5",
            "closed: partial",
        ],
    )
    outcome = run.outcome
    assert (outcome.levels, outcome.utilities) == ({"land": "2"}, {"north": 0.375, "south": 0.125})
    assert (outcome.phases_held, outcome.blocker) == (1, ("north", "water"))


# A third issue, the days over which a deal is carried out, alike to both, and three phases of whatever water is agreed.
PHASES = {
    "issues": {"days": {"levels": [30, 60], "status_quo": 0}},
    "parties": {
        "north": {"weights": {"land": 0.7, "water": 0.2, "days": 0.1}, "values": {"days": {"0": 0.5}}},
        "south": {"weights": {"land": 0.2, "water": 0.7, "days": 0.1}, "values": {"days": {"0": 0.5}}},
    },
    "phasing": {
        "issue": "water",
        "shares": {label: [0.5, 0.25, 0.25] for label in ("none", *"01234")},
        "duration": "days",
    },
}


@pytest.mark.parametrize(
    ("trust", "ending"),
    [
        (1.0, ["phase 1 of 3 held, day 3", "phase 2 of 3 held, day 13", "phase 3 of 3 held, day 23"]),
        (0.0, ["phase 1 of 3 held, day 3", "phase 2 of 3 broke down, day 13"]),
    ],
)
def test_after_signing_phases_hold_as_far_as_trust_goes(trust: float, ending: list[str]) -> None:
    """Spread over the agreed thirty days; the first comes with the signing; the less trusting side decides."""
    run = played(talks(PHASES, values(north__trust__south=trust, south__trust__north=1)))
    assert_dance(run, [..., "agreed: 4 0 30", *ending, "closed: agreement"])
    assert run.outcome.phases_held == sum("held" in line for line in ending)


def test_a_guarantee_carries_phases_that_nobody_trusts_in() -> None:
    """With a guarantee of 1 on thirty days every phase holds, without any trust between the sides."""
    guaranteed = {"phasing": {"guarantee": "days"}, "assumptions": {"guarantee.*": {"value": 1}}}
    run = played(talks(PHASES, guaranteed, values(north__trust__south=0, south__trust__north=0)))
    assert run.outcome.phases_held == 3


def test_a_party_withdraws_what_has_become_worse_for_it_than_no_deal() -> None:
    """Time is so much on the north's side that after some rounds nothing is good enough: it falls silent, and what it
    had tabled cannot be signed any more."""
    run = played(talks(values(north__waiting_cost=-0.2, south__concession=0.001), horizon=8))
    tabled = [event.party for event in happened(run, e.PackageTabled)]
    assert (tabled.count("north"), tabled.count("south")) == (6, 8)
    assert run.outcome.outcome == "deadline"


def test_alternating_offers_are_made_in_turn_and_answered_by_the_other() -> None:
    """The textbook protocol: one offer a round, of all packages the one nearest at or above the aspiration, of equal
    ones the lowest index; no text, no word, and nothing learnt."""
    scenario = talks(TRUSTED, mediated("formulator"), rules={"protocol": "alternating_offers"})
    assert_dance(
        played(scenario),
        [
            "round 1, day 0",
            "north tables 4 4",
            "south refuses 4 4 over water",
            "round 2, day 1",
            "south tables 1 0",
            "north refuses 1 0 over land",
            "round 3, day 2",
            "north tables 3 4",
            "south refuses 3 4 over water",
            "round 4, day 3",
            "south tables 1 1",
            "north refuses 1 1 over land",
            "round 5, day 4",
            "north tables 2 4",
            "south refuses 2 4 over water",
            "round 6, day 5",
            "south tables 2 2",
            "north accepts 2 2",
            "agreed: 2 2",
            "phase 1 of 1 held, day 5",
            "closed: agreement",
        ],
    )


def test_a_party_of_ones_own_is_played_like_any_other() -> None:
    """A subclass that accepts nothing blocks everything, and takes part in all the rest."""

    class Never(PartyAgent):
        def answer(self, package: int) -> e.AnswerGiven:
            return e.AnswerGiven(self.name, package, False, 1.0, "land")

        def table(self) -> list[e.Event]:
            return super().table() if self.number == 0 else []

    run = played(talks(horizon=3), party_agent=Never)
    assert run.outcome.outcome == "deadline"
    assert {(event.party, event.issue) for event in happened(run, e.AnswerGiven)} == {("south", "land")}
