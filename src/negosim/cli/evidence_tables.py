"""What ``negosim evidence`` prints: parameters and their sources, the use of claims, spans of texts."""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import click

from negosim.analysis.evidence.provenance import conditions, provenance, provenance_summary, read_as, unused_reasons
from negosim.analysis.evidence.sources import Sources
from negosim.cli.output import percent, terminal, wrapped_lines
from negosim.cli.trace_tables import explained
from negosim.domain.quantities import fits
from negosim.domain.scenario import Scenario
from negosim.errors import BadInput, Problem, collected, nearest
from negosim.evidence.acts import ReportedAct
from negosim.evidence.claims import Dossier
from negosim.files.dossier import load_dossier
from negosim.files.source_texts import check_against_texts, span_of


def matching(scenario: Scenario, patterns: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters of a scenario that match one of some names or patterns; BadInput for those without any."""
    found = {pattern: [name for name in scenario.parameters if fits(name, pattern)] for pattern in patterns}
    problems = [
        Problem(
            file="PARAMETER",
            expected="the name of a parameter, or a pattern that fits one",
            received=pattern,
            hint=nearest(pattern, scenario.parameters),
        )
        for pattern, names in found.items()
        if not names
    ]
    if problems:
        raise BadInput(problems)
    chosen = {name for names in found.values() for name in names}
    return tuple(name for name in scenario.parameters if name in chosen)


def print_evidence(
    scenario: Scenario,
    dossier: Dossier | None,
    acts: Sequence[ReportedAct],
    names: Sequence[str] = (),
    *,
    as_json: bool,
) -> None:
    """Print each parameter of a scenario with its source, and how each claim of its dossier was used.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    dossier : Dossier or None
        Its dossier, if it has one.
    acts : sequence of ReportedAct
        The acts that claims report.
    names : sequence of str
        Parameters to print alone, each with its acts and the paraphrases of its claims; all of them if empty.
    as_json : bool
        Print one JSON object instead of tables.
    """
    summary = provenance_summary(scenario, dossier)
    reasons = unused_reasons(scenario, dossier, acts) if dossier else {}
    readings = read_as(scenario, dossier) if dossier else {}
    if as_json:
        _print_json(scenario, summary, reasons, readings, names)
        return
    if names:
        console, sources = terminal(), Sources(dossier, None)
        for name in names:
            console.print("\n".join(explained(scenario, name, sources)), soft_wrap=True)
        return
    console = terminal()
    console.print(f"Parameters of {scenario.name} as of {scenario.as_of}", style="bold")
    for line in _parameters(scenario):
        console.print(line, soft_wrap=True)
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


def _print_json(
    scenario: Scenario,
    summary: dict[str, Any],
    reasons: dict[str, str],
    readings: dict[str, str],
    names: Sequence[str],
) -> None:
    when = {name: dict(condition.levels) for name, condition in conditions(scenario).items()}
    rows = [row | {"when": when.get(row["name"])} for row in provenance(scenario).to_dict("records")]
    rows = [row for row in rows if not names or row["name"] in names]
    share = None if math.isnan(summary["assumed_share"]) else summary["assumed_share"]
    value = {"scenario": scenario.name, **summary, "assumed_share": share, "parameters": rows}
    if "unused" in summary:
        value |= {"reasons": reasons, "read_as": readings}
    sys.stdout.write(json.dumps(value, default=list, allow_nan=False) + "\n")


def _parameters(scenario: Scenario) -> Iterator[str]:
    """Yield two lines for each parameter: name, distribution, basis and claims; then why."""
    when = conditions(scenario)
    rows = provenance(scenario).to_dict("records")
    wide = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        claims = row["claims"] if isinstance(row["claims"], str) else " ".join(row["claims"])
        yield f"{row['name']:{wide}}  {row['distribution']}  {row['basis']}{f': {claims}' if claims else ''}"
        why = f"{row['why']}; where {when[row['name']]}" if row["name"] in when else row["why"]
        yield from wrapped_lines(why, 4)


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
    found = [collected(problems, partial(span_of, words[0], *some)) for some in asked]
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
