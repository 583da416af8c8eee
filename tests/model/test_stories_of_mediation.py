"""Negotiations told as transcripts: what a mediator tells, drafts and presses for."""

from __future__ import annotations

import pytest

from negosim.domain import events as e
from tests.model.stories import HOLDING_OUT, TRUSTED, mediated
from tests.talks import assert_dance, happened, played, talks, values

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
