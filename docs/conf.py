"""The documentation site: Sphinx reads the pages of this folder; ``make docs`` builds it into build/site."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negosim import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]

project = "negosim"
author = "The negosim authors"
project_copyright = author
version = release = __version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
# The reference of names is made from docstrings here; api.md is the same for readers of the repository.
exclude_patterns = ["api.md", "data", "pictures"]
nitpicky = True
# Python's own exceptions are not described here, and no other site is asked for them.
nitpick_ignore = [
    ("py:exc", name) for name in ("AttributeError", "IndexError", "KeyError", "OSError", "TypeError", "ValueError")
]

# The pages are written for GitHub, too: links have the anchors that it gives to headings.
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline"]
# Pages show console sessions and files that no lexer knows in full.
suppress_warnings = ["misc.highlighting_failure"]


def digest_of_sources() -> str:
    """Return a digest of the package and its cases, on which what cells give depends."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in ("src", "scenarios") for path in (ROOT / folder).rglob("*.*")):
        if path.suffix in {".py", ".toml"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


# Cells show figures by the back end of notebooks, whatever the environment says.
for name in ("MPLBACKEND", "MATPLOTLIBRC"):
    os.environ.pop(name, None)

# Only pages of the gallery have cells. What they give is kept until a cell of the page, the package or a case changes.
nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "build" / "gallery" / digest_of_sources())
nb_output_stderr = "remove"  # warnings of libraries name paths of the machine
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # docstrings name the types, in words
autodoc_class_signature = "mixed"
# Types in docstrings are phrases such as "mapping of str to float": they are set as text and lead nowhere.
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_custom_sections = [("Attributes", "params_style"), ("Yields", "returns_style")]

html_theme = "pydata_sphinx_theme"
html_title = "negosim"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_align": "left",
    "navbar_persistent": [],
    "navbar_end": ["search-button", "theme-switcher"],
    "show_prev_next": False,
    "show_toc_level": 2,
    "header_links_before_dropdown": 8,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "navigation_with_keys": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_context = {"default_mode": "auto"}
html_sidebars = {"index": [], "start": []}

# Pages of the repository that stand here under another name.
PAGES = {
    "README": "index",
    "ARCHITECTURE": "architecture",
    "CONTRIBUTING": "contributing",
    "CHANGELOG": "changelog",
    "docs/api": "reference/index",
}
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s:]+)(#[^)\s]*)?\)")
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s:]+)\)")
EMPTY = re.compile(r"<th(?: class=\"head\")?>((?:<p></p>)?)</th>")
TAKEN = re.compile(r"<!-- from (\w+\.md)(?:: (.+?))? -->")


def take_sections(found: re.Match[str]) -> str:
    """Return a page of the repository, or one section of it with its heading."""
    text = (ROOT / found[1]).read_text(encoding="utf-8")
    if found[2] is None:
        return text
    section = re.search(rf"^## {re.escape(found[2])}$.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if section is None:
        raise ValueError(f"{found[1]} has no section {found[2]}")
    return section[0]


def fit_links(text: str, home: Path, page: Path, known: set[str]) -> str:
    """Let links lead to pages of the site; those to files that are no pages become plain text.

    Parameters
    ----------
    text : str
        The source.
    home : Path
        The folder that its links count from.
    page : Path
        The folder of the page.
    known : set of str
        Names of all pages.

    Returns
    -------
    str
    """

    def link(found: re.Match[str]) -> str:
        target = (home / found[2]).resolve()
        if not target.exists() or not target.is_relative_to(ROOT):
            return found[0]
        name = target.relative_to(ROOT).with_suffix("").as_posix()
        name = PAGES.get(name, name.removeprefix("docs/"))
        if target.suffix != ".md" or name not in known:
            return found[1]
        words = "" if found[1] == found[2] else found[1]  # without words, the title is set
        return f"[{words}]({os.path.relpath(ROOT / 'docs' / name, page)}.md{found[3] or ''})"

    def image(found: re.Match[str]) -> str:
        return f"![{found[1]}]({os.path.relpath((home / found[2]).resolve(), page)})"

    return LINK.sub(link, IMAGE.sub(image, text))


def rewrite(app: Sphinx, docname: str, source: list[str]) -> None:
    """Fill in what pages take from those at the root of the repository, and fit all links."""
    known, page = set(app.env.found_docs), (ROOT / "docs" / docname).parent
    text = fit_links(source[0], page, page, known)

    def fill(found: re.Match[str]) -> str:
        app.env.note_dependency(str(ROOT / found[1]))
        return fit_links(take_sections(found), ROOT, page, known)

    source[0] = TAKEN.sub(fill, text)


def name_headers(_: Sphinx, __: str, ___: str, context: dict[str, Any], ____: object) -> None:
    """Make cells of headers without words plain ones, since they name nothing."""
    if "body" in context:
        context["body"] = EMPTY.sub(r"<td>\1</td>", context["body"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Rewrite every page when it is read, and its tables when it is written."""
    app.connect("source-read", rewrite)
    app.connect("html-page-context", name_headers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
