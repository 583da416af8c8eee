"""Work at the workers of a Dask scheduler: the same results, whatever dies, and clear words when it cannot go on."""

from __future__ import annotations

import gc
import importlib.util
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from negosim.ensemble.executors import dask_cluster
from negosim.ensemble.executors.base import AHEAD, Cluster
from negosim.ensemble.executors.in_parts import run_parts
from negosim.errors import BadInput
from tests.ensemble.executors.daskers import Daskers
from tests.ensemble.executors.labours import Labour, die_always, die_once, fail, left, sleep, square

installed = importlib.util.find_spec("distributed") is not None
dask = pytest.mark.skipif(not installed, reason="Dask is not installed: pip install 'negosim[cluster]'")
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
PARTS = range(20)
SQUARES = [(part, part * part) for part in PARTS]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with two workers."""
    daskers = Daskers(tmp_path_factory.mktemp("dask"))
    try:
        daskers.scheduler()
        daskers.workers(2)
        yield Cluster(daskers.address, reach=60)
    finally:
        daskers.end()


def told(place: Cluster, folder: Path) -> str:
    """What is said of a cluster that cannot work."""
    with pytest.raises(BadInput) as error:
        list(run_parts(square, Labour(folder), PARTS, place))
    return str(error.value)


@dask
@pytest.mark.slow
def test_workers_of_a_cluster_give_results_in_order(
    place: Cluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """They unpack the task once each, do a few parts ahead, and nothing is said meanwhile; a single part is theirs."""
    importlib.import_module("distributed")  # which sets levels
    before = {name: logging.getLogger(name).level for name in dask_cluster.LOGGERS}
    results = run_parts(square, Labour(tmp_path), PARTS, place)
    assert next(results) == SQUARES[0]
    time.sleep(0.5)
    assert len(left(tmp_path, "done")) <= 2 * AHEAD + 1
    assert list(results) == SQUARES[1:]
    workers = set(left(tmp_path, "done"))
    assert os.getpid() not in workers
    assert sorted(left(tmp_path, "unpacked")) == sorted(workers)
    assert list(run_parts(square, Labour(tmp_path), [3], place)) == [(3, 9)]
    assert capfd.readouterr() == ("", "")
    assert before == {name: logging.getLogger(name).level for name in dask_cluster.LOGGERS}


@dask
@pytest.mark.slow
def test_an_error_of_the_work_at_a_cluster_is_raised_as_itself(place: Cluster, tmp_path: Path) -> None:
    """With what was done before it."""
    results = run_parts(fail, Labour(tmp_path, at=2), range(1000), place)
    assert [next(results), next(results)] == SQUARES[:2]
    with pytest.raises(LookupError, match="part 2"):
        next(results)
    assert len(left(tmp_path, "done")) < 20


@dask
@posix
@pytest.mark.slow
def test_what_a_killed_worker_of_a_cluster_leaves_is_done_by_another(
    place: Cluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every part comes, in order, with the result it would have had."""
    assert list(run_parts(die_once, Labour(tmp_path, at=7), PARTS, place)) == SQUARES
    assert len(left(tmp_path, "died")) == 1
    assert capfd.readouterr() == ("", "")


@dask
@posix
@pytest.mark.slow
def test_a_part_that_workers_of_a_cluster_die_of_is_named(place: Cluster, tmp_path: Path) -> None:
    """After the scheduler has had enough of it."""
    with pytest.raises(BadInput) as error:
        list(run_parts(die_always, Labour(tmp_path, at=0), range(1), place))
    assert str(error.value) == (
        f"{place.address}: 0: expected workers that live to finish this part, received 2 in a row that died with it at "
        "hand (out of memory?)"
    )


