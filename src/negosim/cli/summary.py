"""The summary of a job as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.table import Table

from negosim.analysis.evidence.variance_shares import TOLD
from negosim.cli.output import percent, plain_table, terminal
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Outcomes

SHOWN = 8


def _interval(entry: dict[str, Any]) -> str:
    return f"{percent(entry['low'])} to {percent(entry['high'])}"


def _number(value: float | None, digits: int = 0) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def print_summary(outcomes: Outcomes, summary: dict[str, Any], folder: Path, typical: int) -> None:
    """Print the summary of a job as tables.

    Parameters
    ----------
    outcomes : Outcomes
        The runs.
    summary : dict
        What ``analysis.outcomes.summary.summarise`` returns.
    folder : Path
        Where the results are.
    typical : int
        Number of the run to tell as a story.
    """
    console, scenario = terminal(), outcomes.scenario
    console.print(f"{scenario.title}: {summary['runs']} runs, seed {summary['seed']}", style="bold", highlight=False)
    for table in (
        _endings(summary),
        _packages(scenario, summary),
        _course(scenario, summary),
        _blockers(scenario, summary),
        _standing(summary),
    ):
        if table is not None:
            console.print(table)
    console.print(f"Figures, outcomes and events: {folder}", highlight=False, soft_wrap=True)
    console.print(f"A typical run as a story: negosim show {folder} {typical}", highlight=False, soft_wrap=True)


def _endings(summary: dict[str, Any]) -> Table:
    table = plain_table("How the runs ended", "outcome", "runs", "share", "95 % interval (Wilson)")
    for name, entry in summary["outcomes"].items():
        table.add_row(name, str(entry["count"]), percent(entry["share"]), _interval(entry))
    return table


def _packages(scenario: Scenario, summary: dict[str, Any]) -> Table | None:
    if not summary["packages"]:
        return None
    agreed = sum(summary["outcomes"][name]["count"] for name in ("agreement", "partial"))
    title = f"Packages most often agreed ({summary['distinct_packages']} different ones in {agreed} agreements)"
    shown = summary["packages"][: min(SHOWN, 5)]
    table = plain_table(title, "issue", *(f"package {p['package']}" for p in shown))
    for issue in scenario.issues:
        table.add_row(issue.title, *(p["levels"][issue.name].replace("_", " ") for p in shown))
    table.add_row("share of agreements", *(percent(p["share"]) for p in shown))
    if scenario.acts:
        for key in ("agrees", "contradicts"):
            words = "acts that it agrees with" if key == "agrees" else "acts that it contradicts"
            table.add_row(words, *(str(len(p[key])) for p in shown))
        table.caption = _acts(shown[0])
    return table


def _acts(package: dict[str, Any]) -> str:
    """Return a sentence with the acts that the most common package contradicts."""
    against = ", ".join(package["contradicts"]) or "no act in force"
    return f"Package {package['package']} contradicts {against}."


def _course(scenario: Scenario, summary: dict[str, Any]) -> Table:
    table = plain_table("Time to agreement, and what it is worth", "", "median", "5 %", "95 %", "reservation (median)")
    for name in ("rounds", "days"):
        entry = summary[name]
        table.add_row(f"{name} to agreement", *(_number(entry[k]) for k in ("median", "p05", "p95")), "")
    for party in scenario.parties:
        entry = summary["utilities"][party.name]
        numbers = [_number(entry[k], 3) for k in ("median", "p05", "p95", "reservation")]
        table.add_row(f"utility of {party.title}", *numbers)
    return table


def _blockers(scenario: Scenario, summary: dict[str, Any]) -> Table | None:
    if not summary["blockers"]:
        return None
    titles = {p.name: p.title for p in scenario.parties}
    table = plain_table(
        "What blocked the rest",
        "refused by",
        "over",
        "runs",
        "share",
        caption="The refusal that stood last in the way of what came closest.",
    )
    for entry in summary["blockers"][:SHOWN]:
        issue = scenario.issue(entry["issue"]).title
        table.add_row(titles[entry["party"]], issue, str(entry["count"]), percent(entry["share"]))
    return table


def _standing(summary: dict[str, Any]) -> Table:
    evidence, space = summary["evidence"], summary["package_space"]
    share = evidence["assumption_share"]
    table = plain_table("What it stands on", "", "")
    table.add_row("parameters on claims", f"{evidence['claims']} ({evidence['distinct_claims']} claims)")
    if evidence.get("conventions"):
        table.add_row("parameters on conventions of the codebook", str(evidence["conventions"]))
    table.add_row("parameters on assumptions", str(evidence["assumptions"]))
    if evidence["overrides"]:
        table.add_row("parameters set by hand", str(evidence["overrides"]))
    told = f"{percent(share['share'])} ({_interval(share)})" if share["word"] == TOLD else share["word"]
    table.add_row("variance of agreement that goes with assumptions", told)
    table.add_row("feasible packages", f"{space['size']:,}")
    table.add_row("in the ZOPA of the central draw", f"{space['zopa']:,}")
    table.add_row("runs with any package in their ZOPA on the first day", percent(space["zopa_share_of_runs"]))
    return table
