"""What a dated story says of each thing that may happen in a run."""

from __future__ import annotations

import attrs

from negosim.analysis.story.narrative import headline, story
from negosim.analysis.wording import Words, listed
from negosim.domain import events as e
from negosim.files.scenario import load_scenario
from tests.analysis.evidence.bridge import (
    BRIDGE,
    HALF,
    MINE,
    SCENARIOS,
    YOURS,
    a_round,
    begun,
    package,
    played,
    refused,
    told,
)


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
        "in the end North Shore refused over width and South Shore refused over the toll of the bridge."
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
