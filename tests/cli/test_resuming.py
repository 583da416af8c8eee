"""Jobs that end early are gone on with: from the command line, with real kills, to the bytes of an undisturbed job."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from negosim.cli import main
from negosim.ensemble.results import manifest as manifest_
from tests.cli.conftest import Command, contents

HERE = Path(__file__).parent
QUICK = HERE / "fixtures" / "quick.toml"
PART, RUNS = 60, 200
SLACK = 600.0  # the first start on a busy machine compiles
SAME = ("outcomes", "events", "summary.json", "scenario.toml", "figures")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals and locks of POSIX")]


def started(out: Path, *words: object, runs: int = RUNS, jobs: int = 1, **options: object) -> subprocess.Popen[str]:
    """A job in parts of a few runs, in a process and a group of its own."""
    line = [sys.executable, HERE / "front.py", PART, "run", QUICK, "--runs", runs, "--jobs", jobs, "--out", out]
    line = [*map(str, line), "--quiet", *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(line, stdout=pipe, stderr=pipe, text=True, start_new_session=True, **options)  # type: ignore[call-overload]


def left(out: Path, *words: object, **options: object) -> tuple[int, str]:
    """Exit code and standard error of a job in a process of its own that is left alone; nothing is printed."""
    job = started(out, *words, **options)  # type: ignore[arg-type]
    printed, err = job.communicate(timeout=SLACK)
    assert printed == ""
    assert "Traceback" not in err
    return job.returncode, err


def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a few runs and one figure, as in front.py."""
    monkeypatch.setattr(manifest_, "PART", PART)
    monkeypatch.setattr("negosim.plots.applicable", lambda *_: ("drivers",))
    monkeypatch.setattr("negosim.plots.saving.applicable", lambda *_: ("drivers",))


Done = Callable[..., tuple[int, str]]


@pytest.fixture
def done(negosim: Command, monkeypatch: pytest.MonkeyPatch) -> Done:
    """The same in this process: a start takes longer than the job."""
    small(monkeypatch)

    def job(out: Path, *words: object, runs: int = RUNS, jobs: int = 1) -> tuple[int, str]:
        said = negosim("run", QUICK, "--runs", runs, "--jobs", jobs, "--out", out, "--quiet", *words)
        assert said.out == ""
        return said.code, said.err

    return job


