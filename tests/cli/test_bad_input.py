"""Bad input: exit code 2, a line for each problem with its address, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

import negosim as ns
from negosim.cli import job as job_
from tests.cli.conftest import CAKE, ROOT, Command, Said

JANUARY = ROOT / "scenarios" / "january_2024.toml"


@pytest.fixture(autouse=True)
def nothing_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad input is told before anything is played."""
    monkeypatch.setattr(job_, "stream", lambda *_, **__: pytest.fail("played before it looked"))


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--runs", "0"], "--runs: expected a whole number from 1, received 0"),
        (["--runs", "2000000000"], "--runs: expected at most 1,000,000,000, received 2,000,000,000"),
        (["--runs", "-3"], "--runs: expected a whole number from 1, received -3"),
        (["--jobs", "-1"], "--jobs: expected a whole number from 0, received -1"),
        (["--seed", "-1"], "--seed: expected a whole number from 0, received -1"),
        (["--as-of", "soon"], "--as-of: expected a date such as 2024-01-26, received soon"),
        (["--as-of", "2024-02-30"], "--as-of: expected a date such as 2024-01-26, received 2024-02-30"),
        (["--set", "alma.horizon"], "--set: expected KEY=VALUE, received 'alma.horizon'"),
        (
            ["--as-of", "2024-01-26"],
            "--as-of: expected a scenario with a dossier, whose claims the day cuts, received one without",
        ),
        (
            ["--set", "extends=x.toml"],
            (
                "--set: extends: expected a key of the resolved file, or a parameter, received extends (write a file: "
                'extends = "x.toml", and what differs)'
            ),
        ),
        (
            ["--set", "parties.ama=false"],
            "--set: parties.ama: expected something that false can take away, received ama (nearest: alma)",
        ),
        (["--set", "=1"], "--set: expected KEY=VALUE, received '=1'"),
        (["--set", "horizon=5", "--set", "horizon=6"], "--set: horizon: expected one value, received several"),
    ],
)
def test_an_option_with_a_bad_value_is_named(negosim: Command, options: list[str], line: str) -> None:
    """What was expected and what came, on one line."""
    said = negosim("run", CAKE, *options)
    assert (said.code, said.out, said.problems) == (2, "", [f"negosim: {line}"])


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("alma.concesion=1", ["set.alma.concesion", "a known parameter", "nearest: alma.concession"]),
        ("alma.concession=fast", ["set.alma.concession", "a number", "'fast'"]),
        ("horizon=-5", ["horizon", "a whole number from 1", "-5"]),
        ("agenda.mode=both", ["agenda.mode", "comprehensive", "'both'"]),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(negosim: Command, setting: str, words: list[str]) -> None:
    """With the file, the key, and the nearest valid words."""
    said = negosim("run", CAKE, "--set", setting)
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    for word in (str(CAKE), *words):
        assert word in said.err


def test_every_problem_has_its_line(negosim: Command) -> None:
    """All at once, not the first alone."""
    said = negosim("run", CAKE, "--set", "alma.concesion=1", "--set", "bruno.horizn=2")
    assert (said.code, len(said.problems)) == (2, 2)
    assert "alma.concession" in said.problems[0]
    assert "bruno.horizon" in said.problems[1]


@pytest.mark.parametrize(("words", "told"), [([], "turning-points"), (["import"], "genius")])
def test_without_a_command_the_help_is_shown(negosim: Command, words: list[str], told: str) -> None:
    """Whoever asks for nothing is told what there is, on standard output, and it is no error."""
    said = negosim(*words)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Usage: ")
    assert said.out == negosim(*words, "--help").out
    assert told in said.out


def test_the_version_is_told(negosim: Command) -> None:
    """One line, the same as the package's."""
    assert negosim("--version") == Said(0, f"negosim {ns.__version__}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["run", str(CAKE), "--rnus", "3"],
        ["run", str(CAKE), "--runs", "many"],
        ["run"],
        ["run", str(CAKE), "too", "many"],
        ["show", "out", "first"],
        ["check"],
        ["negotiate"],
    ],
)
def test_words_that_are_no_command_are_refused(negosim: Command, words: list[str]) -> None:
    """With the word that is wrong, and how to get help."""
    said = negosim(*words)
    assert (said.code, said.out) == (2, "")
    assert "--help" in said.err
    assert said.problems[-1].startswith("Error: ")


