"""The coding manual: its dossier is one and holds against its text, and its reference leaves no key out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import attrs
import pytest

from negosim.evidence.claims import Claim, Document, Dossier
from negosim.files.dossier import check_against_texts, load_dossier
from negosim.files.scenario import load_scenario
from tests.docs.blocks import ROOT, blocks, run_python

pytestmark = pytest.mark.source

PAGE = (ROOT / "docs" / "coding.md").read_text(encoding="utf-8")
(DOSSIER,) = blocks("docs/coding.md", "toml")
VILLAGES = next(block.text for block in blocks("docs/scenarios.md", "toml") if "two_villages" in block.text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the text and the dossier of the page."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in blocks("docs/coding.md", "python"):
        run_python(block, names)
    (tmp_path / "dossier.toml").write_text(DOSSIER.text, encoding="utf-8")
    return tmp_path


def test_the_dossier_of_two_claims_holds_against_its_text(folder: Path) -> None:
    """Lengths, spans and digests are those of the text that the page shows."""
    dossier = load_dossier(folder / "dossier.toml")
    assert len(dossier.claims) == 2
    assert check_against_texts(dossier, folder) == []


def test_the_two_villages_read_the_dossier(folder: Path) -> None:
    """What is not by hand stands on it: consent to four days is bound to who mends the well."""
    codebook = (ROOT / "scenarios" / "codebook.toml").as_posix()
    top = f'dossier = "dossier.toml"\ncodebook = "{codebook}"\nas_of = 2030-05-01\n'
    (folder / "villages.toml").write_text(top + VILLAGES, encoding="utf-8")
    (linkage,) = load_scenario(folder / "villages.toml").linkages
    assert linkage.condition.levels["repair"] == ("lower", "both")


@pytest.mark.parametrize("cls", [Dossier, Document, Claim], ids=lambda cls: cls.__name__)
def test_no_key_is_left_out(cls: type) -> None:
    """Each has its row in the reference."""
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE.split("## 12. ")[1], flags=re.MULTILINE))
    assert {field.name for field in attrs.fields(cls)} <= rows


def test_the_reference_names_no_key_that_is_not_there() -> None:
    """Every row is a key of one of the three tables."""
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE.split("## 12. ")[1], flags=re.MULTILINE))
    assert rows <= {field.name for cls in (Dossier, Document, Claim) for field in attrs.fields(cls)}
