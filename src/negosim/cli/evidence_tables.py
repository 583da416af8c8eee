"""What ``negosim evidence`` prints: parameters and their sources, the use of claims, spans of texts."""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import click

from negosim.analysis.evidence.provenance import conditions, provenance, provenance_summary, read_as, unused_reasons
from negosim.cli.options import collect_problems
from negosim.cli.output import percent, plain_table, terminal
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem
from negosim.evidence.acts import ReportedAct
from negosim.evidence.claims import Dossier
from negosim.files.dossier import load_dossier
from negosim.files.source_texts import check_against_texts, span_of


def print_evidence(scenario: Scenario, dossier: Dossier | None, acts: Sequence[ReportedAct], *, as_json: bool) -> None:
    """Print each parameter of a scenario with its source, and how each claim of its dossier was used.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    dossier : Dossier or None
        Its dossier, if it has one.
    acts : sequence of ReportedAct
        The acts that claims report.
    as_json : bool
        Print one JSON object instead of tables.
    """
    summary = provenance_summary(scenario, dossier)
    reasons = unused_reasons(scenario, dossier, acts) if dossier else {}
    readings = read_as(scenario, dossier) if dossier else {}
    if as_json:
        _print_json(scenario, summary, reasons, readings)
        return
    console = terminal()
    console.print(_parameters(scenario))
    for basis, count in summary["basis"].items():
        console.print(f"parameters by {basis}: {count['parameters']}, {count['uncertain']} of them uncertain")
    share = summary["assumed_share"]
    console.print(f"assumption among the uncertain: {percent(None if math.isnan(share) else share)}")
    for key in ("claims", "taken_back", "overridden", "later"):
        if key in summary:
            console.print(f"{key.replace('_', ' ')} ({len(summary[key])}): {' '.join(summary[key]) or 'none'}")
    if dossier is None:
        return
    console.print(f"unused ({len(reasons)}), by reason:")
    by_reason = defaultdict(list)
    for claim, reason in reasons.items():
        by_reason[reason].append(claim)
    for reason, claims in sorted(by_reason.items()):
        console.print(f"  {reason} ({len(claims)}): {' '.join(claims)}")
    console.print(f"read as a level that they do not name ({len(readings)}):")
    for claim, reading in readings.items():
        console.print(f"  {claim}: {reading}")


def _print_json(scenario: Scenario, summary: dict[str, Any], reasons: dict[str, str], readings: dict[str, str]) -> None:
    when = {name: dict(condition.levels) for name, condition in conditions(scenario).items()}
    rows = [row | {"when": when.get(row["name"])} for row in provenance(scenario).to_dict("records")]
    share = None if math.isnan(summary["assumed_share"]) else summary["assumed_share"]
    value = {"scenario": scenario.name, **summary, "assumed_share": share, "parameters": rows}
    if "unused" in summary:
        value |= {"reasons": reasons, "read_as": readings}
    sys.stdout.write(json.dumps(value, default=list, allow_nan=False) + "\n")


def _parameters(scenario: Scenario) -> Any:
    title = f"Parameters of {scenario.name} as of {scenario.as_of}"
    table = plain_table(title, "parameter", "distribution", "basis", "claims", "why")
    for column in table.columns:
        column.justify = "left"
    when = conditions(scenario)
    for row in provenance(scenario).to_dict("records"):
        claims = row["claims"] if isinstance(row["claims"], str) else " ".join(row["claims"])
        why = f"{row['why']}; where {when[row['name']]}" if row["name"] in when else row["why"]
        table.add_row(row["name"], str(row["distribution"]), row["basis"], claims, why)
    return table


def print_evidence_check(dossier_path: Path, documents: Path) -> bool:
    """Compare every span of a dossier with the texts, and print what differs.

    Parameters
    ----------
    dossier_path : Path
        The dossier.
    documents : Path
        Folder with the texts.

    Returns
    -------
    bool
        Whether all spans agree.

    Raises
    ------
    BadInput
        The dossier is not valid, or there is no such folder.
    """
    dossier = load_dossier(dossier_path)
    if not documents.is_dir():
        raise BadInput([Problem(file="--documents", expected="the folder with the texts", received=str(documents))])
    problems = check_against_texts(dossier, documents, str(dossier_path))
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        click.echo(f"{len(problems)} problems", err=True)
        return False
    count = f"{len(dossier.claims)} claims in {len(dossier.documents)} documents"
    click.echo(f"{count}: every span is what the dossier says")
    return True


def print_span(words: Sequence[str], *, each: bool, as_json: bool) -> None:
    """Find words in a text, and print the lines about them to copy into a dossier.

    Parameters
    ----------
    words : sequence of str
        The file, the first words of the span and, unless they are the whole span, its last ones.
    each : bool
        All words after the file are spans of their own.
    as_json : bool
        Print one JSON object instead; with ``each`` a list of them.

    Raises
    ------
    BadInput
        The words are not in the text, or more than once.
    """
    if len(words) < 2 or (len(words) > 3 and not each):
        expected = 'a text and words of it: span TEXT "first words" ["last words"]'
        hint = "--each makes a span of each" if len(words) > 3 else ""
        received = f"{len(words)} arguments"
        raise BadInput([Problem(file="span", expected=expected, received=received, hint=hint)])
    problems: list[Problem] = []
    asked = [(word,) for word in words[1:]] if each else [tuple(words[1:])]
    found = [collect_problems(problems, partial(span_of, words[0], *some)) for some in asked]
    spans = [span for span in found if span is not None]
    if problems:
        raise BadInput(problems)
    if as_json:
        click.echo(json.dumps([attrs.asdict(span) for span in spans] if each else attrs.asdict(spans[0])))
        return
    click.echo(f'# the document\nlength = {spans[0].length}\ndigest = "{spans[0].text_digest}"')
    for number, span in enumerate(spans, start=1):
        click.echo("# the claim" if not each else f"# claim {number}")
        click.echo(f'span = [{span.span[0]}, {span.span[1]}]\ndigest = "{span.digest}"')
