"""``compare``: one table, what changes for runs and packages, a CSV file and a figure."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import negosim as ns
from tests.cli.conftest import CAKE, RIVER, Command

FEW = ("--runs", "12", "--jobs", "1")


def test_two_cases_are_compared_in_full(negosim: Command) -> None:
    """Shares, the paired difference, who ends otherwise, families won and lost."""
    said = negosim("compare", RIVER, *FEW, "--set", "*.waiting_cost=0")
    assert said.code == 0
    assert "Compared with three_parties: 12 runs each, seed 7, the same random numbers" in said.out
    assert "three_parties with *.waiting_cost=0" in said.out
    assert "(rows) end in" in said.out


def test_what_is_written_and_printed_is_what_python_computes(negosim: Command, tmp_path: Path) -> None:
    """The CSV and the JSON hold the table of ``ns.compare``; there is one figure."""
    said = negosim("compare", RIVER, CAKE, *FEW, "--out", tmp_path / "cmp", "--json")
    assert (said.code, said.err) == (0, "")
    expected = ns.compare(RIVER, CAKE, runs=12)
    written = pd.read_csv(tmp_path / "cmp" / "comparison.csv")
    pd.testing.assert_frame_equal(written, expected, check_dtype=False)
    told = pd.DataFrame(json.loads(said.out)["cases"])
    pd.testing.assert_frame_equal(told, expected, check_dtype=False)
    assert {path.name for path in (tmp_path / "cmp").iterdir()} == {"comparison.csv", "comparison.png"}


def test_details_of_many_cases_are_shown_on_request(negosim: Command) -> None:
    """One table without, more with ``--verbose``; nothing with ``--quiet``."""
    cases = ("compare", RIVER, CAKE, RIVER, *FEW)
    assert "(rows) end in" not in negosim(*cases).out
    assert negosim(*cases, "--verbose").out.count("(rows) end in") == 2
    assert negosim(*cases, "--quiet").out == ""


def test_results_decide_runs_and_seed(negosim: Command, played: Path, tmp_path: Path) -> None:
    """And what contradicts them is refused."""
    said = negosim("compare", played, CAKE, "--json", "--jobs", "1")
    assert sum(row["runs"] for row in json.loads(said.out)["cases"] if row["case"] == "divide_a_cake") == 12
    said = negosim("compare", played, CAKE, "--seed", "8", "--jobs", "1")
    assert said.code == 2
    assert said.problems == [
        "negosim: compare: divide_a_cake: expected 12 runs of seed 7, as in the first case, received 12 runs of seed 8"
    ]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ((RIVER,), "compare: expected two cases or more, received three_parties"),
        ((RIVER, "nowhere.toml"), "nowhere.toml: expected a scenario file, received no such file"),
        ((RIVER, CAKE, "--runs", "0"), "runs: expected a whole number from 1, received 0"),
        ((RIVER, "--set", "a.b=1"), "a.b: expected"),
        ((CAKE.parent, "--set", "a.b=1"), "expected a scenario as the first case, for --set to change"),
        ((RIVER, CAKE, "--out", RIVER), "--out: expected a folder, received a file"),
    ],
)
def test_bad_input_is_one_line(negosim: Command, words: tuple[object, ...], problem: str) -> None:
    """And nothing is played."""
    said = negosim("compare", *words)
    assert said.code == 2
    assert len(said.problems) == 1
    assert problem in said.err
