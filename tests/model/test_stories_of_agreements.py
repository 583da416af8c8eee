"""Negotiations told as transcripts: stages that are agreed one by one, and phases that hold or do not."""

from __future__ import annotations

import pytest

from tests.model.stories import BY_STAGE
from tests.talks import assert_dance, played, talks, values


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
    assert (outcome.phases_held, outcome.objections) == (1, {"north": "water", "south": "water"})


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
