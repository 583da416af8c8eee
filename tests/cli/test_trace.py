"""``trace``: back from runs to claims and sentences, forward from a claim to runs; on the invented second case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from negosim.cli import main
from negosim.ensemble.results.loading import read_outcomes
from tests.cli.conftest import EXAMPLES, Command

CASE = EXAMPLES / "second_case"
TEXTS = CASE / "texts"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the second case; to look at, not to change."""
    folder = tmp_path_factory.mktemp("traced") / "port"
    with pytest.raises(SystemExit):
        main(["run", str(CASE / "scenario.toml"), "--runs", "60", "--jobs", "1", "--out", str(folder), "--quiet"])
    return folder


def test_a_package_is_traced_to_the_sentences_behind_its_acts(negosim: Command, port: Path) -> None:
    """By rank: its terms, its runs, the acts about it, and for each claim source, paraphrase and sentence."""
    said = negosim("trace", port, "--package", 1, "--texts", TEXTS)
    assert said.code == 0
    outcomes = read_outcomes(port)
    assert f"Package 1 of {outcomes.of_agreed(['package'])['package'].nunique()}: rise in pay:" in said.out
    assert "Acts that speak of these terms" in said.out
    assert "The Vessmar Courier" in said.out
    assert "“" in said.out
    assert f"negosim show {port} {outcomes.runs_of(package=1)[0]}" in said.out


def test_where_selects_the_runs_whose_package_has_these_levels(negosim: Command, port: Path) -> None:
    """The same runs as in Python, and only what they share is called shared."""
    told = json.loads(negosim("trace", port, "--where", "term=4,hiring=union_hall", "--json").out)
    outcomes = read_outcomes(port)
    assert told["runs"] == outcomes.runs_of(where={"term": 4, "hiring": "union_hall"}).tolist()
    assert {"term": "4", "hiring": "union_hall"}.items() <= told["terms"].items()
    assert told["outcomes"] == {"agreement": len(told["runs"])}
    assert {claim["id"] for claim in told["claims"]} == {claim for act in told["acts"] for claim in act["claims"]}


def test_depth_says_how_far_to_go(negosim: Command, port: Path) -> None:
    """Runs only; then acts and parameters; then claims."""
    runs, parameters, claims = (
        negosim("trace", port, "--package", 1, "--depth", depth).out for depth in ("runs", "parameters", "claims")
    )
    assert "Acts that speak" not in runs
    assert "Acts that speak" in parameters
    assert "Vessmar Courier" not in parameters
    assert "Vessmar Courier" in claims
    assert "“" not in claims  # no texts were given


def test_a_claim_is_traced_to_its_acts_parameters_and_runs(negosim: Command, port: Path) -> None:
    """With the shares of agreement where the act is real and where it is not."""
    told = json.loads(negosim("trace", port, "p09", "--json").out)
    (act,) = told["acts"]
    assert act["parameter"] in told["parameters"]
    outcomes = read_outcomes(port)
    real = outcomes.column(f"draw_{act['parameter']}") > 0.5
    agreed = outcomes.column("outcome") == "agreement"
    assert (act["real"], told["touched"], told["runs"]) == (real.sum(), real.sum(), 60)
    assert act["agreement_real"]["share"] == pytest.approx(agreed[real].mean())
    said = negosim("trace", "p09", port, "--texts", TEXTS)  # the order of the words does not matter
    assert "Without three secure years it takes no machines." in said.out
    assert "“He wrote to his members" in said.out


def test_a_parameter_is_traced_to_its_claims(negosim: Command, port: Path) -> None:
    """Its distribution, its basis, the acts that inform it."""
    said = negosim("trace", port, "union.weight.cranes")
    assert (said.code, said.out.count("p09")) == (0, 1)
    assert "act cranes_north_pier_or_both_piers_jobs_0_or_1_or_2" in said.out


def test_without_a_folder_the_newest_results_are_taken(
    negosim: Command, port: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of those in ``out``; with none there, the error says what to write."""
    monkeypatch.chdir(tmp_path)
    said = negosim("trace", "p09")
    assert (said.code, said.problems) == (
        2,
        ["negosim: out: expected a folder of results in it, received none (negosim trace OUT p09)"],
    )
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "port").symlink_to(port)
    assert "Behind the parameters" in negosim("trace", "p09").out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (
            (),
            "trace: expected either a claim or a parameter, or runs: --package, --where, --outcome, --blocker or --run",
        ),
        (("--package", "1000"), "package: expected a rank from 1 to"),
        (("--where", "term=4,paye=3"), "where: paye: expected an issue, received paye (nearest: pay"),
        (("--where", "term=5"), "where: term: expected a level of term that can be agreed: "),
        (("--where", "term=1,jobs=5"), "trace: expected conditions that a run fulfils, received --where term=1,jobs=5"),
        (("--outcome", "agreemnt"), "outcome: expected one of agreement, partial, collapse, deadline"),
        (
            ("--blocker", "onion"),
            "blocker: expected PARTY or PARTY:ISSUE, with a party of the scenario, received onion",
        ),
        (("--run", "60"), "--run: expected a run from 0 to 59, received 60"),
        (("p99",), "trace: expected a claim or a parameter of the scenario, received p99 (nearest: p19, p09)"),
        (("p09", "--package", "1"), "trace: expected either a claim or a parameter, or runs"),
        (("p09", "p08"), "trace: expected a folder of results, a claim or parameter, or both"),
        (("elsewhere/",), "elsewhere/: expected a folder of results, received no such folder"),
    ],
)
def test_bad_input_is_one_line(negosim: Command, port: Path, words: tuple[str, ...], problem: str) -> None:
    """With what was expected, what came, and the nearest word."""
    said = negosim("trace", port, *words)
    assert said.code == 2
    assert len(said.problems) == 1
    assert problem in said.err


def test_a_text_that_changed_is_told_and_not_quoted(negosim: Command, port: Path, tmp_path: Path) -> None:
    """The digest of the span decides."""
    for text in TEXTS.iterdir():
        (tmp_path / text.name).write_text(text.read_text(encoding="utf-8").swapcase(), encoding="utf-8")
    said = negosim("trace", port, "p09", "--texts", tmp_path)
    assert said.code == 0
    assert "as coded, received other words there" in " ".join(said.out.split())
    assert "“" not in said.out
