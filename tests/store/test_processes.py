"""Processes that write at once, and processes that are killed while they write."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from negosim.store.opening import open_store
from tests.store.conftest import Database
from tests.store.samples import SCENARIO, run

ROOT = Path(__file__).parents[2]
PROCESSES = 8

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks and signals of POSIX")


Write = Callable[..., Any]


@pytest.fixture(scope="module")
def write() -> Iterator[Write]:
    """Let processes write to a store; gives what came of it."""
    pipe = subprocess.PIPE
    # Python 3.12 warns of forks beside threads; those of the libraries are idle, and children only write and leave.
    line = [sys.executable, "-W", "ignore:This process:DeprecationWarning", "-m", "tests.store.writers"]
    with subprocess.Popen(line, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as writers:

        def task(name: str, url: str, count: int) -> Any:
            assert writers.stdin is not None
            assert writers.stdout is not None
            writers.stdin.write(f"{name} {url} {count}\n")
            writers.stdin.flush()
            return json.loads(writers.stdout.readline())

        yield task
        assert writers.communicate(timeout=60) == ("", "")


def check_kills(write: Write, url: str, times: int) -> None:
    """Kill a writer, and look at what it leaves."""
    result = write("kill", url, times)
    assert result["wrong"] == []
    assert result["slowest"] < 2
    assert result["inside"] > times / 3, "too few were killed while they wrote to prove anything"
    assert result["streams"] > times / 2


@pytest.mark.slow
def test_a_writer_killed_200_times_leaves_whole_runs(write: Write, tmp_path: Path) -> None:
    """Given a writer that is killed at any moment, when the store is opened, which it is at once, then all that was
    acknowledged is there, nothing is there in part, and every chain holds."""
    check_kills(write, f"sqlite:///{tmp_path / 'runs.db'}", 200)


def test_a_sweep_killed_40_times_leaves_whole_runs(write: Write, tmp_path: Path) -> None:
    """Given a sweep that keeps its runs as it plays them and is killed at any moment, then each run that is there has
    its end, and none that was there before is lost."""
    result = write("sweep", f"sqlite:///{tmp_path / 'runs.db'}", 40)
    assert result["wrong"] == []
    assert result["whole"] > 20


def test_a_client_of_a_server_that_is_killed_leaves_whole_runs(write: Write, database: Database) -> None:
    """The same with a server in between."""
    check_kills(write, database(), 30)


def test_several_write_to_one_store(write: Write, url: str) -> None:
    """Given processes that each keep runs of their own, when all have left, then all runs are there, as written."""
    lines = write("apart", url, PROCESSES)
    expected = {f"{number}.{k}" for number in range(PROCESSES) for k in range(10)}
    assert Counter(line[1] for line in lines if line[0] == "left") == {"0": PROCESSES}
    assert {line[1] for line in lines if line[0] == "has"} == expected
    store = open_store(url)
    assert {stream.name for stream in store.streams()} == expected
    for name in expected:
        store.verify(name)
        assert store.read(name) == list(run(int(name.partition(".")[2]) % 3))
    store.close()


def test_several_write_to_one_stream(write: Write, url: str) -> None:
    """Given processes that all write the next events of one stream, then each version has one winner, the losers are
    told what they expected and what there was, and the stream is as if one had written it."""
    lines = write("together", url, PROCESSES)
    assert Counter(line[1] for line in lines if line[0] == "left") == {"0": PROCESSES}
    won = [int(line[1]) for line in lines if line[0] == "won"]
    assert sorted(won) == list(range(0, len(run(1)), 3))
    lost = [line for line in lines if line[0] == "lost"]
    assert lost, "nobody met anybody"
    for _, version, *words in lost:
        assert words[:-1] == f"one: expected version {version}, is at".split()
        assert int(words[-1]) > int(version)
    store = open_store(url)
    store.verify("one")
    assert store.read("one") == list(run(1))
    store.close()


def test_several_make_the_same_new_store(write: Write, tmp_path: Path) -> None:
    """Given no store, when several processes open a new one at the same moment, then each of them can write to it."""
    for attempt in range(10):
        check_made(write, f"sqlite:///{tmp_path / f'{attempt}.db'}")


def test_several_make_the_same_new_store_on_a_server(write: Write, database: Database) -> None:
    """The same on a server."""
    for _ in range(3):
        check_made(write, database())


def check_made(write: Write, url: str) -> None:
    """Let processes make one store."""
    assert Counter(line[1] for line in write("create", url, PROCESSES)) == {"0": PROCESSES}
    store = open_store(url)
    assert list(store.streams()) == []
    assert store.scenario(SCENARIO.digest).name == SCENARIO.name
    store.close()
