"""What a large job's folder costs to read: seconds of a processor and peak memory of a summary, figures, a story.

Plays some runs of January 2024, and lays their rows end to end, with draws of their own, until there are a million.
Each command runs in a process of its own, whose peak is its resident memory (``ru_maxrss``, as of Linux in KiB).
"""

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

import negosim as ns
from negosim.ensemble.results.job_folder import open_job
from negosim.ensemble.results.manifest import Order
from negosim.ensemble.results.outcome_table import schema

SEED = 7
SUMMARY = (
    "import sys, negosim as ns; from negosim.analysis.outcomes.summary import summarise; "
    "summarise(ns.read_outcomes(sys.argv[1]))"
)
CLI = "import sys; from negosim.cli import main; main(sys.argv[1:])"
FIGURES = (
    "import sys, negosim as ns; from pathlib import Path; "
    "ns.plots.save_all(ns.read_outcomes(sys.argv[1]), [], Path(sys.argv[1]) / 'figures')"
)


def large(folder: Path, runs: int, played: int) -> None:
    """A folder of so many runs, out of a few that are played."""
    scenario = ns.load_scenario("scenarios/january_2024.toml")
    rows = pa.Table.from_pandas(
        ns.simulate(scenario, played, SEED, jobs=0).frame, schema(scenario), preserve_index=False
    )
    rng = np.random.default_rng(SEED)
    with open_job(folder, Order(scenario, SEED, runs, "ensemble"), resume=False) as job:
        for gap in job.missing():
            table = rows.take(pa.array(rng.integers(played, size=len(gap))))
            for at, name in enumerate(table.column_names):
                if name.startswith("draw_"):
                    spread = np.ptp(rows[name].to_numpy()) or 1.0
                    draws = table[name].to_numpy() + spread * 0.1 * rng.random(len(gap))
                    table = table.set_column(at, name, pa.array(draws))
            job.keep(gap, table.set_column(0, "run", pa.array(np.arange(gap.start, gap.stop))))
        job.finish(typical=0)


def measured(code: str, *words: object) -> tuple[float, float]:
    """Seconds of a processor and peak memory (MiB) of a Python process, whatever it prints."""
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    line = [sys.executable, "-c", code, *map(str, words)]
    process = os.posix_spawn(sys.executable, line, os.environ, file_actions=nowhere)
    _, status, used = os.wait4(process, 0)
    # 1 says that a row is not that of its run: these are made up.
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{words} ended with {status}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--played", type=int, default=400, help="runs that are really played")
    parser.add_argument("--folder", type=Path, help="where to put the folder, to keep it")
    options = parser.parse_args()
    with TemporaryDirectory() as place:
        folder = options.folder or Path(place) / "large"
        if not (folder / "manifest.json").exists():
            large(folder, options.runs, options.played)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(f"{options.runs:,} runs, {size / 2**20:,.0f} MiB in {folder.name}")
        found = {}
        for name, code, words in (
            ("importing negosim", "import negosim", ()),
            ("a summary", SUMMARY, (folder,)),
            ("all figures", FIGURES, (folder,)),
            ("plot drivers", CLI, ("plot", folder, "drivers")),
            ("show the last run", CLI, ("show", folder, options.runs - 1, "--json")),
        ):
            found[name] = measured(code, *words)
            print(f"{name:24} {found[name][0]:7.1f} s {found[name][1]:8.0f} MiB", flush=True)
    print(json.dumps({name: {"seconds": s, "peak_mib": m} for name, (s, m) in found.items()}))


if __name__ == "__main__":
    main()
