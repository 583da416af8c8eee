"""Talks written by hand that lie at an end of what validates: each has tripped somebody, or would."""

from __future__ import annotations

import datetime as dt
from typing import Any

from negosim.domain.scenario import Scenario
from tests.talks import START, cake, talks, values

BOTH = ("north", "south")
MANIPULATORS: dict[str, Any] = {
    "mediators": {name: {"style": "manipulator"} for name in ("otter", "heron")},
    "assumptions": {
        "*.trust.*": {"low": 0.25, "high": 1},
        "*.leverage.*": {"low": 0, "high": 1},
        "*.effort": {"value": 0.75},
        "*.budget": {"value": 2},
        "talks.pressure_cap": {"value": 0.5},
        "talks.press_cost": {"value": 0.25},
        "talks.learning": {"value": 0.25},
        "talks.persuasion": {"value": 0.5},
    },
}
UNSURE: dict[str, Any] = {
    "horizon": 40,
    "assumptions": {
        "*.concession": {"low": 0.1, "mode": 0.3, "high": 1.5},
        "*.bias": {"low": -0.15, "high": 0.05},
        "*.premium": {"low": 0.3, "high": 0.75},
        "*.horizon": {"low": 10, "high": 50},
        "talks.collapse": {"value": 0.01},
        "talks.stall": {"value": 0.002},
    },
}
WAY: dict[str, Any] = {
    "issues": {"way": {"levels": ["once", "often"], "status_quo": "none", "ordered": False}},
    "parties": {
        side: {
            "weights": {"land": 0.5, "water": 0.25, "way": 0.25},
            "values": {"way": {"none": 0, "once": 0.5, "often": 0.5}},
        }
        for side in BOTH
    },
}
THREE: dict[str, Any] = {
    "parties": {
        "isle": {
            "weights": {"land": 0.5, "water": 0.5},
            "values": {"land": {"none": 0, "0": 0.5, "4": 0.5}, "water": {"none": 0, "0": 1, "4": 0.25}},
        }
    }
}

# Half known, the south is thought to care for stone; well known, for wood, of which there is less to give.
ALL = ("land", "water", "wood", "stone")
FOUR: dict[str, Any] = {
    "issues": {name: {"levels": [0, 1, 2, 3, 4], "status_quo": "none"} for name in ("wood", "stone")},
    "parties": {
        "north": {
            "weights": dict.fromkeys(ALL, 0.25),
            "values": {name: {"none": 0, "0": 0, "4": 1} for name in ALL},
            "red_lines": {"middle": {"when": {"land": [1, 2, 3], "stone": ["none", 0, 1, 2]}, "firmness": 0.4}},
        },
        "south": {
            "weights": {"land": 0.4, "water": 0.1, "wood": 0.4, "stone": 0.1},
            "values": {name: {"none": 0, "0": 1, "4": 0.4 if name in ("land", "wood") else 0} for name in ALL},
        },
    },
    "agenda": {"mode": "phase_by_phase", "groups": [["land", "water"], ["wood", "stone"]]},
}


def lines(count: int, firmness: float) -> dict[str, Any]:
    """Many red lines, the last of them at the highest bit."""
    return {f"line{k:02}": {"when": {"land": str(k % 4)}, "firmness": firmness} for k in range(count)}


