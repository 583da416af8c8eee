"""A table that was exported is imported to the same claims."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import negosim as ns
from negosim.domain.issues import LabelSet
from negosim.evidence.claims import Claim, Document, Dossier, digest_of
from negosim.files.coding.dossier_text import text_of
from negosim.files.coding.exporting import table_of
from negosim.files.coding.importing import read_claims
from negosim.files.dossier import load_dossier
from negosim.files.shipped_cases import find_case

DAY = dt.date(2031, 5, 2)
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")
PROSE = st.text(LETTERS, max_size=12).filter(lambda text: text == "" or text.strip() != "")
OWN = PROSE.map(lambda text: f"own words {text}")
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
LABELS = st.one_of(NAMES, st.integers(0, 99).map(str), st.text(LETTERS, min_size=1, max_size=4))
WHEN = st.dictionaries(st.just("price"), st.lists(LABELS, min_size=1, max_size=3, unique=True), max_size=1)


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[Dossier, dict[str, str]]:
    """A dossier of one or two texts, and the texts, in which words come again and again."""
    texts = draw(st.lists(st.text('ab “”"\n\r…-', min_size=3, max_size=30).filter(str.strip), min_size=1, max_size=2))
    documents = [document(f"d{n}", text, draw(st.booleans())) for n, text in enumerate(texts)]
    claims = [draw(claim(n, documents, texts)) for n in range(draw(st.integers(1, 4)))]
    used = tuple(d for d in documents if any(c.document == d.id for c in claims))
    order = [d for c in claims for d in used if d.id == c.document]
    return Dossier(documents=tuple(dict.fromkeys(order)), claims=tuple(claims)), {
        d.file: text for d, text in zip(documents, texts, strict=True)
    }


def document(name: str, text: str, inferred: bool) -> Document:
    """The document of a text."""
    more: dict[str, Any] = {"date_basis": "inferred", "date_reason": "a guess"} if inferred else {}
    values = {"id": name, "file": f"{name} of.txt", "publisher": "p, q", "date": DAY, "title": "t; u"}
    return Document(**values, length=len(text), digest=digest_of(text), **more)


@st.composite
def claim(draw: st.DrawFn, number: int, documents: list[Document], texts: list[str]) -> Claim:
    """A valid claim on any piece of a text that is not blank."""
    at = draw(st.integers(0, len(texts) - 1))
    text = texts[at]
    start = draw(st.integers(0, len(text) - 1))
    stop = draw(st.integers(start + 1, len(text)))
    if not text[start:stop].strip():
        start, stop = 0, len(text)
    stance = draw(st.sampled_from(["refuses", "resists", "accepts"]))
    value = draw(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)))
    return Claim(
        id=f"k{number}",
        document=documents[at].id,
        span=(start, stop),
        digest=digest_of(text[start:stop]),
        kind="position",
        actor=draw(NAMES),
        speaker=draw(PROSE),
        toward=draw(st.one_of(st.just(""), NAMES)),
        direction=draw(st.integers(-1, 1)),
        issue="topic",
        level="" if value is not None else draw(st.one_of(st.just(""), NAMES)),
        value=value,
        unit=draw(NAMES) if value is not None else "",
        stance=stance,
        condition={name: LabelSet(tuple(labels)) for name, labels in draw(WHEN).items()},
        unless={name: LabelSet(tuple(labels)) for name, labels in (draw(WHEN) if stance != "accepts" else {}).items()},
        only=draw(st.booleans()),
        deal=draw(st.one_of(st.just(""), NAMES)),
        until=draw(st.one_of(st.none(), st.just(DAY))),
        attribution="reported",
        date=draw(st.dates(dt.date(2030, 1, 1), DAY)),
        date_basis=draw(st.sampled_from(["stated", "inferred"])),
        emphasis=draw(st.integers(1, 3)),
        paraphrase=draw(OWN),
        note=draw(PROSE),
    )


@given(dossiers())
def test_import_of_export_is_the_identity(made: tuple[Dossier, dict[str, str]]) -> None:
    """On claims and on their documents, whatever is in their cells."""
    dossier, texts = made
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, text in texts.items():
            (folder / name).write_bytes(text.encode())
        (folder / "claims.csv").write_bytes(table_of(dossier, folder))
        read_claims(folder / "claims.csv", folder, folder / "new.toml").write()
        assert load_dossier(folder / "new.toml") == dossier


@given(dossiers())
def test_the_text_of_a_dossier_is_read_back(made: tuple[Dossier, dict[str, str]]) -> None:
    """As what was written."""
    dossier, _ = made
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "d.toml").write_text(text_of(dossier.documents, dossier.claims), "utf-8", newline="")
        assert load_dossier(Path(place) / "d.toml") == dossier


def test_the_invented_case_comes_back(tmp_path: Path) -> None:
    """With quotations; and without, by the characters of the spans."""
    case = find_case("second_case").parent
    dossier = load_dossier(case / "dossier.toml")
    for texts in (case / "texts", None):
        (tmp_path / "claims.csv").write_bytes(table_of(dossier, texts))
        read_claims(tmp_path / "claims.csv", case / "texts", tmp_path / f"{texts is None}.toml").write()
        assert load_dossier(tmp_path / f"{texts is None}.toml") == dossier
    assert b"insists on a rise" in table_of(dossier, case / "texts")
    assert b"insists on a rise" not in table_of(dossier)


def test_texts_that_differ_are_no_source_of_quotations(tmp_path: Path) -> None:
    """Every difference is told."""
    case = find_case("second_case").parent
    (tmp_path / "courier.txt").write_text("other")
    with pytest.raises(ns.BadInput) as caught:
        table_of(load_dossier(case / "dossier.toml"), tmp_path)
    assert {Path(problem.file).name for problem in caught.value.problems} == {
        *("courier.txt", "quay_radio.txt", "dossier.toml"),
    }
