"""What installed libraries say of their licences is what CONTRIBUTING.md tells."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
COPYLEFT = {"cluster": set(), "discovery": {"platypus-opt"}, "postgres": {"psycopg", "psycopg-binary"}}
"""What stands under a licence of the GPL's family, by the extra that brings it."""


def brought(requirements: list[str]) -> dict[str, metadata.Distribution]:
    """The installed libraries that some requirements bring, with what these bring in turn."""
    found: dict[str, metadata.Distribution] = {}
    open_ = [(text, {""}) for text in requirements]
    while open_:
        text, extras = open_.pop()
        wanted = Requirement(text)
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name in found or not (wanted.marker is None or any(wanted.marker.evaluate({"extra": e}) for e in extras)):
            continue
        try:
            found[name] = metadata.distribution(wanted.name)
        except metadata.PackageNotFoundError:
            continue
        open_ += [(each, {"", *wanted.extras}) for each in found[name].requires or []]
    return found


def copyleft(requirements: list[str]) -> set[str]:
    """Those of them whose own words name a licence of the GPL's family."""
    found = set()
    for name, library in brought(requirements).items():
        told = [library.metadata.get(key) or "" for key in ("License-Expression", "License")]
        classifiers = [c for c in library.metadata.get_all("Classifier") or [] if c.startswith("License")]
        first = " ".join(" ".join([*told, *classifiers]).split())[:300]
        if re.search(r"GPL|GNU [A-Z]* ?GENERAL PUBLIC", first, re.IGNORECASE):
            found.add(name)
    return found


def test_what_is_always_installed_is_under_no_copyleft_of_the_gpl() -> None:
    """Whoever redistributes the program without extras has none of its duties."""
    assert len(brought(PROJECT["dependencies"])) > 10
    assert copyleft(PROJECT["dependencies"]) == set()


@pytest.mark.parametrize("extra", COPYLEFT)
def test_what_extras_bring_is_told(extra: str) -> None:
    """CONTRIBUTING.md names each library under the GPL or LGPL that an extra brings, and there is no other."""
    found = copyleft(PROJECT["optional-dependencies"][extra])
    assert found <= COPYLEFT[extra]
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8").lower()
    assert [name for name in COPYLEFT[extra] if f"`{name}`" not in page] == []
