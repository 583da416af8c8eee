"""Move something, and find what ``simulate`` gives for the same values."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import negosim as ns
from tests.explorer.visitor import Visitor

Visit = Callable[..., Visitor]
TITLES = {"Agreement": "agreement", "Partial agreement": "partial", "Collapse": "collapse", "Deadline": "deadline"}
WAITING = "Israel: cost of waiting"
FIFTY = """slider => {
  for (let k = 1; k <= 50; k += 1) {
    slider.value = String((k / 60) * Number(slider.max));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""


@cache
def played(case: str = "january_2024", runs: int = 200, **changed: object) -> dict[str, int]:
    """How many runs end how, from Python."""
    scenario = ns.load_scenario(case, set={key.replace("__", "."): value for key, value in changed.items()})
    outcomes = ns.simulate(scenario, runs=runs, seed=7)
    return {title: outcomes.rate(name).count for title, name in TITLES.items()}


def test_the_page_opens_on_the_case_as_it_was_coded(visit: Visit) -> None:
    """Title, one sentence, and the endings of the case without a change."""
    visitor = visit()
    assert visitor.page.get_by_role("heading", level=1).text_content() == (
        "Indirect talks between Israel and Hamas, January 2024"
    )
    assert "not a prediction" in str(visitor.page.locator("#case-sentence").text_content())
    assert visitor.chips() == []
    assert visitor.endings() == played()
    assert visitor.page.get_by_role("status").first.text_content() == "200 runs in."


def test_a_slider_shows_the_shares_that_simulate_gives(visit: Visit) -> None:
    """The page plays the value that the slider shows, under the same random numbers as Python."""
    visitor = visit()
    visitor.slider(WAITING).press("End")
    visitor.settled()
    value = float(visitor.slider(WAITING).input_value())
    assert visitor.endings() == played(israel__waiting_cost=value) != played()


def test_more_runs_come_in_and_intervals_shrink(visit: Visit) -> None:
    """The answer of 1,000 runs replaces that of 200; it is the answer of simulate with 1,000 runs."""
    visitor = visit(runs=1000)
    assert visitor.asked.count("POST /api/simulate") == 2
    assert visitor.endings() == played(runs=1000)


def test_a_switch_plays_the_what_if(visit: Visit) -> None:
    """A switch plays the file of the same name; its chip takes it back."""
    visitor = visit()
    visitor.page.get_by_role("switch", name="With exile as an offer that is meant").click()
    visitor.settled()
    assert visitor.endings() == played("scenarios/what_if/exile_on.toml")
    visitor.page.get_by_role("button", name="remove With exile as an offer that is meant").click()
    visitor.settled()
    assert visitor.endings() == played()


def test_a_refusal_is_switched_off(visit: Visit) -> None:
    """What is yes or no has three buttons; without Israel's refusal of talks more runs agree."""
    visitor = visit()
    refusal = visitor.page.get_by_role("group", name="Israel: red line “end of war talks or guaranteed” is real")
    refusal.get_by_text("no", exact=True).click()
    visitor.settled()
    expected = played(israel__red_line__end_of_war_talks_or_guaranteed=0)
    assert visitor.endings() == expected
    assert expected["Agreement"] > played()["Agreement"]


def test_a_style_and_a_calendar_are_chosen(visit: Visit, tmp_path: Path) -> None:
    """Mediators' styles and the calendar are played as a scenario file has them."""
    visitor = visit()
    visitor.page.get_by_text("Mediators, agenda, calendar").click()
    visitor.page.get_by_label("Style of Qatar", exact=True).select_option(label="manipulator (relay, draft, press)")
    days = visitor.page.get_by_label("Days until the talks end", exact=True)
    days.fill("90")
    days.press("Tab")
    visitor.settled()
    case = tmp_path / "case.toml"
    january = Path(__file__).parents[2] / "scenarios" / "january_2024.toml"
    case.write_text(f'extends = "{january}"\nhorizon = 90\n[mediators.qatar]\nstyle = "manipulator"\n')
    assert visitor.endings() == played(str(case))


def test_any_other_parameter_is_found(visit: Visit) -> None:
    """Search finds a parameter by its words; its slider moves it."""
    visitor = visit()
    visitor.page.get_by_role("searchbox").fill("qatar trust israel")
    visitor.page.locator(".found button").first.click()
    slider = visitor.slider("Qatar: trust of Israel")
    slider.press("Home")
    visitor.settled()
    assert visitor.endings() == played(qatar__trust__israel=float(slider.input_value()))


def test_everything_is_reset(visit: Visit) -> None:
    """Each move has its way back, and there is one for all."""
    visitor = visit("set=israel.waiting_cost:0.001;hamas.premium:0.1&whatif=more_trust")
    assert len(visitor.chips()) == 3
    visitor.page.get_by_role("button", name=f"reset {WAITING}").click()
    assert len(visitor.chips()) == 2
    visitor.page.get_by_role("button", name="reset all").click()
    visitor.settled()
    assert visitor.chips() == []
    assert visitor.endings() == played()


def test_fifty_quick_moves_settle_on_the_last(visit: Visit) -> None:
    """Answers to what is no longer asked are dropped, and most of it is never asked."""
    visitor = visit()
    before = len(visitor.asked)
    slider = visitor.slider(WAITING)
    slider.evaluate(FIFTY)
    visitor.settled()
    assert visitor.endings() == played(israel__waiting_cost=float(slider.input_value()))
    assert visitor.asked[before:].count("POST /api/simulate") == 1


def test_old_figures_are_greyed_at_once(visit: Visit) -> None:
    """From the move until its runs are in, the page says that it plays, and that its figures are not of the move."""
    visitor = visit()
    held = visitor.holding("/api/simulate")
    visitor.slider(WAITING).press("End")
    panel = visitor.page.locator("#panel-see")
    assert panel.get_attribute("aria-busy") == "true"
    assert str(visitor.page.locator("#status").text_content()).startswith("Playing")
    while not held:
        visitor.page.wait_for_timeout(50)
    held[0].continue_()
    visitor.settled()
    assert panel.get_attribute("aria-busy") is None


def test_evidence_lies_under_a_parameter(visit: Visit) -> None:
    """A disclosure shows the act, the claim and its document."""
    visitor = visit()
    visitor.page.get_by_label("Evidence: Israel: red line “end of war talks or guaranteed” is real").first.click()
    claim = visitor.page.locator(".move .claims li").first
    assert "c066" in str(claim.text_content())
    assert "CNN" in str(claim.text_content())


def test_focus_and_scroll_stay_while_figures_are_redrawn(visit: Visit) -> None:
    """Whoever moves a slider keeps it under the keyboard, and the page does not jump."""
    visitor = visit(runs=1000)
    visitor.page.mouse.wheel(0, 500)
    visitor.page.wait_for_function("() => scrollY > 300")
    visitor.slider(WAITING).evaluate("slider => slider.focus({ preventScroll: true })")
    visitor.page.keyboard.press("ArrowRight")
    visitor.settled()
    at = visitor.page.evaluate("scrollY")
    visitor.page.keyboard.press("ArrowRight")
    visitor.settled()
    assert visitor.page.evaluate("document.activeElement.type") == "range"
    assert visitor.page.evaluate("scrollY") == at
