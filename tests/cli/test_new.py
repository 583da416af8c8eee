"""``new`` and ``cases``, and commands that take a case by its name."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

import pytest

import negosim as ns
from tests.cli.conftest import Command


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_case_passes_every_check_and_plays(negosim: Command, no_figures: None) -> None:
    """With nothing but what was written."""
    said = negosim("new", "case", "--parties", "north, south", "--mediators", "", "--issues", "water,toll")
    assert said.code == 0
    assert said.out.splitlines()[-1] == f"Next: negosim run {Path('case/scenario.toml')}"
    assert negosim("check", *sorted(Path("case").glob("*.toml"))).code == 0
    checked = negosim("evidence", "check", "--dossier", "case/dossier.toml", "--documents", "case/texts")
    assert (checked.code, checked.err) == (0, "")
    assert "every span is what the dossier says" in checked.out
    played = negosim("run", "case/scenario.toml", "--runs", 3, "--jobs", 1, "--json")
    assert (played.code, played.err, json.loads(played.out)["scenario"]) == (0, "", "case")


@pytest.mark.slow
def test_the_study_of_a_new_case_runs(negosim: Command, capsys: pytest.CaptureFixture[str]) -> None:
    """And leaves a figure beside it."""
    negosim("new", "case")
    runpy.run_path("case/study.py", run_name="__main__")
    assert "agreement: " in capsys.readouterr().out
    assert Path("case/outcome_shares.png").stat().st_size > 10_000
    del sys.modules["matplotlib.pyplot"]


def test_a_copy_of_a_case_passes_every_check(negosim: Command) -> None:
    """Sweeps and patterns too."""
    assert negosim("new", "copy", "--from", "exile_off").code == 0
    said = negosim("check", *sorted(Path("copy").rglob("*.toml")))
    assert (said.code, said.err) == (0, "")


def test_names_do_not_go_with_a_copy(negosim: Command) -> None:
    """They would be without effect."""
    said = negosim("new", "copy", "--from", "exile_off", "--parties", "a,b", "--issues", "x")
    assert (said.code, said.problems) == (
        2,
        ["negosim: --from: expected no names for a case that is copied, received --parties, --issues"],
    )
    assert not Path("copy").exists()


def test_bad_names_are_problems_with_exit_code_2(negosim: Command) -> None:
    """All at once; nothing is written."""
    said = negosim("new", "case", "--parties", "a,,a", "--issues", "run")
    assert said.code == 2
    assert [line.split(":")[1].strip() for line in said.problems] == ["--parties", "--issues", "--parties"]
    assert not Path("case").exists()


def test_cases_are_listed(negosim: Command) -> None:
    """Each by its name with its title; as JSON with the paths."""
    said = negosim("cases")
    assert said.code == 0
    for case in ns.cases():
        assert f"  {case.name:25}  {case.title}\n" in said.out
    assert "israel, hamas; mediated by qatar, egypt, united_states; 2024-01-26 to 2024-07-24" in said.out
    found = json.loads(negosim("cases", "--json").out)
    assert [case["name"] for case in found["cases"]] == [case.name for case in ns.cases()]
    assert all(Path(path).is_file() for path in found["sweeps"].values())


def test_commands_take_cases_by_name(negosim: Command, no_figures: None, elsewhere: Path) -> None:
    """Whatever takes a scenario file does."""
    assert negosim("run", "three_parties", "--runs", 2, "--jobs", 1, "--quiet").code == 0
    assert (elsewhere / "out" / "three_parties").is_dir()
    assert "a scenario of 5 issues" in negosim("check", "second_case").out
    assert "authority.waiting_cost" in negosim("evidence", "second_case").out
    assert "Harbour authority" in negosim("would-sign", "second_case", "--package", "pay=4", "--draws", 5).out
    assert negosim("solutions", "three_parties").code == 0
    assert negosim("export", "genius", "divide_a_cake", "domain").code == 0
    assert "a sweep of 7 factors" in negosim("check", "trust_and_patience").out


@pytest.mark.parametrize(
    "words", [("run",), ("check",), ("evidence",), ("would-sign", "--package", "pay=4"), ("paths-to",), ("sweep",)]
)
def test_an_unknown_case_is_one_problem(negosim: Command, words: tuple[str, ...]) -> None:
    """With the nearest names, and no results."""
    said = negosim(*words, "januar_2024")
    assert said.code == (1 if words[0] == "check" else 2)
    assert len(said.problems) == 1
    assert "januar_2024: expected a" in said.err
    assert "(nearest: " in said.err
    assert not Path("out").exists()


def test_the_dossier_that_ships_is_checked_by_default(negosim: Command) -> None:
    """Also outside of a clone: its texts are not there, and every one is missed."""
    Path("texts").mkdir()
    said = negosim("evidence", "check", "--documents", "texts")
    assert (said.code, said.problems[-1]) == (1, "5 problems")