@pytest.mark.parametrize("command", [["run"], ["evidence"]])
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.toml", None, ["no such file"]),
        ("binary.toml", bytes(range(256)), ["not UTF-8", "position 128"]),
        ("nul.toml", b"\0" * 100, ["line 1, column 1"]),
        ("torn.toml", b'name = "torn', ["end of document"]),
        ("empty.toml", b"", ["name", "nothing"]),
        ("loop.toml", b'extends = "loop.toml"', ["extends", "loop.toml -> loop.toml"]),
        ("orphan.toml", b'extends = "nobody.toml"', ["extends", "nobody.toml", "no such file"]),
    ],
)
def test_a_file_that_is_no_scenario_is_refused(
    negosim: Command, tmp_path: Path, command: list[str], name: str, content: bytes | None, words: list[str]
) -> None:
    """By name, with what it is instead."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    said = negosim(*command, tmp_path / name)
    assert (said.code, said.out) == (2, "")
    assert all(line.startswith(f"negosim: {tmp_path / name}: ") for line in said.problems)
    for word in words:
        assert word in said.err


def test_a_folder_is_no_scenario(negosim: Command, tmp_path: Path) -> None:
    """And is told to be one."""
    said = negosim("run", tmp_path)
    assert (said.code, len(said.problems)) == (2, 1)
    assert "directory" in said.err


def test_a_circle_of_scenarios_is_told_in_order(negosim: Command, tmp_path: Path) -> None:
    """Which extends which."""
    (tmp_path / "a.toml").write_text('extends = "b.toml"')
    (tmp_path / "b.toml").write_text('extends = "a.toml"')
    said = negosim("run", tmp_path / "a.toml")
    assert (said.code, len(said.problems)) == (2, 1)
    assert "a.toml -> b.toml -> a.toml" in said.err


def test_a_day_is_given_once(negosim: Command) -> None:
    """Neither of two wins without a word."""
    said = negosim("run", JANUARY, "--as-of", "2024-01-26", "--set", "as_of=2024-01-20")
    assert (said.code, said.out) == (2, "")
    assert said.problems == ["negosim: --as-of: expected the day once, received --set as_of besides"]


def test_a_file_with_a_mark_of_its_byte_order_is_read(negosim: Command, tmp_path: Path) -> None:
    """Some editors write one, and nobody sees it."""
    (tmp_path / "marked.toml").write_text(CAKE.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert negosim("check", tmp_path / "marked.toml").code == 0


def test_a_date_in_quotation_marks_is_told(negosim: Command, tmp_path: Path) -> None:
    """What to do is in the message; of a word that is no date it is not."""
    assert negosim("run", CAKE, "--set", "start='2030-05-01'").err.endswith("'2030-05-01' (without quotation marks)\n")
    assert "quotation" not in negosim("run", CAKE, "--set", "start=soon").err


def test_a_false_that_takes_nothing_away_is_told_with_its_file(negosim: Command, tmp_path: Path) -> None:
    """And with the nearest word that is there."""
    path = tmp_path / "without.toml"
    path.write_text(f'extends = "{JANUARY.as_posix()}"\nname = "without"\n[mediators]\negipt = false\n')
    said = negosim("run", path)
    told = "mediators.egipt: expected something that false can take away, received egipt (nearest: egypt)"
    assert said.problems == [f"negosim: {path}: {told}"]


def test_a_folder_inside_a_file_is_told(negosim: Command, tmp_path: Path) -> None:
    """With the file."""
    (tmp_path / "afile").write_text("")
    said = negosim("run", CAKE, "--out", tmp_path / "afile" / "x")
    assert (said.code, len(said.problems)) == (2, 1)
    assert f"received a folder inside {tmp_path / 'afile'}, which is a file" in said.err


def test_a_pattern_that_asks_too_much_is_named(negosim: Command) -> None:
    """Beside each parameter that it gives a value out of range."""
    said = negosim("run", CAKE, "--set", "*.ambition=3")
    assert [line.split(": ")[2] for line in said.problems] == ["alma.ambition", "bruno.ambition"]
    assert all(line.endswith("(by set.*.ambition)") for line in said.problems)
