"""How quickly the explorer answers, in a real Chromium: opening, moving, moving quickly, and the memory it takes.

From the browser's side: a move is the time from the ``input`` event of a slider until the figures of 1,000 runs are
drawn. Quick moves are 20 in a row; requests to play are counted as they leave the page, so that what the server drops
is counted too. Memory is that of the server with its workers.
"""

import argparse
import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks.machine import machine_of

HERE = Path(__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CASE, SLIDER, RUNS = "january_2024", "Israel: cost of waiting", 1000
BOUNDS = {
    "first figure": 3.0,
    "move, median": 0.7,
    "move, 95 %": 1.2,
    "20 quick moves": 1.5,
    "simulations": 4,
    "MB idle": 300,
}
DRAWN = "of => document.documentElement.dataset.runs === String(of)"
MOVE = """([name, share, of]) => new Promise(resolve => {
  const slider = [...document.querySelectorAll('input[type=range]')].find(one => one.labels[0]?.textContent === name);
  const [low, high] = [Number(slider.min), Number(slider.max)];
  const began = performance.now();
  new MutationObserver((_, watching) => {
    if (document.documentElement.dataset.runs !== String(of)) return;
    watching.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve((performance.now() - began) / 1000)));
  }).observe(document.documentElement, { attributes: true, attributeFilter: ['data-runs'] });
  slider.value = String(low + share * (high - low));
  slider.dispatchEvent(new Event('input', { bubbles: true }));
})"""
QUICK = """([name, count, of]) => new Promise(resolve => {
  const slider = [...document.querySelectorAll('input[type=range]')].find(one => one.labels[0]?.textContent === name);
  let [k, last] = [0, 0];
  const step = () => {
    slider.value = String(Number(slider.min) + (k + 1) / (count + 1) * (Number(slider.max) - Number(slider.min)));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    last = performance.now();
    if (++k < count) return setTimeout(step, 30);
    new MutationObserver((_, watching) => {
      if (document.documentElement.dataset.runs !== String(of)) return;
      watching.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve((performance.now() - last) / 1000)));
    }).observe(document.documentElement, { attributes: true, attributeFilter: ['data-runs'] });
  };
  step();
})"""


def memory(process: int) -> float:
    """The memory of a process and of all below it, in MB: resident, what several share counted in parts."""
    whole, below = 0.0, [process]
    while below:
        number = below.pop()
        try:
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
            below += map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())
        except OSError:
            continue
        whole += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return whole


def serve() -> tuple[subprocess.Popen[bytes], str, float]:
    """Start the program: its process, its address, and the seconds until it answered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    command = [sys.executable, "-m", "negosim", "explore", CASE, "--port", str(port), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while True:
        try:
            urlopen(f"http://127.0.0.1:{port}/favicon.svg").close()
            return process, f"http://127.0.0.1:{port}", time.perf_counter() - began
        except OSError:
            time.sleep(0.02)


def open_page(page: Any, address: str) -> tuple[float, float]:
    """Seconds from opening the page to the first figure, and to that of 1,000 runs."""
    began = time.perf_counter()
    page.goto(f"{address}/#runs={RUNS}")
    page.wait_for_function("() => document.documentElement.dataset.runs")
    first = time.perf_counter() - began
    page.wait_for_function(DRAWN, arg=RUNS)
    return first, time.perf_counter() - began


def measured(address: str, process: int, moves: int, many: int) -> dict[str, float]:
    """Everything that is measured, by name."""
    found: dict[str, float] = {}
    chances = np.random.default_rng(1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        open_page(page, address)  # the caches of the program are warm from here on
        page.close()
        page = browser.new_page()
        found["first figure"], found["1,000 runs"] = open_page(page, address)
        page.wait_for_timeout(1000)
        found["MB idle"] = memory(process)
        times = [page.evaluate(MOVE, [SLIDER, float(chances.random()), RUNS]) for _ in range(moves)]
        found["move, median"], found["move, 95 %"] = (float(np.quantile(times, q)) for q in (0.5, 0.95))
        asked: list[str] = []
        page.on("request", lambda request: request.url.endswith("/simulate") and asked.append(request.url))
        found["20 quick moves"] = page.evaluate(QUICK, [SLIDER, 20, RUNS])
        found["simulations"] = len(asked)
        for _ in range(many):
            page.evaluate(MOVE, [SLIDER, float(chances.random()), RUNS])
        found[f"MB after {many} moves"] = memory(process)
        found["draw, ms"] = float(page.evaluate("document.documentElement.dataset.drawMs"))
        browser.close()
    return found


def main() -> None:
    """Measure, print, and save unless asked for a quick look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer moves, and nothing is saved")
    quick = parser.parse_args().quick
    if CHROMIUM is None:
        print("Chromium was not found: the explorer was NOT measured")
        return
    process, address, start = serve()
    try:
        found = {"start": start, **measured(address, process.pid, 8 if quick else 30, 20 if quick else 500)}
    finally:
        process.terminate()
        process.wait()
    for name, value in found.items():
        print(f"{name:22} {value:8.2f}" + (f"   (at most {BOUNDS[name]:g})" if name in BOUNDS else ""))
    if not quick:
        saved = {"machine": machine_of(), "case": CASE, "runs": RUNS, **found}
        (HERE / "explorer.json").write_text(json.dumps(saved, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
