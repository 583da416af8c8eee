"""Where there is no more room, the run that does not fit is refused, and all before it are there."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from negosim.errors import BadInput
from negosim.store.opening import open_store
from tests.store.conftest import in_child
from tests.store.refusing import assert_whole, in_one_line, posix, refused
from tests.store.samples import assert_kept, keep_run, run


@posix
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("room", [0, 5_000, 20_000, 60_000])
def test_a_file_that_can_grow_no_further(path: Path, room: int) -> None:
    """Given a limit of the system, when runs are kept until it is met, then the one that does not fit is refused, and
    all before it are there."""
    reads, writes = os.pipe()

    def fill() -> None:
        store = open_store(f"sqlite:///{path}", create=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        def append() -> None:
            for number in range(1000):
                store.append(f"more.{number}", 0, run(1))
                os.write(writes, b"x")

        with pytest.raises(BadInput) as error:
            append()
        in_one_line(error.value, f"sqlite:///{path}", "What was kept before is not lost")

    in_child(fill, nobody=False)
    os.close(writes)
    with os.fdopen(reads, "rb") as told:
        kept = len(told.read())
    store = open_store(f"sqlite:///{path}")
    assert {s.name for s in store.streams()} == {"talks.0", *(f"more.{number}" for number in range(kept))}
    for stream in store.streams():
        store.verify(stream.name)
    store.close()
    assert_whole(path)


@pytest.fixture
def little_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few hundred kilobytes."""
    place = tmp_path / "disk"
    place.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(line, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root can mount a little disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_full(little_disk: Path) -> None:
    """Given a disk that runs full, then the run that does not fit is refused, all before it are there, and with room
    again it is kept."""
    url, names = f"sqlite:///{little_disk / 'runs.db'}", list[str]()
    store = open_store(url, create=True)

    def fill() -> None:
        for number in range(1000):
            names.append(keep_run(store, 1, f"talks.{number}"))

    with pytest.raises(BadInput) as error:
        fill()
    in_one_line(error.value, url, "database or disk is full", "what was kept before is not lost")
    assert names
    assert [s.name for s in store.streams()] == names
    store.close()
    subprocess.run(["mount", "-o", "remount,size=3m", str(little_disk)], check=True)
    store = open_store(url)
    names.append(keep_run(store, 1, "one more"))
    for name in names:
        assert_kept(store, name, run(1))
    store.close()


def test_a_disk_that_is_full_from_the_start(little_disk: Path) -> None:
    """No store is made, and one can be made once there is room."""
    url, stone = f"sqlite:///{little_disk / 'runs.db'}", little_disk / "stone"
    stone.write_bytes(bytes(296 * 1024))
    refused(url, "full", "make room", create=True)
    stone.unlink()
    store = open_store(url, create=True)
    keep_run(store)
    store.close()
