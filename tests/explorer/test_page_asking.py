"""Click a bar, a cell, a family; come to runs, play one, fork it."""

from __future__ import annotations

import re
from collections.abc import Callable

import negosim as ns
from tests.explorer.visitor import Visitor

Visit = Callable[..., Visitor]


def outcomes() -> ns.Outcomes:
    """The runs of the page, from Python."""
    return ns.simulate(ns.load_scenario("january_2024"), runs=200, seed=7)


def test_a_bar_leads_to_its_runs(visit: Visit) -> None:
    """Their count, what sets them apart, and the typical one told as it was played."""
    visitor = visit()
    visitor.page.get_by_role("button", name=re.compile("^Agreement: ")).click()
    visitor.page.get_by_role("heading", name="Runs that ended in agreement").wait_for()
    runs = outcomes().runs_of(outcome="agreement")
    visitor.page.get_by_text(f"{len(runs)} of 200 runs.").wait_for()
    visitor.page.locator(".told .sentence", has_text="agreed on").first.wait_for()
    chosen = int(visitor.page.get_by_label("One run, told").input_value())
    assert chosen in {int(run) for run in runs}
    told = visitor.page.locator(".place").first.text_content()
    assert f"of {int(outcomes().column('round').iloc[chosen])}," in str(told)


def test_what_blocks_leads_to_the_claim(visit: Visit) -> None:
    """From what a party refused last over, two clicks to the act, the claim and the document behind it."""
    visitor = visit()
    visitor.page.get_by_role("button", name=re.compile("^Israel, End of the war: ")).click()
    first = visitor.page.locator(".apart > li").first
    first.locator("summary").click()
    assert "c066" in str(first.locator(".claims li").first.text_content())


def test_a_cell_and_a_family_lead_to_their_runs(visit: Visit) -> None:
    """Both are agreements on certain levels."""
    visitor = visit("x=pause&y=hostages")
    visitor.page.get_by_role("figure", name="Levels agreed together").locator(".hit").first.click()
    visitor.page.get_by_role("heading", name=re.compile("agreed on Hostages released: .*Length of")).wait_for()
    visitor.tab("See")
    visitor.page.locator(".families .family-open").first.click()
    visitor.page.get_by_role("heading", name=re.compile("Runs that agreed on Length of the pause")).wait_for()
    visitor.page.get_by_text(re.compile(r"^[1-9]\d* of 200 runs\.$")).wait_for()


def test_a_run_is_stepped_and_played(visit: Visit) -> None:
    """By buttons and by keys: one round on, to the end and back, play and pause."""
    visitor = visit("tab=ask&ask=outcome:deadline&run=0")
    heading = visitor.page.locator(".round h4").first
    heading.get_by_text("Round 1,").wait_for()
    visitor.page.get_by_role("button", name="one round on").click()
    heading.get_by_text("Round 2,").wait_for()
    player = visitor.page.get_by_role("group", name="Player").first
    player.press("ArrowRight")
    heading.get_by_text("Round 3,").wait_for()
    player.press("End")
    heading.get_by_text(f"Round {int(outcomes().column('round').iloc[0])},").wait_for()
    player.press("Home")
    visitor.page.locator(".single").get_by_label("speed").select_option("fast")
    player.press(" ")
    heading.get_by_text(re.compile(r"Round ([3-9]|\d\d),")).wait_for()
    player.press(" ")
    assert visitor.page.get_by_role("button", name="play", exact=True).first.is_visible()


def test_nothing_is_pressed_too_early(visit: Visit) -> None:
    """Until a run has come there is nothing to play, to fork or to save."""
    visitor = visit()
    held = visitor.holding("/api/run")
    visitor.page.get_by_role("button", name=re.compile("^Agreement: ")).click()
    play = visitor.page.get_by_role("button", name="play", exact=True).first
    play.wait_for()
    assert play.is_disabled()
    assert not visitor.page.get_by_text("Fork here").is_visible()
    visitor.page.get_by_role("group", name="Player").first.press("ArrowRight")
    save = visitor.page.locator(".told .files button").first
    assert save.is_disabled()
    while not held:
        visitor.page.wait_for_timeout(50)
    held[0].continue_()
    visitor.page.locator(".round h4", has_text="Round 1,").first.wait_for()
    assert play.is_enabled()
    assert save.is_enabled()


def test_refusals_and_pressure_stand_in_a_table(visit: Visit) -> None:
    """All rounds of the run, one row each; a click on one goes there."""
    visitor = visit("tab=ask&ask=outcome:deadline&run=0")
    visitor.page.get_by_text("All rounds: refusals").first.click()
    rows = visitor.page.get_by_role("region", name="All rounds").first.locator("tbody tr")
    rows.first.wait_for()
    assert rows.count() == int(outcomes().column("round").iloc[0])
    visitor.page.get_by_role("button", name="go to round 5", exact=True).click()
    visitor.page.locator(".round h4", has_text="Round 5,").first.wait_for()


def test_a_round_is_forked(visit: Visit) -> None:
    """Parent and fork stand side by side, alike before the round and told with their own ends; reload keeps them."""
    visitor = visit("tab=ask&ask=outcome:deadline&run=0&round=9")
    visitor.page.get_by_text("Fork here").click()
    visitor.page.get_by_label("change", exact=True).select_option(label="Israel: weight of Hamas leaders in Gaza")
    visitor.page.get_by_label("to", exact=True).fill("0")
    visitor.page.get_by_role("button", name="Play the fork").click()
    fork = visitor.page.get_by_role("region", name="Fork")
    fork.get_by_role("heading", name="Run 0, forked at round 10").wait_for()
    fork.locator(".round h4").nth(1).wait_for()
    assert "fork=10;israel.weight.leaders:0" in visitor.fragment()
    fork.get_by_role("slider", name="Round").press("Home")
    tables = fork.locator(".on-table").all_text_contents()
    assert tables[0] == tables[1]
    other = visit(visitor.fragment().removeprefix("runs=200&"))
    other.page.get_by_role("region", name="Fork").locator(".round h4").nth(1).wait_for()
    sentences = other.page.locator(".fork .sentence").all_text_contents()
    assert sentences == fork.locator(".sentence").all_text_contents()
