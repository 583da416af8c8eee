"""Jobs that lose a worker in the middle: every row comes, and the files are those of a job that nobody disturbed."""

from __future__ import annotations

import importlib
import importlib.util
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

import negosim as ns
from negosim.domain.scenario import Scenario
from negosim.ensemble.playing.engines import ENGINES
from negosim.ensemble.results import manifest
from negosim.files.scenario import load_scenario
from tests.ensemble.executors.daskers import Daskers

SCENARIO = Path(__file__).parents[3] / "scenarios" / "examples" / "three_parties.toml"
RUNS, PART, SEED = 1000, 250, 11

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]
installed = importlib.util.find_spec("distributed") is not None


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job of many pieces, and workers although it is short."""
    monkeypatch.setattr(manifest, "PART", PART)
    monkeypatch.setitem(ENGINES, "ensemble", attrs.evolve(ENGINES["ensemble"], chunk=20, most=40, worth=1))


@pytest.fixture
def river() -> Scenario:
    """Three parties, a mediator, a shock, a red line and a linkage."""
    return load_scenario(SCENARIO)


@pytest.fixture
def undisturbed(river: Scenario, tmp_path: Path) -> dict[str, bytes]:
    """The files of rows that one process leaves."""
    ns.simulate(river, RUNS, SEED, out=tmp_path / "alone")
    return files(tmp_path / "alone")


@pytest.fixture
def daskers(tmp_path: Path) -> Iterator[Daskers]:
    """A scheduler with two workers."""
    found = Daskers(tmp_path)
    try:
        found.scheduler()
        found.workers(2)
        yield found
    finally:
        found.end()


def files(folder: Path) -> dict[str, bytes]:
    """Every file of rows, by name."""
    return {path.name: path.read_bytes() for path in folder.rglob("*.parquet")}


def killing(workers: Callable[[], list[int]], heard: list[int]) -> Callable[[int], None]:
    """What hears of progress, and kills one worker as soon as a few runs are there."""
    killed: list[int] = []

    def progress(count: int) -> None:
        heard.append(count)
        if count and not killed:
            killed.extend(workers()[:1])
            os.kill(killed[0], signal.SIGKILL)

    return progress


def test_a_job_whose_worker_is_killed_leaves_the_same_bytes(
    river: Scenario, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """A process of this machine."""
    heard: list[int] = []
    children = killing(lambda: [child.pid or 0 for child in multiprocessing.active_children()], heard)
    ns.simulate(river, RUNS, SEED, jobs=2, out=tmp_path / "out", progress=children)
    assert (sum(heard), len(undisturbed)) == (RUNS, RUNS // PART)
    assert files(tmp_path / "out") == undisturbed


@pytest.mark.skipif(not installed, reason="Dask is not installed: pip install 'negosim[cluster]'")
def test_a_job_whose_worker_of_a_cluster_is_killed_leaves_the_same_bytes(
    river: Scenario, tmp_path: Path, undisturbed: dict[str, bytes], daskers: Daskers
) -> None:
    """One of a Dask scheduler."""
    heard: list[int] = []
    with importlib.import_module("distributed").Client(daskers.address, set_as_default=False) as client:
        client.wait_for_workers(2, 120)
        workers = killing(lambda: list(client.run(os.getpid).values()), heard)
        ns.simulate(river, RUNS, SEED, cluster=daskers.address, out=tmp_path / "out", progress=workers)
    assert sum(heard) == RUNS
    assert files(tmp_path / "out") == undisturbed
