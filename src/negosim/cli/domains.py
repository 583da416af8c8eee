"""Commands for domains of other programs: ``import genius``, ``export genius``, and ``solutions`` of any scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from negosim.cli.options import (
    PATH,
    force_option,
    help_without_a_command,
    json_option,
    out_option,
    parse_settings,
    require_range,
    scenario_argument,
    seed_option,
    settings_option,
)
from negosim.cli.output import plain_table, print_json, print_warning, terminal
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


@click.group("import", invoke_without_command=True)
@click.pass_context
def imports(context: click.Context) -> None:
    """Read domains of other programs as scenarios."""
    help_without_a_command(context)


@imports.command()
@click.argument("folder", metavar="DIR", type=PATH, help="A folder with the XML files of one domain.")
@out_option(help="The scenario file to write. [default: <name>.toml]")
@click.option(
    *("--profile", "profiles"),
    multiple=True,
    help="A file with a utility space; once for each party. [default: all of the folder]",
)
@click.option(
    "--real-levels",
    default=0,
    metavar="N",
    help="Divide ranges of real numbers into N levels. [default: refuse them]",
    show_default=False,
)
@force_option
@json_option
def genius(
    folder: Path, out: Path | None, profiles: tuple[str, ...], real_levels: int, force: bool, as_json: bool
) -> None:
    """Read a GENIUS domain, write it as a scenario, and show its frontier and solutions."""
    from negosim.files.genius.parsing import read_genius
    from negosim.files.genius.scenarios import save_tables, tables_of
    from negosim.files.scenario import build
    from negosim.sampling.draws import central_draw_of

    if real_levels:
        require_range("--real-levels", real_levels, 2, MOST_LEVELS)
    domain = read_genius(folder, profiles=profiles, real_levels=real_levels)
    tables = tables_of(domain)
    scenario = build(tables, str(folder))
    path = out or Path(f"{scenario.name}.toml")
    figures = _figures(scenario, central_draw_of(scenario))
    save_tables(tables, path, force=force)
    for name in domain.aside:
        print_warning(f"{folder / name}: left aside, it is no utility space that was asked for")
    if as_json:
        print_json({"file": str(path), **figures})
        return
    _print(scenario, figures)
    click.echo(f"Written as a scenario: {path}")


@click.command()
@scenario_argument
@click.option("--run", type=int, help="Use the draw of a run. [default: the central draw]")
@seed_option(help="Seed of the draw of a run.")
@settings_option(help="Override a parameter, or a pattern of them.")
@json_option
def solutions(scenario: Path, run: int | None, seed: int, settings: tuple[str, ...], as_json: bool) -> None:
    """Show what bargaining theory singles out: Pareto frontier, Nash, Kalai, Kalai-Smorodinsky, largest sum."""
    loaded, drawn = _load_with_draw(scenario, settings, run, seed)
    figures = _figures(loaded, drawn)
    if as_json:
        print_json(figures)
    else:
        _print(loaded, figures)


def export_genius(words: Sequence[str], settings: Sequence[str], number: int | None, seed: int, *, force: bool) -> None:
    """Write a scenario as a GENIUS domain.

    Parameters
    ----------
    words : sequence of str
        The scenario file and the folder.
    settings : sequence of str
        Overrides as ``KEY=VALUE``.
    number : int or None
        The run whose draw is written; None for the central draw.
    seed : int
        Seed of that draw.
    force : bool
        Overwrite files in the folder.

    Raises
    ------
    BadInput
        The arguments or the scenario are not valid, or GENIUS cannot express it.
    """
    from negosim.analysis.genius import save_genius

    if len(words) != 2:
        raise BadInput([Problem(file="export genius", expected="SCENARIO DIR", received=" ".join(words) or "nothing")])
    scenario, drawn = _load_with_draw(Path(words[0]), settings, number, seed)
    files = save_genius(scenario, words[1], draw=drawn, force=force)
    for file in files:
        click.echo(str(file))


def _load_with_draw(
    path: Path, settings: Sequence[str], run: int | None, seed: int
) -> tuple[Scenario, Mapping[str, float]]:
    require_range("--seed", seed, 0)
    if run is not None:
        require_range("--run", run, 0)
    from negosim.files.scenario import load_scenario
    from negosim.sampling.draws import central_draw_of, draw_of

    scenario = load_scenario(path, set=parse_settings(settings))
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


def _print(scenario: Scenario, figures: Mapping[str, Any]) -> None:
    console = terminal()
    counts = f"{figures['packages']:,} packages, {figures['rational']:,} of them at or above every reservation value"
    console.print(f"{scenario.title}: {counts}", style="bold")
    table = plain_table("Worth to the parties", "", *(party.title for party in scenario.parties))
    table.add_row("reservation value", *(f"{floor:.6f}" for floor in figures["reservation"]))
    if any(share != 1.0 for share in figures["discount"]):
        table.add_row("discount", *(f"{share:g}" for share in figures["discount"]))
    if not figures["rational"]:
        console.print(table)
        console.print("No package is worth its reservation value to every party: there is no frontier and no solution.")
        return
    for name, title in TITLES.items():
        points = figures[name]
        for number, point in enumerate(points[:SHOWN], start=1):
            tied = f" (tie, {number} of {len(points)})" if len(points) > 1 else ""
            table.add_row(f"{title}{tied}", *(f"{worth:.6f}" for worth in point))
        if len(points) > SHOWN:
            table.add_row(f"{title}: {len(points) - SHOWN} more in --json")
    console.print(table)
    _print_packages(scenario, figures)
    step = max(1, -(-len(figures["pareto"]) // SHOWN))
    some = f", one in {step} shown, all in --json" if step > 1 else ""
    title = f"Pareto frontier of what all accept: {figures['pareto_size']} points{some}"
    front = plain_table(title, "", *(p.title for p in scenario.parties))
    for number, point in enumerate(figures["pareto"]):
        if number % step == 0 or number == len(figures["pareto"]) - 1:
            front.add_row(str(number + 1), *(f"{worth:.6f}" for worth in point))
    console.print(front)


def _print_packages(scenario: Scenario, figures: Mapping[str, Any]) -> None:
    """Print the package of each solution, the first of several; equal packages share a column."""
    columns: dict[tuple[str, ...], list[str]] = {}
    for name, found in figures["packages_of"].items():
        package = (*found["package"].values(), f"{found['alike']:,}")
        tied = f" (tie, 1 of {len(figures[name])})" if len(figures[name]) > 1 else ""
        columns.setdefault(package, []).append(TITLES[name].partition(":")[0] + tied)
    alike = len(columns) == 1 and not any(len(figures[name]) > 1 for name in figures["packages_of"])
    heads = ["all solutions"] if alike else ["; ".join(names) for names in columns.values()]
    table = plain_table("Package of each solution", "", *heads)
    for number, issue in enumerate(scenario.issues):
        table.add_row(issue.title, *(package[number] for package in columns))
    table.add_row("packages worth the same", *(package[-1] for package in columns))
    terminal().print(table)
