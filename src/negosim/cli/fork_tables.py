"""Forks and turning points as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import click
from rich.table import Table

from negosim.analysis.wording import Words, long_date, sentence
from negosim.cli.options import STORE
from negosim.cli.output import percent, plain_table, terminal
from negosim.domain.scenario import Scenario
from negosim.store.passwords import without_password
from negosim.studies.turning_points import TurningPoints

Values = Mapping[str, Any]


def print_fork(scenario: Scenario, values: Values, store: str) -> None:
    """Print what a fork changed, its end beside that of its run, and its futures.

    Parameters
    ----------
    scenario : Scenario
        The scenario of both.
    values : mapping
        What ``fork_results.fork_values`` returns.
    store : str
        URL of the store, for the command that tells the fork as a story.
    """
    console, at_round = terminal(), values["at_round"]
    day = long_date(scenario.date((at_round - 1) * scenario.days_per_round))
    console.print(f"{values['run']} from round {at_round} on, {day}", style="bold", highlight=False)
    if values["changes"]:
        console.print(_changes(values["changes"]))
    console.print(_ends(scenario, values["ends"]))
    if values["futures"] is not None:
        console.print(_futures(values["futures"], at_round))
    if values["repeats"]:
        why = "the changes move nothing that happened" if values["changes"] else "nothing was changed"
        click.echo(f"The fork repeats its run: {why}.")
    kept = "kept" if values["new"] else "was kept already"
    click.echo(f"Fork: {values['fork']} ({kept} in the store)")
    click.echo(f"Figure: {values['figure']}")
    where = "" if store == STORE else f" --store {without_password(store)}"
    click.echo(f"As a story: negosim show {values['fork']}{where}")


def _changes(changes: Values) -> Table:
    table = plain_table("What was changed", "parameter", "before", "after")
    for name, change in changes.items():
        table.add_row(name, f"{change['before']:.4g}", f"{change['after']:.4g}")
    return table


def _ends(scenario: Scenario, ends: Values) -> Table:
    table = plain_table("How it ended", "", "as it was", "forked")
    sides, words = (ends["run"], ends["fork"]), Words(scenario)
    table.add_row("outcome", *(side["outcome"] for side in sides))
    table.add_row("round", *(str(side["round"]) for side in sides))
    table.add_row("date", *(side["date"] for side in sides))
    for issue in scenario.issues:
        labels = [side["levels"].get(issue.name, "-") for side in sides]
        if labels != ["-", "-"]:
            told = [label if label == "-" else words.level(issue.name, label) for label in labels]
            table.add_row(sentence(words.issue(issue.name))[:-1], *told)
    for party in scenario.parties:
        worth = [f"{side['utilities'][party.name]:.3f}" for side in sides]
        table.add_row(f"worth to {words.agent(party.name)}", *worth)
    return table


def _futures(futures: Values, at_round: int) -> Table:
    title = f"{futures['redraws']} redraws of chance from round {at_round} on (95 % intervals)"
    changed = "changed" in next(iter(futures["outcomes"].values()))
    more = ("changed", "difference in points", "became so", "no longer") if changed else ()
    table = plain_table(title, "outcome", "as it was", *more)
    for name, entry in futures["outcomes"].items():
        cells = [_share(entry["unchanged"])]
        if changed:
            difference = entry["difference"]
            cells += [_share(entry["changed"]), _points(difference), str(difference["gained"]), str(difference["lost"])]
        table.add_row(name, *cells)
    return table


def _share(entry: Values) -> str:
    return f"{percent(entry['share'])} ({100 * entry['low']:.1f} to {100 * entry['high']:.1f})"


def _points(entry: Values) -> str:
    return f"{100 * entry['share']:+.1f} ({100 * entry['low']:+.1f} to {100 * entry['high']:+.1f})"


def turning_values(run: str, points: TurningPoints) -> dict[str, Any]:
    """Return turning points as plain values for JSON; ``run`` is the name of the run."""
    forks = points.frame.to_dict("records")
    plain = [{key: value.item() if hasattr(value, "item") else value for key, value in row.items()} for row in forks]
    return {
        "run": run,
        "scenario": points.scenario.name,
        "end": attrs.asdict(points.end),
        "changes": {
            name: {"settings": dict(settings), "turns_at": points.rounds(name)}
            for name, settings in points.changes.items()
        },
        "forks": plain,
    }


def print_turning_points(scenario: Scenario, values: Values) -> None:
    """Print each change with the rounds at which it would have altered the outcome."""
    console, end = terminal(), values["end"]
    told = f"{values['run']}: {end['outcome']} in round {end['round']}, {long_date(scenario.date(end['day']))}"
    console.print(told, style="bold", highlight=False)
    table = plain_table("When a change would have turned it", "change", "at rounds", "into")
    table.columns[1].justify = "left"
    for name, change in values["changes"].items():
        table.add_row(name, spans(change["turns_at"]) or "never", ", ".join(_led_to(values["forks"], name)) or "-")
    console.print(table)
    turned = sum(row["turned"] for row in values["forks"])
    click.echo(f"{turned} of {len(values['forks'])} forks end otherwise")
    click.echo(f"Figure: {values['figure']}")


def _led_to(forks: Sequence[Values], change: str) -> list[str]:
    found = [row["outcome"] for row in forks if row["change"] == change and row["turned"]]
    return list(dict.fromkeys(found))


def spans(numbers: Sequence[int]) -> str:
    """Format increasing whole numbers, with consecutive ones joined.

    >>> spans([1, 2, 3, 4, 7])
    '1 to 4, 7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
