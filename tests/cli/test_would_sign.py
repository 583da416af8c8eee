"""``negosim would-sign``: what it prints, and what it says of bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import negosim as ns
from tests.cli.conftest import ROOT, Command

SHORES = Path(__file__).parent / "fixtures" / "shores.toml"
JANUARY = ROOT / "scenarios" / "january_2024.toml"
DRAWS = ("--draws", 60, "--seed", 3)


def test_json_of_one_package_is_what_the_function_returns(negosim: Command) -> None:
    """One object, and nothing else on standard output."""
    said = negosim("would-sign", SHORES, "--package", "toll=2,bridge=half|open", *DRAWS, "--json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out) == ns.would_sign(SHORES, "toll=2,bridge=half|open", 60, 3)


def test_json_of_several_packages_is_one_object(negosim: Command) -> None:
    """With the list under ``packages``, in the order asked."""
    said = negosim("would-sign", SHORES, "--package", "toll=2", "--package", "toll=5", *DRAWS, "--json")
    assert json.loads(said.out) == {"packages": ns.would_sign(SHORES, ["toll=2", "toll=5"], 60, 3)}


def test_the_table_says_what_stands_against_a_package(negosim: Command) -> None:
    """Shares by party, the acts behind them, and which issues are averaged over."""
    said = negosim("would-sign", SHORES, "--package", "flag=southern,toll=2", *DRAWS)
    found = ns.would_sign(SHORES, "flag=southern,toll=2", 60, 3)["parties"]
    for party in found.values():
        assert f"{100 * party['share']:.1f} %" in said.out
        assert f"{100 * party['low']:.1f} % to {100 * party['high']:.1f} %" in said.out
    crossed = f"{100 * found['north']['red_lines']['foreign_flag']:.1f} %"
    words = " ".join(said.out.split())
    assert f"refused (red line): flag on the bridge = southern (real and crossed in {crossed})" in words
    assert "South Shore, paid, demanded: toll = 5 or 10 coins (real in 100.0 % of draws)" in words
    assert "What it agrees with: North Shore, low_toll, open to: toll = 2 coins" in words
    assert "Left out: bridge; shares are averaged over the one typical completion." in words


def test_claims_behind_acts_are_paraphrased(negosim: Command) -> None:
    """Where the scenario file names a dossier."""
    said = negosim("would-sign", JANUARY, "--package", "pause=60,hostages=100,leaders=exile", "--draws", 5)
    words = " ".join(said.out.split())
    assert "Hamas, leaders_exile, refused (red line): Hamas leaders in Gaza = exile (real and crossed in" in words
    assert "c207: The leadership belongs in Gaza, he writes." in words
    assert all(len(line.rstrip()) <= 120 for line in said.out.splitlines())


def test_terms_that_cannot_be_are_said_to_be_excluded(negosim: Command) -> None:
    """With the reason of the file; the answers stand all the same."""
    words = ("would-sign", SHORES, "--package", "toll=0,bridge=closed", *DRAWS)
    why = "excludes toll = 0 and bridge = closed: nobody crosses for nothing what is closed."
    assert f"It cannot be, since the scenario {why}" in negosim(*words).out
    told = json.loads(negosim(*words, "--json").out)
    assert told["infeasible"] == ["toll = 0 and bridge = closed"]
    assert set(told["parties"]) == {"north", "south"}


def test_a_setting_changes_the_answer(negosim: Command) -> None:
    """A party that asks more than there is signs nothing."""
    words = ("would-sign", SHORES, "--package", "toll=2", *DRAWS, "--json", "--set", "north.premium=1.5")
    assert json.loads(negosim(*words).out)["parties"]["north"]["share"] == 0.0


def test_quiet_prints_nothing(negosim: Command) -> None:
    """Neither bar nor table."""
    said = negosim("would-sign", SHORES, "--package", "toll=2", *DRAWS, "--quiet")
    assert (said.code, said.out, said.err) == (0, "", "")


def test_all_bad_input_is_told_at_once(negosim: Command) -> None:
    """Options and every package, each with its address; exit code 2."""
    words = ("--package", "tol=2", "--package", "toll=3,toll=2", "--draws", 0, "--seed", -1)
    said = negosim("would-sign", SHORES, *words)
    assert (said.code, said.out) == (2, "")
    starts = [problem.split(", received")[0] for problem in said.problems]
    assert starts == [
        "negosim: --draws: expected a whole number from 1",
        "negosim: --seed: expected a whole number from 0",
        "negosim: --package (1): tol: expected an issue",
        "negosim: --package (2): toll: expected a level of toll that can be agreed: 0, 2, 5, 10",
        "negosim: --package (2): toll: expected an issue once",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--package: expected a package such as pause=60,hostages=100, received none"),
        (("--package", ""), "--package: expected levels by issue: pause=60,hostages=100, received nothing"),
        (("--package", "toll=7"), "--package: toll: expected a level of toll that can be agreed: 0, 2, 5, 10"),
        (("--package", "toll=2", "--set", "north.premum=1"), "set.north.premum: expected a known parameter"),
        (("--package", "toll=2", "--set", "nonsense"), "--set: expected KEY=VALUE"),
    ],
)
def test_bad_input_is_told_with_its_address(negosim: Command, words: tuple[str, ...], told: str) -> None:
    """One problem, exit code 2."""
    said = negosim("would-sign", SHORES, *words)
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert told in said.err
