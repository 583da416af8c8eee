"""``paths-to``: find changes that make an agreement likely."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from negosim.cli.options import (
    jobs_option,
    json_option,
    parse_settings,
    quiet_option,
    require_range,
    scenario_argument,
    seed_option,
    settings_option,
    text_option,
)
from negosim.cli.output import percent, plain_table, print_json, terminal

if TYPE_CHECKING:
    from negosim.ensemble.results.outcomes import Estimate
    from negosim.sweeps.paths import Path as ParameterPath
    from negosim.sweeps.paths import Paths

SHOWN = 10


@click.command()
@scenario_argument
@text_option(
    "--package", metavar="ISSUE=LEVEL,…", help="What must be agreed; | between levels. [default: any agreement]"
)
@click.option("--probability", default=0.5, help="The probability to reach.")
@click.option("--runs", default=200, help="Runs with which each change is played.")
@seed_option(help="Seed of all random numbers.")
@click.option(
    "--vary", multiple=True, help="Parameters that may change: a name, a pattern, `mediation`. [default: all]"
)
@click.option("--reach", default=2.0, help="Largest change, in standard deviations of a parameter's uncertainty.")
@settings_option(help="Override a parameter, a pattern of them, or a key of the file.")
@jobs_option
@quiet_option
@json_option
def paths_to(
    scenario: Path,
    package: str,
    probability: float,
    runs: int,
    seed: int,
    vary: tuple[str, ...],
    reach: float,
    settings: tuple[str, ...],
    jobs: int,
    quiet: bool,
    as_json: bool,
) -> None:
    """Find the smallest changes that bring a package, or any agreement, to a probability."""
    for option, value, least in (("--runs", runs, 1), ("--seed", seed, 0), ("--jobs", jobs, 0)):
        require_range(option, value, least)
    from negosim.cli.progress import Bar
    from negosim.sweeps.path_search import find_paths

    done = 0
    with Bar(silent=quiet or as_json) as bar:

        def advance(count: int) -> None:
            nonlocal done
            done += count
            bar.step("runs", done, done)

        found = find_paths(
            scenario,
            package,
            probability,
            runs,
            seed=seed,
            vary=vary,
            reach=reach,
            set=parse_settings(settings),
            jobs=jobs,
            progress=advance,
        )
    if as_json:
        print_json(_values(found))
    elif not quiet:
        _print(found)


def _values(found: Paths) -> dict[str, Any]:
    return {
        "scenario": found.scenario.name,
        "digest": found.scenario.digest,
        "target": found.target,
        "probability": found.probability,
        "base": _estimate(found.base),
        "already_there": found.there,
        **{kind: [_path(path) for path in getattr(found, kind)] for kind in ("singles", "pairs", "closest")},
        "tried": {"alone": found.tried[0], "in_pairs": found.tried[1]},
    }


def _estimate(estimate: Estimate) -> dict[str, float]:
    return {"share": estimate.share, "low": estimate.low, "high": estimate.high}


def _path(path: ParameterPath) -> dict[str, Any]:
    moves = [
        {"name": m.name, "before": m.before, "after": m.after, "steps": m.steps if math.isfinite(m.steps) else None}
        for m in path.moves
    ]
    length = path.length if math.isfinite(path.length) else None
    return {"moves": moves, "length": length, "reached_again": path.reached_again, **_estimate(path.estimate)}


def _print(found: Paths) -> None:
    console = terminal()
    what = "any agreement" if found.target == "agreement" else found.target.partition(":")[2].replace("&", ", ")
    console.print(f"{found.scenario.title}: what would bring {what} to {_target(found)}", style="bold")
    console.print(f"Without a change: {_interval(found.base)}")
    if found.there:
        console.print(_already_there(found), soft_wrap=True)
        return
    alone, together = found.tried
    if found.singles or found.pairs:
        for title, paths in (("One change", found.singles), ("Two changes", found.pairs)):
            _table(title, paths, found)
    else:
        none = f"None of {alone} changes within reach, alone or in {together} pairs, gets there"
        if not found.closest:
            console.print(f"{none}, and none makes it likelier.", soft_wrap=True)
            return
        console.print(f"{none}.", soft_wrap=True)
        _table("Closest", found.closest, found)
    note = (
        "Size: how far the mean moves, in standard deviations of what is not known about it. Probabilities are those "
        "of other runs than the ones that found the change. What follows from the model's assumptions is neither "
        "forecast nor advice."
    )
    console.print(note, soft_wrap=True)


def _already_there(found: Paths) -> str:
    if found.base.share >= found.probability:
        return "It is there already: no change is needed, and no search was made."
    return (
        "The runs that look for changes are there already, so none was looked for; the share above is that of other "
        "runs. More runs bring both closer together."
    )


def _table(title: str, paths: Iterable[ParameterPath], found: Paths) -> None:
    paths = list(paths)
    if not paths:
        return
    more = f"and {len(paths) - SHOWN} more: --json tells all" if len(paths) > SHOWN else None
    table = plain_table(
        title, "change", "size", "probability, 95 % interval", f"{_target(found)} in other runs", caption=more
    )
    for path in paths[:SHOWN]:
        size = f"{path.length:.2f}" if math.isfinite(path.length) else "was certain"
        table.add_row(
            "\n and ".join(map(str, path.moves)), size, _interval(path.estimate), _reached(path, found.probability)
        )
    terminal().print(table)


def _reached(path: ParameterPath, probability: float) -> str:
    if path.estimate.share >= probability:
        return "reached"
    return "in the interval" if path.reached_again else "not reached"


def _interval(estimate: Estimate) -> str:
    return f"{percent(estimate.share)} ({percent(estimate.low)} to {percent(estimate.high)})"


def _target(found: Paths) -> str:
    return f"{100 * found.probability:.6g} %"
