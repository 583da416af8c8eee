"""Figures of a domain: frontier, reservation values, solutions and their packages, as a table or a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from negosim.cli.output import plain_table, terminal

if TYPE_CHECKING:
    from negosim.domain.scenario import Scenario
    from negosim.files.genius.domain import GeniusDomain

SHOWN = 12
COLUMNS = 6
TITLES = {
    "nash": "Nash: largest product of gains",
    "kalai": "Kalai: largest smallest gain",
    "kalai_smorodinsky": "Kalai and Smorodinsky: the same, of ideal gains",
    "equal_ratio": "most alike in shares of ideal gains",
    "welfare": "largest sum of gains",
}


def figures_of_scenario(scenario: Scenario, drawn: Mapping[str, float]) -> dict[str, Any]:
    """Compute the figures of a scenario in one draw."""
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


def figures_of_table(domain: GeniusDomain) -> dict[str, Any]:
    """Compute the figures of a domain whose utilities do not add up over issues, straight from its packages."""
    import numpy as np

    from negosim.analysis.bargaining.frontier import CLOSE, figures_of
    from negosim.files.genius.domain import plain

    utilities = domain.utilities()
    found = figures_of(utilities, np.array([profile.reservation for profile in domain.profiles]))
    packages_of = {}
    for name, points in found.solutions.items():
        if len(points):
            there = np.flatnonzero((np.abs(utilities - points[0][:, np.newaxis]) <= CLOSE).all(axis=0))
            package = {issue: plain(value) for issue, value in domain.package(int(there[0])).items()}
            packages_of[name] = {"package": package, "alike": len(there)}
    return {
        "scenario": domain.name,
        "issues": {issue.name: len(issue.values) for issue in domain.issues},
        "packages": found.packages,
        "rational": found.rational,
        "parties": [profile.name for profile in domain.profiles],
        "reservation": found.reservations.tolist(),
        "discount": [profile.discount for profile in domain.profiles],
        "pareto_size": len(found.pareto),
        "pareto": found.pareto.tolist(),
        **{name: points.tolist() for name, points in found.solutions.items()},
        "packages_of": packages_of,
    }


def print_figures(title: str, parties: Sequence[str], issues: Sequence[str], figures: Mapping[str, Any]) -> None:
    """Print figures as tables.

    Parameters
    ----------
    title : str
        Of the domain or scenario.
    parties, issues : sequence of str
        Their titles.
    figures : mapping
        As ``figures_of_scenario`` or ``figures_of_table`` returns them.
    """
    console = terminal()
    counts = f"{figures['packages']:,} packages, {figures['rational']:,} of them at or above every reservation value"
    console.print(f"{title}: {counts}", style="bold", markup=False)
    several = f", the first {COLUMNS} of {len(parties)}, all in --json" if len(parties) > COLUMNS else ""
    table = plain_table(f"Worth to the parties{several}", "", *parties[:COLUMNS])
    table.add_row("reservation value", *(f"{floor:.6f}" for floor in figures["reservation"][:COLUMNS]))
    if any(share != 1.0 for share in figures["discount"]):
        table.add_row("discount", *(f"{share:g}" for share in figures["discount"][:COLUMNS]))
    if not figures["rational"]:
        console.print(table)
        console.print("No package is worth its reservation value to every party: there is no frontier and no solution.")
        return
    for name, what in TITLES.items():
        points = figures[name]
        for number, point in enumerate(points[:SHOWN], start=1):
            tied = f" (tie, {number} of {len(points)})" if len(points) > 1 else ""
            table.add_row(f"{what}{tied}", *(f"{worth:.6f}" for worth in point[:COLUMNS]))
        if len(points) > SHOWN:
            table.add_row(f"{what}: {len(points) - SHOWN} more in --json")
    console.print(table)
    _print_packages(issues, figures)
    step = max(1, -(-len(figures["pareto"]) // SHOWN))
    some = f", one in {step} shown, all in --json" if step > 1 else ""
    head = f"Pareto frontier of what all accept: {figures['pareto_size']} points{some}"
    front = plain_table(head, "", *parties[:COLUMNS])
    for number, point in enumerate(figures["pareto"]):
        if number % step == 0 or number == len(figures["pareto"]) - 1:
            front.add_row(str(number + 1), *(f"{worth:.6f}" for worth in point[:COLUMNS]))
    console.print(front)


def _print_packages(issues: Sequence[str], figures: Mapping[str, Any]) -> None:
    """Print the package of each solution, the first of several; equal packages share a column."""
    columns: dict[tuple[str, ...], list[str]] = {}
    for name, found in figures["packages_of"].items():
        package = (*found["package"].values(), f"{found['alike']:,}")
        tied = f" (tie, 1 of {len(figures[name])})" if len(figures[name]) > 1 else ""
        columns.setdefault(package, []).append(TITLES[name].partition(":")[0] + tied)
    alike = len(columns) == 1 and not any(len(figures[name]) > 1 for name in figures["packages_of"])
    heads = ["all solutions"] if alike else ["; ".join(names) for names in columns.values()]
    table = plain_table("Package of each solution", "", *heads)
    for number, title in enumerate(issues):
        table.add_row(title, *(package[number] for package in columns))
    table.add_row("packages worth the same", *(package[-1] for package in columns))
    terminal().print(table)
