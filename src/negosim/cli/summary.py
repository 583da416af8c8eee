"""The summary of a job as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.table import Table

from negosim.analysis.evidence.variance_shares import TOLD
from negosim.analysis.outcomes.families import families
from negosim.analysis.wording import Words
from negosim.cli.output import percent, plain_table, terminal
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcomes import Outcomes
from negosim.plots.words import counted, level_title

SHOWN = 8
WIDTH = 100
"""Of the tables that fit a screen."""


def _interval(entry: dict[str, Any]) -> str:
    return f"{percent(entry['low'])} to {percent(entry['high'])}"


def _number(value: float | None, digits: int = 0) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def print_summary(
    outcomes: Outcomes, summary: dict[str, Any], folder: Path, typical: int, *, verbose: bool = False
) -> None:
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
    verbose : bool
        Print all tables instead of those that fit a screen.
    """
    console, scenario = (terminal() if verbose else terminal(WIDTH)), outcomes.scenario
    console.print(
        f"{scenario.title}: {counted(summary['runs'], 'run')}, seed {summary['seed']}", style="bold", highlight=False
    )
    brief = (_endings(summary), _families(outcomes), _blockers(scenario, summary, 4), _standing(summary))
    whole = (
        _endings(summary),
        _families(outcomes),
        _packages(scenario, summary),
        _course(scenario, summary),
        _blockers(scenario, summary, SHOWN),
        _standing(summary, verbose=True),
    )
    for table in whole if verbose else brief:
        if table is not None:
            table.show_edge = False
            console.print(table)
            console.print()
    more = "" if verbose else "; all tables: --verbose"
    console.print(f"Figures, outcomes and events: {folder}{more}", highlight=False, soft_wrap=True)
    console.print(f"A typical run as a story: negosim show {folder} {typical}", highlight=False, soft_wrap=True)


def _endings(summary: dict[str, Any]) -> Table:
    table = plain_table("How the runs ended", "outcome", "runs", "share", "95 % interval (Wilson)")
    for name, entry in summary["outcomes"].items():
        table.add_row(name, str(entry["count"]), percent(entry["share"]), _interval(entry))
    return table


def _families(outcomes: Outcomes) -> Table | None:
    every = families(outcomes)
    if every.empty:
        return None
    found = every.head(4)
    table = plain_table("What was agreed most often", "terms", "share of agreements", "95 % interval")
    issues = [outcomes.scenario.issue(str(name)) for name in found.columns[:-6]]
    rows = found.to_numpy().tolist()
    common = [k for k in range(len(issues)) if len(every) > 1 and every.iloc[:, k].nunique() == 1]

    def terms(row: list[Any], which: list[int]) -> str:
        return "; ".join(f"{issues[k].title}: {level_title(outcomes.scenario, row[k], issue=issues[k])}" for k in which)

    for row in rows:
        words = terms(row, [k for k in range(len(issues)) if k not in common])
        table.add_row(words, percent(row[-5]), f"{percent(row[-4])} to {percent(row[-3])}")
    table.caption = f"In all agreements: {terms(rows[0], common)}." if common else None
    return table


def _packages(scenario: Scenario, summary: dict[str, Any]) -> Table | None:
    if not summary["packages"]:
        return None
    agreed = sum(summary["outcomes"][name]["count"] for name in ("agreement", "partial"))
    different = counted(summary["distinct_packages"], "different one")
    shown = summary["packages"][: min(SHOWN, 5)]
    title = f"Packages most often agreed ({different} in {counted(agreed, 'agreement')})"
    table = plain_table(title, "issue", *(f"rank {rank}" for rank in range(1, len(shown) + 1)))
    for issue in scenario.issues:
        table.add_row(issue.title, *(level_title(scenario, p["levels"][issue.name]) for p in shown))
    table.add_row("share of agreements", *(percent(p["share"]) for p in shown))
    if scenario.acts:
        for key in ("agrees", "contradicts"):
            words = "acts that it agrees with" if key == "agrees" else "acts that it contradicts"
            table.add_row(words, *(str(len(p[key])) for p in shown))
        against = shown[0]["contradicts"]
        acts = {f"{act.party}: {act.name}": f"{act.party}: {Words(scenario).act(act)}" for act in scenario.acts}
        told = "; ".join(acts.get(act, act) for act in against) or "no act in force"
        table.caption = f"Rank 1 contradicts {told}."
    return table


def _course(scenario: Scenario, summary: dict[str, Any]) -> Table:
    table = plain_table(
        "Time to agreement, and what it is worth", "of agreements", "median", "5 %", "95 %", "reservation (median)"
    )
    for name in ("rounds", "days"):
        entry = summary[name]
        table.add_row(f"{name} to agreement", *(_number(entry[k]) for k in ("median", "p05", "p95")), "")
    for party in scenario.parties:
        entry = summary["utilities"][party.name]
        numbers = [_number(entry[k], 3) for k in ("median", "p05", "p95", "reservation")]
        table.add_row(f"utility of {party.title}", *numbers)
    return table


def _blockers(scenario: Scenario, summary: dict[str, Any], most: int) -> Table | None:
    if not summary["blockers"]:
        return None
    titles = {p.name: p.title for p in scenario.parties}
    table = plain_table(
        "What each party refused last over",
        "party",
        "issue",
        "runs",
        "share of the runs without agreement",
        caption="A run counts for each party that refused last; each party's shares add up to at most 100 %.",
    )
    for entry in summary["blockers"][:most]:
        issue = scenario.issue(entry["issue"]).title
        table.add_row(titles[entry["party"]], issue, str(entry["count"]), percent(entry["share"]))
    return table


def _standing(summary: dict[str, Any], *, verbose: bool = False) -> Table:
    evidence, space = summary["evidence"], summary["package_space"]
    share = evidence["assumption_share"]
    table = plain_table("What it stands on", "", "")
    table.show_header = False
    table.add_row("parameters on claims", f"{evidence['claims']} ({evidence['distinct_claims']} claims)")
    if evidence.get("conventions"):
        table.add_row("parameters on conventions of the codebook", str(evidence["conventions"]))
    table.add_row("parameters on assumptions", str(evidence["assumptions"]))
    if evidence["overrides"]:
        table.add_row("parameters set by hand", str(evidence["overrides"]))
    told = f"{percent(share['share'])} ({_interval(share)})" if share["word"] == TOLD else share["word"]
    table.add_row("variance of agreement that goes with assumptions", told)
    if not verbose:
        return table
    table.add_row("feasible packages", f"{space['size']:,}")
    table.add_row("in the ZOPA of the central draw", f"{space['zopa']:,}")
    table.add_row("runs with any package in their ZOPA on the first day", percent(space["zopa_share_of_runs"]))
    return table
