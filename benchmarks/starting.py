"""What whole jobs cost: one worker and two, and the first start of all against later ones."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.children import ONE_THREAD, ROOT, NotMeasured, ours

JANUARY = "january_2024"
RUNS = 1000


def jobs(seconds: float, repeats: int = 3) -> dict[str, Any]:
    """``simulate`` of January 2024 in this process and in two others: about ``seconds`` of work, least of repeats.

    ``whole`` has the start of the workers in it, ``lasting`` has not: it is of what twice the runs cost beyond once.
    """
    print("\njobs: simulate, January 2024")
    try:
        kernel = ours("kernel", JANUARY)
    except NotMeasured as reason:
        print(f"  NOT measured: {reason}")
        return {"not_measured": str(reason)}
    runs = max(2, int(seconds / kernel.ask(100)["seconds"] * 100))
    kernel.close()
    places = {f"{number} job{'s' * (number > 1)}": ours("simulate", JANUARY, jobs=number) for number in (1, 2)}
    took: dict[str, dict[str, float]] = {name: {"once": float("inf"), "twice": float("inf")} for name in places}
    for _ in range(repeats):
        for name, child in places.items():
            for size, count in (("once", runs), ("twice", 2 * runs)):
                took[name][size] = min(took[name][size], child.ask(count)["seconds"])
    for child in places.values():
        child.close()
    one = took["1 job"]
    found: dict[str, Any] = {"runs": runs, "repeats": repeats}
    for name, each in took.items():
        lasting = (one["twice"] - one["once"]) / (each["twice"] - each["once"])
        found[name] = {**each, "whole": one["twice"] / each["twice"], "lasting": lasting}
        print(
            f"  {name:10} {2 * runs:,} runs in {each['twice']:6.2f} s, {2 * runs / each['twice']:9,.0f} a second;"
            f" {found[name]['whole']:.2f} x one job, {lasting:.2f} x without the start of the workers"
        )
    return found


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
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError("negosim run failed")
    return time.perf_counter() - before, used.ru_maxrss / 1024
