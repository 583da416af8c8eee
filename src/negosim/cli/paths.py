"""The command that asks what would bring a package, or any agreement."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negosim.cli.asking import at_least, settings_of
from negosim.cli.printing import plain_table, terminal
from negosim.cli.progress import Bar

if TYPE_CHECKING:
    from negosim.ensemble.results.outcomes import Estimate
    from negosim.sweeps.paths import Path as Found
    from negosim.sweeps.paths import Paths

SHOWN = 10


def paths_to(
    scenario: Annotated[Path, typer.Argument(help="A scenario file (TOML).")],
    package: Annotated[
        str, typer.Option(metavar="ISSUE=LEVEL,…", help="What must be agreed; | between levels. [default: anything]")
    ] = "",
    probability: Annotated[float, typer.Option(help="How likely it should become.")] = 0.5,
    runs: Annotated[int, typer.Option(help="With which each change is played.")] = 200,
    seed: Annotated[int, typer.Option(help="Of all random numbers.")] = 7,
    vary: Annotated[
        list[str], typer.Option(help="Parameters that may change, by name or pattern; `mediation`. [default: all]")
    ] = [],  # noqa: B006 - typer reads it, nobody changes it
    reach: Annotated[float, typer.Option(help="How far, in standard deviations of what is not known.")] = 2.0,
    set_: Annotated[
        list[str], typer.Option("--set", help="KEY=VALUE: override a parameter, a pattern, or a key of the file.")
    ] = [],  # noqa: B006
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 for one a core.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")] = False,
) -> None:
    """Find the least changes that bring a package, or any agreement, to a probability."""
    for option, value, least in (("--runs", runs, 1), ("--seed", seed, 0), ("--jobs", jobs, 0)):
        at_least(option, value, least)
    from negosim.sweeps.path_search import find_paths as find

    done = 0
    with Bar(silent=quiet or as_json) as bar:

        def heard(count: int) -> None:
            nonlocal done
            done += count
            bar.step("runs", done, done)

        found = find(
            scenario,
            package,
            probability,
            runs,
            seed=seed,
            vary=vary,
            reach=reach,
            set=settings_of(set_),
            jobs=jobs,
            progress=heard,
        )
    if as_json:
        typer.echo(json.dumps(_told(found), ensure_ascii=False, allow_nan=False))
    elif not quiet:
        _print(found)


def _told(found: Paths) -> dict[str, Any]:
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


def _path(path: Found) -> dict[str, Any]:
    moves = [
        {"name": m.name, "before": m.before, "after": m.after, "steps": m.steps if math.isfinite(m.steps) else None}
        for m in path.moves
    ]
    length = path.length if math.isfinite(path.length) else None
    return {"moves": moves, "length": length, "reached_again": path.reached_again, **_estimate(path.estimate)}


def _print(found: Paths) -> None:
    console = terminal()
    what = "any agreement" if found.target == "agreement" else found.target.partition(":")[2].replace("&", ", ")
    console.print(f"{found.scenario.title}: what would bring {what} to {_percent(found.probability)}", style="bold")
    console.print(f"Without a change: {_share(found.base)}")
    if found.there:
        console.print(_there(found), soft_wrap=True)
        return
    alone, together = found.tried
    if found.singles or found.pairs:
        for title, paths in (("One change", found.singles), ("Two changes", found.pairs)):
            _table(title, paths, found.probability)
    else:
        none = f"None of {alone} changes within reach, alone or in {together} pairs, gets there"
        if not found.closest:
            console.print(f"{none}, and none makes it likelier.", soft_wrap=True)
            return
        console.print(f"{none}.", soft_wrap=True)
        _table("Closest", found.closest, found.probability)
    note = (
        "Size: how far the mean moves, in standard deviations of what is not known about it. Probabilities are those "
        "of other runs than the ones that found the change. What follows from the model's assumptions is neither "
        "forecast nor advice."
    )
    console.print(note, soft_wrap=True)


def _there(found: Paths) -> str:
    if found.base.share >= found.probability:
        return "It is there already: no change is needed, and none was looked for."
    return (
        "The runs that look for changes are there already, so none was looked for; the share above is that of other "
        "runs. More runs bring both closer together."
    )


def _table(title: str, paths: Iterable[Found], probability: float) -> None:
    paths = list(paths)
    if not paths:
        return
    more = f"and {len(paths) - SHOWN} more: --json tells all" if len(paths) > SHOWN else None
    table = plain_table(
        title, "change", "size", "probability, 95 % interval", f"{_percent(probability)} in other runs", caption=more
    )
    for path in paths[:SHOWN]:
        size = f"{path.length:.2f}" if math.isfinite(path.length) else "was certain"
        table.add_row("\n and ".join(map(str, path.moves)), size, _share(path.estimate), _reached(path, probability))
    terminal().print(table)


def _reached(path: Found, probability: float) -> str:
    if path.estimate.share >= probability:
        return "reached"
    return "in the interval" if path.reached_again else "not reached"


def _share(estimate: Estimate) -> str:
    return f"{estimate.share:.1%} ({estimate.low:.1%} to {estimate.high:.1%})"


def _percent(probability: float) -> str:
    return f"{100 * probability:.6g}%"
