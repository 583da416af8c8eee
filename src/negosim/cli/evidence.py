"""``evidence``: what the parameters and acts of a scenario stand on."""

from __future__ import annotations

from pathlib import Path

import click

from negosim.cli.options import PATH, as_of_option, json_option, load, parse_settings, settings_option
from negosim.errors import BadInput, Problem


@click.command()
@click.argument("target", metavar="SCENARIO|check|span", help="A scenario; or `check` with --documents; or `span`.")
@click.argument(
    "words",
    metavar="[PARAMETER…|TEXT FIRST [LAST]]",
    nargs=-1,
    help="Parameters by name or pattern, such as 'hamas.weight.*'; with `span`, a text and words of it.",
)
@click.option("--documents", type=PATH, help="Folder with the texts the claims were coded from.")
@click.option("--dossier", type=PATH, help="The dossier to check. [default: of the cases that the package brings]")
@click.option("--each", is_flag=True, help="With `span`: find a span for each of the words.")
@click.option("--acts", is_flag=True, help="Show what each party did, and how well all other evidence predicts it.")
@click.option("--figure", type=PATH, metavar="FILE.png", help="With --acts: draw the acts in force into this file.")
@as_of_option
@settings_option(help="Override a parameter, a pattern of them, or a key of the file.")
@json_option
def evidence(
    target: str,
    words: tuple[str, ...],
    documents: Path | None,
    dossier: Path | None,
    each: bool,
    acts: bool,
    figure: Path | None,
    as_of: str,
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show each parameter, or those named, with its distribution, the claims behind it, and what is assumption.

    `check` compares every claim with the texts; `span` finds the span of words in a text, and its digests.
    """
    from negosim.cli import act_tables, evidence_tables
    from negosim.files.scenario import acts_of_file, sources
    from negosim.files.shipped_cases import folder_of_cases

    if figure is not None and not acts:
        raise BadInput([Problem(file="--figure", expected="--acts, whose figure it is", received="no --acts")])
    if target == "span":
        evidence_tables.print_span(words, each=each, as_json=as_json)
        return
    if words and (target == "check" or acts):
        expected = "no parameters with `check` or --acts"
        raise BadInput([Problem(file="evidence", expected=expected, received=" ".join(words))])
    if target == "check":
        if documents is None:
            raise BadInput([Problem(file="--documents", expected="the folder with the texts", received="nothing")])
        if not evidence_tables.print_evidence_check(dossier or folder_of_cases() / "dossier.toml", documents):
            raise click.exceptions.Exit(1)
        return
    path, overrides = Path(target), parse_settings(settings)
    scenario = load(path, settings, as_of)
    reported = acts_of_file(path, set=overrides, as_of=as_of or None)
    if acts:
        act_tables.print_acts(scenario, reported, figure, as_json=as_json)
    else:
        dossier_, _ = sources(path, set=overrides)
        names = evidence_tables.matching(scenario, words) if words else ()
        evidence_tables.print_evidence(scenario, dossier_, reported, names, as_json=as_json)
