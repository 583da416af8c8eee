"""The address, other visitors, and visits that end early."""

from __future__ import annotations

from collections.abc import Callable

from tests.explorer.visitor import Visitor

Visit = Callable[..., Visitor]
WAITING = "Israel: cost of waiting"


def test_the_address_holds_the_whole_view(visit: Visit) -> None:
    """Whoever reloads it, or gets it sent, sees the same: moves, axes, what is asked, run and round."""
    visitor = visit("x=pause&y=hostages&set=hamas.premium:0.1")
    visitor.slider(WAITING).press("PageUp")
    visitor.settled()
    visitor.page.get_by_role("button", name="Collapse:").click()
    visitor.page.locator(".round h4", has_text="Round 1,").wait_for()
    visitor.page.get_by_role("button", name="one round on").click()
    visitor.page.locator(".round h4", has_text="Round 2,").wait_for()
    seen = visitor.endings, visitor.chips(), visitor.page.locator(".told .sentence").first.text_content()
    other = visit(visitor.fragment().removeprefix("runs=200&"))
    other.page.locator(".round h4", has_text="Round 2,").wait_for()
    assert (other.chips(), other.page.locator(".told .sentence").first.text_content()) == seen[1:]
    other.tab("See")
    visitor.tab("See")
    assert other.endings() == visitor.endings()
    assert other.page.get_by_label("columns", exact=True).input_value() == "pause"
    assert other.page.get_by_label("rows", exact=True).input_value() == "hostages"


def test_back_goes_back(visit: Visit) -> None:
    """The browser's way back takes a switch back."""
    visitor = visit()
    visitor.page.get_by_role("switch", name="With less trust").click()
    visitor.settled()
    visitor.page.go_back()
    visitor.settled()
    assert visitor.chips() == []
    assert not visitor.page.get_by_role("switch", name="With less trust").is_checked()


def test_two_visitors_do_not_meet(visit: Visit) -> None:
    """What one moves, the other does not see; each gets the answer to what was asked."""
    one, other = visit(), visit()
    base = one.endings()
    one.slider(WAITING).press("Home")
    other.slider(WAITING).press("End")
    one.settled()
    other.settled()
    assert one.chips() == [f"{WAITING} = 0"]
    assert other.chips() == [f"{WAITING} = 0.00144"]
    assert len({str(found) for found in (base, one.endings(), other.endings())}) == 3


def test_a_visitor_who_leaves_holds_nobody_up(visit: Visit) -> None:
    """Somebody closes the page while 5,000 runs are played; the next one is served."""
    leaving = visit()
    leaving.page.evaluate("location.hash = 'runs=5000&set=israel.waiting_cost:0.0012'")
    leaving.page.wait_for_timeout(300)
    leaving.page.close()
    staying = visit("set=israel.waiting_cost:0.0007")
    assert sum(staying.endings().values()) == 200


def test_an_address_of_something_else_is_told(visit: Visit) -> None:
    """Parts that the case does not have are named where one looks and left out; the rest is shown."""
    visitor = visit()
    visitor.page.evaluate("location.hash = 'runs=200&set=nobody.trust.nothing:1;hamas.premium:0.1'")
    told = visitor.page.locator("#left-out")
    told.wait_for()
    assert told.text_content() == (
        "The address names nobody.trust.nothing, which this case does not have; it was left out."
    )
    visitor.settled()
    assert visitor.chips() == ["Hamas: premium on no deal = 0.1"]
    assert visitor.fragment() == "set=hamas.premium:0.1&runs=200"
    visitor.page.get_by_role("button", name="reset all").click()
    visitor.settled()
    assert not told.is_visible()


def test_every_part_of_an_address_is_looked_at(visit: Visit) -> None:
    """Axes, what-ifs, tabs, runs, forks, levels and what is asked are left out where the case has none such."""
    bad = "x=foo&whatif=bar&tab=zzz&run=999999&fork=9999;hamas.premium:0&levels=pause:8&ask=blocker:hamas:foo&seed=-1"
    visitor = visit(bad)
    told = str(visitor.page.locator("#left-out").text_content())
    for name in ("foo", "bar", "tab=zzz", "run 999999 of 200", "round 9999", "pause:8", "hamas:foo", "seed=-1"):
        assert name in told
    assert visitor.fragment() == "runs=200"
    assert sum(visitor.endings().values()) == 200


def test_half_an_address_is_read_as_far_as_it_goes(visit: Visit) -> None:
    """What was cut off or mistyped is left out, and the page opens."""
    visitor = visit("set=israel.waiting_cost:0.001;%E0%A4%A&tab=nowhere&ask=where:&run=-4")
    assert visitor.page.get_by_role("tab", name="See").get_attribute("aria-selected") == "true"
    assert sum(visitor.endings().values()) == 200
