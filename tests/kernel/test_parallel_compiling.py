"""Compilation shared by processes: each step is compiled by one of them, whoever comes, helps or dies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from negosim.compiled.compiling import COMPILED

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
BEGIN = """
import sys
from numba.core import types
from negosim.kernel import parallel_compiling as compiling
from tests.kernel.small_steps import STEPS
asked = (types.int64,)
def told():
    for step in STEPS:
        misses, hits = step.stats.cache_misses, step.stats.cache_hits
        print(step.__name__, sum(misses.values()), sum(hits.values()))
"""
pytestmark = [posix, pytest.mark.skipif(not COMPILED, reason="rules are not compiled")]


def begun(script: str, cache: Path) -> subprocess.Popen[str]:
    """A process with a cache of its own that runs a script after ``BEGIN``."""
    kept = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**kept, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        text=True,
    )


def told(process: subprocess.Popen[str]) -> dict[str, tuple[int, int]]:
    """By step, how often a process compiled it and how often it found it, once the process is let go."""
    words, _ = process.communicate("go on\n")
    assert process.returncode == 0
    lines = [line.split() for line in words.splitlines() if line != "ready"]
    return {name: (int(misses), int(hits)) for name, misses, hits in lines}


@pytest.mark.slow
def test_a_step_is_compiled_by_one_process_and_found_by_others(tmp_path: Path) -> None:
    """Of two that begin at once with nothing kept."""
    script = "print('ready', flush=True); input(); compiling.compile_all(STEPS, asked); told()"
    both = [begun(script, tmp_path) for _ in range(2)]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    one, other = map(told, both)
    for step in ("twice", "squared"):
        assert sorted([one[step], other[step]]) == [(0, 1), (1, 0)]


@pytest.mark.slow
def test_what_a_helper_has_at_hand_is_not_compiled_twice(tmp_path: Path) -> None:
    """Where steps are not kept a second process is begun; the first waits for what that one holds, and finds it."""
    script = """
import os, time
os.cpu_count = lambda: 2
first = STEPS[0].compile
def late(asked):  # until the helper has had its turn
    folder = compiling.CACHE
    while not list(folder.rglob("small_steps.squared*.nbc")):
        time.sleep(0.01)
    first(asked)
STEPS[0].compile = late
compiling.compile_all(STEPS, asked, "tests.kernel.small_steps")
told()
"""
    assert told(begun(script, tmp_path)) == {"twice": (1, 0), "squared": (0, 1)}


@pytest.mark.slow
def test_what_a_killed_process_had_at_hand_is_compiled_by_another(tmp_path: Path) -> None:
    """Its hold ends with it."""
    hold = "\nwith compiling._held('twice', wait=True):\n    print('ready', flush=True)\n    input()"
    killed = begun(hold, tmp_path)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "ready\n"
    other = begun("compiling.compile_all(STEPS, asked); told()", tmp_path)
    killed.kill()
    killed.communicate()
    assert told(other) == {"twice": (1, 0), "squared": (1, 0)}


@pytest.mark.slow
def test_without_a_helper_all_is_compiled_here(tmp_path: Path) -> None:
    """Where no process can be begun, or nothing can be locked."""
    script = """
import os
os.cpu_count = lambda: 2
sys.executable = "/no/interpreter"
compiling.compile_all(STEPS, asked, "tests.kernel.small_steps")
told()
"""
    assert told(begun(script, tmp_path)) == {"twice": (1, 0), "squared": (1, 0)}
