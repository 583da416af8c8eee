"""``fork`` and ``turning-points``: play a run again from a round on, under other assumptions."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from negosim.cli.options import (
    add_current_directory_to_path,
    jobs_option,
    json_option,
    out_option,
    parse_settings,
    quiet_option,
    require_range,
    run_argument,
    settings_option,
    store_option,
)
from negosim.cli.output import print_json
from negosim.cli.stored_runs import opened, read_run


@click.command()
@run_argument
@click.option("--at-round", type=int, required=True, help="The first round under the changes.")
@settings_option(help='Change a parameter or a pattern of them: a number, "{ add = 0.1 }", "{ times = 2 }".')
@click.option("--runs", default=0, help="Also redraw chance from that round on, so many times.")
@store_option
@jobs_option
@out_option(help="Folder for the figure and its data. [default: below out/]")
@quiet_option
@json_option
def fork(
    run: str,
    at_round: int,
    settings: tuple[str, ...],
    runs: int,
    store: str,
    jobs: int,
    out: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Play a run on from a round with changed assumptions; keep it beside the run, and draw both."""
    require_range("--runs", runs, 0)
    require_range("--jobs", jobs, 0)
    from negosim.cli import fork_results, fork_tables
    from negosim.cli.export_files import check_folder
    from negosim.cli.progress import Bar

    changes = parse_settings(settings)
    add_current_directory_to_path()
    with opened(store) as kept, Bar(silent=quiet or as_json) as bar:
        stored = read_run(kept, run)
        check_folder(out or Path("out") / "forks" / stored.stream.name, ("fork.png", "fork.json"), store)
        with fork_results.errors_as_bad_input(stored):
            branch = fork_results.play_fork(kept, stored, at_round, changes)
            futures = fork_results.play_futures(kept, stored, branch, runs, jobs, bar.step) if runs else None
        folder = out or Path("out") / "forks" / branch.name
        draw = partial(fork_results.draw_fork, stored, branch, futures)
        values = fork_results.fork_values(stored, branch, futures)
        figure = fork_results.save_figure(folder, "fork", draw, values, bar.step, f"{branch.name} is kept")
    values |= {"figure": str(figure)}
    if as_json:
        print_json(values)
    elif not quiet:
        fork_tables.print_fork(stored.scenario, values, store)


@click.command()
@run_argument
@click.option(
    "--change", multiple=True, help="NAME: KEY=VALUE, …: a change to try. [default: what the run leaves to change]"
)
@store_option
@jobs_option
@out_option(help="Folder for the figure and its data. [default: below out/]")
@quiet_option
@json_option
def turning_points(
    run: str,
    change: tuple[str, ...],
    store: str,
    jobs: int,
    out: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Try each change at every round of a run: when would it have changed the outcome? The store is not changed."""
    require_range("--jobs", jobs, 0)
    from negosim.cli import fork_results, fork_tables
    from negosim.cli.export_files import check_folder
    from negosim.cli.progress import Bar
    from negosim.studies.turning_points import likely_changes

    given = fork_results.parse_changes(change)
    add_current_directory_to_path()
    with opened(store) as kept:
        stored = read_run(kept, run)
    folder = out or Path("out") / "turning_points" / stored.stream.name
    check_folder(folder, ("turning_points.png", "turning_points.json"), store)
    changes = given or likely_changes(stored.scenario, stored.events)
    with Bar(silent=quiet or as_json) as bar, fork_results.errors_as_bad_input(stored):
        points = fork_results.find_turning_points(stored, changes, jobs, bar.step)
        values = fork_tables.turning_values(stored.stream.name, points)
        draw = partial(fork_results.draw_turning_points, stored, points)
        figure = fork_results.save_figure(folder, "turning_points", draw, values, bar.step)
    values |= {"figure": str(figure)}
    if as_json:
        print_json(values)
    elif not quiet:
        fork_tables.print_turning_points(stored.scenario, values)
