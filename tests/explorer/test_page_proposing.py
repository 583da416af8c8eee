"""Put a package together, and find what ``would_sign`` says of it."""

from __future__ import annotations

from collections.abc import Callable

import negosim as ns
from negosim.analysis.outcomes.families import families
from tests.explorer.visitor import Visitor

Visit = Callable[..., Visitor]


def test_a_package_is_put_together(visit: Visit) -> None:
    """Chosen by hand from the levels; the shares are those of would_sign over as many draws."""
    visitor = visit("tab=propose")
    visitor.page.locator("#panel-propose").get_by_label("Length of the pause").select_option(label="60 days")
    visitor.page.locator("#panel-propose").get_by_label("Hostages released").select_option("100")
    visitor.page.get_by_text("400 draws asked").wait_for()
    expected = ns.would_sign("january_2024", "pause=60,hostages=100", draws=400, seed=7)
    for title, party in (("Israel", "israel"), ("Hamas", "hamas")):
        heading = visitor.page.get_by_role("heading", name=title, exact=True)
        card = visitor.page.locator("#panel-propose .card", has=heading)
        share = 100 * expected["parties"][party]["share"]
        told = str(card.locator(".big strong").text_content())
        assert float(told.removeprefix("<").split("\u202f")[0]) == round(share, 0 if 10 <= share < 99.5 else 1)


def test_the_claim_behind_a_line_is_told(visit: Visit) -> None:
    """Whose red line a package crosses, in what share of the draws, and on which claim it stands."""
    visitor = visit("tab=propose&levels=pause:60;hostages:100")
    line = visitor.page.locator(".red-lines > li").first
    line.wait_for()
    assert "end of the war = none" in str(line.text_content())
    assert "c065" in str(line.text_content())


def test_a_family_is_taken_over_whole(visit: Visit) -> None:
    """What was found under See is where a proposal begins: the family's most frequent package, no issue left open."""
    visitor = visit()
    visitor.page.get_by_role("button", name="propose it").first.click()
    visitor.page.locator(".big").first.wait_for()
    chosen = visitor.page.locator("#panel-propose .setting select").evaluate_all("all => all.map(one => one.value)")
    outcomes = ns.simulate(ns.load_scenario("january_2024"), runs=200, seed=7)
    found = families(outcomes)
    terms = {str(name): str(found[name].iloc[0]) for name in found.columns[:-6]}
    issues = [issue.name for issue in outcomes.scenario.issues]
    agreed = outcomes.of_agreed(["outcome", *issues])
    agreed = agreed[agreed["outcome"] == "agreement"][issues].astype(str)
    agreed = agreed[(agreed[list(terms)] == terms).all(axis=1)]
    times = agreed.value_counts()
    assert tuple(chosen) in set(times.index[times == times.max()])


def test_what_is_left_open_is_asked_for(visit: Visit) -> None:
    """Nothing is judged before a level is chosen, and after all are cleared."""
    visitor = visit("tab=propose")
    visitor.page.get_by_text("Choose a level to begin").wait_for()
    visitor.page.get_by_role("button", name="as things stand").click()
    visitor.page.locator(".big").first.wait_for()
    visitor.page.get_by_role("button", name="clear", exact=True).click()
    visitor.page.get_by_text("Choose a level to begin").wait_for()
    assert not visitor.page.locator(".big").first.is_visible()


def test_paths_are_searched_and_stopped(visit: Visit) -> None:
    """What would bring it about is searched with progress, and stops when told to."""
    visitor = visit("tab=propose&levels=pause:60;end_of_war:talks")
    panel = visitor.page.locator("#panel-propose")
    panel.get_by_role("button", name="What would bring this about?").click()
    panel.locator("progress").wait_for()
    panel.get_by_role("button", name="Stop").click()
    panel.get_by_text("Stopped.").wait_for()
    assert panel.get_by_role("button", name="What would bring this about?").is_enabled()
