"""``check`` and ``evidence``: what is wrong with files, and what the numbers and acts of a scenario stand on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from negosim.cli.asking import AsOf, Set, load, settings_of
from negosim.errors import BadInput, Problem


def check(
    files: Annotated[list[Path], typer.Argument(help="Scenarios, dossiers, codebooks, sweeps.")],
    quiet: Annotated[bool, typer.Option("--quiet", help="Nothing but problems.")] = False,
) -> None:
    """Name every problem of some files, each with its address; warn of what is none and probably not meant."""
    from negosim.cli import tables

    problems: list[Problem] = []
    for path in files:
        try:
            found = tables.checked(path)
            if not quiet:
                typer.echo(f"{path}: {found}")
        except BadInput as error:
            problems += error.problems
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        raise typer.Exit(1)


def evidence(
    target: Annotated[
        str,
        typer.Argument(metavar="SCENARIO|check|span", help="A scenario file; or `check` with --documents; or `span`."),
    ],
    words: Annotated[
        list[str], typer.Argument(metavar="[TEXT FIRST [LAST]]", help="With `span`: a text, and words of it.")
    ] = [],  # noqa: B006 - typer reads it, nobody changes it
    documents: Annotated[Path | None, typer.Option(help="Folder with the texts the claims were coded from.")] = None,
    dossier: Annotated[Path, typer.Option(help="The dossier to check.")] = Path("scenarios/dossier.toml"),
    acts: Annotated[
        bool, typer.Option("--acts", help="Show what each party did, and whether all else foretells it.")
    ] = False,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="With --acts: draw the acts in force into this file.")
    ] = None,
    as_of: AsOf = "",
    set_: Set = [],  # noqa: B006
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Show each parameter with its distribution, the claims behind it, and what is assumption.

    `check` holds every claim against the texts; `span` finds the span of words in a text, and its digests.
    """
    from negosim.cli import acts as acts_
    from negosim.cli import evidence as evidence_
    from negosim.files.scenario import acts_of_file, sources

    if figure is not None and not acts:
        raise BadInput([Problem(file="--figure", expected="--acts, whose figure it is", received="no --acts")])
    if target == "span":
        evidence_.print_span(words, as_json=as_json)
        return
    if words:
        raise BadInput([Problem(file="evidence", expected="one scenario", received=" ".join(words))])
    if target == "check":
        if documents is None:
            raise BadInput([Problem(file="--documents", expected="the folder with the texts", received="nothing")])
        if not evidence_.print_evidence_check(dossier, documents):
            raise typer.Exit(1)
        return
    path, settings = Path(target), settings_of(set_)
    scenario = load(path, set_, as_of)
    told = acts_of_file(path, set=settings, as_of=as_of or None)
    if acts:
        acts_.print_acts(scenario, told, figure, as_json=as_json)
    else:
        dossier_, _ = sources(path, set=settings)
        evidence_.print_evidence(scenario, dossier_, told, as_json=as_json)
