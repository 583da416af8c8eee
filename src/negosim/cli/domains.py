"""Commands for domains of other programs: ``import genius``, ``export genius``, and ``solutions`` of any scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negosim.cli.asking import at_least, help_without_a_command, settings_of
from negosim.cli.printing import plain_table, print_warning, terminal
from negosim.errors import BadInput, Problem

if TYPE_CHECKING:
    from negosim.domain.scenario import Scenario

MOST_LEVELS = 10_000
SHOWN = 12
TITLES = {
    "nash": "Nash: largest product of gains",
    "kalai": "Kalai: largest smallest gain",
    "kalai_smorodinsky": "Kalai and Smorodinsky: the same, of ideal gains",
    "equal_ratio": "most alike in shares of ideal gains",
    "welfare": "largest sum of gains",
}

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Force = Annotated[bool, typer.Option("--force", help="Write over what is there.")]
Settings = Annotated[list[str], typer.Option("--set", help="KEY=VALUE: override a parameter, or a pattern of them.")]

imports = typer.Typer(rich_markup_mode=None, help="Read domains of other programs as scenarios.")


@imports.callback(invoke_without_command=True)
def _imports(context: typer.Context) -> None:
    """Read domains of other programs as scenarios."""
    help_without_a_command(context)


@imports.command()
def genius(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder with the XML files of one domain.")],
    out: Annotated[Path | None, typer.Option(help="The scenario file to write. [default: <name>.toml]")] = None,
    profile: Annotated[
        list[str], typer.Option(help="A file with a utility space; once for each party. [default: all of the folder]")
    ] = [],  # noqa: B006 - typer reads it, nobody changes it
    real_levels: Annotated[
        int, typer.Option(metavar="N", help="Cut ranges of real numbers into N levels; without it they are refused.")
    ] = 0,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Read a GENIUS domain, write it as a scenario, and show its frontier and solutions."""
    from negosim.files.genius.parsing import read_genius
    from negosim.files.genius.scenarios import save_tables, tables_of
    from negosim.files.scenario import build
    from negosim.rules.draws import central_draw_of

    if real_levels:
        at_least("--real-levels", real_levels, 2)
        if real_levels > MOST_LEVELS:
            expected = f"at most {MOST_LEVELS}"
            raise BadInput([Problem(file="--real-levels", expected=expected, received=str(real_levels))])
    domain = read_genius(folder, profiles=profile, real_levels=real_levels)
    tables = tables_of(domain)
    scenario = build(tables, str(folder))
    path = out or Path(f"{scenario.name}.toml")
    told = _figures(scenario, central_draw_of(scenario))
    save_tables(tables, path, force=force)
    for name in domain.aside:
        print_warning(f"{folder / name}: left aside, it is no utility space that was asked for")
    if as_json:
        typer.echo(json.dumps({"file": str(path), **told}, ensure_ascii=False))
        return
    _print(scenario, told)
    typer.echo(f"Written as a scenario: {path}")


def solutions(
    scenario: Annotated[Path, typer.Argument(help="A scenario file (TOML).")],
    run: Annotated[int | None, typer.Option(help="In the draw of a run. [default: the central draw]")] = None,
    seed: Annotated[int, typer.Option(help="Of the draw of a run.")] = 7,
    set_: Settings = [],  # noqa: B006
    as_json: AsJson = False,
) -> None:
    """Show what bargaining theory singles out: Pareto frontier, Nash, Kalai, Kalai-Smorodinsky, largest sum."""
    loaded, drawn = _drawn(scenario, set_, run, seed)
    told = _figures(loaded, drawn)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(loaded, told)


def export_genius(words: Sequence[str], settings: Sequence[str], number: int | None, seed: int, *, force: bool) -> None:
    """Write a scenario as a GENIUS domain; ``words``: the scenario file and the folder."""
    from negosim.analysis.genius import save_genius

    if len(words) != 2:
        raise BadInput([Problem(file="export genius", expected="SCENARIO DIR", received=" ".join(words) or "nothing")])
    scenario, drawn = _drawn(Path(words[0]), settings, number, seed)
    files = save_genius(scenario, words[1], draw=drawn, force=force)
    for file in files:
        typer.echo(str(file))


