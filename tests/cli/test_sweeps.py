"""``negosim sweep``: what it prints and leaves, and what it says of bad input."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Command, contents

QUICK = Path(__file__).parent / "fixtures" / "quick.toml"
PLAIN = """
name = "small"
title = "A small sweep"
scenario = "quick.toml"
replications = 10
responses = ["agreement", "day", "utility.ash", "package:price=high|middle"]
vary = ["*.bias"]

[design]
kind = "latin_hypercube"
n = 6

[factors."birch.premium"]
low = 0.1
high = 0.6

[factors.mediation.levels.as_it_is]

[factors.mediation.levels.nobody]
mediators.otter = false
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with quick talks and a sweep over them, to work in."""
    shutil.copy(QUICK, tmp_path)
    (tmp_path / "small.toml").write_text(PLAIN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_sweep_leaves_a_folder_and_a_table(negosim: Command, desk: Path) -> None:
    """A line a response is printed, and every point stands in the table with its values."""
    said = negosim("sweep", "small.toml", "--jobs", 1)
    assert said.code == 0, said.err
    assert "A small sweep: latin hypercube over 4 factors, 6 points x 10 runs, seed 7" in said.out
    folder = desk / "out" / "small"
    with (folder / "responses.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    assert {row["mediation"] for row in rows} == {"as_it_is", "nobody"}
    assert all(0 <= float(row["agreement"]) <= 1 for row in rows)
    assert {"ash.bias", "birch.bias", "birch.premium", "utility.ash", "package:price=high|middle"} <= set(rows[0])


def test_a_factor_may_be_called_as_a_response_is(negosim: Command, desk: Path) -> None:
    """Neither column of the table takes the place of the other."""
    (desk / "small.toml").write_text(PLAIN.replace("factors.mediation", "factors.agreement"), encoding="utf-8")
    assert negosim("sweep", "small.toml", "--jobs", 1, "--quiet", "--out", "there").code == 0
    with (desk / "there" / "responses.csv").open(encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    assert row["agreement"] in {"as_it_is", "nobody"}
    assert 0 <= float(row["agreement (response)"]) <= 1


def test_json_is_one_object(negosim: Command, desk: Path) -> None:
    """Nothing else is printed, and the object tells design, digest and responses."""
    told = json.loads(negosim("sweep", "small.toml", "--jobs", 1, "--json", "--out", "there").out)
    assert (told["design"], told["points"], told["replications"], told["seed"]) == ("latin_hypercube", 6, 10, 7)
    assert set(told["responses"]["agreement"]) == {"lowest", "mean", "highest", "word", "first", "warnings"}
    manifest = json.loads((desk / "there" / "manifest.json").read_text("utf-8"))
    assert manifest["scenario_digest"] == told["digest"]


def test_the_one_command_makes_it_again(negosim: Command, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``again`` in the manifest says, given in the folder, leaves the same outcomes and table."""
    negosim("sweep", "small.toml", "--jobs", 1, "--out", "first", "--quiet")
    (desk / "quick.toml").unlink()
    manifest = json.loads((desk / "first" / "manifest.json").read_text("utf-8"))
    monkeypatch.chdir(desk / "first")
    program, *words = manifest["again"].split()
    assert program == "negosim"
    assert negosim(*words, "--quiet").code == 0
    first, again = contents(desk / "first"), contents(desk / "first" / "again")
    for name in ("responses.csv", "design.parquet", "sweep.toml", "runs/outcomes.parquet", "inputs/scenario.toml"):
        assert first[name] == again[name], name
    assert manifest["versions"]["salib"]


def test_a_constant_response_has_a_clear_word(negosim: Command, desk: Path) -> None:
    """What nothing moves is said to be moved by nothing."""
    text = PLAIN.replace("[design]", '[set]\n"ash.premium" = 2\n\n[design]')
    (desk / "small.toml").write_text(text, encoding="utf-8")
    said = negosim("sweep", "small.toml", "--jobs", 1)
    assert said.code == 0
    assert "0 in every run of every point: nothing moves it" in said.out


