"""``compare``: several cases under the same random numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from negosim.cli.options import PATH, jobs_option, json_option, load, out_option, quiet_option, settings_option
from negosim.errors import BadInput, Problem

if TYPE_CHECKING:
    from negosim.studies.comparison import Case


@click.command()
@click.argument("cases", metavar="CASE…", nargs=-1, required=True, type=PATH)
@click.option("--runs", type=int, help="Runs of each case. [default: 500, or as in the results given]")
@click.option("--seed", type=int, help="Seed of all runs. [default: 7, or as in the results given]")
@settings_option(help="Add one more case: the first scenario with this override, or with several together.")
@jobs_option
@out_option(metavar="DIR", help="Folder for the table (CSV) and the figure.")
@click.option("--verbose", is_flag=True, help="Show of every case which runs end otherwise, and packages won and lost.")
@quiet_option
@json_option
def compare(
    cases: tuple[Path, ...],
    runs: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    jobs: int,
    out: Path | None,
    verbose: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Compare how the runs of several cases end: paired differences, runs that end otherwise, packages won and lost.

    CASE is a scenario file or the name of a case, a folder that `negosim run` wrote, or a folder of scenario files. All
    are compared with the first; the files of a single folder are compared with the scenarios that they extend.
    """
    if out is not None and out.exists() and not out.is_dir():
        raise BadInput([Problem(file="--out", expected="a folder", received=f"a file, {out}")])
    from negosim.cli import compare_tables
    from negosim.cli.progress import Bar
    from negosim.ensemble.results.manifest import SCENARIO_FILE
    from negosim.files.shipped_cases import name_of
    from negosim.studies.comparison import load_groups, play_groups

    chosen: list[Case | Mapping[str, Case]] = [*cases]
    if settings:
        first = cases[0] / SCENARIO_FILE if (cases[0] / SCENARIO_FILE).is_file() else cases[0]
        if first.is_dir():
            expected = "a scenario as the first case, for --set to change"
            raise BadInput([Problem(file=str(first), expected=expected, received="a folder of several")])
        chosen.append({f"{name_of(first)} with {', '.join(settings)}": load(first, settings)})
    groups = load_groups(chosen)
    with Bar(silent=quiet or as_json) as bar:
        played = play_groups(groups, runs, seed, jobs, lambda done, total: bar.step("runs", done, total))
    compare_tables.report(played, out, verbose=verbose, quiet=quiet, as_json=as_json)