def _nasty() -> dict[str, Scenario]:
    group = {"agenda": {"mode": "phase_by_phase", "groups": [["water"], ["land"]]}}
    nothing_left, no_water_left = (
        {"infeasible": {"all": {"when": {"land": levels, "water": levels}}}} for levels in ([0, 1, 2, 3, 4], [0, 4])
    )
    refuse_all = {"parties": {"south": {"red_lines": {"all": {"when": {"land": [0, 1, 2, 3, 4]}, "firmness": 0.5}}}}}
    indifferent = {side: {"values": {i: {"none": 0, "0": 1, "4": 1} for i in ("land", "water")}} for side in BOTH}
    alike = {side: {"weights": {"land": 0.5, "water": 0.5}} for side in BOTH}
    stubborn = values(north__premium=0.375, south__premium=0.375, north__concession=0.25, south__concession=0.25)
    still = {"set": {"talks.collapse": {"value": 0}, "talks.stall": {"value": 0}}}
    little = {"set": {"*.premium": {"times": 0.25}}}
    links = {f"link{k:02}": {"when": {"water": str(k % 5)}, "worth": k / 512} for k in range(62)}
    thirty_two = {"shares": {"none": [1], "once": [1], "often": [1 / 32] * 32}}
    storms = {
        f"storm{k}": {"hazard": 1.0, "suspend": days, "pressure": {"north": 0.125}, "trust": {"otter.south": 0.3}}
        for k, days in enumerate((1, 7, 3))
    }
    last_day = {"late": {"date": START + dt.timedelta(days=17), "suspend": 5, "waiting_cost": {"south": 0.01}}}
    one_level = {"issues": {"peace": {"levels": ["yes"], "status_quo": "yes"}}}
    for_one = {
        side: {
            "weights": {"land": 0.5, "water": 0.5, "peace": 0},
            "values": {"peace": {"yes": 0.3}},
        }
        for side in BOTH
    }
    return {
        "plain": talks(),
        "plain_offers": talks(rules={"protocol": "alternating_offers"}),
        "cake": cake(100, 50),
        "a_cake_that_nobody_yields": cake(60, 20, first__concession=0.001, second__concession=1000),
        "manipulators": talks(MANIPULATORS, UNSURE),
        "three_manipulated": talks(THREE, MANIPULATORS, UNSURE, rules={"max_moves": 2, "tabling": "best_believed"}),
        "efforts_shared_by_parties_alike": talks(MANIPULATORS, stubborn, parties=alike),
        "everything_ties": talks(MANIPULATORS, values(north__premium=1.01), parties=indifferent),
        "a_second_stage_without_a_package": talks(group, nothing_left, UNSURE, little),
        "stages_turned_round": talks(group, MANIPULATORS, UNSURE, little),
        "a_party_that_refuses_all": talks(MANIPULATORS, UNSURE, refuse_all),
        "a_party_that_refuses_all_offers": talks(UNSURE, refuse_all, rules={"protocol": "alternating_offers"}),
        "sixty_two_red_lines": talks(MANIPULATORS, UNSURE, parties={"north": {"red_lines": lines(62, 0.1)}}),
        "sixty_two_linkages": talks(MANIPULATORS, UNSURE, parties={"south": {"linkages": links}}),
        "thirty_two_phases": talks(
            WAY,
            values(north__trust__south=0.97, south__trust__north=0.99),
            values(**{f"{side}__value__way__often": 1 for side in BOTH}),
            phasing={"issue": "way", "duration": "land", **thirty_two},
        ),
        "the_way_is_settled_last": talks(
            WAY,
            UNSURE,
            little,
            MANIPULATORS,
            values(north__follow_through=0.5, south__follow_through=0.75),
            issues={"land": {"delivery": "by_phase"}, "water": {"delivery": "at_end"}},
            phasing={"issue": "way", "guarantee": "water", "shares": {"none": [1], "once": [1], "often": [0.4, 0.6]}},
            agenda={"mode": "phase_by_phase", "groups": [["land", "water"], ["way"]]},
        ),
        "the_first_issue_is_the_way": talks(
            {"issues": {"road": {"levels": [1, 2], "status_quo": 1, "delivery": "at_end"}}},
            UNSURE,
            phasing={"issue": "land", "shares": {x: [0.25, 0.75] for x in ("none", *"01234")}, "guarantee": "road"},
            parties={
                side: {
                    "weights": {"land": 0.5, "water": 0.25, "road": 0.25},
                    "values": {"road": {"1": 0, "2": 1}},
                }
                for side in BOTH
            },
        ),
        "storms_over_storms": talks(MANIPULATORS, UNSURE, shocks=storms),
        "a_storm_on_the_last_day": talks(MANIPULATORS, UNSURE, shocks=last_day, days_per_round=3),
        "all_is_told_at_once": talks(
            MANIPULATORS,
            UNSURE,
            values(talks__learning=1, talks__persuasion=1),
            {"set": {"*.trust.*": {"value": 1}, "*.candour": {"value": 1}}},
            parties={"north": {"red_lines": lines(8, 0.5)}, "south": {"red_lines": lines(8, 0.5)}},
        ),
        "time_is_on_their_side": talks(UNSURE, values(north__waiting_cost=-0.05, south__waiting_cost=-0.01)),
        "tit_for_tat": talks(THREE, MANIPULATORS, UNSURE, {"set": {"*.reciprocity": {"value": 1}}}),
        "a_thousand_rounds": talks(
            MANIPULATORS,
            UNSURE,
            values(north__premium=0.9, south__premium=0.9, talks__stall=1e-6, talks__collapse=1e-4),
            horizon=1000,
        ),
        "an_issue_of_one_level": talks(one_level, MANIPULATORS, UNSURE, parties=for_one),
        "one_round": talks(UNSURE, horizon=1),
        "two_alike_that_never_agree": talks(
            values(north__premium=0.75, south__premium=0.75, north__horizon=100, south__horizon=100), parties=alike
        ),
        "a_stall_that_ends_with_a_stage": talks(
            values(talks__stall=0.02, north__concession=0.5),
            issues={name: {"levels": [0, 4]} for name in ("land", "water")},
            parties={
                "north": {"values": {name: {"none": 0, "0": 0.4, "4": 1} for name in ("land", "water")}},
                "south": {"values": {name: {"none": 0, "0": 1, "4": 0.3} for name in ("land", "water")}},
            },
            agenda={"mode": "phase_by_phase", "groups": [["land"], ["water"]]},
        ),
        "a_stall_before_a_stage_without_a_package": talks(
            values(talks__stall=0.02, north__concession=0.5),
            no_water_left,
            issues={name: {"levels": [0, 4]} for name in ("land", "water")},
            parties={
                "north": {"values": {"land": {"none": 0, "0": 0.4, "4": 1}}},
                "south": {"values": {"land": {"none": 0, "0": 1, "4": 0.3}}},
            },
            agenda={"mode": "phase_by_phase", "groups": [["land"], ["water"]]},
        ),
        "an_old_text_precedes_nothing": talks(
            {"set": {"*.concession": {"value": 0.05}, "*.horizon": {"value": 2}}},
            mediators={"otter": {"style": "formulator"}},
            rules={"draft_every": 2},
            parties={
                "north": {"values": {"land": {"none": 0, "0": 0.1, "4": 1}, "water": {"none": 0, "0": 0.5, "4": 1}}},
                "south": {"values": {"land": {"none": 0, "0": 1, "4": 0.1}, "water": {"none": 0, "0": 1, "4": 0.5}}},
            },
        ),
        "what_is_learnt_is_kept": talks(
            FOUR, MANIPULATORS, UNSURE, {"set": {"*.premium": {"value": 0}, "talks.*": {"value": 0.04}}}, still
        ),
        "a_stage_that_opens_late": talks(
            FOUR,
            MANIPULATORS,
            UNSURE,
            still,
            {
                "set": {
                    "*.premium": {"value": 0.2},
                    "*.ambition": {"value": 0.6},
                    "*.waiting_cost": {"value": 0.0078125},
                }
            },
        ),
        "red_lines_that_are_real_above_a_half": talks(
            MANIPULATORS,
            UNSURE,
            parties={side: {"red_lines": lines(2, 0.5)} for side in BOTH},
            set={"*.red_line.*": {"low": 0.3, "high": 0.9}},
        ),
        "three_stages_and_much_told": talks(
            {"assumptions": {"*.ambition": {"low": 0.5, "high": 1}, "*.waiting_cost": {"low": -0.01, "high": 0.02}}},
            WAY,
            MANIPULATORS,
            UNSURE,
            little,
            {"set": {"talks.stall": {"value": 0.05}, "talks.learning": {"value": 0.5}}},
            agenda={"mode": "phase_by_phase", "groups": [["way"], ["land"], ["water"]]},
            parties={side: {"red_lines": lines(3, 0.3)} for side in BOTH},
            rules={"draft_every": 2},
        ),
        "ten_thousand_packages": _large(),
    }


def _large() -> Scenario:
    names = [f"i{k}" for k in range(5)]
    weights = {name: (k + 1) / 15 for k, name in enumerate(names)}
    rising, falling = {"none": 0, "0": 0, "6": 1}, {"none": 0, "0": 1, "6": 0}
    parties = {
        "one": {"weights": weights, "values": dict.fromkeys(names, rising)},
        "two": {
            "weights": dict(zip(names, reversed(weights.values()), strict=True)),
            "values": dict.fromkeys(names, falling),
        },
    }
    issues = {name: {"levels": list(range(7)), "status_quo": "none"} for name in names}
    gone = {"parties": {"north": False, "south": False}, "issues": {"land": False, "water": False}}
    return talks(gone, MANIPULATORS, UNSURE, parties=parties, issues=issues, horizon=30)


NASTY = _nasty()
