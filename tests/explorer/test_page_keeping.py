"""A against B, and files that hold what was seen."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import negosim as ns
from tests.explorer.visitor import Visitor

Visit = Callable[..., Visitor]
MOVED = "set=israel.waiting_cost:0.001"


def moved() -> ns.Outcomes:
    """The runs of the page, from Python."""
    return ns.simulate(ns.load_scenario("january_2024", set={"israel.waiting_cost": 0.001}), runs=200, seed=7)


def test_a_view_is_pinned_beside_another(visit: Visit) -> None:
    """A keeps its numbers while B moves on; the difference of B is that against A, run by run."""
    visitor = visit(f"tab=keep&{MOVED}")
    visitor.page.get_by_role("button", name="Pin what is moved now as A").click()
    visitor.page.get_by_role("button", name="reset all").click()
    visitor.settled()
    a, b = (visitor.page.locator(".see").nth(place) for place in (0, 1))
    assert "A: pinned" in str(a.locator("h2").text_content())
    a.locator(".headline", has_text="simulated talks").wait_for()
    b.locator("details.numbers > summary").first.click()
    cells = b.locator("tbody tr").first.locator("td").all_text_contents()
    base = ns.simulate(ns.load_scenario("january_2024"), runs=200, seed=7)
    assert int(cells[0]) == base.rate("agreement").count
    difference = 100 * (base.agreement_rate().share - moved().agreement_rate().share)
    assert float(cells[4].replace("−", "-")) == pytest.approx(difference, abs=0.051)
    other = visit(visitor.fragment().removeprefix("runs=200&"))
    assert other.page.locator(".see").count() == 2


def test_runs_are_saved_as_a_table(visit: Visit, tmp_path: Path) -> None:
    """The CSV has the runs of the page, one row each."""
    table = pd.read_csv(visit(f"tab=keep&{MOVED}").saved("Runs as CSV", tmp_path))
    assert list(table["outcome"]) == list(moved().column("outcome"))


def test_the_scenario_is_saved_and_opens(visit: Visit, tmp_path: Path) -> None:
    """The TOML file is a scenario of its own, which gives the same runs."""
    path = visit(f"tab=keep&{MOVED}").saved("Scenario as TOML", tmp_path)
    outcomes = ns.simulate(ns.load_scenario(path), runs=200, seed=7)
    assert list(outcomes.column("outcome")) == list(moved().column("outcome"))


def test_the_script_is_python(visit: Visit, tmp_path: Path) -> None:
    """The script is one that Python accepts, and it names what was moved."""
    text = visit(f"tab=keep&{MOVED}").saved("Python script", tmp_path).read_text("utf-8")
    compile(text, "script", "exec")
    assert "israel.waiting_cost" in text


def test_figures_are_saved_as_drawn(visit: Visit, tmp_path: Path) -> None:
    """An SVG with its title and caption as text and no variable left, and a PNG."""
    visitor = visit(MOVED)
    visitor.numbers("How the talks end")
    path = visitor.saved("Save as SVG", tmp_path)
    root = ET.parse(path).getroot()
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "How the talks end" in texts
    assert any(text.startswith("Share of 200 runs") for text in texts)
    assert "var(" not in path.read_text("utf-8")
    assert visitor.saved("Save as PNG", tmp_path).read_bytes().startswith(b"\x89PNG")
