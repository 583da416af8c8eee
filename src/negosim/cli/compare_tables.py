"""What ``negosim compare`` prints and writes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from negosim.analysis.outcomes.comparison import (
    changed_endings,
    changed_packages,
    compare_outcomes,
    ending_otherwise,
)
from negosim.analysis.wording import Words
from negosim.cli.output import percent, plain_table, print_json, terminal
from negosim.ensemble.results.outcomes import OUTCOMES, Outcomes
from negosim.errors import BadInput, Problem

SHOWN = 6


def report(
    groups: Sequence[Mapping[str, Outcomes]], out: Path | None, *, verbose: bool, quiet: bool, as_json: bool
) -> None:
    """Print a comparison, and write its table and figure.

    Parameters
    ----------
    groups : sequence of mapping
        Ensembles by name; in each group the first is the baseline.
    out : Path or None
        Folder for ``comparison.csv`` and ``comparison.png``.
    verbose : bool
        Show details of every case; else of the only one that is compared.
    quiet : bool
        Print nothing.
    as_json : bool
        Print one JSON object instead.
    """
    table = pd.concat([compare_outcomes(group) for group in groups], ignore_index=True)
    if out is not None:
        _write(table, out)
    if as_json:
        print_json({"cases": _records(table), "endings": [_endings(group) for group in groups]})
    if quiet or as_json:
        return
    console = terminal()
    for group in groups:
        console.print(_shares(table, group))
        (base, first), *others = group.items()
        if verbose or len(others) == 1:
            for name, other in others:
                console.print(_crosstab(base, first, name, other))
                console.print(_packages(first, name, other))
    if out is not None:
        console.print(f"Table and figure: {out}", soft_wrap=True)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    records = table.to_dict("records")
    return [{str(k): None if isinstance(v, float) and math.isnan(v) else v for k, v in row.items()} for row in records]


def _endings(group: Mapping[str, Outcomes]) -> dict[str, Any]:
    """Return by case how many runs end in each way, by how they end in the first case."""
    (_, first), *others = group.items()
    return {name: changed_endings(first, other).to_dict("index") for name, other in others}


def _shares(table: pd.DataFrame, group: Mapping[str, Outcomes]) -> Table:
    (base, first), *_ = group.items()
    title = f"Compared with {base}: {len(first):,} runs each, seed {first.seed}, the same random numbers"
    ends = [outcome for outcome in OUTCOMES[1:] if any(each.rate(outcome).count for each in group.values())]
    shown = plain_table(title, "case", "agreement", "difference (95 %)", "won", "lost", *ends, "changed")
    shown.columns[0].no_wrap = shown.columns[2].no_wrap = True
    for name, other in group.items():
        rows = table[table["case"] == name].set_index("outcome").to_dict("index")
        agreement = rows["agreement"]
        gap, counts, changed = "-", ("-", "-"), "-"
        if name != base:
            low, high = (_points(agreement[f"difference_{side}"]) for side in ("low", "high"))
            gap = f"{_points(agreement['difference'])} ({low} to {high})"
            counts = (str(agreement["gained"]), str(agreement["lost"]))
            changed = percent(ending_otherwise(first, other) / len(first), 0)
        shares = [percent(rows[outcome]["share"]) for outcome in ("agreement", *ends)]
        shown.add_row(name, shares[0], gap, *counts, *shares[1:], changed)
    shown.caption = (
        "Differences are paired, in points. Won, lost: runs that agree in this case only, in the first only. "
        "Changed: runs that end otherwise or on another package."
    )
    return shown


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _crosstab(base: str, first: Outcomes, name: str, other: Outcomes) -> Table:
    counts = changed_endings(first, other)
    shown = plain_table(f"How the runs of {base} (rows) end in {name} (columns)", "", *OUTCOMES)
    for outcome in OUTCOMES:
        row = counts.loc[outcome]
        if row.sum():
            shown.add_row(outcome, *(str(row[each]) for each in OUTCOMES))
    return shown


def _packages(first: Outcomes, name: str, other: Outcomes) -> Table | str:
    changes = changed_packages(first, other)
    changes = changes[changes["change"] != 0]
    if changes.empty:
        return f"No family of packages is won or lost in {name}."
    issues, words = [str(n) for n in changes.columns[:-3]], Words(first.scenario)
    title = f"Families of packages won and lost most in {name}, in runs"
    shown = plain_table(title, *(words.issue(n) for n in issues), "first", "other", "change")
    for column in shown.columns[: len(issues)]:
        column.justify = "left"
    for row in changes.head(SHOWN).to_dict("records"):
        levels = (words.level(n, str(row[n])) for n in issues)
        shown.add_row(*levels, str(row["first"]), str(row["other"]), f"{row['change']:+d}")
    return shown


def _write(table: pd.DataFrame, out: Path) -> None:
    from negosim import plots

    try:
        out.mkdir(parents=True, exist_ok=True)
        table.to_csv(out / "comparison.csv", index=False)
        plots.save_page(lambda: plots.comparison(table)[0].figure, out / "comparison.png")
    except OSError as error:
        raise BadInput([Problem(file=str(out), expected="a folder to write to", received=str(error))]) from None
