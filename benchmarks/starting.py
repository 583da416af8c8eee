"""What whole jobs cost: one worker and two, and the first start of all against later ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.children import ONE_THREAD, ROOT, Child, NotMeasured, ours
from benchmarks.machine import offspring, peak_kib

JANUARY = "january_2024"
RUNS = 1000


def jobs(seconds: float, repeats: int = 3) -> dict[str, Any]:
    """``simulate`` of January 2024 here, in two processes, and on a local Dask cluster of two: least of repeats.

    One place is given about ``seconds`` of work, and twice as much. ``whole`` has the start of the workers in it,
    ``lasting`` has not: it is of what the second half costs.
    """
    print("\njobs: simulate, January 2024")
    found: dict[str, Any] = {}
    with ExitStack() as open_until_the_end:
        places = {f"{number} job{'s' * (number > 1)}": ours("simulate", JANUARY, jobs=number) for number in (1, 2)}
        try:
            address = open_until_the_end.enter_context(local_dask(workers=2))
            places["Dask, 2 workers"] = ours("simulate", JANUARY, cluster=address)
        except NotMeasured as reason:
            print(f"  Dask NOT measured: {reason}")
            found["not_measured"] = {"Dask, 2 workers": str(reason)}
        for child in places.values():
            open_until_the_end.callback(child.close)
        runs = 4
        while (once := places["1 job"].ask(runs)["wall"]) < seconds / 10:
            runs *= 4
        runs = max(2, int(runs * seconds / once))
        took: dict[str, dict[str, float]] = {name: {"once": float("inf"), "twice": float("inf")} for name in places}
        peaks = dict.fromkeys(places, 0.0)
        for _ in range(repeats):
            for name, child in places.items():
                for size, count in (("once", runs), ("twice", 2 * runs)):
                    passed, peak = _watched(child, count)
                    took[name][size] = min(took[name][size], passed)
                    peaks[name] = max(peaks[name], peak)
    one = took["1 job"]
    found |= {"runs": runs, "repeats": repeats}
    for name, each in took.items():
        lasting = (one["twice"] - one["once"]) / max(each["twice"] - each["once"], 1e-9)
        found[name] = {**each, "peak_mib": peaks[name], "whole": one["twice"] / each["twice"], "lasting": lasting}
        print(
            f"  {name:16} {2 * runs:,} runs in {each['twice']:6.2f} s, {2 * runs / each['twice']:9,.0f} a second;"
            f" {found[name]['whole']:.2f} x one job, {lasting:.2f} x without the start of the workers;"
            f" {peaks[name]:,.0f} MiB the largest process"
        )
    return found


@contextmanager
def local_dask(workers: int) -> Iterator[str]:
    """The address of a Dask scheduler on this machine with some workers of one thread each."""
    if find_spec("distributed") is None:
        raise NotMeasured("the extra `cluster` is not installed")
    env = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT / "src")}
    with TemporaryDirectory() as folder, ExitStack() as running:
        file = Path(folder) / "scheduler.json"
        common = ["--scheduler-file", str(file), "--host", "127.0.0.1", "--no-dashboard"]
        commands = [
            ["distributed.cli.dask_scheduler", *common, "--port", "0", "--no-show"],
            ["distributed.cli.dask_worker", *common, "--nthreads", "1", "--nworkers", str(workers)],
        ]
        for command in commands:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, "env": env}
            process = subprocess.Popen([sys.executable, "-m", *command], **quiet)  # type: ignore[call-overload]
            running.callback(process.wait)
            running.callback(process.terminate)
        for _ in range(600):
            with suppress(OSError, ValueError):
                address: str = json.loads(file.read_text(encoding="utf-8"))["address"]
                break
            time.sleep(0.1)
        else:
            raise NotMeasured("the Dask scheduler did not start within a minute")
        yield address


def _watched(child: Child, runs: int) -> tuple[float, float]:
    """The seconds that a contestant takes for some runs, and the most memory of it or a worker, in MiB."""
    with ThreadPoolExecutor(1) as other:
        answer = other.submit(child.ask, runs)
        peak = 0
        while not answer.done():
            peak = max([peak, *map(peak_kib, offspring(child.number))])
            time.sleep(0.1)
    return answer.result()["wall"], peak / 1024


def starts(repeats: int) -> dict[str, Any]:
    """``negosim run --runs 1000`` with figures: with nothing compiled yet, and later, least of repeats.

    At the first start no rule is compiled, no fonts are known and the package has no bytecode, as after an install; the
    libraries have theirs, which pip leaves.
    """
    print(f"\nstarts: negosim run, January 2024, {RUNS} runs, with figures")
    found: dict[str, Any] = {"runs": RUNS}
    with TemporaryDirectory() as folder:
        copytree(ROOT / "src", Path(folder) / "src", ignore=ignore_patterns("__pycache__"))
        for name, count in (("cold", 1), ("warm", repeats)):
            found[name], found["peak_mib"] = min(_started(Path(folder), f"{name}{number}") for number in range(count))
            print(f"  {name:6} {found[name]:6.2f} s, {found['peak_mib']:,.0f} MiB")
    return found


def _started(folder: Path, name: str) -> tuple[float, float]:
    """Seconds, and the most memory of one process in MiB."""
    paths = {"XDG_CACHE_HOME": "cache", "MPLCONFIGDIR": "matplotlib", "PYTHONPATH": "src"}
    env = {**os.environ, **ONE_THREAD}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # bytecode is left for later starts, as anywhere else
    env |= {key: str(folder / value) for key, value in paths.items()}
    command = [sys.executable, "-m", "negosim", "run", f"scenarios/{JANUARY}.toml", "--runs", str(RUNS), "--quiet"]
    before = time.perf_counter()
    process = subprocess.Popen([*command, "--out", str(folder / name)], stdout=subprocess.DEVNULL, cwd=ROOT, env=env)
    peak = 0
    while process.poll() is None:
        peak = max([peak, *map(peak_kib, offspring(process.pid))])
        with suppress(subprocess.TimeoutExpired):  # both cores are in use, and to look takes one of them
            process.wait(0.2)
    if process.returncode:
        raise RuntimeError("negosim run failed")
    return time.perf_counter() - before, peak / 1024