def test_check_knows_sweeps(negosim: Command, desk: Path) -> None:
    """A good file is counted, without a run."""
    said = negosim("check", "small.toml")
    assert said.out == "small.toml: a sweep of 4 factors, 6 points x 10 runs, no problem found\n"
    assert desk.joinpath("out").exists() is False


WRONG = {
    'vary = ["*.bais"]': "small.toml: vary: *.bais: expected an uncertain parameter, received *.bais (nearest:",
    '[factors."birch.premum"]': (
        "small.toml: factors.birch.premum: expected a known parameter, or a key of the scenario or its codebook, "
        "received birch.premum (nearest: birch.premium"
    ),
    "low = 0.7": "small.toml: factors.birch.premium: expected a range: low below high, received 0.7 to 0.6",
    "low = nan": "small.toml: factors.birch.premium.low: expected a finite number, received nan",
    "low = -9": "small.toml: factors.birch.premium: expected from -2 to 2, received -9",
    "lwo = 0.1": "small.toml: factors.birch.premium.lwo: expected a known key, received lwo (nearest: low",
    'kind = "latin_hypercub"': "small.toml: design.kind: expected one of one_at_a_time",
    "mediators.oter = false": "small.toml: factors.mediation.levels.nobody: mediators.oter: expected something",
    'scenario = "quik.toml"': (
        "small.toml: scenario: expected the path of a scenario file, received quik.toml (no such file)"
    ),
    '"scenario" = "nope.toml"': (
        "small.toml: factors.mediation.levels.nobody.scenario: expected the path of a scenario file, received nope.toml"
    ),
    "issues.pric.levels = ['a']": (
        "small.toml: factors.mediation.levels.nobody: issues.pric.status_quo: expected a value, received nothing "
        "(nearest: price)"
    ),
    "values = []": "small.toml: factors.birch.premium.values: expected at least 2, received none",
    "levels = {}": "small.toml: factors.birch.premium.levels: expected at least 2, received none",
    "set.ash.premum = 1": "small.toml: set.ash.premum: expected a known parameter, received ash.premum (nearest",
    "as_of = 2030-01-01": "small.toml: as_of: expected a scenario with a dossier",
    'name = "A B"': "small.toml: name: expected a name of small letters, digits and _",
    'responses = ["day", "day"]': "small.toml: responses: expected each response once, received day twice",
    "responses = []": "small.toml: responses: expected at least one response, received none",
    "n = 200000": (
        "small.toml: design: expected at most 100,000 points, received 200,000 of latin_hypercube with n = 200000 over "
        "4 factors, 2,000,000 runs (a smaller n, fewer factors, or yes to it: most_points = 200000)"
    ),
    "steps = 4": "small.toml: design.steps: expected n, received steps (latin_hypercube takes n)",
    "replications = 0": "small.toml: replications: expected a whole number from 1, received 0",
    'responses = ["agrement"]': "small.toml: responses: expected a response, received agrement (nearest: agreement",
    'responses = ["package:price=hihg"]': "expected a level of price, received hihg (nearest: high)",
    'responses = ["utility.oak"]': "received utility.oak (nearest: utility.ash",
}
PLACES = {
    "vary": "vary = ",
    "[factors": '[factors."birch.premium"]',
    "low": "low = ",
    "lwo": "low = ",
    "kind": "kind = ",
    "mediators": "mediators.otter",
    "scenario": "scenario = ",
    "n": "n = ",
    "steps": "n = ",
    "replications": "replications = ",
    "responses": "responses = ",
    '"scenario"': "mediators.otter",
    "issues": "mediators.otter",
    "values": "low = ",
    "levels": "low = ",
    "set": "vary = ",
    "as_of": "vary = ",
    "name": "name = ",
}


@pytest.mark.parametrize("line", WRONG)
def test_bad_sweep_files_are_named_with_the_nearest_words(negosim: Command, desk: Path, line: str) -> None:
    """Unknown names, empty ranges, levels that cannot be and too many points: exit code 2 and an address, no run."""
    place = PLACES[line.partition(" ")[0].partition(".")[0]]
    changed = "\n".join(line if old.startswith(place) else old for old in PLAIN.splitlines())
    assert changed != PLAIN
    (desk / "small.toml").write_text(changed, encoding="utf-8")
    said = negosim("sweep", "small.toml", "--jobs", 1)
    assert said.code == 2
    assert WRONG[line] in said.err
    assert not desk.joinpath("out").exists()


