"""Work in parts: in order, never far ahead, whatever becomes of the workers."""

from __future__ import annotations

import math
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negosim.ensemble.executors.base import AHEAD, do_part
from negosim.ensemble.executors.in_parts import SHARES, run_parts, split_gaps
from negosim.ensemble.playing.engines import EnsembleTask, by_mesa, play_chunk
from negosim.errors import BadInput, Problem
from negosim.files.scenario import load_scenario
from negosim.model.classes import Agents
from tests.ensemble.executors.labours import (
    Labour,
    die_always,
    die_once,
    die_telling,
    fail,
    fail_oddly,
    left,
    promise,
    square,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
PARTS = range(20)
SQUARES = [(part, part * part) for part in PARTS]


def eventually(what: Callable[[], Any], seconds: float = 120.0) -> bool:
    """Whether something becomes true before long."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def runs(pid: int) -> bool:
    """Whether a process is there that has not ended."""
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False


@given(
    lengths=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 90)), max_size=12),
    least=st.integers(1, 30),
    most=st.integers(1, 60),
)
def test_shares_are_all_there_is_and_get_small_towards_the_end(
    lengths: list[tuple[int, int]], least: int, most: int
) -> None:
    """Every number once, in order, none beyond its gap; no piece larger than is wished, or than its share of what is
    left; no more pieces than that takes."""
    gaps, at = [], 0
    for apart, length in lengths:
        gaps.append(range(at + apart, at + apart + length))
        at = gaps[-1].stop
    pieces = split_gaps(gaps, least, most)
    assert [number for piece in pieces for number in piece] == [number for gap in gaps for number in gap]
    left = sum(map(len, gaps))
    for gap in gaps:
        mine = [piece for piece in pieces if piece.start in gap]
        size = min(most, max(least, left // SHARES))
        assert all(0 < len(piece) <= size and piece.stop <= gap.stop for piece in mine)
        assert len(mine) == math.ceil(len(gap) / size)
        left -= len(gap)


def test_one_job_works_here_and_only_when_asked(tmp_path: Path) -> None:
    """Part by part, in this process, with the task itself."""
    results = run_parts(square, Labour(tmp_path), PARTS, 1)
    assert left(tmp_path, "done") == []
    assert [next(results), next(results)] == SQUARES[:2]
    assert left(tmp_path, "done") == [os.getpid()] * 2
    assert left(tmp_path, "unpacked") == []


def test_a_single_part_is_done_here_and_none_is_no_work(tmp_path: Path) -> None:
    """No process is begun for it."""
    assert list(run_parts(square, Labour(tmp_path), [3], 2)) == [(3, 9)]
    assert left(tmp_path, "done") == [os.getpid()]
    assert list(run_parts(square, Labour(tmp_path), [], 2)) == []


@pytest.mark.slow
def test_processes_give_results_in_order_and_are_never_far_ahead(tmp_path: Path) -> None:
    """They unpack the task once each, do a few parts ahead of the one asked for, and are gone at the end."""
    results = run_parts(square, Labour(tmp_path), PARTS, 2)
    assert next(results) == SQUARES[0]
    eventually(lambda: len(left(tmp_path, "done")) >= 2 * AHEAD)
    time.sleep(0.2)
    assert len(left(tmp_path, "done")) <= 2 * AHEAD + 1
    assert list(results) == SQUARES[1:]
    workers = set(left(tmp_path, "done"))
    assert os.getpid() not in workers
    assert len(workers) <= 2
    assert sorted(left(tmp_path, "unpacked")) == sorted(workers)
    assert not any(map(runs, workers))


@pytest.mark.slow
def test_processes_do_what_they_promised_for_their_end(tmp_path: Path) -> None:
    """Though they are not taken apart."""
    list(run_parts(promise, Labour(tmp_path), PARTS, 2))
    assert sorted(left(tmp_path, "ended")) == sorted(left(tmp_path, "done"))


LIGHT = """
import pickle, sys
from pathlib import Path
import negosim.ensemble.executors.processes
work, task = pickle.loads(Path(sys.argv[1]).read_bytes())
Path(sys.argv[2]).write_bytes(pickle.dumps(work(task, range(3))))
print(*sorted({name.split(".")[0] for name in sys.modules} & {"pandas", "mesa", "networkx", "sqlalchemy"}))
"""


def test_a_worker_opens_only_what_it_needs(tmp_path: Path) -> None:
    """To play by the kernel it starts without tables of pandas, Mesa and stores; its rows are those of Mesa."""
    river = load_scenario(Path(__file__).parents[3] / "scenarios" / "examples" / "three_parties.toml")
    given, found = tmp_path / "given", tmp_path / "found"
    task = EnsembleTask(river, 11, agents=Agents())
    given.write_bytes(pickle.dumps((play_chunk, task.for_workers())))
    paths = os.pathsep.join(word for word in sys.path if word)
    line = [sys.executable, "-c", LIGHT, str(given), str(found)]
    done = subprocess.run(line, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
    assert pickle.loads(found.read_bytes()).rows.equals(by_mesa(task, range(3)))


@posix
@pytest.mark.slow
def test_what_a_killed_worker_leaves_is_done_again(tmp_path: Path) -> None:
    """Whether it dies at work or is killed from outside: every part comes, in order, with the result it would have."""
    results = run_parts(die_once, Labour(tmp_path, at=17), PARTS, 2)
    found = [next(results)]
    os.kill(left(tmp_path, "done")[0], signal.SIGKILL)
    assert found + list(results) == SQUARES
    assert len(left(tmp_path, "died")) == 1


@posix
@pytest.mark.slow
def test_a_worker_killed_while_it_tells_its_result_holds_up_nobody(tmp_path: Path) -> None:
    """Half a result is none."""
    found = list(run_parts(die_telling, Labour(tmp_path, at=2), range(6), 2))
    assert [(part, result[-1]) for part, result in found] == [(part, part) for part in range(6)]
    assert len(left(tmp_path, "died")) == 1


@posix
@pytest.mark.slow
def test_a_part_that_workers_die_of_is_named(tmp_path: Path) -> None:
    """Not the part that happens to be under way beside it; and what came before it is there."""
    results = run_parts(die_always, Labour(tmp_path, at=3), range(8), 2)
    assert [next(results) for _ in range(3)] == SQUARES[:3]
    with pytest.raises(BadInput) as error:
        next(results)
    assert str(error.value) == (
        "jobs: 3: expected workers that live to finish this part, received 3 in a row that died of it (SIGKILL) "
        "(out of memory? fewer jobs need less)"
    )
    assert not any(map(runs, left(tmp_path, "died")))


@pytest.mark.slow
def test_an_error_of_the_work_is_raised_as_itself_and_ends_the_rest(tmp_path: Path) -> None:
    """With what was done before it."""
    results = run_parts(fail, Labour(tmp_path, at=2), range(1000), 2)
    assert [next(results), next(results)] == SQUARES[:2]
    with pytest.raises(LookupError, match="part 2"):
        next(results)
    assert len(left(tmp_path, "done")) < 20
    assert not any(map(runs, left(tmp_path, "done")))


def test_an_error_that_cannot_travel_is_told_all_the_same(tmp_path: Path) -> None:
    """A pool would take it for the death of a worker."""
    task = pickle.dumps(Labour(tmp_path, at=2))
    with pytest.raises(RuntimeError, match="OddError: 2 and 7"):
        do_part(fail_oddly, task, 2)
    with pytest.raises(LookupError):
        do_part(fail, task, 2)


SCRIPT = """
import sys
from pathlib import Path
from negosim.ensemble.executors.in_parts import run_parts
from tests.ensemble.executors.labours import Labour, sleep

def main() -> None:
    list(run_parts(sleep, Labour(Path(sys.argv[1])), range(9), 2))

if __name__ == "__main__":
    main()
"""


def script(folder: Path, text: str = SCRIPT) -> subprocess.Popen[str]:
    """A job in a session of its own."""
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    paths = os.pathsep.join(word for word in sys.path if word)
    return subprocess.Popen(
        [sys.executable, str(path), str(folder)],
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )


@posix
@pytest.mark.slow
@pytest.mark.parametrize("end", ["interrupt", "kill"])
def test_workers_end_with_the_job(tmp_path: Path, end: str) -> None:
    """At once, in the middle of their parts: when a key press interrupts all, and when the job alone is killed."""
    job = script(tmp_path)
    try:
        assert eventually(lambda: len(left(tmp_path, "asleep")) == 2)
        if end == "interrupt":
            os.killpg(job.pid, signal.SIGINT)
        else:
            job.kill()
        _, errors = job.communicate(timeout=20)
    finally:
        job.kill()
    assert eventually(lambda: not any(map(runs, left(tmp_path, "asleep"))), 20)
    if end == "interrupt":
        assert job.returncode == -signal.SIGINT
        assert errors.count("Traceback") == 1


@pytest.mark.slow
def test_a_script_that_begins_again_in_each_worker_is_told_so(tmp_path: Path) -> None:
    """Its workers end before they begin."""
    job = script(tmp_path, SCRIPT.replace('if __name__ == "__main__":', "if True:"))
    _, errors = job.communicate(timeout=240)
    assert "jobs: expected workers that start, received one that ended before it began (exit code 1)" in errors
    assert 'a script calls this below `if __name__ == "__main__":`' in errors


@pytest.mark.parametrize("workers", [1, 3])
def test_an_executor_of_the_callers_own_can_do_the_work(tmp_path: Path, workers: int) -> None:
    """In order, a few parts ahead, and it stays open."""
    with ThreadPoolExecutor(workers) as executor:
        results = run_parts(square, Labour(tmp_path), PARTS, executor)
        assert next(results) == SQUARES[0]
        eventually(lambda: len(left(tmp_path, "done")) >= AHEAD * workers, 1)
        assert len(left(tmp_path, "done")) <= AHEAD * workers + 1
        assert list(results) == SQUARES[1:]
        assert executor.submit(int, "7").result() == 7
        with pytest.raises(LookupError, match="part 2"):
            list(run_parts(fail, Labour(tmp_path, at=2), PARTS, executor))
        assert len(left(tmp_path, "unpacked")) <= 2 * workers


@posix
@pytest.mark.slow
def test_an_executor_of_the_callers_own_that_breaks_is_named(tmp_path: Path) -> None:
    """Nobody but its owner can mend it."""
    executor: Executor
    with (
        ProcessPoolExecutor(1, get_context("spawn")) as executor,
        pytest.raises(BadInput, match="executor: 7: expected workers, received one that broke: A "),
    ):
        list(run_parts(die_once, Labour(tmp_path, at=7), PARTS, executor))


def test_bad_input_travels() -> None:
    """From workers to whoever asked, with its problems and its text."""
    error = BadInput([Problem(file="a", expected="b", received="c"), Problem(file="d", expected="e", received="f")])
    found = pickle.loads(pickle.dumps(error))
    assert (found.problems, str(found)) == (error.problems, str(error))


@pytest.mark.parametrize("keep", [True, False], ids=["with events", "rows alone"])
def test_threads_play_the_same_runs(keep: bool) -> None:
    """A worker with several threads does one part at a time, since runs side by side would spoil each other."""
    river = load_scenario(Path(__file__).parents[3] / "scenarios" / "examples" / "three_parties.toml")
    task, parts = EnsembleTask(river, 11, keep=keep), [range(first, first + 2) for first in range(0, 16, 2)]
    alone = list(run_parts(play_chunk, task, parts))
    with ThreadPoolExecutor(4) as executor:
        assert list(run_parts(play_chunk, task, parts, executor)) == alone
