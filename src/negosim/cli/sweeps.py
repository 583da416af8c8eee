"""The command that plays a sweep file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from negosim.cli.asking import at_least
from negosim.cli.progress import Bar


def sweep(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sweep file (TOML).")],
    out: Annotated[Path | None, typer.Option(help="Folder for results. [default: out/<name>]")] = None,
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 for one a core.")] = 0,
    cluster: Annotated[
        str, typer.Option(metavar="URL", help="Play on a cluster, such as tcp://host:8786, not in processes here.")
    ] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the sweep in the folder.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")] = False,
) -> None:
    """Play a scenario at many points of what it hangs on."""
    at_least("--jobs", jobs, 0)
    from negosim.cli import sweeping
    from negosim.sweeps.sweep_file import load_request

    wanted = load_request(file)
    folder = out or Path("out") / wanted.entry.name
    with Bar(silent=quiet or as_json) as bar:
        played = sweeping.played_of(wanted, folder, bar, tuple(context.obj), jobs=jobs, cluster=cluster, resume=resume)
    told = sweeping.results_of(played, folder, wanted.entry.responses)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, allow_nan=False))
    elif not quiet:
        sweeping.print_results(wanted, told)
