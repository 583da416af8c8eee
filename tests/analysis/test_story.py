"""One run told as a dated story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest

from negosim.analysis.story import headline, story
from negosim.analysis.wording import Words, listed
from negosim.domain import events as e
from negosim.domain.draws import central_draw
from negosim.domain.scenario import Scenario
from negosim.files.scenario import build, load_scenario
from negosim.model import NegotiationModel
from negosim.rules.space import digits_of, encode, space_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TABLES: dict[str, Any] = {
    "name": "bridge",
    "title": "A bridge between two shores",
    "start": dt.date(2030, 3, 4),
    "horizon": 30,
    "days_per_round": 3,
    "issues": {
        "toll": {"title": "Toll of the bridge", "levels": [0, 5, 10], "status_quo": "none", "unit": "coins"},
        "width": {"title": "Width", "levels": ["narrow", "wide"], "status_quo": "narrow"},
    },
    "parties": {
        "north": {
            "title": "North Shore",
            "weights": {"toll": 0.5, "width": 0.5},
            "values": {"toll": {"none": 0, "0": 1, "10": 0.2}, "width": {"narrow": 0, "wide": 1}},
        },
        "south": {
            "title": "South Shore",
            "weights": {"toll": 0.5, "width": 0.5},
            "values": {"toll": {"none": 0, "0": 0.2, "10": 1}, "width": {"narrow": 1, "wide": 0}},
            "red_lines": {
                "free_and_wide": {"when": {"toll": 0, "width": "wide"}, "issue": "toll", "firmness": 1.0},
                "no_toll": {"when": {"toll": 0}, "firmness": 0.0},
            },
        },
    },
    "mediators": {"harbour": {"title": "Harbour Town", "style": "manipulator"}},
    "shocks": {"flood": {"title": "A flood tears at the piers", "date": dt.date(2030, 3, 20)}},
    "assumptions": {"*.horizon": {"value": 20}, "harbour.trust.*": {"value": 0.5}},
}
BRIDGE = build(TABLES, "bridge")


def package(**levels: str) -> int:
    """The index of a package of the bridge."""
    return int(encode(space_of(BRIDGE), digits_of(BRIDGE, levels)))


NO_DEAL = package()
MINE, YOURS, MIDDLE = (package(toll=t, width=w) for t, w in (("0", "wide"), ("10", "narrow"), ("5", "wide")))
HALF = {"north": 0.5, "south": 0.5}


def begun(*more: e.Event) -> list[e.Event]:
    """A run of the bridge that has begun, and what happened then."""
    opened = e.NegotiationOpened(
        "bridge", "d", 7, 3, "1", "2030-03-04", ("north", "south"), ("harbour",), central_draw(BRIDGE.parameters)
    )
    stage = e.StageOpened(0, ("toll", "width"), NO_DEAL, {"north": 0.0, "south": 0.5}, HALF)
    return [opened, stage, *more]


def a_round(number: int, *more: e.Event, offers: tuple[int, int] | None = (MINE, YOURS)) -> list[e.Event]:
    """A round in which both tabled something, and what else happened."""
    day = 3 * (number - 1)
    opened: list[e.Event] = [e.RoundOpened(number, day, str(BRIDGE.date(day)))]
    names = ("north", "south")
    tabled = [e.PackageTabled(p, o, 0.5, 0.0, HALF) for p, o in zip(names, offers or (), strict=False)]
    return [*opened, *tabled, *more]


def refused(by: str, what: int, issue: str = "toll", red_line: str = "", shortfall: float = 0.1) -> e.AnswerGiven:
    """A refusal."""
    return e.AnswerGiven(by, what, False, shortfall, issue, red_line)


def told(*happened: Sequence[e.Event]) -> str:
    """The story of a run of the bridge in one line, without the spaces that lay it out."""
    return " ".join(" ".join(story(BRIDGE, begun(*(event for part in happened for event in part)))).split())


@cache
def played(name: str, run: int) -> tuple[Scenario, tuple[e.Event, ...]]:
    """A scenario that ships, and the events of one of its runs."""
    scenario = load_scenario(SCENARIOS / f"{name}.toml")
    model = NegotiationModel(scenario, seed=7, run=run)
    model.play()
    return scenario, tuple(model.events)


SEVERAL = [
    ("january_2024", 0),
    ("january_2024", 3),
    ("november_2023", 0),
    ("what_if/strained_relations", 1),
    ("what_if/mediators_as_facilitators", 2),
    ("examples/divide_a_cake", 0),
    ("examples/three_parties", 1),
]


def test_a_short_run_reads_like_this() -> None:
    """Who takes part, what is real, who tabled and refused what, and how it ended, from first to last."""
    signed = e.AnswerGiven("north", MIDDLE, True)
    happened = [
        *a_round(1, e.TextDrafted(("harbour",), MINE, HALF), refused("south", MINE, red_line="free_and_wide")),
        *a_round(2, e.TextDrafted(("harbour",), MIDDLE, HALF), refused("south", MIDDLE, "width", shortfall=0.01)),
        *a_round(3, e.TextDrafted(("harbour",), MIDDLE, HALF), signed, offers=(MINE, MIDDLE)),
        e.AgreementReached(MIDDLE, {"north": 0.8, "south": 0.3}),
        e.PhaseCompleted(1, 1, 6),
        e.NegotiationClosed("agreement", MIDDLE, {"north": 0.1, "south": 0.2}),
    ]
    assert story(BRIDGE, begun(*happened)) == [
        "A bridge between two shores",
        "Run 3: North Shore and South Shore agreed on 10 March 2030, day 6.",
        "",
        "  North Shore and South Shore negotiate, a round every 3 days, for 30 days at most (run 3, seed 7).",
        "  Harbour Town mediates: it carries messages, it drafts a text, it presses.",
        "  Trust at the beginning, from 0 to 1: North Shore in Harbour Town 0.50; South Shore in Harbour Town",
        "  0.50.",
        "  North Shore has no red line in this run.",
        "  South Shore's red lines in this run (1 of 2 declared):",
        "  - toll of the bridge: 0 coins, with width: wide",
        "",
        " 4 Mar 2030  North Shore tabled: toll of the bridge: 0 coins; width: wide.",
        "             South Shore tabled: toll of the bridge: 10 coins; the rest as without a deal.",
        "             The mediators took North Shore's package as their text.",
        "             South Shore refused the text because of its red line on the toll of the bridge.",
        " 7 Mar 2030  The text changed: the toll of the bridge: 0 -> 5 coins.",
        "             South Shore refused the text over width (narrowly).",
        "10 Mar 2030  South Shore moved the toll of the bridge: 10 -> 5 coins; width: narrow -> wide.",
        "             North Shore and South Shore accepted the text. Agreed: toll of the bridge: 5 coins;",
        "             width: wide.",
        "             The agreement was carried out.",
        "",
        "In the end, each on its own scale from 0 to 1: North Shore would have settled for 0.10 and got 0.80;",
        "South Shore would have settled for 0.20 and got 0.30.",
    ]


@pytest.mark.parametrize(("name", "run"), SEVERAL)
def test_a_story_is_plain_text_of_limited_width(name: str, run: int) -> None:
    """No line is wider than 100 characters, none ends in a space, and dates in the margin never go back."""
    lines = story(*played(name, run))
    assert max(map(len, lines)) <= 100
    assert all(line == line.rstrip() for line in lines)
    margins = [line[:11] for line in lines if line[:2].strip().isdigit() and line[:1] in " 0123"]
    dates = [dt.datetime.strptime(margin.strip(), "%d %b %Y").date() for margin in margins]  # noqa: DTZ007
    assert len(dates) > 2
    assert dates == sorted(dates)


@pytest.mark.parametrize(("name", "run"), SEVERAL)
def test_a_story_is_shorter_than_the_run(name: str, run: int) -> None:
    """Rounds in which the same goes on are folded: there are far fewer lines than events."""
    scenario, events = played(name, run)
    assert len(story(scenario, events)) < len(events) / 3


@pytest.mark.parametrize(("name", "run"), SEVERAL)
def test_every_real_red_line_is_named_and_no_other(name: str, run: int) -> None:
    """What the reader is told of red lines is what was drawn."""
    scenario, events = played(name, run)
    text, words = " ".join(" ".join(story(scenario, events)).split()), Words(scenario)
    opened = events[0]
    assert isinstance(opened, e.NegotiationOpened)
    real = [line for line in scenario.red_lines if opened.draw[line.parameter] > 0.5]
    for party in scenario.parties:
        count = sum(line.party == party.name for line in real)
        declared = sum(line.party == party.name for line in scenario.red_lines)
        assert count == 0 or f"red lines in this run ({count} of {declared} declared)" in text
    assert all(f"- {words.condition(line.condition)}" in text for line in real)


@pytest.mark.parametrize(("name", "run"), SEVERAL)
def test_a_story_depends_on_nothing_but_the_events(name: str, run: int) -> None:
    """Telling changes nothing, and a story told twice is the same."""
    scenario, events = played(name, run)
    assert story(scenario, list(events)) == story(scenario, list(events))


@pytest.mark.parametrize(("name", "run"), SEVERAL)
def test_a_run_can_be_told_while_it_goes_on(name: str, run: int) -> None:
    """Any beginning of a run has a story, and a headline that says it is not over."""
    scenario, events = played(name, run)
    for end in (0, 1, 2, 3, len(events) // 2):
        assert story(scenario, events[:end])
        assert "the talks go on" in headline(scenario, events[:end])


def test_quiet_rounds_are_folded() -> None:
    """Three rounds without a move are one entry, which says until when, and who refused over what."""
    answers = [refused("south", MINE, red_line="free_and_wide"), refused("north", YOURS, "width")]
    text = told(*(a_round(n, *answers) for n in range(1, 5)))
    assert "7 Mar 2030 Until 13 March nobody moved, and the answers stayed the same." in text
    long = told(*(a_round(n, *answers) for n in range(1, 9)))
    assert (
        "Until 25 March nobody moved; South Shore refused North Shore's package because of its red line on the "
        "toll of the bridge; North Shore refused South Shore's package over width." in long
    )


def test_steps_are_told_as_a_path() -> None:
    """A party that moves step by step is told once, with every level it passed."""
    steps = [package(toll=t, width="narrow") for t in ("10", "5", "0")]
    text = told(*(a_round(n + 1, offers=(MINE, step)) for n, step in enumerate(steps)))
    assert "7 Mar 2030 Until 10 March South Shore moved the toll of the bridge: 10 -> 5 -> 0 coins." in text


def test_going_to_and_fro_is_told_as_such() -> None:
    """Who goes back and forth between two levels for weeks is told in one line."""
    steps = [package(toll=("10", "5")[n % 2], width="narrow") for n in range(10)]
    text = told(*(a_round(n + 1, offers=(MINE, step)) for n, step in enumerate(steps)))
    assert "South Shore moved the toll of the bridge: to and fro between 10 and 5, at last 5 coins." in text
    assert text.count("South Shore moved") == 1


def test_shocks_suspension_and_broken_trust_are_told() -> None:
    """A shock is told with what it did to trust and pressure; then how long the talks stood still."""
    shock = e.ShockStruck("flood", {"harbour.north": 0.15}, {"south": 0.2}, {"north": -0.1})
    text = told(
        a_round(1),
        a_round(2, shock, e.TalksSuspended(9, "flood"), offers=None),
        a_round(3, offers=None),
        [*a_round(4, offers=None), e.TalksResumed(9)],
    )
    assert (
        "7 Mar 2030 A flood tears at the piers: North Shore's trust in Harbour Town broke, from 0.50 to 0.15; "
        "pressure on South Shore grew; waiting now cost North Shore less. "
        "The talks were suspended until 13 March 2030. 13 Mar 2030 The talks were resumed." in text
    )
    assert "nobody moved" not in text


def test_pressure_is_told_when_it_begins_and_ends() -> None:
    """Pressing is told at its beginning and at its end, and trust when it has fallen far or breaks."""

    def pressed(number: int, trust: float) -> list[e.Event]:
        shifts = [e.PressureApplied("harbour", "south", 1.0, 0.1), e.TrustShifted("harbour", "south", trust, "pressed")]
        return a_round(number, *shifts)

    text = told(a_round(1), pressed(2, 0.45), pressed(3, 0.35), pressed(4, 0.18), a_round(5), a_round(6))
    assert text.count("began to press South Shore") == 1
    assert "South Shore's trust in Harbour Town had fallen to 0.35." in text
    assert "South Shore's trust in Harbour Town broke: it fell to 0.18." in text
    assert "Harbour Town had nothing left to press with." in text


def test_information_is_told_now_and_then() -> None:
    """Growing knowledge is told at a quarter, a half and three quarters; belief in a red line when it is firm."""

    def relayed(number: int, insight: float, belief: float) -> list[e.Event]:
        known = {"north.south": insight, "south.north": insight, "text.north": 1.0}
        believed = {"north.south.free_and_wide": belief}
        return a_round(number, e.InformationRelayed(("harbour",), known, believed))

    levels = [(0.1, 0.5), (0.2, 0.7), (0.3, 0.8), (0.4, 0.92), (0.45, 0.95), (0.55, 0.99)]
    text = told(*(relayed(n, *level) for n, level in enumerate(levels, 1)))
    assert text.count("what weighs for each other") == 2
    assert "about a quarter" in text
    assert "about half" in text
    assert text.count("North Shore now took South Shore's red line on the toll of the bridge for real") == 1


def test_who_tables_nothing_is_named() -> None:
    """On the first day, when that ends, and when it begins anew; not round after round."""
    alone = (MINE,)
    text = told(*(a_round(n, offers=alone if n < 4 else (MINE, YOURS)) for n in range(1, 6)))
    assert "4 Mar 2030 South Shore tabled nothing: to it no package was as good as no deal. North Shore tabled" in text
    assert "13 Mar 2030 For South Shore there was now a package as good as no deal. South Shore tabled: " in text
    assert text.count("tabled nothing") == 1
    text = told(a_round(1), a_round(2), a_round(3, offers=alone), a_round(4, offers=alone), a_round(5))
    assert "10 Mar 2030 South Shore tabled nothing more: to it no package was as good as no deal." in text
    assert text.count("South Shore tabled nothing") == 1


def test_who_waits_for_a_turn_is_not_told_to_table_nothing() -> None:
    """By turns one party tables in each round; and what has not happened yet is not told."""
    turns = attrs.evolve(BRIDGE, rules=attrs.evolve(BRIDGE.rules, protocol="alternating_offers"))
    second = [e.PackageTabled("south", YOURS, 0.5, 0.0, HALF)]
    rounds = [*a_round(1, offers=(MINE,)), *a_round(2, *second, offers=None), *a_round(3, offers=(MINE,))]
    assert "tabled nothing" not in " ".join(story(turns, begun(*rounds)))
    mute = [*a_round(1, offers=(MINE,)), *a_round(2, offers=None), *a_round(3, offers=(MINE,))]
    assert "7 Mar 2030  South Shore tabled nothing" in " ".join(story(turns, begun(*mute)))
    assert "tabled nothing" not in told(a_round(1, offers=(MINE,)))


def test_a_change_of_an_assumption_is_told() -> None:
    """A fork says from where on which number was another."""
    text = told(a_round(1), a_round(2, e.AssumptionChanged("north.pressure", 0.2, {})))
    assert "7 Mar 2030 From here on north.pressure was set to 0.2." in text


def test_stages_are_told_one_by_one() -> None:
    """A group of issues that is agreed is told with what was agreed, and what the talks went on to."""
    runs = (played("november_2023", run) for run in range(20))
    scenario, events = next((s, log) for s, log in runs if any(isinstance(event, e.StageAgreed) for event in log))
    text = " ".join(" ".join(story(scenario, events)).split())
    agreed = [event for event in events if isinstance(event, e.StageAgreed)]
    assert len(agreed) == 1
    assert text.count("Agreed: length of the pause: ") == 1
    assert "The talks went on to end of the war, phasing," in text
    if not any(isinstance(event, e.AgreementReached) for event in events):
        assert "with a part of the issues agreed" in headline(scenario, events)


def test_a_broken_agreement_is_told() -> None:
    """Phases that are carried out and the one that is not have their dates."""
    happened = [
        *a_round(1, e.AnswerGiven("south", MINE, True)),
        e.AgreementReached(MINE, HALF),
        e.PhaseCompleted(1, 2, 0),
        e.AgreementBrokeDown(2, 2, 30),
        e.NegotiationClosed("agreement", MINE, HALF),
    ]
    text = told(happened)
    assert "South Shore accepted North Shore's package. Agreed: toll of the bridge: 0 coins; width: wide." in text
    assert "Phase 1 of 2 was carried out. 3 Apr 2030 Phase 2 of 2 was not carried out:" in text
    assert headline(BRIDGE, begun(*happened)).endswith("day 0; 1 of 2 phases held.")


def test_other_ends_are_told_with_what_stood_in_the_way() -> None:
    """A collapse says after how many rounds without a move; both ends name who refused last, over what."""
    answers = [refused("south", MINE, red_line="free_and_wide"), refused("north", YOURS, "width", shortfall=0.5)]
    rounds = [*a_round(1, *answers), *a_round(2, *answers)]
    collapsed = begun(*rounds, e.TalksCollapsed(2), e.NegotiationClosed("collapse", -1, HALF))
    assert headline(BRIDGE, collapsed) == (
        "Run 3: the talks collapsed on 7 March 2030, day 3, without an agreement; "
        "in the end South Shore refused over the toll of the bridge."
    )
    assert " 7 Mar 2030  The talks collapsed, after 2 rounds in which no party had moved." in story(BRIDGE, collapsed)
    late = begun(*rounds, e.DeadlinePassed(30), e.NegotiationClosed("deadline", -1, HALF))
    assert headline(BRIDGE, late).startswith("Run 3: the time ran out on 3 April 2030, day 30, without an agreement")
    assert " 3 Apr 2030  The time was up, after 30 days." in story(BRIDGE, late)


def test_words_are_those_of_people() -> None:
    """Lists, names, articles and units read as in a sentence."""
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    january = Words(load_scenario(SCENARIOS / "january_2024.toml"))
    assert january.agent("united_states") == "the United States"
    assert january.issue("leaders") == "Hamas leaders in Gaza"
    assert january.the("end_of_war") == "the end of the war"
    assert january.the("hostages") == "hostages released"
    assert january.level("pause", "7") == "7 days"
    assert january.level("prisoners_per_hostage", "3") == "3"
    assert january.level("governance", "hamas") == "Hamas"
    assert january.level("withdrawal", "populated_areas") == "populated areas"
