"""Links and names on pages for people lead somewhere; test_architecture.py looks at files named by the front pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, ROOT

pytestmark = pytest.mark.source

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
NAMED = re.compile(r"`((?:src|tests|docs|scripts|scenarios|benchmarks)/[\w./-]*\w/?)`")
FENCED = re.compile(r"^ *```.*?^ *```\s*$", re.DOTALL | re.MULTILINE)
DEEPER = [page for page in PAGES if page.startswith("docs/")]
EXAMPLES = {"scenarios/yours.toml"}


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """What a page's headings can be linked by."""
    heads = re.findall(r"^#+ +(.*?) *$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", DEEPER)
def test_files_that_a_page_links_to_or_names_exist(page: str) -> None:
    """Links count from the page, names in code from the root of the project."""
    path = ROOT / page
    text = prose(path)
    linked = {link for link, _ in LINK.findall(text) if link and not (path.parent / link).exists()}
    named = {name for name in NAMED.findall(text) if not (ROOT / name).exists()} - EXAMPLES
    assert sorted(linked | named) == []


@pytest.mark.parametrize("page", PAGES)
def test_sections_that_a_page_links_to_exist(page: str) -> None:
    """A link with an anchor leads to a heading of its page."""
    path = ROOT / page
    wrong = []
    for link, anchor in LINK.findall(prose(path)):
        target = path.parent / link if link else path
        if anchor and target.suffix == ".md" and target.is_file() and anchor not in anchors(target):
            wrong.append(f"{link}#{anchor}")
    assert wrong == []