@dask
@pytest.mark.slow
def test_others_than_these_versions_are_refused(
    place: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By each library, at workers and at the scheduler, since bytes may depend on them."""
    here = dask_cluster._versions

    def older(name: str) -> None:
        monkeypatch.setattr(
            dask_cluster, "_versions", lambda *names: here(*names) | {name: "0.1"} if name in names else {}
        )

    older("numpy")
    monkeypatch.setattr(dask_cluster, "THEIRS", ())
    assert "expected numpy 0.1, as here, received numpy 2" in told(place, tmp_path)
    assert f"{place.address}: the worker on " in told(place, tmp_path)
    monkeypatch.setattr(dask_cluster, "THEIRS", ("python", "distributed"))
    older("distributed")
    assert told(place, tmp_path).startswith(
        f"{place.address}: the scheduler: expected distributed 0.1, as here, received distributed 2"
    )


@dask
@pytest.mark.parametrize("address", ["host", "host:8786", "ftp://host:8786", "tcp://host", "tcp://", "tcp://a b:1"])
def test_an_address_that_is_none_is_named(tmp_path: Path, address: str) -> None:
    """Before anybody is asked."""
    expected = f"{address}: expected the address of a Dask scheduler, such as tcp://host:8786, received {address!r}"
    assert told(Cluster(address), tmp_path) == expected


@dask
@pytest.mark.parametrize("answer", [None, b"", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" * 9])
def test_where_no_scheduler_is_one_hears_so_in_time(
    tmp_path: Path, answer: bytes | None, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nobody, somebody who is silent, somebody who speaks of something else."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        if answer is not None:
            server.listen()
            threading.Thread(target=_answer, args=(server, answer), daemon=True).start()
        begun = time.monotonic()
        words = told(Cluster(address, reach=1), tmp_path)
        assert words.startswith(f"{address}: expected a Dask scheduler, received no answer of one within 1 second")
        assert time.monotonic() - begun < 15
    assert capfd.readouterr() == ("", "")


@dask
def test_nothing_is_left_of_a_client_that_reached_nobody(tmp_path: Path) -> None:
    """If it were collected later, the next client might wait for it without end."""
    clients = importlib.import_module("distributed").Client

    def alive() -> set[int]:
        return {id(one) for one in gc.get_objects() if isinstance(one, clients)}

    before = alive()
    gc.disable()
    try:
        told(Cluster("tcp://127.0.0.1:9", reach=1), tmp_path)
        assert alive() <= before
    finally:
        gc.enable()


def _answer(server: socket.socket, words: bytes) -> None:
    kept = []
    try:
        while True:
            kept.append(server.accept()[0])
            kept[-1].sendall(words)
    except OSError:
        for connection in kept:
            connection.close()


def test_without_dask_one_hears_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = told(Cluster("tcp://127.0.0.1:1"), tmp_path)
    assert words == (
        "tcp://127.0.0.1:1: expected Dask for --cluster: pip install 'negosim[cluster]', received no module distributed"
    )


@dask
@posix
@pytest.mark.slow
def test_a_cluster_that_has_no_workers_or_others_or_is_lost_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """At once where it can be known at once, else within the time that is given."""
    daskers = Daskers(tmp_path)
    try:
        scheduler = daskers.scheduler()
        place = Cluster(daskers.address, reach=60, patience=2)
        words = told(Cluster(daskers.address, reach=5), tmp_path)
        assert words.startswith(f"{place.address}: expected workers, received none within 5 seconds (dask worker ")

        without = "import sys; sys.modules['negosim'] = None; from distributed.cli.dask_worker import main; main()"
        daskers.workers(1, "--no-nanny", first=("-c", without))
        words = told(place, tmp_path)
        assert words.startswith(f"{place.address}: expected workers that can import negosim, received one without: ")

        daskers.processes[-1].kill()
        daskers.processes[-1].wait()
        assert "expected workers, received none" in told(Cluster(daskers.address, reach=1), tmp_path)
        daskers.workers(1)
        results = run_parts(sleep, Labour(tmp_path), PARTS, place)
        threading.Thread(target=_kill_at_work, args=(scheduler.pid, tmp_path), daemon=True).start()
        with pytest.raises(BadInput) as error:
            next(results)
        assert f"{place.address}: expected a scheduler that stays, received one that was lost" in str(error.value)
    finally:
        daskers.end()
    assert capfd.readouterr() == ("", "")


def _kill_at_work(pid: int, folder: Path) -> None:
    while not left(folder, "asleep"):
        time.sleep(0.05)
    os.kill(pid, 9)
