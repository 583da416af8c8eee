"""Commands on stores that were altered, filled, killed or cannot be reached: no traceback, no password, no lie."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

import negosim as ns
from negosim.store.naming import name_of
from tests.cli.conftest import CAKE, RIVER, Command
from tests.cli.test_processes import HERE, SLACK, start

SECRET = "s3cr3t-w0rd"
SEED = 7
river = ns.load_scenario(RIVER)
NAMES = [name_of(river, SEED, run) for run in range(2)]
READING = [
    ["runs"],
    ["runs", "--json"],
    ["show", "1"],
    ["replay", "1", "--to-round", "1"],
    ["replay", "1", "--json"],
    ["export", "1", "--out", "OUT.jsonl", "--force"],
    ["export", "--all", "--format", "csv", "--out", "OUT.csv", "--force"],
    ["fork", "1", "--at-round", "3", "--set", "altara.pressure=0.2", "--out", "OUT", "--jobs", "1"],
    ["turning-points", "1", "--change", "push: altara.pressure=0.2", "--out", "OUT", "--jobs", "1"],
    ["verify"],
    ["verify", "1"],
]
by_command = pytest.mark.parametrize("words", READING, ids=" ".join)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two runs of the river."""
    path = tmp_path_factory.mktemp("stores") / "runs.db"
    with closing(ns.open_store(f"sqlite:///{path}", create=True)) as store:
        ns.simulate(river, 2, SEED, keep=store)
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it where commands look for one."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(whole, tmp_path / "runs.db"))


