"""Rows of a table become claims with the spans of their quotations; problems are told with their line and column."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import negosim as ns
from negosim.files.coding.importing import read_claims
from negosim.files.dossier import load_dossier
from negosim.files.source_texts import check_against_texts
from tests.files.coding.cases import ROW, TEXT, place, problems, read, table


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a text and a scenario."""
    return place(tmp_path)


def test_a_row_becomes_a_claim_with_span_and_digest(here: Path) -> None:
    """Its text becomes a document; what is left out has its default, and the words stay out of the dossier."""
    read(here, table(ROW)).write()
    dossier = load_dossier(here / "dossier.toml")
    (claim,), (document,) = dossier.claims, dossier.documents
    assert TEXT[claim.span[0] : claim.span[1]] == "could pay four percent"
    assert (claim.id, claim.kind, claim.value, claim.date) == ("c001", "position", 4.0, dt.date(2031, 5, 2))
    assert (document.id, document.publisher, document.title) == ("radio", "The radio", "radio")
    assert check_against_texts(dossier, here / "texts") == []
    assert "could pay" not in (here / "dossier.toml").read_text("utf-8")


def test_claims_are_appended_and_nothing_is_rewritten(here: Path) -> None:
    """Comments and line ends stay; ids go on; the document is described once."""
    read(here, table(ROW)).write()
    path = here / "dossier.toml"
    before = b"# mine\r\n" + path.read_bytes().replace(b"\n", b"\r\n").replace(b"c001", b"p07")
    path.write_bytes(before)
    more = {k: v for k, v in ROW.items() if not k.startswith("publish")} | {"stance": "refuses", "value": "6"}
    read(here, table(more | {"quotation": "“We want … on Friday"})).write()
    after = path.read_bytes()
    assert after.startswith(before)
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert [claim.id for claim in load_dossier(path).claims] == ["p07", "p08"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_of_every_spreadsheet_are_read(here: Path, separator: str, encoding: str, end: str) -> None:
    """Commas, semicolons, tabs; with and without a mark; Windows and Unix line ends; empty rows and a line sep=;."""
    content = table(ROW | {"paraphrase": "Für vier “offen”."}, {}, separator=separator, end=end)
    if separator == ";":
        content = f"sep=;{end}{content}"
    added = read(here, content.encode(encoding))
    assert added.claims[0].paraphrase == "Für vier “offen”."
    assert any("read as cp1252" in note for note in added.notes) == (encoding == "cp1252")


def test_cells_are_read_as_people_write_them(here: Path) -> None:
    """Heads in any case, other words for columns, numbers and days of a German table, yes, conditions, quotations."""
    row = {"Text": "radio.txt", "Quotation": "“We want six percent more,” the union's", "ACTOR": "union"}
    row |= {"issue": "pay", "stance": "refuses", "value": "2,5", "attribution": "reported", "paraphrase": "More."}
    row |= {"Publisher": "x", "published": "02.05.2031", "only": "x", "unless": "cranes=some"}
    (claim,) = read(here, table(row, separator=";")).claims
    assert (claim.value, claim.only, claim.unless, claim.date) == (
        2.5,
        True,
        {"cranes": ("some",)},
        dt.date(2031, 5, 2),
    )


def test_parts_of_a_quotation_may_stand_in_several_columns(here: Path) -> None:
    """Or in one cell with … between them; the span runs from the first to the last."""
    heads, *lines = table(ROW).splitlines()
    twice = heads.replace("quotation", "quotation,quotation") + "\n" + lines[0].replace("four percent", "four,cranes")
    (one,) = read(here, twice).claims
    (other,) = read(here, table(ROW | {"quotation": "could pay four … cranes"})).claims
    assert TEXT[one.span[0] : one.span[1]] == "could pay four percent – if the cranes"
    assert one.span == other.span


def test_the_number_of_a_place_or_its_characters_choose_one(here: Path) -> None:
    """Where a quotation stands twice."""
    twice = ROW | {"quotation": "six percent more", "actor": "union"}
    first, second = (read(here, table(twice | {"occurrence": n})).claims[0].span for n in ("1", "2"))
    assert first < second
    again = twice | {"start": str(second[0]), "stop": str(second[1])}
    assert read(here, table(again)).claims[0].span == second


WRONG = [
    (
        {"quotation": "could pay five percent"},
        "quotation",
        "'could pay five percent' (it stands there up to 'could pay')",
    ),
    ({"quotation": ""}, "quotation", "expected words of the text, received nothing"),
    ({"quotation": "six percent more"}, "quotation", "2 times: characters 30 to 46, line 1 after"),
    ({"quotation": "six percent more"}, "quotation", "give some words more, or its number in a column occurrence"),
    ({"occurrence": "2"}, "occurrence", "expected a number from 1 to 1"),
    ({"occurrence": "one"}, "occurrence", "expected a whole number, received 'one'"),
    ({"start": "5", "stop": "4000"}, "start", "expected 0 <= start < stop <="),
    ({"start": "0", "stop": "8"}, "start", "expected characters where the quotation stands"),
    ({"actor": "autority"}, "actor", "received autority (nearest: authority; if it is meant: --also autority)"),
    ({"actor": ""}, "actor", "expected a value, received nothing"),
    ({"toward": "growers"}, "toward", "expected a party or mediator of the scenario"),
    ({"issue": "wages"}, "issue", "expected an issue of the scenario, received wages"),
    ({"condition": "crane=some"}, "condition", "received crane (nearest: cranes"),
    ({"condition": "cranes=many"}, "condition.cranes", "expected a level of cranes, received many"),
    ({"condition": "cranes"}, "condition", "expected levels by issue, each issue once"),
    ({"issue": "cranes", "value": "", "level": "all"}, "level", "expected a level of cranes, received all"),
    ({"value": "99"}, "value", "expected a number on the scale of pay"),
    ({"value": "four"}, "value", "expected a number such as 2.5, received 'four'"),
    ({"level": "4"}, "value", "expected either a level or a value"),
    ({"unit": "euros"}, "unit", "expected the unit of pay"),
    ({"stance": "open to"}, "stance", "received 'open to' (nearest: open_to"),
    ({"stance": ""}, "stance", "expected a value, received nothing"),
    ({"kind": "postion"}, "kind", "nearest: position"),
    ({"attribution": ""}, "attribution", "expected a value, received nothing"),
    ({"emphasis": "4"}, "emphasis", "expected 1, 2 or 3, received 4"),
    ({"only": "perhaps"}, "only", "expected yes or no"),
    ({"date": "03/04/2031"}, "date", "expected a date such as 2024-01-26, received '03/04/2031'"),
    ({"date": "2031-05-03"}, "date", "expected a day until 2031-05-02"),
    ({"document": "tv"}, "document", "received tv (known: radio.txt)"),
    ({"publisher": ""}, "publisher", "expected who published radio.txt, and when: it is new to the dossier"),
    ({"published": ""}, "published", "it is new to the dossier, received nothing"),
    ({"paraphrase": ""}, "paraphrase", "expected a value, received nothing"),
    ({"paraphrase": "Could pay FOUR percent."}, "paraphrase", "expected the coder's own words, received 4 words"),
]


@pytest.mark.parametrize(("cells", "column", "said"), WRONG)
def test_a_row_that_does_not_fit_is_told_with_line_and_column(
    here: Path, cells: dict[str, str], column: str, said: str
) -> None:
    """The one below it fits; nothing is written."""
    fits = ROW | {"stance": "accepts"}
    found = problems(here, table(ROW | cells, fits if "publish" not in "".join(cells) else {}))
    (problem,) = found
    assert problem.startswith(f"claims.csv: line 2, column {column}: ")
    assert said in problem


def test_all_problems_of_all_rows_are_told_at_once(here: Path) -> None:
    """Each with its line, and one for each cell."""
    found = problems(here, table(ROW | {"actor": "x", "stance": "y", "value": "z"}, ROW, ROW | {"issue": "w"}))
    places = [problem.split(": ")[1] for problem in found]
    assert sorted(places) == [
        *("line 2, column actor", "line 2, column stance", "line 2, column value", "line 4, column issue"),
    ] or sorted(places) == ["line 2, column stance", "line 2, column value", "line 4, column issue"]


def test_the_row_is_told_where_it_is_not_the_line(here: Path) -> None:
    """Below a cell of two lines, spreadsheets show another number."""
    first = ROW | {"quotation": "on Friday.\nThe authority", "paraphrase": "Day and name."}
    (problem,) = problems(here, table(first, ROW | {"stance": "x"}))
    assert "line 4 (row 3), column stance" in problem


def test_ids_are_used_once(here: Path) -> None:
    """In the table and in the dossier."""
    read(here, table(ROW | {"id": "a1"})).write()
    other = ROW | {"stance": "accepts"}
    found = problems(here, table(other | {"id": "a1"}, other | {"id": "a2"}, other | {"id": "a2", "value": "2"}))
    assert [problem.split(", received")[0] for problem in found] == [
        "claims.csv: line 2, column id: expected an id that no other claim has",
        "claims.csv: line 4, column id: expected an id that no other claim has",
    ]


def test_a_claim_is_not_added_twice(here: Path) -> None:
    """A table that was imported, and has grown, is imported again with only what is new."""
    read(here, table(ROW)).write()
    grown = table(ROW, ROW | {"stance": "accepts"})
    (problem,) = problems(here, grown)
    assert "line 2, column id: expected a claim that is not there yet, received the same as c001" in problem
    added = read(here, grown, only_new=True)
    assert (added.skipped, [claim.id for claim in added.claims]) == (1, ["c002"])


def test_words_beyond_the_scenario_can_be_meant(here: Path) -> None:
    """By an option, by the dossier, or as an audience, which stands outside of the talks."""
    strange = ROW | {"actor": "mayor", "issue": "tolls"}
    assert len(problems(here, table(strange))) == 2
    read(here, table(strange), also=("mayor", "tolls")).write()
    read(here, table(strange | {"stance": "accepts"})).write()
    asks = ROW | {"kind": "audience", "actor": "growers", "toward": "authority", "issue": "", "value": ""}
    assert not problems(here, table(asks | {"quotation": "Growers ask", "direction": "1", "stance": "demands"}))


def test_without_a_scenario_names_are_not_held_against_one(here: Path) -> None:
    """Which is said; any scenario can be named instead, also one that the package brings."""
    (here / "scenario.toml").rename(here / "port.toml")
    added = read(here, table(ROW | {"actor": "mayor"}))
    assert any("not held against one" in note for note in added.notes)
    assert problems(here, table(ROW | {"actor": "mayor"}), scenario=here / "port.toml")
    assert problems(here, table(ROW | {"actor": "mayor"}), scenario="second_case")


def test_a_paraphrase_near_its_quotation_is_noted(here: Path) -> None:
    """Five words in a row are more than docs/coding.md allows, and no copy."""
    near = ROW | {
        "quotation": "The authority could pay four percent",
        "paraphrase": "It says it could pay four percent now",
    }
    assert not [note for note in read(here, table(near)).notes if "in a row" in note]
    near["paraphrase"] = "Here the authority could pay four in all"
    assert any("line 2, column paraphrase: follows the text for 5 words" in n for n in read(here, table(near)).notes)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "expected a table of claims, received an empty file"),
        (b"PK\x03\x04...", "received the file of a spreadsheet program (save it as CSV)"),
        (b"actor,issue\n", "expected at least one row below the columns, received none"),
        (b"actor,isue\nx,y\n", "columns: expected a column of claims, received 'isue' (nearest: issue"),
        (b"actor,actor\nx,y\n", "columns: expected actor once, received 2 times"),
        (b"actor,issue\na,b,c\n", "line 2: expected 2 cells, one for each column, received 3"),
        (b'actor,issue\n"a,b\n', "line 2: expected cells as a spreadsheet saves them"),
        (b"actor\x81\n", "expected a table of claims in UTF-8, UTF-16 or cp1252"),
        (b"\xff\xfea", "that is not utf-16"),
    ],
)
def test_a_file_that_is_no_table_of_claims_is_told(here: Path, content: bytes, said: str) -> None:
    """With what is wrong with it."""
    assert any(said in problem for problem in problems(here, content)), problems(here, content)


