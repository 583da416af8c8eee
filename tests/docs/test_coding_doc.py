"""The coding manual: its dossier is one and holds against its text, and its reference leaves no key out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import attrs
import pytest

from negosim.evidence.claims import Claim, Document, Dossier
from negosim.files.dossier import load_dossier
from negosim.files.scenario import load_scenario
from negosim.files.source_texts import check_against_texts
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
    """Consent to four days is bound to who mends the well, and limits what the demand for five refuses."""
    codebook = (ROOT / "scenarios" / "codebook.toml").as_posix()
    top = f'dossier = "dossier.toml"\ncodebook = "{codebook}"\nas_of = 2030-05-01\n'
    (folder / "villages.toml").write_text(top + VILLAGES, encoding="utf-8")
    consent, demand = load_scenario(folder / "villages.toml").acts
    assert (consent.kind, str(consent.terms)) == ("open_to", "days = 4 and repair = lower or both")
    assert (demand.kind, [str(each) for each in demand.refused]) == (
        "demanded",
        ["days = 3 or 2", "days = 4 or 3 or 2 and repair = upper"],
    )


def test_every_claim_that_the_page_names_is_there() -> None:
    """Examples are ids of the dossier, and what the page calls them."""
    dossier = load_dossier(ROOT / "scenarios" / "dossier.toml")
    named = set(re.findall(r"`(c\d{3})`", PAGE))
    assert len(named) >= 60
    assert named <= {claim.id for claim in dossier.claims}


def test_examples_of_the_rules_are_coded_by_them() -> None:
    """What the page gives as examples of a field has it."""
    claims = {claim.id: claim for claim in load_dossier(ROOT / "scenarios" / "dossier.toml").claims}
    for ids, deal in ((("c004", "c005"), "israel_outline"), (("c179", "c234"), "israel_longer_pause")):
        assert {claims[name].deal for name in ids} == {deal}
    assert {claims[name].deal for name in ("c143", "c190")} == {"hostages_for_end"}
    assert {claims[f"c{n}"].deal for n in range(148, 154)} == {"hamas_conditions"}
    assert all(claims[name].only for name in ("c138", "c139", "c142", "c189", "c193", "c208"))
    assert not any(claims[name].only for name in ("c018", *(f"c{n}" for n in range(148, 153))))
    assert all(claims[name].unless for name in ("c142", "c189"))
    assert {c.until.isoformat() for c in claims.values() if c.until} == {"2023-12-01"}
    assert {claims[name].kind for name in ("c226", "c230", "c231", "c233", "c235", "c238")} == {"stake"}
    assert {claims[name].stance for name in ("c021", "c220", "c072", "c232")} == {"resists"}


@pytest.mark.parametrize("cls", [Dossier, Document, Claim], ids=lambda cls: cls.__name__)
def test_no_key_is_left_out(cls: type) -> None:
    """Each has its row in the reference."""
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE.split("## 13. ")[1], flags=re.MULTILINE))
    assert {field.name for field in attrs.fields(cls)} <= rows


def test_the_reference_names_no_key_that_is_not_there() -> None:
    """Every row is a key of one of the three tables."""
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE.split("## 13. ")[1], flags=re.MULTILINE))
    assert rows <= {field.name for cls in (Dossier, Document, Claim) for field in attrs.fields(cls)}
