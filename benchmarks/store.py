"""What keeping events costs: events a second, written and read, and the share of a run.

Everything in one process and one run of this script, best of some repeats; ratios are what to compare. ``written`` is
one transaction a run with the hash chain on SQLite (WAL, synchronous NORMAL), bodies encoded; ``read and folded``
checks the hashes, decodes every event and folds the state. The yardstick runs in ``.venv-bench`` if it is there.
"""

import argparse
import gc
import json
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import negosim as ns
from benchmarks.machine import machine_of
from negosim.domain.events import Event
from negosim.store.opening import open_store

HERE = Path(__file__).parent
PEER = HERE.parent / ".venv-bench" / "bin" / "python"
Runs = Sequence[Sequence[Event]]


def timed(action: Callable[[], object]) -> float:
    """The seconds that an action took."""
    gc.collect()
    before = time.perf_counter()
    action()
    return time.perf_counter() - before


def measured(runs: Runs, repeats: int) -> dict[str, float]:
    """Events a second on SQLite."""
    rounds = [_once(runs) for _ in range(repeats)]
    events, least = sum(map(len, runs)), [min(seconds) for seconds in zip(*rounds, strict=True)]
    return {name: events / seconds for name, seconds in zip(("written", "read", "read and folded"), least, strict=True)}


def _once(runs: Runs) -> tuple[float, float, float]:
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/runs.db", create=True)
        written = timed(lambda: [store.append(str(number), 0, run) for number, run in enumerate(runs)])
        names = [stream.name for stream in store.streams()]
        read = timed(lambda: [len(store.read(name)) for name in names])
        folded = timed(lambda: [ns.replay(store.read(name)).round for name in names])
        store.close()
    return written, read, folded


def peer(runs: int) -> dict[str, float] | None:
    """The yardstick's figures, or None where it is not installed."""
    if not PEER.exists():
        return None
    script = [str(PEER), str(HERE / "peers" / "eventsourcing_store.py"), str(runs)]
    answer = subprocess.run(script, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(answer.stdout)
    return figures


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="runs of January 2024 to play and keep")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    scenario = ns.load_scenario("scenarios/january_2024.toml")
    ns.play(scenario, 7, 0)
    before = time.perf_counter()
    runs = [ns.play(scenario, 7, number) for number in range(options.runs)]
    playing = time.perf_counter() - before
    events = sum(map(len, runs))
    short = [run[:50] for run in runs if len(run) >= 50]
    whole, fifty = measured(runs, options.repeats), measured(short * 10, options.repeats)
    keeping = events / whole["written"]
    rows = {"whole runs": whole, "runs of 50 events": fifty}
    theirs = peer(len(short) * 10)
    if theirs is not None:
        rows["eventsourcing 9.5.6, runs of 50 smaller events"] = theirs
    print(f"{scenario.name}: {options.runs} runs, {events:,} events")
    for title, figures in rows.items():
        print(f"{title:48}" + "".join(f"{name} {value:12,.0f}/s   " for name, value in figures.items()))
    if theirs is None:
        print("eventsourcing was NOT measured: `make bench` installs it into .venv-bench")
    print(f"keeping all events of a run costs {keeping / playing:.3f} of playing it through Mesa")
    kept = {"machine": machine_of(), "events_per_second": rows, "keeping_to_playing": keeping / playing}
    (HERE / "store.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
