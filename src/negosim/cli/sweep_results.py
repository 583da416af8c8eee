"""Play a sweep file, write its results into a folder, and print them."""

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
from negosim.cli.output import plain_table, terminal
from negosim.cli.progress import Bar
from negosim.ensemble.results.job_folder import writing
from negosim.ensemble.results.parquet_files import write_atomically
from negosim.sweeps.factors import values_of
from negosim.sweeps.responses import constant, means
from negosim.sweeps.sweep import Sweep
from negosim.sweeps.sweep_file import SweepRequest

RESPONSES_FILE, INDICES_FILE, FIGURES = "responses.csv", "indices.csv", "figures"
FIGURE_OF = {"sobol": plots.sobol_bars, "morris": plots.morris_plane}
RANKED_BY = {"sobol": "total", "morris": "mu_star"}
TOP = 5


def play(
    wanted: SweepRequest, folder: Path, bar: Bar, command: tuple[str, ...], *, jobs: int, cluster: str, resume: bool
) -> Sweep:
    """Play a sweep, or what is left of it, with progress shown in a bar."""
    done, total = 0, len(wanted.design) * wanted.entry.replications

    def advance(count: int) -> None:
        nonlocal done
        done += count
        bar.step("runs", done, total)

    return wanted.play(folder, jobs=jobs, cluster=cluster, resume=resume, progress=advance, command=command)


def write_results(played: Sweep, folder: Path, responses: tuple[str, ...]) -> dict[str, Any]:
    """Write responses by point, sensitivity indices, and a figure for each response.

    Parameters
    ----------
    played : Sweep
        The sweep, with all points played.
    folder : Path
        Where it lies.
    responses : tuple of str
        Names of the responses.

    Returns
    -------
    dict[str, Any]
        What was found, as plain values for JSON.
    """
    table, indices, summaries = values_of(played.factors, played.points), [], {}
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
            summaries[name] = {
                "lowest": float(mean.min()),
                "mean": float(mean.mean()),
                "highest": float(mean.max()),
                "word": found.word if same is None else f"{same:g} in every run of every point: nothing moves it",
                "first": _most_important(found),
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
        "responses": summaries,
        "folder": str(folder),
    }


def _page(draw: Any, found: Sensitivity) -> Any:
    return draw(found).figure


def _most_important(found: Sensitivity) -> list[str]:
    """Return the factors with the largest indices, of those whose intervals exclude zero."""
    if found.word:
        return []
    kinds = (RANKED_BY[found.design],) if found.design in RANKED_BY else ("low", "high")
    indices = pd.concat([found.of(kind) for kind in kinds])
    indices = indices[(indices["low"] > 0.0) | (indices["high"] < 0.0)]
    size = indices.assign(size=indices["raw"].abs())
    ranked = size.groupby("factor", sort=False)["size"].max().sort_values(ascending=False, kind="stable")
    return [str(name) for name in ranked.index if name != found.dummy][:TOP]


def _csv(table: pd.DataFrame) -> bytes:
    text: str = table.to_csv(index_label="point", lineterminator="\n")
    return text.encode()


def print_results(wanted: SweepRequest, results: dict[str, Any]) -> None:
    """Print what ``write_results`` returns, as tables."""
    console = terminal()
    size = f"{results['points']:,} points x {results['replications']} runs, seed {results['seed']}"
    title = wanted.entry.title or wanted.entry.name
    design = results["design"].replace("_", " ")
    console.print(f"{title}: {design} over {len(results['factors'])} factors, {size}", style="bold")
    table = plain_table("Responses, over the points", "response", "lowest", "mean", "highest", "")
    for name, found in results["responses"].items():
        table.add_row(name, *(f"{found[key]:.3f}" for key in ("lowest", "mean", "highest")), found["word"])
    console.print(table)
    for name, found in results["responses"].items():
        if found["first"]:
            console.print(f"{name} depends most on {', '.join(found['first'])}", soft_wrap=True)
        elif not found["word"]:
            console.print(f"{name}: no influence can be told from noise")
        for warning in found["warnings"]:
            console.print(f"{name}: {warning}", soft_wrap=True)
    drawn = "figures " if (Path(results["folder"]) / FIGURES).is_dir() else ""
    console.print(f"Responses by point, indices, {drawn}and runs: {results['folder']}", soft_wrap=True)
