"""``fork`` and ``turning-points``: what if, from a round of a run on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from negosim.cli.asking import at_least, find_modules_here, settings_of
from negosim.cli.progress import Bar
from negosim.cli.stored_runs import STORE, RunArgument, Store, opened, read_run

Jobs = Annotated[int, typer.Option(help="Worker processes; 0 for one a core.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the figure and what it shows. [default: below out/]")]


def fork(
    run: RunArgument,
    at_round: Annotated[int, typer.Option("--at-round", help="The first round under the changes.")],
    set_: Annotated[
        list[str],
        typer.Option("--set", help='KEY=VALUE: a parameter or a pattern; a number, "{ add = 0.1 }", "{ times = 2 }".'),
    ] = [],  # noqa: B006 - typer reads it, nobody changes it
    runs: Annotated[int, typer.Option(help="Also redraw chance from that round on, so many times.")] = 0,
    store: Store = STORE,
    jobs: Jobs = 0,
    out: Out = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Play a run on from a round with changed assumptions; keep it beside the run, and draw both."""
    at_least("--runs", runs, 0)
    at_least("--jobs", jobs, 0)
    from negosim.cli import branch_tables, branching
    from negosim.cli.exporting import check_folder

    settings = settings_of(set_, "--set")
    find_modules_here()
    with opened(store) as kept, Bar(silent=quiet or as_json) as bar:
        read = read_run(kept, run)
        check_folder(out or Path("out") / "forks" / read.stream.name, ("fork.png", "fork.json"), store)
        with branching.same_rules(read):
            branch = branching.played_on(kept, read, at_round, settings)
            futures = branching.redrawn(kept, read, branch, runs, jobs, bar.step) if runs else None
        folder = out or Path("out") / "forks" / branch.name
        drawn: Callable[[], Any] = lambda: branching.fork_page(read, branch, futures)  # noqa: E731
        values = branching.branch_values(read, branch, futures)
        figure = branching.save(folder, "fork", drawn, values, bar.step, f"{branch.name} is kept")
    values |= {"figure": str(figure)}
    if as_json:
        typer.echo(json.dumps(values, ensure_ascii=False, allow_nan=False))
    elif not quiet:
        branch_tables.print_fork(read.scenario, values, store)


def turning_points(
    run: RunArgument,
    change: Annotated[
        list[str],
        typer.Option("--change", help="NAME: KEY=VALUE, …: a change to try. [default: what the run leaves to change]"),
    ] = [],  # noqa: B006
    store: Store = STORE,
    jobs: Jobs = 0,
    out: Out = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Try each change at every round of a run: when would it have turned the outcome? Nothing is kept in the store."""
    at_least("--jobs", jobs, 0)
    from negosim.cli import branch_tables, branching
    from negosim.cli.exporting import check_folder
    from negosim.studies.turning_points import likely_changes

    asked = branching.named_changes(change)
    find_modules_here()
    with opened(store) as kept:
        read = read_run(kept, run)
    folder = out or Path("out") / "turning_points" / read.stream.name
    check_folder(folder, ("turning_points.png", "turning_points.json"), store)
    tried = asked or likely_changes(read.scenario, read.events)
    with Bar(silent=quiet or as_json) as bar, branching.same_rules(read):
        points = branching.turned(read, tried, jobs, bar.step)
        values = branch_tables.turning_values(read.stream.name, points)
        drawn: Callable[[], Any] = lambda: branching.turning_page(read, points)  # noqa: E731
        figure = branching.save(folder, "turning_points", drawn, values, bar.step)
    values |= {"figure": str(figure)}
    if as_json:
        typer.echo(json.dumps(values, ensure_ascii=False, allow_nan=False))
    elif not quiet:
        branch_tables.print_turning_points(read.scenario, values)
