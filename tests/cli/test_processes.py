"""The command line as people start it: several processes, several Pythons, interruptions and a full disk."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import RIVER, RIVER_RUNS, ROOT, contents

HERE = Path(sys.executable)
PYTHONS = [ROOT / name / "bin" / "python" for name in (".venv", ".venv312")]
OTHERS = [path for path in PYTHONS if path.exists() and path.parent != HERE.parent]
FRONT = "from negosim.cli import main; main()"
SLACK = 240.0  # the first start on a busy machine compiles

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")]


def start(python: Path, *words: object, **options: object) -> subprocess.Popen[str]:
    """A command in a process of its own, in a group of its own."""
    line = [str(python), "-c", FRONT, *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(line, stdout=pipe, stderr=pipe, text=True, start_new_session=True, **options)  # type: ignore[call-overload]


def same_outcomes(one: Path, other: Path) -> None:
    """Outcomes, events, summary and scenario of two folders are the same bytes."""
    expected = {name: data for name, data in contents(one).items() if _comparable(name)}
    assert len(expected) == 4
    assert expected == {name: data for name, data in contents(other).items() if _comparable(name)}


def _comparable(name: str) -> bool:
    return name.startswith("events/") or name in {"outcomes.parquet", "summary.json", "scenario.toml"}


def test_several_workers_leave_the_same_bytes(played: Path, tmp_path: Path) -> None:
    """The same seed again, with two workers in place of one."""
    job = start(HERE, "run", RIVER, "--runs", RIVER_RUNS, "--jobs", "2", "--out", tmp_path / "two", "--quiet")
    assert (*job.communicate(timeout=3 * SLACK), job.returncode) == ("", "", 0)
    same_outcomes(played, tmp_path / "two")


@pytest.mark.skipif(not OTHERS, reason="no second Python of this project stands beside the running one")
def test_another_python_leaves_the_same_bytes(played: Path, tmp_path: Path) -> None:
    """The same seed on the other Python, with its other Mesa."""
    out = tmp_path / "other"
    job = start(OTHERS[0], "run", RIVER, "--runs", RIVER_RUNS, "--jobs", "1", "--out", out, "--quiet")
    assert (*job.communicate(timeout=3 * SLACK), job.returncode) == ("", "", 0)
    versions = [json.loads((folder / "manifest.json").read_text())["versions"] for folder in (played, out)]
    assert versions[0]["python"] != versions[1]["python"]
    same_outcomes(played, out)


def test_the_front_door_is_the_run_command(played: Path, tmp_path: Path) -> None:
    """``python run_sim.py SCENARIO`` leaves what ``negosim run SCENARIO`` leaves, and records it alike."""
    line = [HERE, ROOT / "run_sim.py", RIVER, "--runs", RIVER_RUNS, "--jobs", "1", "--out", tmp_path / "front"]
    done = subprocess.run([*map(str, line), "--json"], capture_output=True, text=True, check=True, timeout=3 * SLACK)
    assert json.loads(done.stdout) == json.loads((played / "summary.json").read_text())
    assert done.stderr == ""
    same_outcomes(played, tmp_path / "front")
    assert json.loads((tmp_path / "front" / "manifest.json").read_text())["command"][:2] == ["run", str(RIVER)]


@pytest.mark.parametrize("words", [["run", str(RIVER)], ["plot", "out", "drivers"]])
def test_the_front_door_says_that_it_is_the_run_command(tmp_path: Path, words: list[str]) -> None:
    """To who gives it the word of a command: one line, exit code 2."""
    line = [str(HERE), str(ROOT / "run_sim.py"), *words]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=SLACK)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert f"received {words[0]} (this is `negosim run` already; for other commands say `negosim" in done.stderr


@pytest.mark.parametrize(
    ("everybody", "number"),
    [(True, signal.SIGINT), (False, signal.SIGINT), (True, signal.SIGHUP), (False, signal.SIGTERM)],
    ids=["key press", "signal", "end of the terminal", "end asked for"],
)
def test_an_interruption_leaves_everything_as_it_was(copied: Path, everybody: bool, number: signal.Signals) -> None:
    """An exit code and one line tell of it; earlier results stay, what was played lies beside, no worker complains."""
    before = contents(copied)
    words = ["run", str(RIVER), "--runs", "20000", "--jobs", "2", "--out", str(copied)]
    told = "from negosim.cli import main; import sys; print('ready', flush=True); main()"
    pipe = subprocess.PIPE
    job = subprocess.Popen([str(HERE), "-c", told, *words], stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    assert job.stdout is not None
    assert job.stdout.readline() == "ready\n"
    time.sleep(5)
    assert job.poll() is None
    if everybody:  # as a terminal does: a group of its own, that nobody else is in
        os.killpg(job.pid, number)
    else:
        job.send_signal(number)
    out, err = job.communicate(timeout=SLACK)
    assert (job.returncode, out, err.count("\n")) == (128 + number, "", 1), err
    beside = {path.name for path in copied.parent.iterdir()} - {copied.name}
    if beside:
        assert err.endswith(" of 20,000 runs are kept; the same command with --resume goes on from there\n")
    else:
        assert err in {"negosim: interrupted\n", "negosim: interrupted; nothing was changed\n"}
    assert contents(copied) == before
    assert beside <= {".river.unfinished"}


def test_a_full_disk_loses_nothing(copied: Path) -> None:
    """A file that can grow no further: exit code 2, one line that says so, and earlier results stay."""
    before = contents(copied)

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))

    job = start(HERE, "run", RIVER, "--runs", "3", "--jobs", "1", "--out", copied, preexec_fn=little)
    out, err = job.communicate(timeout=3 * SLACK)
    assert (job.returncode, out) == (2, "")
    assert err.startswith(f"negosim: {copied}: --out: expected a folder to write to, received ")
    assert err.endswith("File too large\n")
    assert err.count("\n") == 1
    assert contents(copied) == before
    assert [p.name for p in copied.parent.iterdir()] == [copied.name]


def test_a_reader_that_leaves_early_is_no_error(played: Path) -> None:
    """``negosim show … | head -1`` ends without a traceback."""
    line = f"'{HERE}' -c '{FRONT}' show '{played}' 0 | head -1"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True, timeout=SLACK)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
