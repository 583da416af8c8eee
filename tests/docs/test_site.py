"""The documentation site: built strictly, complete, without a link that leads nowhere, and without another host."""

from __future__ import annotations

import inspect
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import negosim as ns
from tests.browsing import in_a_thread
from tests.docs.blocks import ROOT

pytestmark = [pytest.mark.source, pytest.mark.slow]

AXE = ROOT / "tests" / "explorer" / "fixtures" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NO_FIGURES = {"FIGURES", "OF_ISSUES", "applicable", "house", "offscreen", "sensitivity_figures", "unwritable"}
"""Names of ``negosim.plots`` that draw nothing themselves; so do those that save."""
LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}


class Page(HTMLParser):
    """What a page loads, where it links to, and the names that can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.names |= {found[key] for key in ("id", "name") if key in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif LOADING.get(tag) in found and found.get("rel") not in {"next", "prev", "index", "search", "canonical"}:
            self.loaded.append(found[LOADING[tag]])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site; any warning, link that leads nowhere or cell that fails is an error."""
    target = tmp_path_factory.mktemp("docs")
    words = ["-q", "-W", "--keep-going", "-n", "-j", "2", "-d", str(target / "doctrees"), "docs", str(target / "site")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page by its path."""
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if "_static" not in path.parts}


def test_no_page_asks_another_host(site: Path, pages: dict[Path, Page]) -> None:
    """Scripts, styles, fonts and pictures come with the site."""
    loaded = {url for page in pages.values() for url in page.loaded}
    assert loaded
    assert [url for url in loaded if urlsplit(url).scheme not in {"", "data"} or url.startswith("//")] == []
    styles = "\n".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import) *[\"']?((?:https?:)?//[^\"')]+)", styles) == []


def test_every_link_within_the_site_leads_somewhere(pages: dict[Path, Page]) -> None:
    """To a file, and to a place on it if one is named."""
    wrong = []
    for path, page in pages.items():
        for url in [*page.links, *page.loaded]:
            parts = urlsplit(url)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists() or (parts.fragment and unquote(parts.fragment) not in pages[target].names):
                wrong.append(f"{path.name}: {url}")
    assert wrong == []


def test_no_page_names_a_place_of_this_machine(pages: dict[Path, Page]) -> None:
    """Outputs of cells are the same wherever the site is built."""
    assert [path.name for path in pages if str(ROOT) in path.read_text(encoding="utf-8")] == []


def test_every_public_name_is_in_the_reference(pages: dict[Path, Page]) -> None:
    """Those of the package and of its figures."""
    named = {name for path, page in pages.items() if path.parent.name == "reference" for name in page.names}
    public = {f"negosim.{name}" for name in ns.__all__ if not inspect.ismodule(getattr(ns, name))}
    public |= {f"negosim.plots.{name}" for name in ns.plots.__all__ if callable(getattr(ns.plots, name))}
    assert sorted(public - named) == []


def test_every_figure_is_in_the_gallery(site: Path) -> None:
    """With the line that draws it, a caption and an alternative text, and on the page its picture."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "gallery").glob("*.md")))
    drawn = set(re.findall(r"^ns\.plots\.(\w+)\(", text, re.MULTILINE))
    figures = {n for n in ns.plots.__all__ if n not in NO_FIGURES and not n.startswith("save") and n != "NotDrawn"}
    assert drawn == figures
    assert text.count("caption: ") == text.count("alt: ") == len(figures)
    shown = "".join(path.read_text(encoding="utf-8") for path in sorted((site / "gallery").glob("*.html")))
    assert len(re.findall(r"<figure.*?<img.*?<figcaption", shown, re.DOTALL)) == len(figures)


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (375, "dark")])
def test_anybody_can_read_the_pages(site: Path, width: int, scheme: str) -> None:
    """axe-core finds nothing at levels A and AA, on a page of each kind, wide and light, narrow and dark."""
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed: the site was NOT opened in a browser")
    kinds = ["index.html", "start.html", "model.html", "explorer.html", "reference/index.html", "gallery/index.html"]

    def browse() -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        with sync_api.sync_playwright() as browsers:
            browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
            for name in kinds:
                page.goto((site / name).as_uri())
                page.evaluate(AXE.read_text(encoding="utf-8"))
                result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
                found += [(name, each["id"], each["nodes"][0]["html"]) for each in result["violations"]]
            browser.close()
        return found

    assert in_a_thread(browse) == []