def test_files_that_are_missing_are_told(here: Path) -> None:
    """The table, the texts."""
    with pytest.raises(ns.BadInput, match=r"nothing.csv: expected a table of claims, received no such file"):
        read_missing(here, here / "nothing.csv", here / "texts")
    (here / "claims.csv").write_text(table(ROW))
    with pytest.raises(ns.BadInput, match=r"--texts: expected the folder with the texts"):
        read_missing(here, here / "claims.csv", here / "text")


def read_missing(here: Path, path: Path, texts: Path) -> object:
    """Read claims from paths."""
    return read_claims(path, texts, here / "dossier.toml")


def test_a_text_that_changed_is_told_once(here: Path) -> None:
    """Its digest is not the dossier's."""
    read(here, table(ROW)).write()
    (here / "texts" / "radio.txt").write_bytes(TEXT.replace("six", "ten").encode())
    (problem,) = problems(here, table(ROW | {"stance": "accepts"}, ROW | {"value": "2"}))
    assert "line 2, column document: expected the text of radio in the dossier" in problem


def test_a_dossier_that_cannot_be_appended_to_is_left(here: Path) -> None:
    """Claims in another form of TOML would not be the same file with more."""
    (here / "dossier.toml").write_text("claims = []\n")
    (problem,) = problems(here, table(ROW))
    assert "dossier.toml: claims: expected a dossier whose documents and claims are [[documents]]" in problem


def test_a_dossier_that_changed_meanwhile_is_left(here: Path) -> None:
    """Claims that somebody else appended are not lost."""
    first, second = (read(here, table(ROW | {"stance": stance})) for stance in ("accepts", "refuses"))
    first.write()
    with pytest.raises(ns.BadInput, match=r"dossier.toml: expected the dossier as it was read"):
        second.write()
    assert [claim.stance for claim in load_dossier(here / "dossier.toml").claims] == ["accepts"]


def test_a_dossier_in_no_folder_is_told(here: Path) -> None:
    """A slip in its path makes no new folder."""
    with pytest.raises(ns.BadInput, match="expected a file in a folder that exists"):
        read_claims(here / "claims.csv", here / "texts", here / "lkae" / "dossier.toml")


def test_texts_may_have_any_ending(here: Path) -> None:
    """They are named with or without it; a text outside of the folder is none."""
    (here / "texts" / "radio.txt").rename(here / "texts" / "radio.md")
    for name in ("radio", "radio.md", ""):
        assert read(here, table(ROW | {"document": name})).documents[0].file == "radio.md"
    assert problems(here, table(ROW | {"document": "../scenario.toml"}))
