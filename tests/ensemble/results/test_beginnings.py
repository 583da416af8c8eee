"""Folders as they are begun, cleared and given more runs: after a kill in the middle they can be taken up or begun."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import negosim as ns
from negosim.domain.scenario import Scenario
from negosim.ensemble.results import manifest
from negosim.ensemble.results.folder_swap import clear
from negosim.ensemble.results.job_folder import JobFolder
from negosim.ensemble.results.manifest import Order
from tests.cli.conftest import contents

QUICK = Path(__file__).parents[2] / "cli" / "fixtures" / "quick.toml"
RUNS, SEED, PART = 50, 7, 12


@pytest.fixture(scope="module")
def quick() -> Scenario:
    """Talks that are over in a few rounds."""
    return ns.load_scenario(QUICK)


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of rows."""
    return {path.name: path.read_bytes() for path in folder.rglob("*.parquet")}


class KilledError(Exception):
    """Stands for a kill, after which nothing is put in order."""


def killed_at(patched: pytest.MonkeyPatch, owner: Any, name: str, count: int) -> None:
    """Let the process be killed at the call of a function after so many."""
    real, calls = getattr(owner, name), iter(range(1000))

    def call(*arguments: Any, **named: Any) -> Any:
        if next(calls) >= count:
            raise KilledError
        return real(*arguments, **named)

    patched.setattr(owner, name, call)


@pytest.mark.parametrize("resume", [True, False])
@pytest.mark.parametrize(("name", "count"), [("replace", 0), ("replace", 1), ("replace", 2), ("mkdir", 1)])
def test_a_kill_while_a_folder_is_begun_leaves_one_that_can_be_begun(
    quick: Scenario, tmp_path: Path, name: str, count: int, resume: bool
) -> None:
    """Whatever is written of it, with --resume and without."""
    out, order = tmp_path / "out", Order(quick, SEED, 5, "ensemble")
    with pytest.MonkeyPatch.context() as patched:
        killed_at(patched, Path, name, count)
        patched.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(KilledError):
            JobFolder(out, out, out, order).begin()
    assert list(out.iterdir())
    assert len(ns.simulate(quick, 5, SEED, out=out, resume=resume)) == 5


@pytest.mark.parametrize("count", range(2))
def test_a_kill_while_a_folder_is_cleared_leaves_one_that_can_be_begun(
    quick: Scenario, tmp_path: Path, count: int
) -> None:
    """The manifest goes last."""
    out, order = tmp_path / "out", Order(quick, SEED, 5, "ensemble")
    JobFolder(out, out, out, order).begin()
    with pytest.MonkeyPatch.context() as patched:
        killed_at(patched, Path, "unlink", count)
        with pytest.raises(KilledError):
            clear(out)
    assert len(ns.simulate(quick, 5, SEED, out=out)) == 5


@pytest.mark.parametrize("linked", [True, False])
def test_results_that_are_given_more_runs_stand_until_all_are_there(
    quick: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linked: bool
) -> None:
    """They can be read meanwhile, also where a file can have one name alone; the end is that of one job."""
    out = tmp_path / "out"
    monkeypatch.setattr(manifest, "PART", PART)
    ns.simulate(quick, 20, SEED, out=out)
    before = contents(out)
    if not linked:

        def no_links(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr(Path, "hardlink_to", no_links)

    def stop(count: int) -> None:
        if count and count != 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as error:
        ns.simulate(quick, RUNS, SEED, out=out, resume=True, progress=stop)
    assert error.value.__notes__ == ["24 of 50 runs are kept; the same command with --resume goes on from there"]
    assert contents(out) == before
    assert len(ns.read_outcomes(out)) == 20
    ns.simulate(quick, RUNS, SEED, out=out, resume=True)
    ns.simulate(quick, RUNS, SEED, out=tmp_path / "at once")
    assert bytes_of(out) == bytes_of(tmp_path / "at once")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["at once", "out"]
