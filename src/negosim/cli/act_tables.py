"""What ``negosim evidence --acts`` prints: what each party did, and how well all other evidence predicts it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from negosim.analysis.evidence.leave_one_out import leave_acts_out
from negosim.analysis.evidence.signing import DRAWS
from negosim.analysis.wording import Words, listed
from negosim.cli.output import percent, plain_table, print_json, print_warnings, terminal
from negosim.cli.progress import Bar
from negosim.domain.scenario import DEFAULT_SEED, Scenario
from negosim.errors import BadInput, Problem
from negosim.evidence.acts import ReportedAct

CONTRADICTED = 0.5
"""An act contradicts the party's others if they fit together in a smaller share of the draws in which it is real."""

NOTE = (
    f"Does so: of {DRAWS} draws, the share in which the party does what it did, where the act counts as real. "
    "Left out: the share in which it would, had this act not been reported. Both are averaged over typical completions "
    "of the terms."
)
CLAIMS = 15
"""Width of the column of claims: three identifiers."""


def print_acts(scenario: Scenario, acts: Sequence[ReportedAct], figure: Path | None, *, as_json: bool) -> None:
    """Print every act of a scenario, those in force and those that are not.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    acts : sequence of ReportedAct
        The acts that it and its claims report.
    figure : Path or None
        File to draw those in force into.
    as_json : bool
        Print one JSON object instead of tables.

    Raises
    ------
    BadInput
        The figure is no PNG file, or cannot be written.
    """
    if figure is not None and figure.suffix != ".png":
        expected = "a file that ends in .png"
        raise BadInput([Problem(file="--figure", expected=expected, received=str(figure))])
    with Bar(silent=as_json) as bar:
        found = leave_acts_out(scenario, progress=partial(bar.step, "acts"))
    if figure is not None:
        _draw(scenario, found, figure)
    rows = _rows(scenario, acts, found.to_dict("records"))
    if as_json:
        value = {"scenario": scenario.name, "as_of": str(scenario.as_of), "draws": DRAWS, "seed": DEFAULT_SEED}
        value |= {"acts": rows} | ({"figure": str(figure)} if figure else {})
        print_json(value)
    else:
        _print(scenario, rows)
        if figure is not None:
            terminal().print(f"Figure: {figure}", soft_wrap=True)


def _draw(scenario: Scenario, found: Any, figure: Path) -> None:
    from negosim import plots

    try:
        plots.save_page(lambda: plots.acts(scenario, found=found).figure, figure)
    except OSError as error:
        raise BadInput([Problem(file="--figure", expected="a file to write", received=str(error))]) from None
    print_warnings(scenario)


def _rows(scenario: Scenario, acts: Sequence[ReportedAct], found: Sequence[dict[Any, Any]]) -> list[dict[str, Any]]:
    """Return a row for each act, with what was found about those in force."""
    words, known = Words(scenario), {(row["party"], row["act"]): row for row in found}
    rows = []
    for told in acts:
        act, row = told.act, known.get((told.act.party, told.act.name)) if told.in_force else None
        parameter = scenario.parameters.get(act.parameter) if told.in_force else None
        foretold = None if row is None else row["foretold"] if act.consents else 1.0 - row["foretold"]
        rows.append(
            {
                "party": act.party,
                "act": act.name,
                "kind": act.kind,
                "signs": act.consents,
                "red_line": act.red_line,
                "says": words.act(act),
                "date": None if act.date is None else str(act.date),
                "in_force": told.in_force,
                "standing": told.standing,
                "credibility": told.credibility if row is None else row["credibility"],
                "why": told.why if parameter is None else parameter.why,
                "claims": list(act.claims),
                "fitted": None if row is None else _number(row["fitted"]),
                "foretold": None if foretold is None else _number(foretold),
                "contradicted": row is not None and row["fitted"] < CONTRADICTED,
            }
        )
    return rows


def _number(share: float) -> float | None:
    return None if math.isnan(share) else share


def _print(scenario: Scenario, rows: Sequence[dict[str, Any]]) -> None:
    console, titles = terminal(), {party.name: party.title for party in scenario.parties}
    console.print(f"{scenario.title}: what the parties did, as of {scenario.as_of}", style="bold")
    if not rows:
        console.print("No act is written in the scenario, and no claim tells of one.")
        return
    for title, last, shown in (
        ("Acts in force", ("does so", "left out"), [row for row in rows if row["in_force"]]),
        ("Acts not in force", ("why not",), [row for row in rows if not row["in_force"]]),
    ):
        if not shown:
            continue
        table = plain_table(title, "party", "act, and what was done", "credible", *last, "claims")
        table.columns[1].justify = table.columns[-1].justify = "left"
        table.columns[-1].max_width = CLAIMS
        for row in shown:
            shares = [percent(row[key], 0) for key in ("fitted", "foretold")] if row["in_force"] else [row["standing"]]
            what, claims = f"{row['act']}\n{row['says']}", " ".join(row["claims"]) or "-"
            table.add_row(titles[row["party"]], what, percent(row["credibility"], 0), *shares, claims)
        console.print(table)
    console.print(NOTE)
    for party, title in titles.items():
        names = [row["act"] for row in rows if row["contradicted"] and row["party"] == party]
        if names:
            beside = f"in most draws no preferences do {listed(names)} beside the party's other acts"
            why = "Either sources contradict each other, or levels, other claims or conventions do not suit these acts"
            console.print(f"{title}: {beside}. {why}.", soft_wrap=False)
