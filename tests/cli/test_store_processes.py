"""Runs that are kept in a store, interrupted from outside while several processes play them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

import negosim as ns
from negosim.ensemble.playing.engines import ENGINES
from negosim.store.recording import Keeper
from tests.cli.conftest import CAKE, Command
from tests.cli.test_processes import HERE, SLACK, start

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]


def kept(url: str, path: Path) -> list[str]:
    """The runs in a store, none if there is none yet."""
    if not path.exists():
        return []
    try:
        with closing(ns.open_store(url)) as store:
            return [stream.name for stream in store.streams()]
    except ns.BadInput:  # it is being made
        return []


def begun(job: subprocess.Popen[str], url: str, path: Path) -> None:
    """Wait until more runs are kept than those whose rows may still be missing."""
    until = time.monotonic() + 3 * SLACK
    while len(kept(url, path)) <= ENGINES["mesa"].chunk:
        assert job.poll() is None, job.communicate()
        assert time.monotonic() < until
        time.sleep(0.2)


@pytest.mark.parametrize("words", [["runs"], ["show", "2"], ["show", "2", "--json"]], ids=" ".join)
def test_a_reader_that_has_read_enough_is_no_error(negosim: Command, tmp_path: Path, words: list[str]) -> None:
    """As of ``head``: exit code 0 and no word, by ``python -m negosim`` as well."""
    url = f"sqlite:///{tmp_path / 'runs.db'}"
    with closing(ns.open_store(url, create=True)) as store:
        ns.simulate(ns.load_scenario(CAKE), 3, keep=store)
    assert negosim(*words, "--store", url).out
    line = [str(HERE), "-m", "negosim", *words, "--store", url]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(line, stdout=nobody, stderr=subprocess.PIPE, check=False, timeout=SLACK)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_what_was_kept_when_a_job_ends_early_is_whole(tmp_path: Path, number: signal.Signals) -> None:
    """A key press, and a kill of all processes: whole runs, all in order, and playing them again goes on from there."""
    path, out = tmp_path / "runs.db", tmp_path / "out"
    url = f"sqlite:///{path}"
    words = ("run", CAKE, "--jobs", "2", "--runs", "100000", "--out", out, "--store", url)
    job = start(HERE, *words)
    begun(job, url, path)
    os.killpg(job.pid, number)
    printed, err = job.communicate(timeout=SLACK)
    names = kept(url, path)
    with closing(ns.open_store(url)) as store:
        for name in names:
            store.verify(name)
    slow = "negosim: runs of which every event is kept are played through Mesa, which is the slow path\n"
    assert (printed, err.startswith(slow)) == ("", True)
    if number == signal.SIGINT:
        told = re.match(
            rf"{re.escape(slow)}negosim: interrupted; every event of {len(names)} runs kept in {re.escape(url)}; "
            r"([0-9,]+) of 100,000 runs are kept; ",
            err,
        )
        assert (job.returncode, told is not None) == (130, True), err
        # Events are kept before rows: a key press between the two leaves a chunk in the store alone.
        assert 0 <= len(names) - int(told[1].replace(",", "")) <= ENGINES["mesa"].chunk
    with closing(ns.open_store(url)) as store:
        keeper = Keeper(store)
        ns.simulate(ns.load_scenario(CAKE), len(names) + 1, keep=keeper)
    assert (keeper.added, keeper.already) == (1, len(names))