def alter(path: Path, statement: str) -> None:
    """Do something to the tables that no store does."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


ALTERED = {
    "bodies": "UPDATE negosim_appends SET bodies = replace(bodies, ':', ': ') WHERE stream = 2",
    "bytes": "UPDATE negosim_appends SET bodies = CAST(replace(bodies, '1', '2') AS BLOB) WHERE stream = 2",
    "an event": "UPDATE negosim_appends SET bodies = CAST(replace(bodies, char(10), '') AS BLOB) WHERE stream = 2",
    "a kind": "UPDATE negosim_appends SET kinds = CAST(replace(kinds, 'Given', 'Taken') AS BLOB) WHERE stream = 2",
    "no row": "DELETE FROM negosim_appends WHERE stream = 2",
    "a count": "UPDATE negosim_appends SET count = 20 WHERE stream = 2",
    "a head": "UPDATE negosim_streams SET head = 'none' WHERE number = 2",
    "a version": "UPDATE negosim_streams SET version = 'many' WHERE number = 2",
    "a scenario": "UPDATE negosim_scenarios SET body = replace(body, 'Lume', 'Rhine')",
    "a parent": "UPDATE negosim_streams SET parent = 'nobody', fork_version = 3 WHERE number = 2",
}


@pytest.mark.parametrize("how", ALTERED)
@by_command
def test_no_command_believes_what_was_altered(negosim: Command, path: Path, how: str, words: list[str]) -> None:
    """Given a run of which something was altered, then no command tells, exports or forks it, and verifying names it;
    the list of runs, which only repeats, is still given."""
    alter(path, ALTERED[how])
    said = negosim(*words)
    if words[0] == "runs" or (how == "a scenario" and "OUT.jsonl" in words):  # which need no scenario
        assert said.code == 0
        return
    if words[0] == "verify":
        assert said.code == 1
        assert NAMES[1] in said.err
    else:
        assert (said.code, said.out) == (2, "")
        assert said.problems[-1].startswith("negosim: --store: expected what was written, received ")
    assert not list(path.parent.glob("OUT*"))
    with closing(ns.open_store(f"sqlite:///{path}")) as store:
        assert len(list(store.streams())) == 2


@pytest.mark.parametrize(
    "column",
    ["outcome = x'00ff'", "changes = 7", "day = 10000000000", "round = 'x'", "run = 'x'", "seed = 'x'", "digest = 'x'"],
)
@pytest.mark.parametrize("words", [words for words in READING if "OUT" not in words], ids=" ".join)
def test_no_command_stumbles_over_the_list_of_runs(negosim: Command, path: Path, column: str, words: list[str]) -> None:
    """Given something else in a column that only repeats what events tell, then commands work or refuse in words."""
    alter(path, f"UPDATE negosim_streams SET {column}")
    said = negosim(*words)
    assert said.code in ({1} if words[0] == "verify" else {0, 2})


UNUSABLE = {
    "nobody listens": f"postgresql+psycopg://negosim:{SECRET}@127.0.0.1:1/runs",
    "in the options": f"postgresql+psycopg://127.0.0.1:1/runs?user=negosim&password={SECRET}",
    "in options in capitals": f"postgresql+psycopg://negosim@127.0.0.1:1/runs?PASSWORD={SECRET}",
    "in an option of another name": f"postgresql+psycopg://negosim@127.0.0.1:1/runs?passwd={SECRET}",
    "in an option twice": f"postgresql+psycopg://127.0.0.1:1/runs?password={SECRET}&password={SECRET}2",
    "in an option of options": f"postgresql+psycopg://127.0.0.1:1/runs?options=-cpassword%3D{SECRET}&sslpassword={SECRET}",
    "as a host": f"postgresql+psycopg://negosim:{SECRET}@/runs?host={SECRET}.invalid",
    "in an option of another database": f"mysql://127.0.0.1/runs?auth={SECRET}",
    "behind a harmless option": f"postgresql+psycopg://127.0.0.1:1/runs?connect_timeout=1;password={SECRET}",
    "as an option": f"mysql://127.0.0.1/runs?{SECRET}",
    "no such host": f"postgresql+psycopg://negosim:{SECRET}@host.invalid/runs",
    "another driver": f"postgresql+psycopg2://negosim:{SECRET}@127.0.0.1:1/runs",
    "another database": f"mysql://negosim:{SECRET}@127.0.0.1:1/runs",
    "an @ too many": f"postgresql+psycopg://negosim:a@{SECRET}@127.0.0.1:1/runs",
    "a slash too many": f"postgresql+psycopg:///negosim:{SECRET}@127.0.0.1:1/runs",
    "no port": f"postgresql+psycopg://negosim:{SECRET}@127.0.0.1:port/runs",
}


@pytest.mark.parametrize("url", UNUSABLE.values(), ids=UNUSABLE)
@pytest.mark.parametrize("words", [["run", CAKE, "--runs", "2", "--jobs", "1", "--out", "OUT"], *READING], ids=str)
def test_no_command_tells_a_password(negosim: Command, path: Path, url: str, words: list[str]) -> None:
    """Given a store that cannot be reached, then each command says so in one line, without the password, with exit
    code 2, and leaves nothing."""
    said = negosim(*words, "--store", url)
    assert (said.code, said.out) == (2, "")
    assert len(said.problems) == 1
    assert SECRET not in said.err
    assert [p.name for p in path.parent.iterdir()] == ["runs.db"]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_store_that_runs_full_while_runs_are_played(path: Path) -> None:
    """Given a file that can grow no further, then the run that does not fit is told with exit code 2, results that were
    there stay, and the store is whole."""

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    out = path.parent / "out"
    words = ["run", RIVER, "--runs", "8", "--seed", "9", "--jobs", "1", "--quiet", "--out", out]
    job = start(HERE, *words, "--store", f"sqlite:///{path}", preexec_fn=little)
    told, error = job.communicate(timeout=3 * SLACK)
    assert (job.returncode, told) == (2, "")
    assert error.startswith(f"negosim: sqlite:///{path}: expected a store that can be used, received ")
    assert error.count("\n") == 1
    assert not out.exists()
    with closing(ns.open_store(f"sqlite:///{path}")) as store:
        names = [stream.name for stream in store.streams()]
        assert len(names) >= 2
        for name in names:
            store.verify(name)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_runs_that_are_killed_leave_whole_runs(tmp_path: Path) -> None:
    """Given a command with its workers that is killed at different moments, when the store is opened, which it is at
    once, then each run in it is whole and none that was there is lost."""
    path, kept = tmp_path / "runs.db", 0
    words = ["run", CAKE, "--runs", "5000", "--jobs", "2", "--quiet", "--out"]
    for seed, more in enumerate((1, 30)):
        job = start(HERE, *words, tmp_path / f"out{seed}", "--seed", seed, "--store", f"sqlite:///{path}")
        try:
            seen = wait_for(path, kept + more)
        finally:
            os.killpg(job.pid, signal.SIGKILL)
            job.communicate(timeout=SLACK)
        started = time.perf_counter()
        with closing(ns.open_store(f"sqlite:///{path}")) as store:
            streams = list(store.streams())
            assert time.perf_counter() - started < 2
            assert len(streams) >= seen, "a run that was there is gone"
            for stream in streams[kept:]:
                store.verify(stream.name)
                assert stream.run.outcome, "a run without its end"
        kept = len(streams)


def wait_for(path: Path, count: int) -> int:
    """Wait until a store holds so many runs; gives how many."""
    until = time.monotonic() + 2 * SLACK
    while time.monotonic() < until:
        if path.exists():
            with suppress(ns.BadInput), closing(ns.open_store(f"sqlite:///{path}")) as store:  # while it is being made
                seen = sum(1 for _ in store.streams())
                if seen >= count:
                    return seen
        time.sleep(0.1)
    return pytest.fail(f"{count} runs were not kept in time")
