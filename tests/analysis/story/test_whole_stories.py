"""The story of a whole run: from first to last, of limited width, shorter than the run, and of what was drawn."""

from __future__ import annotations

import datetime as dt

import pytest

from negosim.analysis.story.narrative import headline, story
from negosim.analysis.wording import Words
from negosim.domain import events as e
from tests.analysis.evidence.bridge import (
    BRIDGE,
    HALF,
    MIDDLE,
    MINE,
    a_round,
    begun,
    played,
    refused,
)

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
