"""``check`` and ``evidence``: looking at files, at what stands behind their numbers, and at spans of texts."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.conftest import CAKE, RIVER, ROOT, Command

SCENARIOS = sorted((ROOT / "scenarios").rglob("*.toml"))
DOCUMENTS = ROOT.parent / "shared" / "documents"


def test_all_that_ships_is_in_order(negosim: Command) -> None:
    """Every scenario, dossier, codebook and file of patterns: a line for each, and exit code 0."""
    files = [path for path in SCENARIOS if "sweeps" not in path.parts]
    said = negosim("check", *files)
    assert (said.code, said.err) == (0, "")
    assert said.out.count("no problem found\n") == len(files)


def test_check_names_every_problem_of_every_file(negosim: Command, tmp_path: Path) -> None:
    """Good files between bad ones are told as well; exit code 1."""
    (tmp_path / "typo.toml").write_text(CAKE.read_text().replace("horizon = 100", 'horizn = 100\nhorizon = "long"', 1))
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    said = negosim("check", tmp_path / "typo.toml", CAKE, tmp_path / "binary.toml", tmp_path / "none.toml")
    assert said.code == 1
    assert said.out == f"{CAKE}: a scenario of 1 issues, 2 parties, 0 mediators, 34 parameters, no problem found\n"
    starts = [line.split(": expected")[0] for line in said.problems]
    typo = tmp_path / "typo.toml"
    expected = {f"{typo}: horizn", f"{typo}: horizon", f"{tmp_path / 'binary.toml'}", f"{tmp_path / 'none.toml'}"}
    assert set(starts) == expected


def test_evidence_shows_every_parameter(negosim: Command) -> None:
    """Its distribution, what it stands on, and why; then how much is assumption."""
    said = negosim("evidence", RIVER)
    assert (said.code, said.err) == (0, "")
    assert "\x1b" not in said.out
    for words in ("commission.candour", "talks.collapse", "parameters by assumption: ", "assumption among the unc"):
        assert words in said.out


def test_evidence_names_the_claims_behind_a_parameter(negosim: Command) -> None:
    """As one JSON object: each parameter with basis and claims, claims on those of the case."""
    said = negosim("evidence", ROOT / "scenarios" / "january_2024.toml", "--json")
    value = json.loads(said.out, parse_constant=pytest.fail)
    on_claims = [p for p in value["parameters"] if p["basis"] == "claims"]
    assert len(on_claims) == value["basis"]["claims"]["parameters"] > 15
    assert all(p["claims"] for p in on_claims)
    assert value["basis"]["convention"]["parameters"] > 50
    assert "parameters by convention: " in negosim("evidence", ROOT / "scenarios" / "january_2024.toml").out


def test_evidence_accounts_for_every_claim(negosim: Command) -> None:
    """Unused ones with the reason, numbers and wishes with the level they are read as; as a page and as JSON."""
    path = ROOT / "scenarios" / "january_2024.toml"
    value = json.loads(negosim("evidence", path, "--json").out)
    assert value["unused"] == sorted(value["reasons"])
    assert value["reasons"]["c003"] == "an expectation"
    assert value["reasons"]["c046"] == "of an act spent on 2023-12-01"
    assert value["read_as"]["c020"] == "more of prisoners_per_hostage as anything but 1"
    page = negosim("evidence", path).out
    assert f"unused ({len(value['unused'])}), by reason:\n" in page
    assert "  an expectation (" in page
    assert "  c020: more of prisoners_per_hostage as anything but 1\n" in page
    assert "  of an act spent on 2023-12-01 (12): c046 c047" in page


def test_evidence_of_some_parameters_is_told_down_to_the_claims(negosim: Command) -> None:
    """By name or pattern: acts and paraphrases; the same choice as JSON; names are whole."""
    path = ROOT / "scenarios" / "january_2024.toml"
    said = negosim("evidence", path, "hamas.weight.*", "israel.premium")
    value = json.loads(negosim("evidence", path, "hamas.weight.*", "israel.premium", "--json").out)
    names = [parameter["name"] for parameter in value["parameters"]]
    assert len(names) == 11
    assert all(f"{name}: " in said.out for name in names)
    assert "Short of a full end of the fighting Hamas keeps those it holds." in said.out
    every = negosim("evidence", path).out
    assert all(f"\n{name} " in every for name in names)


def test_evidence_of_a_parameter_that_there_is_none_of_is_refused(negosim: Command) -> None:
    """Each with the nearest name; so are parameters where none belong."""
    said = negosim("evidence", RIVER, "upstreem.*", "talks.colapse")
    assert (said.code, len(said.problems)) == (2, 2)
    assert "received talks.colapse (nearest: talks.collapse" in said.err
    said = negosim("evidence", RIVER, "talks.collapse", "--acts")
    assert said.problems == [
        "negosim: evidence: expected no parameters with `check` or --acts, received talks.collapse"
    ]


def test_evidence_shows_where_red_lines_hold(negosim: Command) -> None:
    """The packages, beside the reason."""
    path = ROOT / "scenarios" / "january_2024.toml"
    value = json.loads(negosim("evidence", path, "--json").out)
    (line,) = [p for p in value["parameters"] if p["name"] == "hamas.red_line.leaders_exile"]
    assert line["when"]["leaders"] == ["exile"]
    page = " ".join(negosim("evidence", RIVER).out.split())
    assert "; where " in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rises. again"], "text.txt: span: expected 'rises. again' once, received 0 times"),
        (["e"], "text.txt: span: expected 'e' once, received 7 times (give some words more)"),
        (["Altara", "river"], "text.txt: span: expected 'river' after 'Altara', received nothing"),
        ([], "span: expected a text and words of it"),
    ],
)
def test_a_span_that_is_not_there_once_is_told(negosim: Command, tmp_path: Path, words: list[str], said: str) -> None:
    """With what was looked for, and how often it is there."""
    (tmp_path / "text.txt").write_bytes(TEXT.encode())
    answer = negosim("evidence", "span", tmp_path / "text.txt", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


@pytest.mark.parametrize("words", [["Altara wants the water;"], ["Altara", "water;"]])
def test_a_span_is_counted_in_characters_with_its_digest(negosim: Command, tmp_path: Path, words: list[str]) -> None:
    """Line endings as they are; the lines are those of a dossier."""
    (tmp_path / "text.txt").write_bytes(TEXT.encode())
    found = json.loads(negosim("evidence", "span", tmp_path / "text.txt", *words, "--json").out)
    start, stop = found["span"]
    assert TEXT[start:stop] == "Altara wants the water;"
    assert (found["length"], found["digest"]) == (len(TEXT), hashlib.sha256(TEXT[start:stop].encode()).hexdigest())
    said = negosim("evidence", "span", tmp_path / "text.txt", *words)
    assert said.out.splitlines()[4:] == [f"span = [{start}, {stop}]", f'digest = "{found["digest"]}"']


def test_evidence_of_certain_talks_is_valid_json(negosim: Command) -> None:
    """A share of no uncertain parameters is null."""
    said = negosim("evidence", CAKE, "--json")
    assert json.loads(said.out, parse_constant=pytest.fail)["assumed_share"] is None


TEXT = "The river — it is said — rises.\r\nAltara wants the water; the dam is hers.\n"
SPAN = (33, 56)


@pytest.fixture
def texts(tmp_path: Path) -> tuple[Path, Path]:
    """A dossier of one claim, and the folder with its text."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "one.txt").write_bytes(TEXT.encode())
    digest = [hashlib.sha256(t.encode()).hexdigest() for t in (TEXT, TEXT[SPAN[0] : SPAN[1]])]
    dossier = tmp_path / "dossier.toml"
    dossier.write_text(f"""
[[documents]]
id = "one"
file = "one.txt"
publisher = "made up"
date = 2030-03-01
date_basis = "stated"
title = "On a river"
length = {len(TEXT)}
digest = "{digest[0]}"

[[claims]]
id = "c001"
document = "one"
span = [{SPAN[0]}, {SPAN[1]}]
digest = "{digest[1]}"
kind = "position"
actor = "altara"
speaker = "nobody"
issue = "release"
level = "10"
stance = "demands"
attribution = "reported"
date = 2030-03-01
emphasis = 1
paraphrase = "Altara wants to keep it."
""")
    return dossier, folder


