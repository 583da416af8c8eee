"""Sweeps as people play them: on a cluster, and through key presses, to the bytes of one that nobody disturbed."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

import negosim as ns
from negosim.ensemble.executors.base import Cluster
from tests.cli.conftest import contents
from tests.ensemble.executors.daskers import Daskers
from tests.sweeps.talks import QUICK, ROOT

FRONT = ROOT / "tests" / "cli" / "front.py"
PART, RUNS = 1000, 40 * 64 * 5
SLACK = 600.0  # the first start on a busy machine compiles
SOBOL = """
name = "patience"
scenario = "quick.toml"
vary = ["*.premium", "ash.bias"]
replications = 40

[design]
kind = "sobol"
n = 64
"""

installed = importlib.util.find_spec("distributed") is not None
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep file beside its scenario."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / QUICK.name).write_bytes(QUICK.read_bytes())
    path = folder / "patience.toml"
    path.write_text(SOBOL, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def undisturbed(file: Path) -> dict[str, bytes]:
    """What the command leaves that nobody disturbed."""
    job = started(file, "whole")
    assert (*job.communicate(timeout=SLACK), job.returncode) == ("", "", 0)
    return same(file.parent / "whole")


def started(file: Path, out: str, *words: str) -> subprocess.Popen[str]:
    """A sweep in parts of few runs, in a process and a group of its own."""
    line = [sys.executable, str(FRONT), str(PART), "sweep", file.name, "--jobs", "1", "--quiet", "--out", out, *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(line, stdout=pipe, stderr=pipe, text=True, start_new_session=True, cwd=file.parent)


def same(folder: Path) -> dict[str, bytes]:
    """What must not hang on how a sweep came to its end: all but the manifests, which tell the command."""
    return {name: data for name, data in contents(folder).items() if not name.endswith("manifest.json")}


def kept(folder: Path) -> int:
    """How many parts are kept."""
    for place in (folder / ".runs.unfinished", folder / "runs"):
        if (place / "manifest.json").exists():
            return len(json.loads((place / "manifest.json").read_text())["parts"])
    return 0


@pytest.mark.skipif(not installed, reason="Dask is not installed: pip install 'negosim[cluster]'")
def test_two_workers_of_a_scheduler_leave_the_bytes_of_one_process(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every point is played by the workers, and the folder is the same to the last byte."""
    here = ns.run_sweep_file(file, tmp_path / "here")
    daskers = Daskers(tmp_path)
    try:
        daskers.scheduler()
        daskers.workers(2)
        with monkeypatch.context() as patch:
            patch.setattr("negosim.sweeps.sweep.Cluster", partial(Cluster, reach=SLACK))
            patch.setattr("negosim.sweeps.chunks.play_point", lambda *_: pytest.fail("played here"))
            there = ns.run_sweep_file(file, tmp_path / "there", cluster=daskers.address)
    finally:
        daskers.end()
    assert there.responses.equals(here.responses)
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


def test_a_key_press_leaves_a_sobol_sweep_to_be_gone_on_with(file: Path, undisturbed: dict[str, bytes]) -> None:
    """Given a key press in the middle, when it is resumed, then runs, indices and figures are the same bytes."""
    job = started(file, "cut")
    until = time.monotonic() + SLACK
    while kept(file.parent / "cut") < 2:
        assert job.poll() is None, job.communicate()
        assert time.monotonic() < until
        time.sleep(0.005)
    os.killpg(job.pid, signal.SIGINT)
    err = job.communicate(timeout=SLACK)[1]
    assert job.returncode == 130
    assert err.startswith("negosim: interrupted; ")
    assert err.endswith(f" of {RUNS:,} runs are kept; the same command with --resume goes on from there\n")
    again = started(file, "cut", "--resume")
    assert (*again.communicate(timeout=SLACK), again.returncode) == ("", "", 0)
    assert {"indices.csv", "responses.csv", "figures/agreement.png"} <= set(undisturbed)
    assert same(file.parent / "cut") == undisturbed
