"""Input that nobody writes by hand: each kind is told in one line with exit code 2, and nothing of it is obeyed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CAKE, Command

TITLED = f'extends = "{CAKE}"\ntitle = "محادثات €"\n'


def test_help_has_a_short_option(negosim: Command) -> None:
    """Of the program and of a command."""
    assert negosim("-h").out == negosim("--help").out
    assert negosim("check", "-h").out.startswith("Usage: negosim check")


@pytest.mark.parametrize(
    ("name", "contents", "problem"),
    [
        ("number", f"horizon = {'9' * 5000}", "Exceeds the limit"),
        ("key", f"{'a.' * 1200}b = 1", "expected at most 40 tables in one another, received more"),
        (
            "title",
            'title = "a\\u001b[31mb"',
            "title: expected a text without control characters, received 'a\\x1b[31mb'",
        ),
        ("word", '"a\\u0007b" = 1', "expected a key without control characters, received 'a\\x07b'"),
    ],
)
def test_a_file_that_no_editor_writes(negosim: Command, tmp_path: Path, name: str, contents: str, problem: str) -> None:
    """Numbers of thousands of digits, keys of a thousand parts, and signs that a terminal obeys."""
    path = tmp_path / f"{name}.toml"
    path.write_text(contents, encoding="utf-8")
    said = negosim("check", path)
    assert said.code in (1, 2)
    assert problem in said.out + said.err
    assert "\x1b" not in said.out + said.err


def test_what_is_no_file_is_not_read(negosim: Command, tmp_path: Path) -> None:
    """A device has no end, and a pipe that nobody writes to never begins."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in ("/dev/zero", pipe):
        said = negosim("check", path)
        assert "received a device or a pipe" in said.out + said.err
        assert negosim("check", CAKE, path).code != 0


@pytest.mark.parametrize(
    "words",
    [
        ("show", "x" * 300, "1"),
        ("plot", "x" * 300, "blockers"),
        ("run", CAKE, "--set", f"horizon={'[' * 2000}"),
        ("run", CAKE, "--set", "ho\x1b[31mr=1"),
        ("show", "1", "--store", "sqlite:///a%00b"),
        ("run", CAKE, "--runs", "1", "--out", "/proc/none"),
    ],
)
def test_a_command_line_that_cannot_be_meant(negosim: Command, words: tuple[object, ...]) -> None:
    """One line on standard error, without what a terminal would obey."""
    said = negosim(*words)
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert said.problems[0].startswith("negosim: ")
    assert "\x1b" not in said.err
    assert len(said.err) < 1000


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_output_that_cannot_write_a_title_ends_no_command(tmp_path: Path, encoding: str) -> None:
    """What cannot be written is escaped."""
    (tmp_path / "titled.toml").write_text(TITLED, encoding="utf-8")
    words = ["run", "titled.toml", "--runs", "2", "--no-figures"]
    done = subprocess.run(
        [sys.executable, "-m", "negosim", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert b"\\u0645" in done.stdout


def test_what_lies_beside_a_folder_of_results_is_left_alone(negosim: Command, tmp_path: Path) -> None:
    """Names that a job uses may be somebody else's: with other contents they stay, also where a name is a pattern."""
    folder = tmp_path / "[ab]"
    own = tmp_path / "a.old-1"
    for name in (".[ab].old-1", ".a.old-1", ".[ab].old-x"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("mine", encoding="utf-8")
    assert negosim("run", CAKE, "--runs", 2, "--no-figures", "--quiet", "--out", folder).code == 0
    assert negosim("run", CAKE, "--runs", 2, "--no-figures", "--quiet", "--out", folder).code == 0
    assert len(list(tmp_path.rglob("thesis.txt"))) == 3
    assert not own.exists()


@pytest.mark.parametrize("kind", ["link", "text"])
def test_a_lock_that_no_job_made_is_refused(negosim: Command, tmp_path: Path, kind: str) -> None:
    """Neither it nor what a link names is written to."""
    mine, lock = tmp_path / "thesis.txt", tmp_path / ".out.lock"
    mine.write_text("a long text", encoding="utf-8")
    if kind == "link":
        lock.symlink_to(mine)
    else:
        lock.write_text("a long text", encoding="utf-8")
    said = negosim("run", CAKE, "--runs", 1, "--out", tmp_path / "out")
    assert (said.code, lock.read_text(encoding="utf-8"), mine.read_text(encoding="utf-8")) == (2, *["a long text"] * 2)
    assert ".out.lock: --out: expected the lock of a job" in said.err


def test_an_unfinished_job_is_recognised_before_it_is_removed(negosim: Command, tmp_path: Path) -> None:
    """A folder of that name with other things in it stays, and the job is refused."""
    beside = tmp_path / ".out.unfinished"
    beside.mkdir()
    (beside / "thesis.txt").write_text("mine", encoding="utf-8")
    said = negosim("run", CAKE, "--runs", 1, "--out", tmp_path / "out")
    assert (said.code, (beside / "thesis.txt").exists()) == (2, True)
    assert f"{beside}: --out: expected a place for a job that is not done, received something else" in said.err
