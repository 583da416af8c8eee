"""The page for everyone: axe, the keyboard alone, narrow and wide, dark and light, figures that are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.explorer.conftest import serving
from tests.explorer.visitor import Visitor

Visit = Callable[..., Visitor]
AXE = (Path(__file__).parent / "fixtures" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TABS = {"See": ".headline", "Ask": ".on-table", "Propose": ".big", "Keep": ".downloads"}
UNFOLD = """() => {
  const numbers = document.querySelectorAll('.panel:not([hidden]) details.numbers');
  const evidence = document.querySelectorAll('details.evidence');
  for (const one of document.querySelectorAll('details')) {
    one.open ||= (!one.matches('.numbers') || one === numbers[0]) && (!one.matches('.evidence') || one === evidence[0]);
  }
}"""
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 380, "height": 780}
ASKED = "set=israel.waiting_cost:0.001&ask=outcome:deadline&run=0&levels=pause:60;end_of_war:talks"


def faults(page: Any, rules: list[str] = RULES) -> list[str]:
    """What axe finds against the levels A and AA, with the first element of each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({ runOnly: rules }).then(said => said.violations)", rules)
    return [f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:160]}" for fault in found]


def open_tab(visitor: Visitor, name: str) -> None:
    """Go to a tab and wait until it has something to show."""
    visitor.tab(name)
    visitor.page.locator(f".panel:not([hidden]) {TABS[name]}").first.wait_for()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(visit: Visit, size: dict[str, int]) -> None:
    """Levels A and AA on See, Ask, Propose and Keep, with what is folded open, by day and by night."""
    visitor = visit(ASKED, viewport=size, color_scheme="light", reduced_motion="reduce")
    found = {}
    for tab in TABS:
        open_tab(visitor, tab)
        visitor.page.evaluate(UNFOLD)
        visitor.page.wait_for_timeout(300)
        found[tab] = faults(visitor.page)
        if size is DESKTOP:
            visitor.page.emulate_media(color_scheme="dark")
            found[tab] += faults(visitor.page, ["color-contrast"])
            visitor.page.emulate_media(color_scheme="light")
    assert found == {tab: [] for tab in TABS}


def test_a_pinned_view_is_clean_too(visit: Visit) -> None:
    """A beside B has no name twice."""
    visitor = visit("a=set%3Dhamas.premium%3A0.1&set=israel.waiting_cost:0.001")
    visitor.page.locator(".see .headline", has_text="talks").nth(1).wait_for()
    assert faults(visitor.page) == []


def test_nothing_sticks_out(visit: Visit) -> None:
    """At no width from 380 to 1600 must one scroll sideways."""
    visitor = visit(ASKED)
    for tab in TABS:
        open_tab(visitor, tab)
        for width in (380, 620, 861, 1024, 1600):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            assert visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (tab, width)


def test_every_figure_is_told(visit: Visit) -> None:
    """Each has a role, a name, an image with a text for it, a caption, and its numbers as a table."""
    visitor = visit()
    figures = visitor.page.locator("figure")
    assert figures.count() >= 5
    for figure in figures.all():
        if not figure.is_visible():
            continue
        assert figure.get_attribute("role") == "figure"
        assert figure.locator("h3").text_content()
        assert figure.locator("svg[role=img]").get_attribute("aria-label")
        assert figure.locator("figcaption").text_content()
        figure.locator("details.numbers > summary").click()
        assert figure.locator("table caption").text_content() == figure.locator("h3").text_content()
        assert figure.locator("tbody tr").count() >= 2


def test_the_keyboard_is_enough(visit: Visit) -> None:
    """From the top by Tab alone: to the first switch, on with Space, to a bar, Enter, and a run is told."""
    visitor = visit()
    keys = visitor.page.keyboard

    def tab_to(selector: str, most: int = 120) -> None:
        for _ in range(most):
            keys.press("Tab")
            if visitor.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"Tab does not reach {selector}")

    tab_to("input[role=switch]")
    keys.press("Space")
    visitor.settled()
    assert len(visitor.chips()) == 1
    tab_to("[role=tab][aria-selected=true]")
    tab_to(".hit")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert visitor.page.evaluate(outline) == "solid"
    keys.press("Enter")
    visitor.page.locator(".told .sentence").first.wait_for()
    assert visitor.page.evaluate("document.activeElement.tagName") == "H2"
    tab_to(".transport")
    keys.press("ArrowRight")
    visitor.page.locator(".round h4", has_text="Round 2,").wait_for()


def test_nothing_moves_for_who_wants_it_so(visit: Visit) -> None:
    """With prefers-reduced-motion no element has a transition."""
    visitor = visit(reduced_motion="reduce")
    lasting = "one => getComputedStyle(one).transitionDuration !== '0s'"
    assert visitor.page.evaluate(f"() => [...document.querySelectorAll('*')].filter({lasting}).length") == 0


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """A case whose names are markup."""
    mark = "<img src=x onerror=alert(1)>"
    january = Path(__file__).parents[2] / "scenarios" / "january_2024.toml"
    path = tmp_path / "nasty.toml"
    path.write_text(f'extends = "{january}"\ntitle = "{mark}"\n', "utf-8")
    return path


def test_markup_in_names_is_text(visit: Visit, nasty: Path) -> None:
    """A name that is markup is read as it was written, and nothing of it is made."""
    with serving(nasty) as address:
        visitor = visit(base=address)
        assert visitor.page.get_by_role("heading", level=1).text_content() == "<img src=x onerror=alert(1)>"
        assert visitor.page.locator("img").count() == 0