def same(folder: Path) -> dict[str, bytes]:
    """What must not depend on how a job came to its end."""
    return {name: data for name, data in contents(folder).items() if name.split("/")[0].startswith(SAME)}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a job leaves that nobody disturbed."""
    out = tmp_path_factory.mktemp("undisturbed") / "quick"
    with pytest.MonkeyPatch.context() as patched:
        small(patched)
        with pytest.raises(SystemExit) as ended:
            main(["run", str(QUICK), "--runs", str(RUNS), "--jobs", "1", "--out", str(out), "--quiet"])
    assert ended.value.code == 0
    return out


def written(out: Path) -> int:
    """How many files of rows there are, beside results that stand there if there are any."""
    beside = out.with_name(f".{out.name}.unfinished")
    return len(list((beside if beside.exists() else out).glob("outcomes/*.parquet")))


def recorded(out: Path) -> int:
    """How many of them the manifest names: what is between the two is not kept yet."""
    manifest = out / "manifest.json"
    return len(json.loads(manifest.read_text())["parts"]) if manifest.exists() else 0


def killed(out: Path, pieces: int, number: signal.Signals = signal.SIGKILL, *words: object, jobs: int = 1) -> str:
    """A job that is ended with all its processes as soon as so many files of rows are there, or kept if it is to tell
    of them; its standard error."""
    job = started(out, *words, jobs=jobs)
    until = time.monotonic() + SLACK
    there = recorded if number == signal.SIGINT else written
    while there(out) < pieces:
        assert job.poll() is None, job.communicate()
        assert time.monotonic() < until
        time.sleep(0.005)
    os.killpg(job.pid, number)
    err = job.communicate(timeout=SLACK)[1]
    assert job.returncode == (130 if number == signal.SIGINT else -number)
    return err


def test_parts_are_listed_and_belong_to_the_order(undisturbed: Path) -> None:
    """Each but the last has as many runs as a part has, and the manifest proves its bytes."""
    manifest = json.loads((undisturbed / "manifest.json").read_text())
    assert [part["rows"] for part in manifest["parts"].values()] == [60, 60, 60, 20]
    assert sorted(manifest["parts"]) == sorted(path.name for path in (undisturbed / "outcomes").iterdir())
    assert (manifest["engine"], manifest["runs"], manifest["finished"]) == ("ensemble", RUNS, True)
    assert not (undisturbed / "outcomes.parquet").exists()


@pytest.mark.parametrize(("pieces", "jobs"), [(1, 1), (3, 2)])
def test_a_job_that_is_killed_is_gone_on_with(
    done: Done, undisturbed: Path, tmp_path: Path, pieces: int, jobs: int
) -> None:
    """Given a kill of everything in the middle, when it is resumed with other workers, then the bytes are the same."""
    out = tmp_path / "quick"
    killed(out, pieces, jobs=jobs)
    assert json.loads((out / "manifest.json").read_text())["finished"] is False
    code, err = done(out)
    assert (code, err.count("\n")) == (2, 1)
    assert f"an unfinished job of {RUNS} runs (--resume goes on with it" in err
    assert done(out, "--resume", jobs=3 - jobs) == (0, "")
    assert same(out) == same(undisturbed)
    assert [path.name for path in tmp_path.iterdir()] == ["quick"]


def test_a_key_press_leaves_a_job_to_be_gone_on_with(done: Done, undisturbed: Path, tmp_path: Path) -> None:
    """Exit code 130, one line that says how; killed after that, it still comes to the same bytes."""
    out = tmp_path / "quick"
    err = killed(out, 1, signal.SIGINT)
    assert err.startswith("negosim: interrupted; ")
    assert err.endswith(f" of {RUNS} runs are kept; the same command with --resume goes on from there\n")
    killed(out, 3, signal.SIGKILL, "--resume")
    assert done(out, "--resume") == (0, "")
    assert same(out) == same(undisturbed)


def test_more_runs_can_be_asked_for(done: Done, undisturbed: Path, tmp_path: Path) -> None:
    """A job that is done goes on to more runs, from one file to parts, and has what the larger job has at once."""
    out = tmp_path / "quick"
    assert done(out, runs=30) == (0, "")
    assert (out / "outcomes.parquet").is_file()
    assert done(out, "--resume", runs=90) == (0, "")
    before = contents(out)
    killed(out, 4, signal.SIGKILL, "--resume")
    assert contents(out) == before
    assert done(out, "--resume") == (0, "")
    assert same(out) == same(undisturbed)
    code, err = done(out, "--resume", runs=30)
    assert (code, err) == (2, f"negosim: {out / 'manifest.json'}: --runs: expected {RUNS} or more, received 30\n")


def test_what_differs_is_named_and_nothing_is_written(
    done: Done, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another scenario, seed or engine: by name, all at once."""
    out = tmp_path / "quick"

    def step(*_: object) -> None:
        if recorded(out):
            raise KeyboardInterrupt

    with monkeypatch.context() as pressed:
        pressed.setattr("negosim.cli.progress.Bar.step", step)
        assert done(out)[0] == 130
    before = contents(out)
    code, err = done(out, "--resume", "--seed", "8", "--engine", "mesa", "--set", "talks.collapse=0.5")
    assert (code, err.count("\n")) == (2, 3)
    began = f"({out / 'scenario.toml'} is the one it began with: play that, or name another"
    scenario = "digest: expected the scenario that the job began with, received another one, which differs in "
    for words in (f"{scenario}talks.collapse {began}", "--seed: expected 7", "--engine: expected"):
        assert words in err
    assert contents(out) == before


def test_a_part_that_is_gone_is_played_again(done: Done, undisturbed: Path, tmp_path: Path) -> None:
    """Also out of a job that was done."""
    out = tmp_path / "quick"
    assert done(out) == (0, "")
    (out / "outcomes" / "part-00001.parquet").unlink()
    assert done(out, "--resume") == (0, "")
    assert same(out) == same(undisturbed)


def test_one_job_a_folder(done: Done, tmp_path: Path) -> None:
    """A second one is told the process of the first, which goes on; a lock whose holder was killed holds nobody."""
    out = tmp_path / "quick"
    first = started(out, runs=100_000)
    try:
        until = time.monotonic() + SLACK
        while not list(out.glob("outcomes/*.parquet")):
            assert time.monotonic() < until
            time.sleep(0.01)
        for words in ((), ("--resume",)):
            code, err = done(out, *words)
            assert (code, err.count("\n")) == (2, 1)
            assert f"{out}: --out: expected a folder that no other job uses" in err
            assert f"process {first.pid} " in err
        assert first.poll() is None
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.communicate(timeout=SLACK)
    code, err = done(out)
    assert (code, "an unfinished job" in err) == (2, True)


def test_a_full_disk_keeps_what_was_done(done: Done, undisturbed: Path, tmp_path: Path) -> None:
    """One line with the folder, exit code 2; with room again it is gone on with."""
    out = tmp_path / "quick"

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))

    code, err = left(out, preexec_fn=little)
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith(f"negosim: {out}: --out: expected a folder to write to, received File too large")
    assert done(out, "--resume") == (0, "")
    assert same(out) == same(undisturbed)
