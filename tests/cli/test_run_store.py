"""``run --store`` keeps every event of every run, and refuses what it could not keep before the first run."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

import negosim as ns
from negosim.store.naming import name_of
from tests.cli.conftest import CAKE, Command
from tests.cli.stores import SEED

SLOW = "negosim: runs of which every event is kept are played through Mesa, which is the slow path"


@pytest.mark.usefixtures("no_figures")
def test_run_keeps_every_event_of_every_run(negosim: Command, tmp_path: Path) -> None:
    """More runs than have logs; the last line says how many went where, and a second time that they were there."""
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    words = ("run", CAKE, "--jobs", 1, "--out", tmp_path / "out", "--store", url)
    said = negosim(*words, "--runs", 12)
    assert (said.code, said.problems) == (0, [SLOW])
    assert said.out.splitlines()[-1] == f"Every event of 12 runs kept in {url}."
    cake = ns.load_scenario(CAKE)
    with closing(ns.open_store(url)) as store:
        assert [stream.name for stream in store.streams()] == [name_of(cake, SEED, run) for run in range(12)]
        assert store.read(name_of(cake, SEED, 11)) == list(ns.play(cake, SEED, 11))
        assert store.scenario(cake.digest).digest == cake.digest
    assert negosim(*words, "--runs", 13).out.splitlines()[-1] == f"Every event of 1 run kept in {url}; 12 kept already."
    kept = json.loads(negosim(*words, "--runs", 13, "--json").out)["kept"]
    assert kept == {"store": url, "added": 0, "already": 13}


@pytest.mark.usefixtures("no_figures")
def test_another_run_under_the_same_name_is_refused(negosim: Command, tmp_path: Path) -> None:
    """With the name, and what to do; what is there stays."""
    url, cake = f"sqlite:///{tmp_path / 'kept.db'}", ns.load_scenario(CAKE)
    other = ns.play(cake, SEED + 1, 0)
    with closing(ns.open_store(url, create=True)) as store:
        store.append(name_of(cake, SEED, 0), 0, other)
    said = negosim("run", CAKE, "--runs", 2, "--jobs", 1, "--out", tmp_path / "out", "--store", url, "--quiet")
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert f"negosim: --store: {name_of(cake, SEED, 0)}: expected the same " in said.err
    assert "keep this one in another store" in said.err
    assert not (tmp_path / "out").exists()
    with closing(ns.open_store(url)) as store:
        assert store.read(name_of(cake, SEED, 0)) == list(other)


@pytest.mark.parametrize("url", ["sqlite:////nowhere/runs.db", "sqlite:///", "runs.db", "mysql://u:secret@h/db"])
def test_a_store_that_cannot_be_opened_is_refused_before_the_first_run(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """One line, exit code 2, and nothing is played."""
    monkeypatch.setattr("negosim.cli.job.stream", lambda *_, **__: pytest.fail("played"))
    said = negosim("run", CAKE, "--out", tmp_path / "out", "--store", url)
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert "secret" not in said.err


def test_results_never_take_the_place_of_the_store_that_is_kept_in(
    negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of results is replaced as a whole, so the store must not lie in it; nothing is played."""
    monkeypatch.setattr("negosim.cli.job.stream", lambda *_, **__: pytest.fail("played"))
    out = tmp_path / "out"
    out.mkdir()
    said = negosim("run", CAKE, "--out", out, "--store", f"sqlite:///{out / 'runs.db'}")
    assert (said.code, said.out, len(said.problems)) == (2, "", 1)
    assert f"{out}: --out: expected a folder that the store does not lie in, received one that is replaced" in said.err
    assert not list(out.iterdir())


@pytest.mark.usefixtures("no_figures")
def test_an_interruption_leaves_whole_runs(negosim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are counted, and every one of them can be verified."""
    url = f"sqlite:///{tmp_path / 'kept.db'}"

    def step(_: object, what: str, done: int, __: int) -> None:
        if what == "runs" and done == 20:
            raise KeyboardInterrupt

    with monkeypatch.context() as changed:
        changed.setattr("negosim.cli.progress.Bar.step", step)
        said = negosim("run", CAKE, "--runs", 30, "--jobs", 1, "--out", tmp_path / "out", "--store", url)
    left = "20 of 30 runs are kept; the same command with --resume goes on from there"
    interrupted = f"negosim: interrupted; every event of 20 runs kept in {url}; {left}"
    assert (said.code, said.problems) == (130, [SLOW, interrupted])
    assert negosim("verify", "--store", url).out == "20 runs: every event is what was written\n"
