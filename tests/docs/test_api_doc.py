"""The API reference is written from the docstrings of all public names."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest

import negosim as ns
from tests.docs.blocks import ROOT

pytestmark = pytest.mark.source


def test_the_page_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """``python scripts/make_api_reference.py`` would change nothing."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    page = importlib.import_module("make_api_reference").reference()
    assert (ROOT / "docs" / "api.md").read_text(encoding="utf-8") == page


@pytest.mark.parametrize("name", [name for name in ns.__all__ if not inspect.ismodule(getattr(ns, name))])
def test_docstrings_are_in_numpy_style(name: str) -> None:
    """Every public name has a docstring, and none of its sections is in Google style."""
    doc = inspect.getdoc(getattr(ns, name)) or ""
    assert doc
    assert not re.search(r"^ *(Args|Attributes|Returns|Raises|Warns):$", doc, flags=re.MULTILINE)
    ours = not getattr(ns, name).__module__.startswith("negosim.rules")
    if (
        ours
        and inspect.isroutine(getattr(ns, name))
        and inspect.signature(getattr(ns, name)).parameters
        and "\n" in doc
    ):
        assert "Parameters\n----------" in doc
