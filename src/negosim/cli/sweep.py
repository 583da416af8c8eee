"""``sweep``: play a sweep file."""

from __future__ import annotations

from pathlib import Path

import click

from negosim.cli.options import PATH, cluster_option, jobs_option, json_option, out_option, quiet_option, require_range
from negosim.cli.output import print_json


@click.command()
@click.argument("file", metavar="FILE", type=PATH, help="A sweep file (TOML), or its name in `negosim cases`.")
@out_option(help="Folder for results. [default: out/<name>]")
@jobs_option
@cluster_option
@click.option("--resume", is_flag=True, help="Continue the sweep in the folder.")
@quiet_option
@json_option
@click.pass_context
def sweep(
    context: click.Context,
    file: Path,
    out: Path | None,
    jobs: int,
    cluster: str,
    resume: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Play a scenario at many points of its factors, and compute sensitivity indices."""
    require_range("--jobs", jobs, 0)
    from negosim.cli import sweep_results
    from negosim.cli.progress import Bar
    from negosim.sweeps.sweep_file import load_request

    wanted = load_request(file)
    folder = out or Path("out") / wanted.entry.name
    with Bar(silent=quiet or as_json) as bar:
        played = sweep_results.play(wanted, folder, bar, tuple(context.obj), jobs=jobs, cluster=cluster, resume=resume)
    results = sweep_results.write_results(played, folder, wanted.entry.responses)
    if as_json:
        print_json(results)
    elif not quiet:
        sweep_results.print_results(wanted, results)
