"""``claims``: import, export, columns; and spans of several quotations at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from negosim.files.coding.rows import COLUMNS
from negosim.files.dossier import load_dossier
from tests.cli.conftest import Command
from tests.files.coding.cases import ROW, TEXT, place, table


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a text, a scenario and a table, to stand in."""
    monkeypatch.chdir(place(tmp_path))
    (tmp_path / "claims.csv").write_text(table(ROW, ROW | {"stance": "accepts"}), "utf-8")
    return tmp_path


IMPORT = ("claims", "import", "claims.csv", "--texts", "texts", "--dossier", "dossier.toml")


def test_claims_go_into_a_dossier_and_come_back(negosim: Command) -> None:
    """As the same claims."""
    said = negosim(*IMPORT)
    assert (said.code, said.err) == (0, "")
    assert said.out == "2 claims and 1 documents written to the new file dossier.toml\n"
    assert negosim("evidence", "check", "--dossier", "dossier.toml", "--documents", "texts").code == 0
    said = negosim("claims", "export", "dossier.toml", "--texts", "texts", "--out", "out.csv")
    assert said.out == "2 claims written to out.csv\n"
    assert negosim("claims", "import", "out.csv", "--texts", "texts", "--dossier", "again.toml").code == 0
    assert load_dossier(Path("again.toml")) == load_dossier(Path("dossier.toml"))


def test_a_dry_run_prints_what_would_be_appended(negosim: Command) -> None:
    """And writes nothing."""
    said = negosim(*IMPORT, "--dry-run")
    assert (said.code, said.problems) == (0, ["2 claims and 1 documents would be written to the new file dossier.toml"])
    assert said.out.count("[[claims]]") == 2
    assert not Path("dossier.toml").exists()
    negosim(*IMPORT)
    assert Path("dossier.toml").read_text("utf-8") == said.out


def test_a_grown_table_is_imported_again(negosim: Command) -> None:
    """With --only-new."""
    negosim(*IMPORT)
    assert negosim(*IMPORT).code == 2
    said = negosim(*IMPORT, "--only-new")
    assert (said.code, said.out) == (0, "0 claims and 0 documents appended to dossier.toml; 2 were there already\n")


def test_wrong_rows_are_problems_with_exit_code_2(negosim: Command) -> None:
    """Each on a line of its own; nothing is written."""
    Path("claims.csv").write_text(table(ROW | {"actor": "x"}, ROW | {"issue": "y"}), "utf-8")
    said = negosim(*IMPORT)
    assert (said.code, said.out) == (2, "")
    assert [line.split(": ")[2] for line in said.problems] == ["line 2, column actor", "line 3, column issue"]
    assert not Path("dossier.toml").exists()
    said = negosim(*IMPORT, "--also", "x", "--also", "y", "--dry-run")
    assert said.code == 0


def test_the_dossier_of_a_scenario_is_exported_by_its_name(negosim: Command) -> None:
    """A file that is there is kept, a scenario without a dossier has none to export."""
    assert negosim("claims", "export", "second_case", "--out", "out.csv").out == "24 claims written to out.csv\n"
    assert negosim("claims", "export", "second_case", "--out", "out.csv").code == 2
    assert negosim("claims", "export", "second_case", "--out", "out.csv", "--force").code == 0
    said = negosim("claims", "export", "three_parties", "--out", "other.csv")
    assert (said.code, said.problems) == (2, ["negosim: three_parties: dossier: expected a dossier, received nothing"])


def test_columns_are_listed(negosim: Command) -> None:
    """All of them; `claims` alone shows the help."""
    said = negosim("claims", "columns")
    assert all(f"  {name} " in said.out for name in COLUMNS)
    assert "import" in negosim("claims").out


def test_spans_of_several_quotations_in_one_call(negosim: Command) -> None:
    """Each with its digest; all problems at once."""
    words = (
        "evidence",
        "span",
        "texts/radio.txt",
        "The port stays",
        "could pay … cranes",
        "union's chairman",
        "--each",
    )
    spans = [found["span"] for found in json.loads(negosim(*words, "--json").out)]
    assert [TEXT[start:stop] for start, stop in spans] == [
        *("The port stays", "could pay four percent – if the cranes", "union’s chairman"),
    ]
    assert negosim(*words).out.count("\nspan = [") == 3
    said = negosim(*words[:3], "six percent", "nowhere", "--each")
    assert (said.code, len(said.problems)) == (2, 2)
    said = negosim(*words[:3], "a", "b", "c")
    assert "--each makes a span of each" in said.err
