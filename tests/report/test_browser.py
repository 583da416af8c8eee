"""The report in a browser: no request, no message in the console, nothing that axe-core objects to, light and dark."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import negosim as ns
from tests.browsing import in_a_thread

ROOT = Path(__file__).parents[2]
CASE = ROOT / "scenarios" / "examples" / "second_case"
AXE = ROOT / "tests" / "explorer" / "fixtures" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.source,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: the report was NOT opened in a browser"),
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of the invented second case, with its sentences and a comparison."""
    scenario = ns.load_scenario(CASE / "scenario.toml")
    outcomes, dossier = ns.simulate(scenario, 40, 7), ns.load_dossier(CASE / "dossier.toml")
    path = tmp_path_factory.mktemp("browser") / "report.html"
    return ns.write_report(outcomes, path, compare=outcomes, dossier=dossier, texts=CASE / "texts")


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (1200, "dark"), (375, "light"), (375, "dark")])
def test_it_opens_alone_and_anybody_can_read_it(file: Path, width: int, scheme: str) -> None:
    """One request, for the file; an empty console; nothing is wider than the page."""
    sync_api = pytest.importorskip("playwright.sync_api")
    requests: list[str] = []
    messages: list[str] = []

    def browse() -> tuple[float, list[Any]]:
        with sync_api.sync_playwright() as browsers:
            browser = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
            page.on("request", lambda request: requests.append(request.url))
            page.on("console", lambda message: messages.append(message.text))
            page.goto(file.as_uri())
            page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
            wide = page.evaluate("document.documentElement.scrollWidth")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
            found = [(each["id"], each["nodes"][0]["html"]) for each in result["violations"]]
            browser.close()
        return wide, found

    wide, found = in_a_thread(browse)
    assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]
    assert messages == []
    assert wide <= width
    assert found == []
