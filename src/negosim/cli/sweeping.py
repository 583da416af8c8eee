"""What ``sweep`` does: plays a sweep file, leaves its results in a folder, and tells of them."""

from __future__ import annotations

import re
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from negosim import plots
from negosim.analysis.sensitivity.analyze import analyze_sensitivity
from negosim.analysis.sensitivity.result import Sensitivity
from negosim.cli.printing import plain_table, terminal
from negosim.cli.progress import Bar
from negosim.ensemble.results.job_folder import writing
from negosim.ensemble.results.parquet_parts import write_atomically
from negosim.sweeps.factors import values_of
from negosim.sweeps.responses import constant, means
from negosim.sweeps.sweep import Sweep
from negosim.sweeps.sweep_file import SweepRequest

RESPONSES_FILE, INDICES_FILE, FIGURES = "responses.csv", "indices.csv", "figures"
FIGURE_OF = {"sobol": plots.sobol_bars, "morris": plots.morris_plane}
RANKED_BY = {"sobol": "total", "morris": "mu_star"}
TOP = 5


def played_of(
    wanted: SweepRequest, folder: Path, bar: Bar, command: tuple[str, ...], *, jobs: int, cluster: str, resume: bool
) -> Sweep:
    """The sweep, played."""
    done, total = 0, len(wanted.design) * wanted.entry.replications

    def heard(count: int) -> None:
        nonlocal done
        done += count
        bar.step("runs", done, total)

    return wanted.play(folder, jobs=jobs, cluster=cluster, resume=resume, progress=heard, command=command)


def results_of(played: Sweep, folder: Path, responses: tuple[str, ...]) -> dict[str, Any]:
    """Write responses by point, indices and a figure a response; tell of them what one JSON object holds."""
    table, indices, told = values_of(played.factors, played.points), [], {}
    with writing(folder):
        shutil.rmtree(folder / FIGURES, ignore_errors=True)
        for name in responses:
            y = played.response(name)
            mean, error = means(y)
            same = constant(y)
            column = f"{name} (response)" if name in played.names else name
            table[column], table[f"{column} (s.e.)"] = mean, error
            found = analyze_sensitivity(played, name)
            indices.append(found.frame.assign(response=name))
            told[name] = {
                "lowest": float(mean.min()),
                "mean": float(mean.mean()),
                "highest": float(mean.max()),
                "word": found.word if same is None else f"{same:g} in every run of every point: nothing moves it",
                "first": _foremost(found),
                "warnings": list(found.warnings),
            }
            if not found.word:
                draw = FIGURE_OF.get(found.design, plots.tornado)
                path = folder / FIGURES / f"{re.sub(r'[^a-z0-9]+', '_', name.lower()).strip('_')}.png"
                plots.save_page(partial(_page, draw, found), path)
        write_atomically(folder / RESPONSES_FILE, _csv(table))
        write_atomically(folder / INDICES_FILE, pd.concat(indices).to_csv(index=False, lineterminator="\n").encode())
    return {
        "scenario": played.scenario.name,
        "digest": played.scenario.digest,
        "design": played.design.kind,
        "points": len(played),
        "replications": played.replications,
        "seed": played.seed,
        "factors": list(played.names),
        "responses": told,
        "folder": str(folder),
    }


def _page(draw: Any, found: Sensitivity) -> Any:
    return draw(found).figure


def _foremost(found: Sensitivity) -> list[str]:
    """The factors that a response hangs on most, of those whose intervals do not reach zero."""
    if found.word:
        return []
    kinds = (RANKED_BY[found.design],) if found.design in RANKED_BY else ("low", "high")
    told = pd.concat([found.of(kind) for kind in kinds])
    told = told[(told["low"] > 0.0) | (told["high"] < 0.0)]
    size = told.assign(size=told["raw"].abs())
    ranked = size.groupby("factor", sort=False)["size"].max().sort_values(ascending=False, kind="stable")
    return [str(name) for name in ranked.index if name != found.dummy][:TOP]


def _csv(table: pd.DataFrame) -> bytes:
    text: str = table.to_csv(index_label="point", lineterminator="\n")
    return text.encode()


def print_results(wanted: SweepRequest, told: dict[str, Any]) -> None:
    """What ``results_of`` tells, for people."""
    console = terminal()
    size = f"{told['points']:,} points x {told['replications']} runs, seed {told['seed']}"
    title = wanted.entry.title or wanted.entry.name
    design = told["design"].replace("_", " ")
    console.print(f"{title}: {design} over {len(told['factors'])} factors, {size}", style="bold")
    table = plain_table("Responses, over the points", "response", "lowest", "mean", "highest", "")
    for name, found in told["responses"].items():
        table.add_row(name, *(f"{found[key]:.3f}" for key in ("lowest", "mean", "highest")), found["word"])
    console.print(table)
    for name, found in told["responses"].items():
        if found["first"]:
            console.print(f"{name} hangs most on {', '.join(found['first'])}", soft_wrap=True)
        elif not found["word"]:
            console.print(f"{name}: what it hangs on cannot be told from noise")
        for warning in found["warnings"]:
            console.print(f"{name}: {warning}", soft_wrap=True)
    drawn = "figures " if (Path(told["folder"]) / FIGURES).is_dir() else ""
    console.print(f"Responses by point, indices, {drawn}and runs: {told['folder']}", soft_wrap=True)