MANY = """
name = "many"
scenario = "quick.toml"
vary = ["*.bais", "ash.concession"]
replications = 0
colour = "red"
responses = ["agreement", "dya", "package:pric=low"]
set."ash.premum" = 1

[design]
kind = "sobol"
n = 7

[factors."ash.premum"]
low = 0
high = 1

[factors."ash.horizon"]

[factors."birch.premium"]
low = -9
high = 0.6

[factors."birch.bias"]
low = 0.7
high = 0.6

[factors."ash.bias"]
lwo = 0.1

[factors."ash.premium"]
values = []

[factors.mediation.levels.as_it_is]
[factors.mediation.levels.nobody]
mediators.oter = false
[factors.mediation.levels.file]
scenario = "nope.toml"
"""
TOLD = (
    "colour: expected a known key",
    "factors.ash.bias.lwo: expected a known key",
    "replications: expected a whole number from 1",
    "factors.mediation.levels.file.scenario: expected the path of a scenario file, received nope.toml",
    "set.ash.premum: expected a known parameter",
    "vary: *.bais: expected an uncertain parameter",
    "factors.ash.premum: expected a known parameter, or a key of the scenario or its codebook, received ash.premum",
    "factors.ash.horizon: expected an uncertain parameter, received one that the scenario knows for sure",
    "factors.birch.premium: expected from -2 to 2, received -9",
    "factors.birch.bias: expected a range: low below high, received 0.7 to 0.6",
    "factors.ash.premium.values: expected at least 2, received none",
    "factors.mediation.levels.nobody: mediators.oter: expected something that false can take away",
    "responses: expected a response, received dya",
    "responses: package:pric=low: expected an issue",
    "design.n: expected a power of two",
)


def test_all_problems_come_at_once(negosim: Command, desk: Path) -> None:
    """Whatever is wrong with a file is told together, and nothing twice or besides."""
    (desk / "small.toml").write_text(MANY, encoding="utf-8")
    said = negosim("check", "small.toml")
    assert said.code == 1
    for told in TOLD:
        assert sum(f"small.toml: {told}" in problem for problem in said.problems) == 1, told
    assert len(said.problems) == len(TOLD)


def test_a_scenario_that_is_missing_hides_nothing_of_the_file_itself(negosim: Command, desk: Path) -> None:
    """What can be told without it is told, and a word that cannot be at the words of the design is one problem."""
    text = MANY.replace("quick.toml", "quik.toml").replace("sobol", "soboll")
    (desk / "small.toml").write_text(text, encoding="utf-8")
    said = negosim("sweep", "small.toml")
    assert said.code == 2
    for told in (
        *TOLD[:4],
        *TOLD[9:11],
        "scenario: expected the path of",
        "design.kind: expected one of one_at_a_time",
    ):
        assert sum(f"small.toml: {told}" in problem for problem in said.problems) == 1, told
    assert len(said.problems) == 8


def test_an_interrupted_sweep_says_what_is_kept(negosim: Command, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key press ends it with 130, and --resume goes on to the bytes of an undisturbed one."""
    text = PLAIN.replace("replications = 10", "replications = 400")
    (desk / "small.toml").write_text(text, encoding="utf-8")
    assert negosim("sweep", "small.toml", "--jobs", 1, "--quiet", "--out", "whole").code == 0

    def press(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as pressed:
        pressed.setattr("negosim.cli.progress.Bar.step", lambda *told: told[2] and press())
        said = negosim("sweep", "small.toml", "--jobs", 1, "--quiet", "--out", "cut")
    assert said.code == 130
    assert "800 of 2,400 runs are kept; the same command with --resume goes on from there" in said.err
    assert negosim("sweep", "small.toml", "--jobs", 1, "--quiet", "--out", "cut", "--resume").code == 0
    whole, cut = contents(desk / "whole"), contents(desk / "cut")
    assert whole.keys() == cut.keys()
    assert all(whole[name] == cut[name] for name in whole if not name.endswith("manifest.json"))
