"""The API reference is written from the docstrings of all public names."""

from __future__ import annotations

import inspect
import re

import pytest

import negosim as ns
from scripts.maintenance import make_api_reference
from tests.docs.blocks import ROOT

pytestmark = pytest.mark.source


def test_the_page_is_up_to_date() -> None:
    """``python scripts/maintenance/make_api_reference.py`` would change nothing."""
    assert make_api_reference.TARGET == ROOT / "docs" / "api.md"
    assert make_api_reference.TARGET.read_text(encoding="utf-8") == make_api_reference.reference()


@pytest.mark.parametrize("name", [name for name in ns.__all__ if not inspect.ismodule(getattr(ns, name))])
def test_docstrings_are_in_numpy_style(name: str) -> None:
    """Every public name has a docstring, and none of its sections is in Google style."""
    doc = inspect.getdoc(getattr(ns, name)) or ""
    assert doc
    assert not re.search(r"^ *(Args|Attributes|Returns|Raises|Warns):$", doc, flags=re.MULTILINE)
    thing = getattr(ns, name)
    if inspect.isroutine(thing) and inspect.signature(thing).parameters and "\n" in doc:
        assert "Parameters\n----------" in doc
