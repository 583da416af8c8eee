"""Negotiations told as transcripts: the round of the design (section 4), by what happens at the table.

All are of the two shores of tests/talks.py: a package is what the north gets of land and of water, in parts of four.
Where no exponent is set, both concede in a straight line from their best package to nothing in ten days.
"""

from __future__ import annotations

import datetime as dt

from negosim.domain import events as e
from negosim.model import PartyAgent
from tests.model.stories import HOLDING_OUT, TRUSTED, mediated
from tests.talks import START, assert_dance, happened, played, talks, values


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
    assert (run.outcome.zopa, run.outcome.objections) == (0, {"north": "land", "south": "land"})


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