def _drawn(path: Path, settings: Sequence[str], run: int | None, seed: int) -> tuple[Scenario, Mapping[str, float]]:
    at_least("--seed", seed, 0)
    if run is not None:
        at_least("--run", run, 0)
    from negosim.files.scenario import load_scenario
    from negosim.rules.draws import central_draw_of, draw_of

    scenario = load_scenario(path, set=settings_of(settings))
    return scenario, central_draw_of(scenario) if run is None else draw_of(scenario, seed, run)


def _figures(scenario: Scenario, drawn: Mapping[str, float]) -> dict[str, Any]:
    import numpy as np

    from negosim.analysis.bargaining.frontier import domain_figures, packages_at

    found = domain_figures(scenario, drawn)
    firsts = {name: points[0] for name, points in found.solutions.items() if len(points)}
    packages = packages_at(scenario, drawn, np.array([*firsts.values()]))
    return {
        "scenario": scenario.name,
        "issues": {issue.name: len(issue.available) for issue in scenario.issues},
        "packages": found.packages,
        "rational": found.rational,
        "parties": [party.name for party in scenario.parties],
        "reservation": found.reservations.tolist(),
        "discount": [party.discount for party in scenario.parties],
        "pareto_size": len(found.pareto),
        "pareto": found.pareto.tolist(),
        **{name: points.tolist() for name, points in found.solutions.items()},
        "packages_of": {
            name: {"package": package, "alike": alike} for name, (package, alike) in zip(firsts, packages, strict=True)
        },
    }


def _print(scenario: Scenario, told: Mapping[str, Any]) -> None:
    console = terminal()
    counts = f"{told['packages']:,} packages, {told['rational']:,} of them at or above every reservation value"
    console.print(f"{scenario.title}: {counts}", style="bold")
    table = plain_table("Worth to the parties", "", *(party.title for party in scenario.parties))
    table.add_row("reservation value", *(f"{floor:.6f}" for floor in told["reservation"]))
    if any(share != 1.0 for share in told["discount"]):
        table.add_row("discount", *(f"{share:g}" for share in told["discount"]))
    if not told["rational"]:
        console.print(table)
        console.print("No package is worth its reservation value to every party: there is no frontier and no solution.")
        return
    for name, title in TITLES.items():
        points = told[name]
        for number, point in enumerate(points[:SHOWN], start=1):
            tied = f" (tie, {number} of {len(points)})" if len(points) > 1 else ""
            table.add_row(f"{title}{tied}", *(f"{worth:.6f}" for worth in point))
        if len(points) > SHOWN:
            table.add_row(f"{title}: {len(points) - SHOWN} more in --json")
    console.print(table)
    _print_packages(scenario, told)
    step = max(1, -(-len(told["pareto"]) // SHOWN))
    some = f", one in {step} shown, all in --json" if step > 1 else ""
    title = f"Pareto frontier of what all accept: {told['pareto_size']} points{some}"
    front = plain_table(title, "", *(p.title for p in scenario.parties))
    for number, point in enumerate(told["pareto"]):
        if number % step == 0 or number == len(told["pareto"]) - 1:
            front.add_row(str(number + 1), *(f"{worth:.6f}" for worth in point))
    console.print(front)


def _print_packages(scenario: Scenario, told: Mapping[str, Any]) -> None:
    """The package of each solution, of several the first; solutions with the same one share a column."""
    columns: dict[tuple[str, ...], list[str]] = {}
    for name, found in told["packages_of"].items():
        package = (*found["package"].values(), f"{found['alike']:,}")
        tied = f" (tie, 1 of {len(told[name])})" if len(told[name]) > 1 else ""
        columns.setdefault(package, []).append(TITLES[name].partition(":")[0] + tied)
    alike = len(columns) == 1 and not any(len(told[name]) > 1 for name in told["packages_of"])
    heads = ["all solutions"] if alike else ["; ".join(names) for names in columns.values()]
    table = plain_table("Package of each solution", "", *heads)
    for number, issue in enumerate(scenario.issues):
        table.add_row(issue.title, *(package[number] for package in columns))
    table.add_row("packages worth the same", *(package[-1] for package in columns))
    terminal().print(table)
