"""What whole jobs cost: one worker and two, and the first start of all against later ones."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.children import ONE_THREAD, ROOT, Child, ours
from benchmarks.machine import offspring, peak_kib

JANUARY = "january_2024"
RUNS = 1000


def jobs(seconds: float, repeats: int = 3) -> dict[str, Any]:
    """``simulate`` of January 2024 in this process and in two others: about ``seconds`` of work, least of repeats.

    ``whole`` has the start of the workers in it, ``lasting`` has not: it is of what twice the runs cost beyond once.
    """
    print("\njobs: simulate, January 2024")
    places = {f"{number} job{'s' * (number > 1)}": ours("simulate", JANUARY, jobs=number) for number in (1, 2)}
    runs = 4
    while (once := places["1 job"].ask(runs)["wall"]) < seconds / 10:
        runs *= 4
    runs = max(2, int(runs * seconds / once))
    took: dict[str, dict[str, float]] = {name: {"once": float("inf"), "twice": float("inf")} for name in places}
    peaks = dict.fromkeys(places, 0.0)
    for _ in range(repeats):
        for name, child in places.items():
            for size, count in (("once", runs), ("twice", 2 * runs)):
                seconds, peak = _watched(child, count)
                took[name][size] = min(took[name][size], seconds)
                peaks[name] = max(peaks[name], peak)
    for child in places.values():
        child.close()
    one = took["1 job"]
    found: dict[str, Any] = {"runs": runs, "repeats": repeats}
    for name, each in took.items():
        lasting = (one["twice"] - one["once"]) / (each["twice"] - each["once"])
        found[name] = {**each, "peak_mib": peaks[name], "whole": one["twice"] / each["twice"], "lasting": lasting}
        print(
            f"  {name:10} {2 * runs:,} runs in {each['twice']:6.2f} s, {2 * runs / each['twice']:9,.0f} a second;"
            f" {found[name]['whole']:.2f} x one job, {lasting:.2f} x without the start of the workers;"
            f" {peaks[name]:,.0f} MiB the largest process"
        )
    return found


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
    """``negosim run --runs 1000`` with figures: with nothing compiled yet, and later, least of repeats."""
    print(f"\nstarts: negosim run, January 2024, {RUNS} runs, with figures")
    found: dict[str, Any] = {"runs": RUNS}
    with TemporaryDirectory() as folder:
        for name, count in (("cold", 1), ("warm", repeats)):
            found[name], found["peak_mib"] = min(_started(Path(folder), f"{name}{number}") for number in range(count))
            print(f"  {name:6} {found[name]:6.2f} s, {found['peak_mib']:,.0f} MiB")
    return found


def _started(folder: Path, name: str) -> tuple[float, float]:
    """Seconds, and the most memory of one process in MiB."""
    paths = {"XDG_CACHE_HOME": "cache", "MPLCONFIGDIR": "matplotlib", "PYTHONPYCACHEPREFIX": "bytecode"}
    env = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT / "src")}
    env |= {key: str(folder / value) for key, value in paths.items()}
    command = [sys.executable, "-m", "negosim", "run", f"scenarios/{JANUARY}.toml", "--runs", str(RUNS), "--quiet"]
    before = time.perf_counter()
    process = subprocess.Popen([*command, "--out", str(folder / name)], stdout=subprocess.DEVNULL, cwd=ROOT, env=env)
    peak = 0
    while process.poll() is None:
        peak = max([peak, *map(peak_kib, offspring(process.pid))])
        time.sleep(0.02)
    if process.returncode:
        raise RuntimeError("negosim run failed")
    return time.perf_counter() - before, peak / 1024
