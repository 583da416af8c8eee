"""``negosim evidence --acts``: what the parties did, what stands of it, and whether all else foretells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import negosim as ns
from tests.cli.conftest import CAKE, ROOT, Command

SHORES = Path(__file__).parent / "fixtures" / "shores.toml"
JANUARY = ROOT / "scenarios" / "january_2024.toml"
AGAINST = 'parties.south.acts.free={ kind = "offered", terms = { toll = 0 } }'


def test_json_has_a_row_an_act(negosim: Command) -> None:
    """In force with what was found: of a consent the share that signs, of a refusal the share that refuses."""
    said = negosim("evidence", SHORES, "--acts", "--json")
    assert (said.code, said.err) == (0, "")
    value = json.loads(said.out, parse_constant=pytest.fail)
    rows = {row["act"]: row for row in value["acts"]}
    assert list(rows) == ["low_toll", "foreign_flag", "own_flag", "paid"]
    for found in ns.leave_acts_out(ns.load_scenario(SHORES)).to_dict("records"):
        row = rows[found["act"]]
        assert row["fitted"] == found["fitted"]
        assert row["foretold"] == (found["foretold"] if found["signs"] else 1 - found["foretold"])
        assert (row["in_force"], row["standing"], row["contradicted"]) == (True, "in force", False)
    assert (value["draws"], value["seed"], value["as_of"]) == (300, 7, "2030-01-01")
    assert (rows["low_toll"]["says"], rows["low_toll"]["credibility"]) == ("open to: toll = 2 coins", 0.8)


def test_acts_that_are_not_in_force_say_why(negosim: Command) -> None:
    """Spent deals, and what only later days tell of; without shares of draws."""
    value = json.loads(negosim("evidence", JANUARY, "--acts", "--json").out)
    rows = {(row["party"], row["act"]): row for row in value["acts"]}
    truce = rows["hamas", "november_truce"]
    assert (truce["standing"], truce["fitted"], truce["foretold"]) == ("spent on 2023-12-01", None, None)
    assert truce["claims"] == ["c047", "c049", "c165", "c167", "c171", "c203"]
    assert rows["israel", "israel_truce"]["standing"] == "voiced on 2024-04-04"
    assert rows["israel", "israel_outline"]["claims"] == ["c004", "c005"]
    page = negosim("evidence", JANUARY, "--acts").out
    assert all(len(line) <= 120 for line in page.splitlines())
    for words in ("Acts in force", "Acts not in force", "spent on 2023-12-01", "c206 c207 c208", "Left out: the share"):
        assert words in page


def test_a_later_day_knows_more_acts(negosim: Command) -> None:
    """``--as-of`` cuts the claims that acts come from."""
    before, after = (
        json.loads(negosim("evidence", JANUARY, "--acts", "--json", "--as-of", day).out)["acts"]
        for day in ("2024-01-25", "2024-01-26")
    )
    standing = [{row["act"]: row["standing"] for row in rows if row["party"] == "hamas"} for rows in (before, after)]
    assert [each["leaders_exile"] for each in standing] == ["voiced on 2024-01-26", "in force"]


def test_sources_that_contradict_each_other_are_named(negosim: Command) -> None:
    """An act that no draw can do beside the others of its party; the others are not blamed."""
    words = ("evidence", SHORES, "--acts", "--set", AGAINST)
    rows = json.loads(negosim(*words, "--json").out)["acts"]
    assert [row["act"] for row in rows if row["contradicted"]] == ["free"]
    told = "in most draws no preferences do free beside the party's other acts."
    assert told in negosim(*words).out


def test_a_figure_is_written(negosim: Command, tmp_path: Path) -> None:
    """Its path is told, as a line or in the object."""
    path = tmp_path / "new" / "acts.png"
    assert f"Figure: {path}" in negosim("evidence", SHORES, "--acts", "--figure", path).out
    assert path.read_bytes().startswith(b"\x89PNG")
    said = negosim("evidence", SHORES, "--acts", "--json", "--figure", path)
    assert json.loads(said.out)["figure"] == str(path)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--figure", "acts.png"), "--figure: expected --acts, whose figure it is, received no --acts"),
        (("--acts", "--figure", "acts.jpg"), "--figure: expected a file that ends in .png, received acts.jpg"),
        (("--acts", "--figure", "/dev/null/acts.png"), "--figure: expected a file to write"),
        (("--acts", "--as-of", "soon"), "--as-of: expected a date"),
    ],
)
def test_bad_input_is_told_with_its_address(negosim: Command, words: tuple[str, ...], told: str) -> None:
    """One problem, exit code 2."""
    said = negosim("evidence", SHORES, *words)
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert told in said.err


def test_talks_without_acts_say_so(negosim: Command) -> None:
    """In words, and as an empty list."""
    assert "No act is written in the scenario, and no claim tells of one." in negosim("evidence", CAKE, "--acts").out
    assert json.loads(negosim("evidence", CAKE, "--acts", "--json").out)["acts"] == []


@pytest.mark.usefixtures("no_figures")
def test_a_run_says_which_acts_its_packages_fit(negosim: Command, tmp_path: Path) -> None:
    """By name in the summary, as numbers in the table, whose width holds; and those against the commonest below it."""
    words = ("run", SHORES, "--runs", 20, "--jobs", 1, "--out", tmp_path / "out", "--verbose")
    said = negosim(*words)
    assert said.code == 0, said.err
    packages = json.loads((tmp_path / "out" / "summary.json").read_text())["packages"]
    assert packages
    for package in packages:
        paid = package["levels"]["toll"] in ("5", "10")
        assert ("south: paid" in package["agrees"], "south: paid" in package["contradicts"]) == (paid, not paid)
        assert ("north: low_toll" in package["agrees"]) == (package["levels"]["toll"] == "2")
    assert "acts that it agrees with" in said.out
    assert "Rank 1 contradicts " in " ".join(said.out.split())
    assert all(len(line.rstrip()) <= 120 for line in said.out.splitlines() if not line.startswith(("Figures", "A typ")))