def test_spans_that_hold_are_counted(negosim: Command, texts: tuple[Path, Path]) -> None:
    """Characters are those of the decoded text, line ends and all."""
    said = negosim("evidence", "check", "--dossier", texts[0], "--documents", texts[1])
    assert (said.code, said.err) == (0, "")
    assert said.out == "1 claims in 1 documents: every span is what the dossier says\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TEXT.replace("Altara", "Altera"), ["documents.one", "claims.c001"]),
        (TEXT.replace("rises", "falls"), ["documents.one"]),
        (TEXT.replace("\r\n", "\n"), ["documents.one", "claims.c001"]),
        (TEXT + "More.", ["documents.one"]),
        (None, ["one.txt", "No such file"]),
        ("\udcff", ["one.txt", "not text in UTF-8"]),
    ],
)
def test_a_text_that_differs_is_named(
    negosim: Command, texts: tuple[Path, Path], text: str | None, words: list[str]
) -> None:
    """By document, and by every claim whose span is no longer what was coded; exit code 1."""
    path = texts[1] / "one.txt"
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text.encode(errors="surrogateescape"))
    said = negosim("evidence", "check", "--dossier", texts[0], "--documents", texts[1])
    assert (said.code, said.out) == (1, "")
    for word in words:
        assert word in said.err
    assert said.err.count("claims.c001") == words.count("claims.c001")


@pytest.mark.parametrize("options", [[], ["--documents", "nowhere"]])
def test_no_folder_of_texts_is_bad_input(negosim: Command, texts: tuple[Path, Path], options: list[str]) -> None:
    """Exit code 2: nothing could be checked."""
    said = negosim("evidence", "check", "--dossier", texts[0], *options)
    assert (said.code, len(said.problems)) == (2, 1)
    assert "--documents: expected the folder with the texts" in said.err


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the documents of the case do not stand beside this checkout")
def test_every_claim_of_the_case_holds(negosim: Command) -> None:
    """The dossier that ships, against the texts it was coded from."""
    dossier = ROOT / "scenarios" / "dossier.toml"
    said = negosim("evidence", "check", "--dossier", dossier, "--documents", DOCUMENTS)
    assert (said.code, said.err) == (0, "")
    assert "every span" in said.out
